//! Every figure of the dashboards, counted again in SQL: on the demo world, which has them all, and at the borders of days.

use std::collections::BTreeMap;

use db::testing;
use diesel::prelude::*;
use diesel::sql_types;
use domain::clock::Timestamp;
use serde_json::{Value, json};
use tandem::demo;

use crate::support::{Client, PASSWORD, TestApp};

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = sql_types::Text)]
    word: String,
    #[diesel(sql_type = sql_types::BigInt)]
    n: i64,
}

/// What `select … as word, … as n from …` finds.
async fn counted(app: &TestApp, select: &str) -> BTreeMap<String, i64> {
    let sql = format!("select {select}");
    let rows = app.app.db.read(move |conn| -> tandem::Result<Vec<Counted>> { Ok(diesel::sql_query(&sql).load(conn)?) });
    rows.await.unwrap().into_iter().map(|row| (row.word, row.n)).collect()
}

/// The one number that `select` finds.
async fn number(app: &TestApp, select: &str) -> i64 {
    counted(app, &format!("'' as word, {select}")).await[""]
}

/// The counts of an answer that are not 0.
fn counts(answer: &Value) -> BTreeMap<String, i64> {
    let all = answer.as_object().unwrap().iter().map(|(word, n)| (word.clone(), n.as_i64().unwrap()));
    all.filter(|(_, n)| *n != 0).collect()
}

/// The amount of that field, which is of that currency.
fn amount(of: &Value, field: &str, currency: &str) -> i64 {
    assert_eq!(of[field]["currency"], currency);
    of[field]["amount"].as_i64().unwrap()
}

/// The instants between which that month lies where it is 14 hours later than in UTC.
fn bounds(month: &str) -> (i64, i64) {
    let (year, number): (i64, i64) = (month[..4].parse().unwrap(), month[5..].parse().unwrap());
    let next = if number == 12 { format!("{}-01", year + 1) } else { format!("{year}-{:02}", number + 1) };
    let start = |month: &str| format!("{month}-01T00:00:00+14:00").parse::<Timestamp>().unwrap().0;
    (start(month), start(&next))
}

/// Looks at the dashboards of the demo's logins.
pub async fn tell_what_the_database_has(app: &TestApp) {
    admins(app).await;
    for login in [demo::SPONSOR, demo::INFLUENCER] {
        let mut reader = app.anonymous();
        let login = json!({"login": login.username, "password": login.password});
        reader.become_user(&reader.post("/auth/login", login).await.expect(200));
        reader.patch("/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        if reader.get("/me").await.expect(200)["role"] == "sponsor" {
            sponsors(app, &reader).await;
        } else {
            influencers(app, &reader).await;
        }
    }
}

async fn admins(app: &TestApp) {
    let admin = app.admin().await;
    let stats = admin.get("/admin/stats?from=2025-11-22&to=2026-11-21").await.expect(200);
    let of = async |select: &str| counted(app, select).await;
    assert_eq!(
        counts(&stats["users"]),
        of("role as word, count(*) as n from users where status = 'active' group by role").await
    );
    for (field, select) in [
        ("pending_approvals", "count(*) as n from users where status = 'pending_approval'"),
        ("flagged_users", "count(*) as n from users where flagged_at is not null"),
        ("flagged_campaigns", "count(*) as n from campaigns where flagged_at is not null"),
    ] {
        assert_eq!(stats[field], number(app, select).await, "{field}");
    }
    for visibility in ["public", "private"] {
        let select =
            format!("status as word, count(*) as n from campaigns where visibility = '{visibility}' group by status");
        assert_eq!(counts(&stats["campaigns"][visibility]), of(&select).await);
    }
    assert_eq!(
        counts(&stats["ad_requests"]),
        of("status as word, count(*) as n from ad_requests group by status").await
    );
    let escrow = stats["escrow"].as_array().unwrap().iter();
    let escrow: BTreeMap<_, _> =
        escrow.map(|sum| (sum["currency"].as_str().unwrap().to_owned(), sum["amount"].as_i64().unwrap())).collect();
    let kept = "currency as word, cast(sum(balance) as bigint) as n from ledger_accounts where kind = 'escrow' and balance <> 0 group by currency";
    assert_eq!(escrow, of(kept).await);
    assert!(!escrow.is_empty());

    let days = stats["days"].as_array().unwrap();
    assert_eq!((days.len(), &stats["time_zone"]), (365, &json!("UTC")));
    let mut told = [("active", BTreeMap::new()), ("sign_ups", BTreeMap::new()), ("ad_requests", BTreeMap::new())];
    for (day, epoch) in days.iter().zip(20_414..) {
        let midnight: Timestamp = format!("{}T00:00:00Z", day["date"].as_str().unwrap()).parse().unwrap();
        assert_eq!(midnight.0, epoch * 86_400_000);
        for (field, all) in &mut told {
            all.extend(counts(&day[*field]).into_iter().map(|(word, n)| (format!("{epoch} {word}"), n)));
        }
    }
    let since = "created_at >= 20414 * cast(86400000 as bigint)";
    let by = |word: &str, table: &str| {
        format!("(created_at / 86400000) || ' ' || {word} as word, count(*) as n from {table} where {since} group by 1")
    };
    let seen = of("v.day || ' ' || u.role as word, count(*) as n from visits v join users u on u.id = v.user_id where v.day >= '2025-11-22' group by 1").await;
    let seen: BTreeMap<String, i64> = seen
        .into_iter()
        .map(|(key, n)| {
            let (day, role) = key.split_once(' ').unwrap();
            let midnight: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
            (format!("{} {role}", midnight.0 / 86_400_000), n)
        })
        .collect();
    let expected = [seen, of(&by("role", "users")).await, of(&by("status", "ad_requests")).await];
    for ((field, told), expected) in told.into_iter().zip(expected) {
        assert!(told.len() > 30, "{field}: {}", told.len());
        assert_eq!(told, expected, "{field}");
    }
    admin.get("/admin/stats?from=2025-11-20").await.refused(422, "invalid");
}

/// What waits, in ad requests and collaborations, as the lists count it.
async fn waiting(reader: &Client, board: &Value) {
    let requests = reader.get("/ad-requests?awaiting=me&count=true").await.expect(200);
    let works = reader.get("/collaborations?awaiting=me&count=true").await.expect(200);
    assert_eq!(board["waiting"], json!({"ad_requests": requests["total"], "collaborations": works["total"]}));
    assert_eq!(board["time_zone"], "Pacific/Kiritimati");
}

async fn sponsors(app: &TestApp, reader: &Client) {
    let me = &reader.id;
    let board = reader.get("/me/sponsor-dashboard").await.expect(200);
    waiting(reader, &board).await;
    let (from, to) = (bounds(board["from"].as_str().unwrap()).0, bounds(board["to"].as_str().unwrap()).1);
    assert_eq!((&board["from"], &board["to"]), (&json!("2025-12"), &json!("2026-11")));
    let mut all = 0;
    for one in board["currencies"].as_array().unwrap() {
        let code = one["currency"].as_str().unwrap();
        let running = format!(
            "from campaigns where sponsor_id = '{me}' and currency = '{code}' and status in ('active', 'paused')"
        );
        let sum = async |what| number(app, &format!("cast(coalesce(sum({what}), 0) as bigint) as n {running}")).await;
        assert_eq!(one["campaigns"], sum("1").await);
        assert_eq!(amount(one, "budget", code), sum("budget").await);
        assert_eq!(amount(one, "committed", code), sum("committed").await);
        assert_eq!(amount(one, "spent", code), sum("spent").await);
        assert_eq!(amount(one, "left", code), sum("budget - committed").await);
        let months = one["months"].as_array().unwrap();
        assert_eq!(months.len(), 12);
        for month in months {
            let (start, end) = bounds(month["month"].as_str().unwrap());
            let released = format!(
                "cast(coalesce(sum(d.released), 0) as bigint) as n from deliverables d
                join collaborations k on k.id = d.collaboration_id
                join ledger_transactions t on t.deliverable_id = d.id and t.kind = 'release'
                where k.sponsor_id = '{me}' and k.currency = '{code}' and t.created_at >= {start} and t.created_at < {end}"
            );
            assert_eq!(amount(month, "spent", code), number(app, &released).await, "{month}");
            all += amount(month, "spent", code);
        }
    }
    assert!(all > 0, "nothing was spent");
    let begun = format!("a.sponsor_id = '{me}' and a.created_at >= {from} and a.created_at < {to}");
    let works = format!("from collaborations k join ad_requests a on a.id = k.ad_request_id where {begun}");
    let funded =
        "and (k.payment = 0 or k.id in (select collaboration_id from ledger_transactions where kind = 'fund'))";
    let handed = "and k.id in (select collaboration_id from deliverables where submitted_at is not null)";
    for (step, rest) in [
        ("begun", format!("from ad_requests a where {begun}")),
        ("accepted", format!("from ad_requests a where {begun} and a.status = 'accepted'")),
        ("funded", format!("{works} {funded}")),
        ("delivered", format!("{works} {handed}")),
        ("completed", format!("{works} and k.status = 'completed'")),
    ] {
        let n = number(app, &format!("count(*) as n {rest}")).await;
        assert!(n > 0, "{step}");
        assert_eq!(board["pipeline"][step], n, "{step}");
    }
    let soon = format!(
        "end_date || id as word, budget - committed as n from campaigns where sponsor_id = '{me}'
        and status in ('active', 'paused') and end_date <= '2026-12-06'"
    );
    let soon = counted(app, &soon).await;
    let ending = board["ending_soon"].as_array().unwrap().iter().map(|one| {
        let key = format!("{}{}", one["end_date"].as_str().unwrap(), one["id"].as_str().unwrap());
        (key, one["available"]["amount"].as_i64().unwrap())
    });
    assert_eq!(ending.collect::<Vec<_>>(), soon.into_iter().take(6).collect::<Vec<_>>());
    let one = reader.get("/me/sponsor-dashboard?from=2026-10&to=2026-10").await.expect(200);
    assert_eq!(one["currencies"][0]["months"][0], board["currencies"][0]["months"][10]);
    reader.get("/me/sponsor-dashboard?from=2026-12").await.refused(422, "invalid");
}

async fn influencers(app: &TestApp, reader: &Client) {
    let me = &reader.id;
    let board = reader.get("/me/influencer-dashboard").await.expect(200);
    waiting(reader, &board).await;
    let (from, to) = (bounds(board["from"].as_str().unwrap()).0, bounds(board["to"].as_str().unwrap()).1);
    let begun = format!(
        "status as word, count(*) as n from ad_requests
        where influencer_id = '{me}' and created_at >= {from} and created_at < {to} group by status"
    );
    assert_eq!(counts(&board["ad_requests"]), counted(app, &begun).await);
    let earnings = reader.get("/earnings").await.expect(200);
    let mut all = 0;
    for one in board["currencies"].as_array().unwrap() {
        let code = one["currency"].as_str().unwrap();
        let same = earnings["currencies"].as_array().unwrap().iter().find(|same| same["currency"] == code).unwrap();
        assert_eq!((&one["in_escrow"], &one["available"]), (&same["in_escrow"], &same["available"]));
        let mut sum = 0;
        for month in one["months"].as_array().unwrap() {
            let (start, end) = bounds(month["month"].as_str().unwrap());
            let released = format!(
                "cast(coalesce(sum(e.amount), 0) as bigint) as n from ledger_entries e
                where e.account_id in (select id from ledger_accounts
                    where kind = 'person' and owner = '{me}' and currency = '{code}')
                and e.transaction_id in (select id from ledger_transactions
                    where kind = 'release' and created_at >= {start} and created_at < {end})"
            );
            assert_eq!(amount(month, "earned", code), number(app, &released).await, "{month}");
            sum += amount(month, "earned", code);
        }
        assert_eq!(amount(one, "earned", code), sum);
        all += sum;
    }
    assert!(all > 0, "nothing was earned");
}

#[tokio::test]
async fn a_day_of_the_house_begins_at_its_own_midnight() {
    for kind in testing::kinds() {
        let app = TestApp::start(kind, &[("INSTANCE_TIME_ZONE", "Pacific/Kiritimati")]).await;
        // There it is 02:00 of the next day already; in 22 hours the day after that begins.
        app.influencer("mira").await;
        app.log_in("mira").await;
        app.pending_sponsor("acme").await;
        app.app.clock.advance_ms(22 * 60 * 60 * 1000 - 1);
        app.influencer("jon").await;
        app.app.clock.advance_ms(1);
        let mut noor = app.influencer("noor").await;
        noor.post("/auth/refresh", json!({})).await.expect(200);
        noor.become_user(&noor.post("/auth/login", json!({"login": "noor", "password": PASSWORD})).await.expect(200));
        let stats = app.admin().await.get("/admin/stats?from=2026-11-21").await.expect(200);
        assert_eq!((&stats["to"], &stats["time_zone"]), (&json!("2026-11-23"), &json!("Pacific/Kiritimati")));
        let days = stats["days"].as_array().unwrap();
        let told = |field: &str| days.iter().map(|day| counts(&day[field])).collect::<Vec<_>>();
        let is = |of: &[(&str, i64)]| of.iter().map(|(role, n)| ((*role).to_owned(), *n)).collect::<BTreeMap<_, _>>();
        let both = is(&[("influencer", 2), ("sponsor", 1)]);
        assert_eq!(told("active"), [is(&[]), both.clone(), is(&[("admin", 1), ("influencer", 1)])]);
        // The admin was there from the beginning.
        let first = is(&[("admin", 1), ("influencer", 2), ("sponsor", 1)]);
        assert_eq!(told("sign_ups"), [is(&[]), first, is(&[("influencer", 1)])]);
    }
}
