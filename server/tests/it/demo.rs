use std::collections::BTreeSet;

use db::testing;
use diesel::prelude::*;
use diesel::sql_types;
use serde_json::{Value, json};
use tandem::{check, demo};

use crate::dashboards;
use crate::support::{Client, TestApp, on_each};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

/// What the query selects as `line`, sorted.
async fn lines(app: &TestApp, sql: &'static str) -> Vec<String> {
    let read = app.app.db.read(move |conn| -> tandem::Result<Vec<Line>> { Ok(diesel::sql_query(sql).load(conn)?) });
    let mut lines: Vec<String> = read.await.unwrap().into_iter().map(|row| row.line).collect();
    lines.sort();
    lines
}

/// Everything that is not drawn anew each time: no ids, no hashes.
const MEANING: [&str; 12] = [
    "select u.username || u.email || u.status || u.created_at || coalesce(u.flagged_at, 0) || u.last_seen_at as line from users u where role <> 'admin'",
    "select u.username || p.bio || coalesce(p.avatar, '') || p.reach || p.updated_at as line from influencer_profiles p join users u on u.id = p.user_id",
    "select title || status || start_date || end_date || committed || '/' || spent || '/' || created_at || '/' || updated_at as line from campaigns",
    "select c.title || u.username || a.direction || a.status || coalesce(a.awaiting, '') || a.payment || '/' || a.created_at || '/' || coalesce(a.expires_at, 0) || coalesce(a.close_reason, '') as line
        from ad_requests a join campaigns c on c.id = a.campaign_id join users u on u.id = a.influencer_id",
    "select r.message || r.terms || r.created_at as line from revisions r",
    "select u.username || k.status || k.payment || '/' || k.created_at as line from collaborations k join users u on u.id = k.influencer_id",
    "select kind || platform || due_date || amount || status || released || '/' || refunded || '/' || coalesce(deadline_at, 0) || coalesce(post_url, '') as line from deliverables",
    "select what || made_by || note || created_at as line from work_events",
    "select number || caption || note || coalesce(url, '') || created_at as line from submissions",
    "select name || media_type || size || '/' || position || '/' || created_at as line from attachments",
    "select kind || currency || amount || '/' || created_at as line from ledger_transactions",
    "select kind || currency || balance as line from ledger_accounts",
];

async fn meaning(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for sql in MEANING {
        all.extend(lines(app, sql).await);
    }
    all
}

async fn broken(app: &TestApp) -> BTreeSet<&'static str> {
    let findings = check::all(&app.app).await.unwrap();
    assert!(findings.iter().all(|finding| finding.looked_at > 0), "{findings:?}");
    findings.iter().filter(|finding| !finding.broken.is_empty()).map(|finding| finding.invariant).collect()
}

#[tokio::test]
async fn the_world_keeps_every_rule_and_has_every_state() {
    on_each(|app| async move {
        demo::fill(&app.app, 1).await.unwrap();
        assert_eq!(broken(&app).await, BTreeSet::new());
        let count = async |table| lines(&app, table).await.len();
        assert_eq!(count("select id as line from users where role = 'sponsor'").await, 40);
        assert_eq!(count("select id as line from users where role = 'influencer'").await, 200);
        assert_eq!(count("select id as line from campaigns").await, 120);
        assert!((600..=900).contains(&count("select id as line from ad_requests").await));
        let states = lines(&app, "select distinct status || coalesce(awaiting, '') || coalesce('stopped' || substr('x', 1, cast(time_left / time_left as int)), '') as line from ad_requests").await;
        let states: BTreeSet<String> = states.into_iter().collect();
        let all = ["accepted", "expired", "pendinginfluencer", "pendinginfluencerstoppedx", "pendingsponsor", "pendingsponsorstoppedx", "rejected", "withdrawn"];
        assert_eq!(states, all.map(str::to_owned).into());
        // Nothing has happened yet of what is to come, and what runs has not ended.
        let now = app.app.clock.now().0;
        let later = "select cast(max(at) as text) as line from (select max(updated_at) as at from ad_requests union all select max(created_at) as at from revisions union all select max(updated_at) as at from campaigns union all select max(updated_at) as at from collaborations union all select max(last_seen_at) as at from users) all_of_them";
        assert!(lines(&app, later).await[0].parse::<i64>().unwrap() <= now);
        let due = lines(&app, "select cast(min(expires_at) as text) as line from ad_requests where status = 'pending'").await;
        assert!(due[0].parse::<i64>().unwrap() > now);
        let states = lines(&app, "select distinct status || coalesce(case when asked_by is not null and status = 'active' then ' called off' end, '') as line from collaborations").await;
        assert_eq!(states, ["active", "active called off", "awaiting_funding", "cancelled", "completed", "disputed"]);
        let states = lines(&app, "select distinct d.status as line from deliverables d join collaborations k on k.id = d.collaboration_id where k.status = 'active'").await;
        let working = ["approved", "changes_requested", "published", "submitted", "todo"];
        assert!(working.iter().all(|state| states.iter().any(|seen| seen == state)), "{states:?}");
        assert_eq!(count("select id as line from collaborations where status = 'disputed'").await, 2);
        assert_eq!(lines(&app, "select distinct resolution as line from collaborations where resolution is not null and resolution <> 'lapsed'").await, ["refund", "release", "split"]);
        assert!(count("select d.id as line from deliverables d join collaborations k on k.id = d.collaboration_id where k.status = 'cancelled' and d.released > 0").await > 0, "a kill fee");
        assert!(count("select id as line from collaborations where payment = 0 and status <> 'awaiting_funding'").await > 0, "a gift");
        let money = lines(&app, "select distinct kind || ' ' || status as line from payments").await;
        assert_eq!(money, ["deposit succeeded", "payout pending", "payout succeeded", "withdrawal succeeded"]);
        let sides = lines(&app, "select distinct said.line from (select cast(count(*) as text) as line from reviews group by collaboration_id) said").await;
        assert_eq!(sides, ["1", "2"], "one has rated, or both");
        assert!(count("select id as line from reviews where shown_at is null").await > 0, "a review that waits for the other");
        assert!(count("select d.id as line from deliverables d join collaborations k on k.id = d.collaboration_id where k.status = 'active' and d.status in ('todo', 'changes_requested', 'approved') and d.deadline_at <= 1795262400000").await > 0, "something overdue");
        dashboards::tell_what_the_database_has(&app).await;
        // Time has nothing to do at once.
        let before = meaning(&app).await;
        app.app.jobs.run_schedule("expire", &app.app).await.unwrap().unwrap();
        assert_eq!(meaning(&app).await, before);
        let over = lines(&app, "select title as line from campaigns where status in ('active', 'paused', 'draft') and end_date < '2026-11-21'").await;
        assert_eq!(over, Vec::<String>::new());
        app
    })
    .await;
}

#[tokio::test]
async fn a_filled_database_is_refused() {
    on_each(|app| async move {
        app.influencer("mira").await;
        let refused = demo::fill(&app.app, 1).await.unwrap_err().to_string();
        assert!(refused.contains("not empty"), "{refused}");
        app
    })
    .await;
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world() {
    let mut worlds = Vec::new();
    for seed in [1, 1, 2] {
        for kind in testing::kinds() {
            let app = TestApp::start(kind, &[]).await;
            demo::fill(&app.app, seed).await.unwrap();
            worlds.push((seed, meaning(&app).await));
        }
    }
    let first = worlds[0].1.clone();
    for (seed, world) in worlds {
        assert_eq!(world == first, seed == 1, "seed {seed}");
    }
}

/// What is changed behind the rules' back, and the beginnings of the invariants that only this breaks.
const TAMPERED: [(&[&str], &str); 21] = [
    (&["The audit log is one chain"], "update audit_log set detail = '[]' where position = 3"),
    (
        &["Whoever and whatever is flagged"],
        "update flags set ended_at = 1 where id = (select min(id) from flags where ended_at is null)",
    ),
    (
        &["The reports of one case"],
        "update abuse_reports set verdict = 'warned' where id = (select max(id) from abuse_reports where verdict = 'flagged')",
    ),
    (
        &["What a campaign has committed"],
        "update campaigns set committed = committed - 1 where id = (select min(id) from campaigns where committed > spent + 1)",
    ),
    (
        &["What a campaign has spent"],
        "update campaigns set spent = spent + 1 where id = (select min(id) from campaigns where spent < committed)",
    ),
    (
        &["An open ad request awaits"],
        "update ad_requests set time_left = 1 where id = (select min(id) from ad_requests where status = 'accepted')",
    ),
    (
        &["An ad request is in its"],
        "update ad_requests set currency = 'XOF' where id = (select min(id) from ad_requests where status = 'rejected')",
    ),
    (
        &["An accepted ad request", "Every collaboration has an agreement", "The clocks of a collaboration"],
        "update collaborations set terms_hash = 'x', stopped_at = 1 where id = (select min(id) from collaborations)",
    ),
    (
        &["Whatever waits", "Whose turn it is"],
        "update collaborations set lapses_at = null, sponsor_due_at = 1 where id = (select min(id) from collaborations where status = 'disputed')",
    ),
    (
        &["The register of rights"],
        "update deliverables set rights_until = rights_until + 1 where id = (select min(id) from deliverables where rights_until is not null)",
    ),
    (
        &["Every attached file"],
        "update attachments set stored_at = null where id = (select min(id) from attachments where submission_id is not null)",
    ),
    (
        &["What happened in a collaboration"],
        "update work_events set position = 999 where id = (select min(id) from work_events where position = 2)",
    ),
    (
        &["The shares", "A share that is settled"],
        "update deliverables set amount = amount + 1 where id = (select min(d.id) from deliverables d join collaborations k on k.id = d.collaboration_id where k.status = 'completed')",
    ),
    (
        &["In escrow", "The balance of every account"],
        "update ledger_accounts set balance = balance + 1 where id = (select min(id) from ledger_accounts where kind = 'escrow')",
    ),
    (
        &["Every transaction"],
        "update ledger_entries set amount = amount + 1 where transaction_id = (select min(id) from ledger_transactions) and amount > 0",
    ),
    (
        &["The revisions of an ad request"],
        "update revisions set message = 'No.' where hash = (select min(hash) from revisions)",
    ),
    (
        &["Every release has an invoice"],
        "update invoices set amount = amount + 1 where id = (select min(id) from invoices)",
    ),
    (
        &["The invoices of each issuer"],
        "update invoice_series set last_number = last_number + 1 where series = (select min(series) from invoice_series)",
    ),
    (
        &["What open pages are told"],
        "update events set position = 0 where position = 1 and user_id = (select min(user_id) from events)",
    ),
    (
        &["It is known of everybody how many"],
        "update webhook_endpoints set enabled = 1 where id = (select min(id) from webhook_endpoints)",
    ),
    (
        &["What is to be sent to a webhook"],
        "update webhook_deliveries set next_at = 1 where id = (select min(id) from webhook_deliveries)",
    ),
];

#[tokio::test]
async fn whatever_is_tampered_with_is_found() {
    on_each(|app| async move {
        demo::fill(&app.app, 1).await.unwrap();
        for (_, sql) in TAMPERED {
            let changed =
                app.app.db.write(move |tx| -> tandem::Result<usize> { Ok(diesel::sql_query(sql).execute(tx.conn)?) });
            assert_eq!(changed.await.unwrap(), 1, "{sql}");
        }
        let found = broken(&app).await;
        let expected: Vec<&str> = TAMPERED.iter().flat_map(|(invariants, _)| *invariants).copied().collect();
        let missed: Vec<_> =
            expected.iter().filter(|start| !found.iter().any(|text| text.starts_with(**start))).collect();
        assert!(missed.is_empty(), "not found: {missed:?}");
        assert_eq!(found.len(), expected.len(), "{found:?}");
        app
    })
    .await;
}

async fn log_in(app: &TestApp, login: demo::Login) -> Client {
    let mut client = app.anonymous();
    let body = json!({"login": login.username, "password": login.password});
    let answer = client.post("/auth/login", body).await.expect(200);
    client.become_user(&answer);
    let by_address = json!({"login": login.email, "password": login.password});
    client.post("/auth/login", by_address).await.expect(200);
    client
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_two_who_log_in_have_something_to_do() {
    on_each(|app| async move {
        demo::fill(&app.app, 1).await.unwrap();
        let (sponsor, influencer) = (log_in(&app, demo::SPONSOR).await, log_in(&app, demo::INFLUENCER).await);
        for client in [&sponsor, &influencer] {
            assert!(items(client, "/ad-requests?awaiting=me&limit=100").await.len() >= 3);
            assert!(!items(client, "/collaborations").await.is_empty());
            let mut promised = 0;
            for request in items(client, "/ad-requests?limit=100").await {
                let one = client.get(&format!("/ad-requests/{}", request["id"].as_str().unwrap())).await.expect(200);
                assert_eq!(
                    one["revisions"].as_array().unwrap().len(),
                    usize::try_from(one["revision"].as_i64().unwrap()).unwrap()
                );
                promised +=
                    one["warnings"].as_array().unwrap().iter().filter(|warning| warning["code"] == "exclusive").count();
            }
            assert!(promised > 0, "something that is against a promise");
            assert!(!items(client, "/rights/exclusivities?standing=current").await.is_empty());
            let rights = items(client, "/rights?standing=current&limit=100").await;
            assert!(rights.iter().any(|right| right["until"].as_str().unwrap() < "2026-12-05"), "one that ends soon");
        }
        let own = items(&sponsor, "/campaigns?mine=true&limit=100").await;
        let states: BTreeSet<&str> = own.iter().map(|campaign| campaign["status"].as_str().unwrap()).collect();
        assert_eq!(states, ["active", "cancelled", "completed", "draft", "paused"].into());
        let image = reqwest::get(format!("{}{}", app.url, own[0]["image_url"].as_str().unwrap())).await.unwrap();
        assert_eq!((image.status().as_u16(), image.headers()["content-type"].to_str().unwrap()), (200, "image/webp"));
        app
    })
    .await;
}
