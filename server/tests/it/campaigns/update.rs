use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::{campaign, path};
use crate::support::{on_each, with};

#[tokio::test]
async fn what_is_left_out_stays() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let before = acme.post("/campaigns", campaign()).await.expect(201);
        let path = path_of(&before);
        let changes = json!({"title": "Tea and cake", "niches": ["travel", "food"], "visibility": "private",
            "requirements": {"languages": ["de"]}, "budget": {"amount": 7, "currency": "JPY"}});
        let after = acme.patch(&path, changes.clone()).await.expect(200);
        assert_eq!(
            after["requirements"],
            json!({"min_followers": 0, "platforms": [], "countries": [], "languages": ["de"]})
        );
        assert_eq!((&after["niches"], &after["version"]), (&json!(["food", "travel"]), &json!(2)));
        for field in ["title", "visibility", "budget"] {
            assert_eq!(after[field], changes[field]);
        }
        for field in ["description", "goals", "start_date", "end_date", "disclosure", "status", "created_at"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        assert_eq!(acme.get(&path).await.expect(200), after);
        app
    })
    .await;
}

fn path_of(campaign: &Value) -> String {
    format!("/campaigns/{}", campaign["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_stale_edit_is_refused() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let path = path_of(&acme.post("/campaigns", campaign()).await.expect(201));
        let etag = acme.get(&path).await.header("etag").to_owned();
        let edit = |title: &'static str| {
            let request = acme.request(Method::PATCH, &path).header("if-match", &etag).json(&json!({"title": title}));
            let acme = acme.clone();
            async move { acme.send(request).await }
        };
        edit("First").await.expect(200);
        edit("Second").await.refused(412, "stale");
        let now = acme.get(&path).await;
        assert_ne!(now.header("etag"), etag);
        let known = acme.request(Method::GET, &path).header("if-none-match", now.header("etag"));
        assert_eq!(acme.send(known).await.status, 304);
        assert_eq!(now.expect(200)["title"], "First");
        app
    })
    .await;
}

#[tokio::test]
async fn only_its_sponsor_edits_it() {
    on_each(|app| async move {
        let (acme, other) = (app.sponsor("acme").await, app.sponsor("other").await);
        let path = format!("/campaigns/{}", acme.campaign(json!({})).await);
        let nonsense = json!({"nonsense": true});
        other.patch(&path, nonsense.clone()).await.refused(404, "not_found");
        app.influencer("mira").await.patch(&path, nonsense.clone()).await.refused(403, "wrong_role");
        app.admin().await.patch(&path, nonsense.clone()).await.refused(403, "wrong_role");
        app.anonymous().patch(&path, nonsense.clone()).await.refused(401, "not_logged_in");
        assert_eq!(acme.patch(&path, nonsense).await.faults(), ["/nonsense unknown_field"]);
        acme.patch("/campaigns/nonsense", json!({})).await.refused(404, "not_found");
        acme.patch("/campaigns/0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a", json!({})).await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn dates_do_not_move_into_the_past() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let path = format!("/campaigns/{}", acme.campaign(json!({})).await);
        app.wait_days(10);
        let acme = app.log_in("acme").await;
        acme.patch(&path, json!({"end_date": "2026-12-01"})).await.expect(200);
        acme.patch(&path, json!({"title": "Still begun on its first day", "start_date": "2026-11-21"}))
            .await
            .expect(200);
        let faults = acme.patch(&path, json!({"start_date": "2026-11-22", "end_date": "2026-11-30"})).await.faults();
        assert_eq!(faults, ["/end_date in_the_past", "/start_date in_the_past"]);
        let faults = acme.patch(&path, json!({"start_date": "2026-12-02", "description": " "})).await.faults();
        assert_eq!(faults, ["/description required", "/end_date before_start"]);
        app
    })
    .await;
}

#[tokio::test]
async fn the_budget_stays_above_what_is_committed_and_in_its_currency() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({"budget": {"amount": 1_000, "currency": "EUR"}})).await;
        let at = format!("/campaigns/{campaign}");
        let budget = |amount: i64, currency: &str| json!({"budget": {"amount": amount, "currency": currency}});
        acme.patch(&at, budget(900, "USD")).await.expect(200);
        acme.patch(&at, budget(1_000, "EUR")).await.expect(200);
        let request = acme.invite(&campaign, &mira, 600).await;
        acme.patch(&at, budget(1_000, "USD")).await.refused(409, "currency_fixed");
        acme.patch(&at, budget(100, "EUR")).await.expect(200);
        acme.patch(&at, budget(1_000, "EUR")).await.expect(200);
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
        acme.patch(&at, budget(599, "EUR")).await.refused(409, "budget_below_committed");
        let full = acme.patch(&at, budget(600, "EUR")).await.expect(200);
        assert_eq!((&full["committed"]["amount"], &full["available"]["amount"]), (&json!(600), &json!(0)));
        assert_eq!(
            full["ad_requests"],
            json!({"pending": 0, "accepted": 1, "rejected": 0, "withdrawn": 0, "expired": 0})
        );
        app
    })
    .await;
}

#[tokio::test]
async fn what_has_ended_is_not_edited() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let path = format!("/campaigns/{}", acme.campaign(json!({})).await);
        acme.act(&format!("{path}/complete")).await.expect(200);
        acme.patch(&path, with(json!({}), json!({"title": "Later"}))).await.refused(409, "invalid_state");
        app
    })
    .await;
}
