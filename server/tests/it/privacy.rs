use std::io::{Cursor, Read};
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use reqwest::Method;
use serde_json::{Value, json};
use tandem::check;

use crate::support::things::{PNG, path, terms};
use crate::support::{Answer, Client, PASSWORD, TestApp, on_each};

async fn close(who: &Client, password: &str) -> Answer {
    who.send(who.request(Method::DELETE, "/me").json(&json!({"password": password}))).await
}

/// An influencer whose words are like nobody else's.
async fn zerlina(app: &TestApp) -> Client {
    let zerlina = app.influencer("zerlina.q").await;
    zerlina.patch("/me", json!({"display_name": "Zerlina Quast", "time_zone": "Asia/Tokyo"})).await.expect(200);
    let channel = json!({"platform": "instagram", "handle": "quastogram", "url": "https://instagram.com/quastogram", "followers": 10, "average_views": 5, "engagement_rate": 1.5});
    zerlina.post("/me/channels", channel).await.expect(201);
    let profile =
        json!({"bio": "Quastish films.", "country": "DE", "languages": ["de"], "portfolio": ["https://quast.example"]});
    zerlina.put("/me/influencer-profile", profile).await.expect(200);
    zerlina
}

/// Work on one post from application to payment; answers the collaboration.
async fn finished(acme: &Client, other: &Client) -> Value {
    let campaign = acme.campaign(json!({})).await;
    let mut wanted = terms(100);
    wanted["deliverables"][0]["count"] = json!(1);
    let body = json!({"terms": wanted, "message": "Quastlike greetings"});
    let request = other.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201);
    let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
    let work = format!("/collaborations/{}", accepted["collaboration_id"].as_str().unwrap());
    let deposit = json!({"amount": {"amount": 100, "currency": "EUR"}, "payment_method": "4242424242424242"});
    acme.post("/wallet/deposits", deposit).await.expect(201);
    acme.act(&format!("{work}/fund")).await.expect(200);
    let part = acme.get(&work).await.expect(200)["deliverables"][0]["id"].as_str().unwrap().to_owned();
    let part = format!("{work}/deliverables/{part}");
    let file = other.upload("still.png", PNG).await.expect(201)["id"].clone();
    let handed = json!({"caption": "Fine tea #ad", "note": "A quastly note", "attachments": [file]});
    other.post(&format!("{part}/submit"), handed).await.expect(200);
    acme.act(&format!("{part}/approve")).await.expect(200);
    other.post(&format!("{part}/publish"), json!({"url": "https://example.com/p/1"})).await.expect(200);
    acme.get(&work).await.expect(200)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every text in every table, with the table's name; invoices stay as the law asks.
async fn texts(app: &TestApp) -> Vec<String> {
    let read = app.app.db.read(|conn| {
        let tables = if conn.is_sqlite() {
            "select m.name || '.' || c.name as line from sqlite_master m, pragma_table_info(m.name) c
             where m.type = 'table' and lower(c.type) = 'text'"
        } else {
            "select table_name || '.' || column_name as line from information_schema.columns
             where table_schema = 'public' and data_type = 'text'"
        };
        let columns: Vec<Line> = diesel::sql_query(tables).load(conn)?;
        let mut all = Vec::new();
        for Line { line } in columns.iter().filter(|column| !column.line.starts_with("invoices.")) {
            let (table, column) = line.split_once('.').unwrap();
            let of = format!("select coalesce({column}, '') as line from {table}");
            let texts: Vec<Line> = diesel::sql_query(of).load(conn)?;
            all.extend(texts.into_iter().map(|text| format!("{line}: {}", text.line)));
        }
        Ok::<_, tandem::Error>(all)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_closed_account_leaves_nothing_personal_and_every_chain_whole() {
    on_each(|app| async move {
        let (acme, zerlina) = (app.sponsor("acme").await, zerlina(&app).await);
        zerlina.upload("loose.png", PNG).await.expect(201);
        zerlina.post("/api-keys", json!({"name": "Quast shop", "scopes": ["read"]})).await.expect(201);
        let address = json!({"url": "https://93.184.215.14/quasts", "events": ["campaign.status_changed"]});
        zerlina.post("/webhook-endpoints", address).await.expect(201);
        let work = finished(&acme, &zerlina).await;
        let agreement = format!("/agreements/{}", work["agreement_code"].as_str().unwrap());
        let (declined, open) = (acme.campaign(json!({})).await, acme.campaign(json!({})).await);
        let declined = acme.invite(&declined, &zerlina, 100).await;
        let reason = json!({"reason": "Not for quasts."});
        zerlina.post(&path(&declined, "/reject"), reason).await.expect(200);
        let open = zerlina.apply(&open, 100).await;
        let talk = zerlina.post("/conversations", json!({"user_id": acme.id})).await.expect(201);
        let talk = format!("/conversations/{}/messages", talk["id"].as_str().unwrap());
        let file = zerlina.upload("quast.png", PNG).await.expect(201)["id"].clone();
        zerlina.post(&talk, json!({"body": "A quastic evening", "attachments": [file]})).await.expect(201);
        app.run_jobs().await;

        assert_eq!(close(&zerlina, "not her password").await.faults(), ["/password wrong_password"]);
        let refused = close(&zerlina, PASSWORD).await.refused(409, "still_open");
        assert!(refused["detail"].as_str().unwrap().contains("1.00 EUR"), "{refused}");
        let closing = zerlina.get("/me/closing").await.expect(200);
        assert_eq!((&closing["can_close"], &closing["balances"][0]["amount"]), (&json!(false), &json!(100)));
        let bank = json!({"holder": "Zerlina Quast", "iban": "DE89 3704 0044 0532 0130 00"});
        zerlina.put("/wallet/payout-destination", bank).await.expect(200);
        zerlina.post("/wallet/payouts", json!({"amount": {"amount": 100, "currency": "EUR"}})).await.expect(201);
        app.app.clock.advance_ms(3_600_000);
        app.run_jobs().await;
        let zerlina = app.log_in("zerlina.q").await;
        assert_eq!(zerlina.get("/me/closing").await.expect(200)["can_close"], true);
        assert!(texts(&app).await.iter().any(|text| text.to_lowercase().contains("quast")));

        close(&zerlina, PASSWORD).await.expect(204);
        zerlina.get("/me").await.refused(401, "session_ended");
        let login = json!({"login": "zerlina.q", "password": PASSWORD});
        app.anonymous().post("/auth/login", login).await.refused(401, "wrong_credentials");
        app.anonymous().get("/influencers/zerlina.q").await.refused(404, "not_found");
        app.run_jobs().await;
        app.app.clock.advance_ms(3_600_000);
        app.run_jobs().await;
        let left: Vec<_> = texts(&app)
            .await
            .into_iter()
            .filter(|text| text.to_lowercase().contains("quast") || text.contains("zerlina"))
            .collect();
        assert!(left.is_empty(), "{left:#?}");

        let acme = app.log_in("acme").await;
        assert_eq!(acme.get(&path(&open, "")).await.expect(200)["status"], "withdrawn");
        let work = acme.get(&format!("/collaborations/{}", work["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(work["influencer"]["display_name"], "Closed account");
        assert_eq!(work["deliverables"][0]["submissions"][0]["caption"], "Fine tea #ad");
        let said = acme.get(&talk).await.expect(200)["items"][0].clone();
        assert_eq!((&said["position"], &said["body"], &said["attachments"]), (&json!(1), &json!(""), &json!([])));
        assert_eq!(app.anonymous().get(&agreement).await.expect(200)["valid"], true);
        let broken: Vec<_> =
            check::all(&app.app).await.unwrap().into_iter().filter(|finding| !finding.broken.is_empty()).collect();
        assert!(broken.is_empty(), "{broken:?}");
        // The name is free again.
        app.influencer("zerlina.q").await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_sponsor_who_closes_ends_campaigns_and_the_last_admin_stays() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let (public, draft) = (
            acme.campaign(json!({})).await,
            acme.post("/campaigns", crate::support::things::campaign()).await.expect(201),
        );
        let offer = acme.invite(&public, &mira, 100).await;
        close(&acme, PASSWORD).await.expect(204);
        assert_eq!(mira.get(&path(&offer, "")).await.expect(200)["status"], "withdrawn");
        let admin = app.admin().await;
        assert_eq!(admin.get(&format!("/campaigns/{public}")).await.expect(200)["status"], "cancelled");
        admin.get(&format!("/campaigns/{}", draft["id"].as_str().unwrap())).await.refused(404, "not_found");
        close(&admin, PASSWORD).await.refused(409, "still_open");
        assert_eq!(admin.get("/me/closing").await.expect(200)["last_admin"], true);
        let broken = check::all(&app.app).await.unwrap().iter().map(|finding| finding.broken.len()).sum::<usize>();
        assert_eq!(broken, 0);
        // What is looked through once more.
        app.app.clock.advance_ms(3_600_000);
        app.run_jobs().await;
        app
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_kept_can_be_downloaded_but_no_secret() {
    on_each(|app| async move {
        let (acme, zerlina) = (app.sponsor("acme").await, zerlina(&app).await);
        finished(&acme, &zerlina).await;
        let talk = acme.post("/conversations", json!({"user_id": zerlina.id})).await.expect(201);
        let talk = format!("/conversations/{}/messages", talk["id"].as_str().unwrap());
        acme.post(&talk, json!({"body": "Tea at five?"})).await.expect(201);
        zerlina.post("/api-keys", json!({"name": "Shop", "scopes": ["read"]})).await.expect(201);
        let answer = zerlina.request(Method::GET, "/me/export").send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"application/zip".parse().unwrap())
        );
        let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
        let mut read = |name: &str| {
            let mut content = Vec::new();
            zip.by_name(name).unwrap().read_to_end(&mut content).unwrap();
            content
        };
        let mut json = |name: &str| serde_json::from_slice::<Value>(&read(name)).unwrap();
        assert_eq!(
            (&json("account.json")[0]["email"], &json("account.json")[0]["created_at"]),
            (&json!("zerlina.q@example.com"), &json!("2026-11-21T12:00:00.000Z"))
        );
        assert_eq!(json("ad-request-revisions.json")[0]["message"], "Quastlike greetings");
        assert_eq!(json("ad-request-revisions.json")[0]["terms"]["payment"]["amount"], 100);
        assert_eq!(json("channels.json")[0]["handle"], "quastogram");
        assert_eq!(json("messages.json")[0]["body"], "Tea at five?");
        assert_eq!((json("ledger-entries.json")[0]["amount"].clone(), json("campaigns.json")), (json!(100), json!([])));
        let id = json("attachments.json")[0]["id"].as_str().unwrap().to_owned();
        assert!(read(&format!("files/attachments/{id}-still.png")).starts_with(b"\x89PNG"));
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        for name in names.iter().filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "json")) {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            assert!(
                !text.contains("argon2") && !text.contains("_hash\": \"tk") && !text.contains("password_hash"),
                "{name}"
            );
            assert!(!text.contains("acme@example.com"), "{name} tells of somebody else");
        }
        // She is told of the message that she has not read.
        app.app.clock.advance_ms(3_600_000);
        app.run_jobs().await;
        app
    })
    .await;
}

#[tokio::test]
async fn new_terms_are_accepted_at_the_next_visit() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        assert_eq!(app.anonymous().get("/terms").await.expect(200)["version"], 0);
        assert_eq!(mira.get("/me/terms").await.expect(200)["asked"], false);
        mira.post("/admin/terms", json!({"text": "Mine."})).await.refused(403, "wrong_role");
        assert_eq!(admin.post("/admin/terms", json!({"text": "  "})).await.faults(), ["/text required"]);
        admin.post("/admin/terms", json!({"text": "# Be **fair**"})).await.expect(201);
        let terms = app.anonymous().get("/terms").await.expect(200);
        assert!(terms["html"].as_str().unwrap().contains("<strong>fair</strong>"));
        assert_eq!(mira.get("/me/terms").await.expect(200)["asked"], true);
        assert_eq!(admin.get("/me/terms").await.expect(200)["asked"], false);
        mira.post("/me/terms", json!({"version": 2})).await.refused(409, "newer_version");
        mira.post("/me/terms", json!({"version": 1})).await.expect(200);
        assert_eq!(mira.get("/me/terms").await.expect(200), json!({"current": 1, "accepted": 1, "asked": false}));
        admin.post("/admin/terms", json!({"text": "Be fairer."})).await.expect(201);
        mira.post("/me/terms", json!({"version": 1})).await.refused(409, "newer_version");
        let body = json!({"role": "influencer", "username": "noah", "email": "noah@example.com", "password": PASSWORD, "display_name": "Noah", "accept_terms": true, "of_age": true});
        app.anonymous().post("/auth/register", body).await.expect(201);
        let noah = app.log_in("noah").await;
        assert_eq!(noah.get("/me/terms").await.expect(200), json!({"current": 2, "accepted": 2, "asked": false}));
        app
    })
    .await;
}
