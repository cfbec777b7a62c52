use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::campaign;
use crate::support::{on_each, with};

#[tokio::test]
async fn a_draft_is_prepared_while_waiting_for_approval() {
    on_each(|app| async move {
        let acme = app.pending_sponsor("acme").await;
        acme.patch("/me", json!({"time_zone": "Asia/Kolkata"})).await.expect(200);
        let text = json!({
            "title": "  मानसून चाय 🎉 ", "description": "# Tea\n<script>alert(1)</script> [x](javascript:alert(1))",
            "requirements": {"min_followers": 5_000, "platforms": ["tiktok", "instagram", "tiktok"], "countries": ["in", "IN"], "languages": ["hi"]}
        });
        let answer = acme.post("/campaigns", with(campaign(), text)).await;
        let location = answer.header("location").to_owned();
        let etag = answer.header("etag").to_owned();
        let made = answer.expect(201);
        assert_eq!(location, format!("/api/v1/campaigns/{}", made["id"].as_str().unwrap()));
        assert!(etag.starts_with("\"1-"), "{etag}");
        assert_eq!((&made["status"], &made["title"], &made["version"]), (&json!("draft"), &json!("मानसून चाय 🎉"), &json!(1)));
        assert_eq!((&made["time_zone"], &made["disclosure"]), (&json!("Asia/Kolkata"), &json!("#ad")));
        assert_eq!(made["sponsor"], json!({"id": acme.id, "username": "acme", "display_name": "acme", "logo_url": null}));
        let asked = json!({"min_followers": 5_000, "platforms": ["instagram", "tiktok"], "countries": ["IN"], "languages": ["hi"]});
        assert_eq!(made["requirements"], asked);
        assert_eq!((&made["budget"], &made["available"]), (&campaign()["budget"], &campaign()["budget"]));
        assert_eq!((&made["committed"], &made["spent"]), (&json!({"amount": 0, "currency": "EUR"}), &json!({"amount": 0, "currency": "EUR"})));
        assert_eq!(made["ad_requests"], json!({"pending": 0, "accepted": 0, "rejected": 0, "withdrawn": 0, "expired": 0}));
        assert_eq!(made["actions"], json!(["edit", "delete"]));
        assert_eq!((&made["flagged"], &made["match"], &made["image_url"]), (&json!(false), &Value::Null, &Value::Null));
        let html = made["description_html"].as_str().unwrap();
        assert!(html.contains("<h1>Tea</h1>") && !html.contains("<script") && !html.contains("href=\"javascript"), "{html}");
        app
    })
    .await;
}

#[tokio::test]
async fn all_faults_at_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let faults = |changes: Value| {
            let (acme, body) = (acme.clone(), with(campaign(), changes));
            async move { acme.post("/campaigns", body).await.faults() }
        };
        let wrong = json!({
            "title": " ", "description": "a\u{7}b", "goals": "x".repeat(2_001), "niches": ["beauty", "no-such"],
            "start_date": "2026-11-20", "end_date": "2026-11-19", "budget": {"amount": 0, "currency": "EUR"},
            "requirements": {"min_followers": -1, "countries": ["IN", "ZZ"], "languages": ["klingon"]}, "disclosure": "#ad\n#paid"
        });
        assert_eq!(
            faults(wrong).await,
            [
                "/budget/amount out_of_range",
                "/description control_character",
                "/disclosure control_character",
                "/end_date before_start",
                "/end_date in_the_past",
                "/goals too_long",
                "/niches/1 unknown_niche",
                "/requirements/countries/1 unknown_country",
                "/requirements/languages/0 unknown_language",
                "/requirements/min_followers out_of_range",
                "/start_date in_the_past",
                "/title required",
            ]
        );
        assert_eq!(faults(json!({"niches": []})).await, ["/niches required"]);
        assert_eq!(faults(json!({"colour": "red", "start_date": "tomorrow"})).await, ["/colour unknown_field", "/start_date invalid_format"]);
        assert_eq!(faults(json!({"visibility": "secret"})).await, ["/visibility not_one_of"]);
        assert_eq!(faults(json!({"budget": {"amount": 1_000_000_000_001_i64, "currency": "EUR"}})).await, ["/budget/amount out_of_range"]);
        assert_eq!(faults(json!({"budget": {"amount": 1.5, "currency": "EUR"}})).await, ["/budget/amount wrong_type"]);
        let missing = acme.post("/campaigns", json!({"title": "Tea"})).await.faults();
        assert!(missing.len() == 7 && missing.iter().all(|fault| fault.ends_with(" required")), "{missing:?}");
        let request = acme.request(Method::POST, "/campaigns").header("content-type", "application/json").body("{");
        acme.send(request).await.refused(400, "malformed");
        assert_eq!(acme.get("/campaigns?mine=true&count=true").await.expect(200)["total"], 0);
        app
    })
    .await;
}

#[tokio::test]
async fn only_sponsors_have_campaigns() {
    on_each(|app| async move {
        app.anonymous().post("/campaigns", campaign()).await.refused(401, "not_logged_in");
        app.influencer("mira").await.post("/campaigns", json!({"nonsense": 1})).await.refused(403, "wrong_role");
        app.admin().await.post("/campaigns", campaign()).await.refused(403, "wrong_role");
        app
    })
    .await;
}

#[tokio::test]
async fn a_key_makes_it_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let send = |body: Value| {
            let request = acme.request(Method::POST, "/campaigns").header("idempotency-key", "first").json(&body);
            let acme = acme.clone();
            async move { acme.send(request).await }
        };
        let first = send(campaign()).await.expect(201);
        let again = send(campaign()).await;
        assert_eq!(again.header("location"), format!("/api/v1/campaigns/{}", first["id"].as_str().unwrap()));
        assert_eq!(again.expect(201), first);
        send(with(campaign(), json!({"title": "Another"}))).await.refused(422, "invalid");
        assert_eq!(acme.get("/campaigns?mine=true&count=true").await.expect(200)["total"], 1);
        app
    })
    .await;
}
