use serde_json::json;

use crate::support::things::{path, terms};
use crate::support::{on_each, with};

#[tokio::test]
async fn an_invitation_awaits_the_influencer_and_mails_them() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let body = json!({"influencer_id": mira.id, "terms": terms(50_000), "message": "Hello Mira"});
        let answer = acme.post(&format!("/campaigns/{campaign}/ad-requests"), body).await;
        let location = answer.header("location").to_owned();
        let request = answer.expect(201);
        assert_eq!(location, format!("/api/v1{}", path(&request, "")));
        assert_eq!((&request["direction"], &request["status"]), (&json!("invitation"), &json!("pending")));
        assert_eq!((&request["awaiting"], &request["revision"]), (&json!("influencer"), &json!(1)));
        assert_eq!(request["actions"], json!(["edit", "withdraw"]));
        assert_eq!(request["expires_at"], "2026-12-05T12:00:00.000Z");

        let seen = mira.get(&path(&request, "")).await.expect(200);
        assert_eq!(seen["actions"], json!(["accept", "counter", "reject"]));
        assert_eq!(seen["campaign"]["available"], json!(null));
        assert_eq!(seen["revisions"].as_array().unwrap().len(), 1);
        app.run_jobs().await;
        assert!(app.mails().iter().any(|mail| mail.contains("mira@example.com") && mail.contains(&path(&request, ""))));
        app
    })
    .await;
}

#[tokio::test]
async fn an_application_awaits_the_sponsor_and_meets_the_requirements() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = mira.apply(&campaign, 50_000).await;
        assert_eq!((&request["direction"], &request["awaiting"]), (&json!("application"), &json!("sponsor")));

        let picky = json!({"requirements": {"min_followers": 1000, "platforms": ["youtube"], "countries": ["DE"], "languages": ["de"]}});
        let picky = acme.campaign(picky).await;
        let body = json!({"terms": terms(50_000), "message": ""});
        let refused = mira.post(&format!("/campaigns/{picky}/ad-requests"), body).await.refused(422, "requirements_not_met");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 4);
        // An invitation ignores them.
        acme.invite(&picky, &mira, 50_000).await;
        app
    })
    .await;
}

#[tokio::test]
async fn who_may_not_begin_and_why() {
    on_each(|app| async move {
        let (acme, mira, rival) = (app.sponsor("acme").await, app.influencer("mira").await, app.sponsor("rival").await);
        let (public, private) = (acme.campaign(json!({})).await, acme.campaign(json!({"visibility": "private"})).await);
        let begin = |client: &crate::support::Client, campaign: &str, body: serde_json::Value| {
            let (client, path) = (client.clone(), format!("/campaigns/{campaign}/ad-requests"));
            async move { client.post(&path, body).await }
        };
        let application = json!({"terms": terms(1), "message": ""});
        begin(&app.anonymous(), &public, application.clone()).await.refused(401, "not_logged_in");
        begin(&app.admin().await, &public, application.clone()).await.refused(403, "wrong_role");
        begin(&rival, &public, application.clone()).await.refused(404, "not_found");
        begin(&mira, &private, application.clone()).await.refused(404, "not_found");
        begin(&mira, &mira.id, application.clone()).await.refused(404, "not_found");
        begin(&mira, "nonsense", application.clone()).await.refused(404, "not_found");

        let invite = |id: &str| json!({"influencer_id": id, "terms": terms(1), "message": ""});
        assert_eq!(begin(&acme, &public, application.clone()).await.faults(), ["/influencer_id required"]);
        assert_eq!(begin(&acme, &public, invite(&rival.id)).await.faults(), ["/influencer_id unknown_influencer"]);
        assert_eq!(begin(&acme, &public, invite(&public)).await.faults(), ["/influencer_id unknown_influencer"]);
        assert_eq!(begin(&mira, &public, invite(&acme.id)).await.faults(), ["/influencer_id not_yourself"]);

        // An invitation to a private campaign lets the influencer see it, but not apply to it.
        let invitation = acme.invite(&private, &mira, 1).await;
        mira.act(&path(&invitation, "/reject")).await.expect(200);
        begin(&mira, &private, application).await.refused(409, "campaign_private");
        app
    })
    .await;
}

#[tokio::test]
async fn one_is_open_at_a_time_and_a_rejection_cools_down() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 1).await;
        let application = json!({"terms": terms(1), "message": ""});
        let begin = format!("/campaigns/{campaign}/ad-requests");
        mira.post(&begin, application.clone()).await.refused(409, "already_open");
        mira.post(&path(&request, "/reject"), json!({"reason": "Too busy"})).await.expect(200);
        mira.post(&begin, application.clone()).await.refused(409, "cooling_down");
        app.wait_days(7);
        app.log_in("mira").await.post(&begin, application).await.expect(201);
        app
    })
    .await;
}

#[tokio::test]
async fn all_faults_of_the_terms_are_told_at_once() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let begin = format!("/campaigns/{}/ad-requests", acme.campaign(json!({})).await);
        let rows = json!([
            {"kind": "!", "platform": "instagram", "count": 0, "due_date": "2026-11-20"},
            {"kind": "reel", "platform": "instagram", "due_date": "2026-12-01", "amount": -1}
        ]);
        let bad = with(terms(-5), json!({"deliverables": rows, "exclusivity_days": 1000, "territories": ["XX"]}));
        let body = json!({"influencer_id": mira.id, "terms": bad, "message": "x".repeat(5_001)});
        assert_eq!(
            acme.post(&begin, body).await.faults(),
            [
                "/message too_long",
                "/terms/deliverables/0/count out_of_range",
                "/terms/deliverables/0/due_date in_the_past",
                "/terms/deliverables/0/kind invalid_kind",
                "/terms/deliverables/1/amount out_of_range",
                "/terms/exclusivity_days out_of_range",
                "/terms/payment/amount out_of_range",
                "/terms/territories/0 unknown_country",
            ]
        );
        let misshapen =
            with(terms(1), json!({"payment": {"amount": "1", "currency": "eur"}, "usage_rights": "all", "speed": 1}));
        let body = json!({"influencer_id": mira.id, "terms": misshapen});
        assert_eq!(
            acme.post(&begin, body).await.faults(),
            [
                "/terms/payment/amount wrong_type",
                "/terms/payment/currency invalid_format",
                "/terms/speed unknown_field",
                "/terms/usage_rights not_one_of",
            ]
        );
        let dollars = with(terms(1), json!({"payment": {"amount": 1, "currency": "USD"}}));
        let body = json!({"influencer_id": mira.id, "terms": dollars});
        assert_eq!(acme.post(&begin, body).await.faults(), ["/terms/payment/currency other_currency"]);
        app
    })
    .await;
}
