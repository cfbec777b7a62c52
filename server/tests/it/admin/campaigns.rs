use domain::clock::DAY_MS;
use serde_json::{Value, json};

use crate::support::on_each;
use crate::support::things::path;

#[tokio::test]
async fn a_flagged_campaign_is_hidden_and_comes_back() {
    on_each(|app| async move {
        let (admin, acme, mira) = (app.admin().await, app.sponsor("acme").await, app.influencer("mira").await);
        let id = acme.campaign(json!({})).await;
        let (own, moderated) = (format!("/campaigns/{id}"), format!("/admin/campaigns/{id}"));
        assert_eq!(admin.act(&format!("{moderated}/flag")).await.faults(), ["/reason required"]);
        acme.post(&format!("{moderated}/flag"), json!({"reason": "Mine."})).await.refused(403, "wrong_role");
        admin.act(&format!("{moderated}/unflag")).await.refused(409, "invalid_state");

        let out = admin.post(&format!("{moderated}/flag"), json!({"reason": "A scam."})).await.expect(200);
        assert_eq!((&out["flagged"], &out["actions"]), (&json!(true), &json!(["unflag"])));
        admin.post(&format!("{moderated}/flag"), json!({"reason": "Again."})).await.refused(409, "invalid_state");
        app.anonymous().get(&own).await.refused(404, "not_found");
        mira.get(&own).await.refused(404, "not_found");
        let seen = acme.get(&own).await.expect(200);
        assert_eq!((&seen["flag"]["reason"], &seen["status"]), (&json!("A scam."), &json!("active")));

        let out = admin.act(&format!("{moderated}/unflag")).await.expect(200);
        assert_eq!((&out["flag"], &out["actions"]), (&Value::Null, &json!(["flag"])));
        app.anonymous().get(&own).await.expect(200);
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.iter().filter(|mail| mail.contains("To: acme") && mail.contains(&own)).count(), 2);
        app
    })
    .await;
}

#[tokio::test]
async fn are_found_by_part_of_the_title_and_by_state() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.sponsor("acme").await);
        for title in ["Spring 100%", "Autumn"] {
            app.app.clock.advance_ms(1);
            acme.campaign(json!({"title": title, "visibility": "private"})).await;
        }
        let titles = async |query: &str| {
            let page = admin.get(&format!("/admin/campaigns?{query}")).await.expect(200);
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(titles("").await, ["Autumn", "Spring 100%"]);
        assert_eq!(titles("q=SPRING").await, ["Spring 100%"]);
        assert_eq!(titles("q=0%25").await, ["Spring 100%"]);
        assert_eq!(titles("q=a%25n").await.len(), 0);
        assert_eq!(titles("status=draft").await.len(), 0);
        assert_eq!(titles("flagged=true").await.len(), 0);
        let first = admin.get("/admin/campaigns?limit=1&count=true&flagged=false").await.expect(200);
        assert_eq!(first["total"], 2);
        assert_eq!(
            titles(&format!("limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).await,
            ["Spring 100%"]
        );
        acme.get("/admin/campaigns").await.refused(403, "wrong_role");
        app
    })
    .await;
}

#[tokio::test]
async fn clocks_stand_still_until_nothing_holds_them() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = path(&acme.invite(&campaign, &mira, 100).await, "");
        let moderate = async |what: &str, body: Value| {
            app.log_in("admin").await.post(&format!("/admin/{what}"), body).await.expect(200);
        };
        let clock = async || {
            let seen = app.log_in("acme").await.get(&request).await.expect(200);
            (seen["expires_at"].as_str().map(str::to_owned), seen["time_left_ms"].as_i64().map(|ms| ms / DAY_MS))
        };
        let runs_until = |day: &str| (Some(format!("{day}T12:00:00.000Z")), None);
        let why = json!({"reason": "To be looked at."});
        assert_eq!(clock().await, runs_until("2026-12-05"));
        app.wait_days(4);
        moderate(&format!("users/{}/flag", mira.id), why.clone()).await;
        moderate(&format!("campaigns/{campaign}/flag"), why.clone()).await;
        moderate(&format!("users/{}/suspend", mira.id), why.clone()).await;
        app.wait_days(30);
        app.run_jobs().await;
        assert_eq!(clock().await, (None, Some(10)));
        for what in ["unflag", "reinstate"] {
            moderate(&format!("users/{}/{what}", mira.id), json!({})).await;
            assert_eq!(clock().await, (None, Some(10)), "{what}");
        }
        moderate(&format!("campaigns/{campaign}/unflag"), json!({})).await;
        assert_eq!(clock().await, runs_until("2027-01-04"));
        app
    })
    .await;
}
