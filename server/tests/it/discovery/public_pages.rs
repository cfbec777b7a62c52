use diesel::prelude::*;
use serde_json::json;

use super::influencer;
use crate::support::{TestApp, on_each};

async fn page(app: &TestApp, path: &str) -> String {
    reqwest::get(format!("{}{path}", app.url)).await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn pages_of_people_say_what_is_on_them() {
    on_each(|app| async move {
        influencer(&app, "mira", json!({"bio": "Street food </script><script>alert(1)</script>"}), 10).await;
        let html = page(&app, "/influencers/mira").await;
        assert!(html.contains("<title>mira · Tandem</title>"), "{html}");
        assert!(html.contains("\"@type\":\"ProfilePage\"") && html.contains("/api/v1/influencers/mira"));
        assert!(!html.contains("<script>alert"));

        let acme = app.pending_sponsor("acme").await;
        assert!(!page(&app, "/sponsors/acme").await.contains("<title>acme"));
        app.admin().await.act(&format!("/admin/users/{}/approve", acme.id)).await.expect(200);
        assert!(page(&app, "/sponsors/acme").await.contains("<title>acme · Tandem</title>"));
        assert!(!page(&app, "/influencers/nobody").await.contains("nobody"));
        app
    })
    .await;
}

#[tokio::test]
async fn a_sponsors_page_shows_what_everybody_finds() {
    on_each(|app| async move {
        let (acme, anyone) = (app.sponsor("acme").await, app.anonymous());
        acme.campaign(json!({"title": "hidden", "visibility": "private"})).await;
        acme.campaign(json!({"title": "open"})).await;
        let money = json!({"amount": 5, "currency": "EUR"});
        acme.put("/me/sponsor-profile", json!({"yearly_budget": {"min": money, "max": money}})).await.expect(200);
        let seen = anyone.get("/sponsors/Acme").await.expect(200);
        assert_eq!((&seen["campaigns"][0]["title"], &seen["campaigns"][1]), (&json!("open"), &json!(null)));
        assert_eq!(seen["yearly_budget"], json!(null));
        assert!(acme.get("/sponsors/acme").await.expect(200)["yearly_budget"].is_object());
        app.app.clock.advance_ms(1_000);
        acme.campaign(json!({"title": "newer"})).await;
        assert_eq!(anyone.get("/sponsors/acme").await.expect(200)["campaigns"][0]["title"], "newer");
        app
    })
    .await;
}

#[tokio::test]
async fn it_says_when_it_is_ready() {
    on_each(|app| async move {
        let answer = reqwest::get(format!("{}/readyz", app.url)).await.unwrap();
        assert_eq!(answer.status(), 200);
        let detail: serde_json::Value = answer.json().await.unwrap();
        let redis = if app.app.config.redis_url().is_some() { "ok" } else { "not used" };
        assert_eq!(detail, json!({"status": "ok", "database": "ok", "search": "ok", "redis": redis}));
        app
    })
    .await;
}

#[tokio::test]
async fn it_is_not_ready_while_a_migration_is_missing() {
    on_each(|app| async move {
        let change = async |sql: &'static str| {
            let changed = app.app.db.write(move |tx| Ok::<_, tandem::Error>(diesel::sql_query(sql).execute(tx.conn)?));
            assert_eq!(changed.await.unwrap(), 1);
        };
        let ready = async || reqwest::get(format!("{}/readyz", app.url)).await.unwrap();
        change("delete from schema_version where version = 2").await;
        let answer = ready().await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["database"], "migrations are missing");
        change("insert into schema_version (version, name, needs) values (2, '0002_jobs', 0)").await;
        assert_eq!(ready().await.status(), 200);
        app
    })
    .await;
}
