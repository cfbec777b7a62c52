use serde_json::{Value, json};

use crate::support::things::campaign;
use crate::support::{on_each, with};

#[tokio::test]
async fn everybody_sees_what_is_public_and_only_its_sponsor_the_figures() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let id = acme.campaign(json!({})).await;
        let path = format!("/campaigns/{id}");
        let answer = app.anonymous().get(&path).await;
        assert!(answer.header("cache-control").starts_with("public, max-age="), "{:?}", answer.headers);
        assert!(!answer.header("etag").is_empty() && answer.header("vary").contains("authorization"));
        let public = answer.expect(200);
        assert_eq!(public["budget"], campaign()["budget"]);
        for field in ["committed", "spent", "available", "flag", "ad_requests", "match", "my_ad_request_id"] {
            assert!(public[field].is_null(), "{field}");
        }
        assert_eq!((&public["actions"], &public["unmet_requirements"]), (&json!([]), &json!([])));
        let other = app.sponsor("other").await.get(&path).await;
        assert!(other.header("cache-control").starts_with("private"));
        assert_eq!(other.expect(200), public);

        let own = acme.get(&path).await.expect(200);
        assert_eq!(own["available"], campaign()["budget"]);
        assert_eq!(own["actions"], json!(["edit", "pause", "complete", "cancel", "delete", "invite"]));
        let admins = app.admin().await.get(&path).await.expect(200);
        assert_eq!((&admins["available"], &admins["actions"]), (&campaign()["budget"], &json!(["flag"])));

        // What is kept for everybody follows each change at once.
        acme.patch(&path, json!({"title": "Autumn launch"})).await.expect(200);
        assert_eq!(app.anonymous().get(&path).await.expect(200)["title"], "Autumn launch");
        acme.patch("/me", json!({"display_name": "Acme & sons"})).await.expect(200);
        assert_eq!(app.anonymous().get(&path).await.expect(200)["sponsor"]["display_name"], "Acme & sons");
        acme.act(&format!("{path}/pause")).await.expect(200);
        app.anonymous().get(&path).await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_not_public_is_not_there() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let draft = acme.post("/campaigns", campaign()).await.expect(201)["id"].as_str().unwrap().to_owned();
        let private = acme.campaign(json!({"visibility": "private"})).await;
        for id in [&draft, &private] {
            let path = format!("/campaigns/{id}");
            for stranger in [&mira, &app.sponsor(&format!("other{}", &id[30..])).await, &app.anonymous()] {
                stranger.get(&path).await.refused(404, "not_found");
            }
            acme.get(&path).await.expect(200);
            app.admin().await.get(&path).await.expect(200);
        }
        for nowhere in ["nonsense", "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a", "%00"] {
            app.anonymous().get(&format!("/campaigns/{nowhere}")).await.refused(404, "not_found");
        }
        acme.invite(&private, &mira, 100).await;
        acme.act(&format!("/campaigns/{private}/pause")).await.expect(200);
        let seen = mira.get(&format!("/campaigns/{private}")).await.expect(200);
        assert_eq!((&seen["status"], &seen["visibility"]), (&json!("paused"), &json!("private")));
        app.influencer("jon").await.get(&format!("/campaigns/{private}")).await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn the_flagged_are_hidden_with_all_that_is_theirs() {
    on_each(|app| async move {
        let (acme, admin) = (app.sponsor("acme").await, app.admin().await);
        let id = acme.campaign(json!({})).await;
        let path = format!("/campaigns/{id}");
        for what in [format!("/admin/campaigns/{id}"), format!("/admin/users/{}", acme.id)] {
            app.anonymous().get(&path).await.expect(200);
            admin.post(&format!("{what}/flag"), json!({"reason": "Fraud."})).await.expect(200);
            app.anonymous().get(&path).await.refused(404, "not_found");
            app.influencer(&format!("i{}", &what[7..11])).await.get(&path).await.refused(404, "not_found");
            acme.get(&path).await.expect(200);
            admin.act(&format!("{what}/unflag")).await.expect(200);
        }
        app.anonymous().get(&path).await.expect(200);
        admin.post(&format!("/admin/users/{}/suspend", acme.id), json!({"reason": "Fraud."})).await.expect(200);
        app.anonymous().get(&path).await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn an_influencer_is_told_how_well_it_fits() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let asked = json!({"min_followers": 1_000, "platforms": ["instagram"], "countries": ["IN"], "languages": ["hi"]});
        let id = acme.campaign(json!({"requirements": asked, "niches": ["food"]})).await;
        let path = format!("/campaigns/{id}");
        let before = mira.get(&path).await.expect(200);
        let unmet: Vec<&str> =
            before["unmet_requirements"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(unmet, ["too_few_followers", "other_platform", "other_country", "other_language"]);
        assert_eq!(before["actions"], json!([]));

        let profile = json!({"bio": "Street food", "category": "Cook", "niches": ["food"], "country": "IN", "languages": ["hi"],
            "rate_card": [{"kind": "reel", "price": {"amount": 10_000, "currency": "EUR"}}], "portfolio": [], "available": true, "accepts_messages": true});
        mira.put("/me/influencer-profile", profile).await.expect(200);
        let channel = json!({"platform": "instagram", "handle": "mira", "url": "https://instagram.com/mira", "followers": 1_000, "average_views": 10, "engagement_rate": 1.5});
        mira.post("/me/channels", channel).await.expect(201);
        let after = mira.get(&path).await.expect(200);
        assert_eq!((&after["match"]["score"], &after["unmet_requirements"]), (&json!(100), &json!([])));
        assert_eq!(after["actions"], json!(["apply"]));
        assert!(before["match"]["score"].as_i64() < after["match"]["score"].as_i64());

        let request = mira.apply(&id, 100).await;
        let open = mira.get(&path).await.expect(200);
        assert_eq!((&open["my_ad_request_id"], &open["actions"]), (&request["id"], &json!([])));
        assert_eq!(acme.get(&path).await.expect(200)["my_ad_request_id"], Value::Null);
        app
    })
    .await;
}

#[tokio::test]
async fn time_that_has_passed_is_shown() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let dates = json!({"start_date": "2026-11-22", "end_date": "2026-12-01"});
        let made = acme.post("/campaigns", with(campaign(), dates)).await.expect(201);
        assert_eq!(made["time_elapsed_percent"], 0);
        app.wait_days(3);
        let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
        assert_eq!(app.log_in("acme").await.get(&path).await.expect(200)["time_elapsed_percent"], 25);
        app
    })
    .await;
}
