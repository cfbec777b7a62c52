use serde_json::{Value, json};

use super::invite;
use crate::support::{Client, TestApp, on_each};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Mail at that pace or at two o'clock, and none of some groups.
async fn choose(client: &Client, pace: &str, muted: &[&str]) {
    let groups: Vec<Value> =
        muted.iter().map(|group| json!({"group": group, "app": true, "email": false, "chat": true})).collect();
    let input = json!({"reminder_hour": 14, "email_pace": pace, "groups": groups});
    client.put("/me/notification-preferences", input).await.expect(200);
}

/// Lets time pass; answers the mails that came by then.
async fn mails_after(app: &TestApp, ms: i64) -> Vec<String> {
    let before = app.mails().len();
    app.app.clock.advance_ms(ms);
    app.run_jobs().await;
    app.mails().split_off(before)
}

#[tokio::test]
async fn what_happened_comes_in_one_mail_an_hour_later() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        choose(&mira, "hourly", &[]).await;
        mails_after(&app, 0).await;
        let requests = [invite(&acme, &mira).await, invite(&acme, &mira).await];
        assert_eq!(mails_after(&app, HOUR_MS - 1).await.len(), 0);
        let mails = mails_after(&app, 1).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("Subject: What is new: 2"), "{}", mails[0]);
        for request in requests {
            let link = format!("/app/ad-requests/{}", request["id"].as_str().unwrap());
            assert!(mails[0].contains(&link) && mails[0].contains("1,500.00 EUR"), "{}", mails[0]);
        }
        // Never twice, and never empty.
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);

        invite(&acme, &mira).await;
        choose(&mira, "hourly", &["ad_requests"]).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        choose(&mira, "hourly", &[]).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        app
    })
    .await;
}

#[tokio::test]
async fn the_daily_mail_comes_at_the_readers_hour_by_the_readers_clock() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        // It is 13:00 there.
        mira.patch("/me", json!({"time_zone": "Europe/Berlin"})).await.expect(200);
        choose(&mira, "daily", &["reminders"]).await;
        mails_after(&app, 0).await;
        invite(&acme, &mira).await;
        assert_eq!(mails_after(&app, HOUR_MS - 1).await.len(), 0);
        let mails = mails_after(&app, 1).await;
        assert!(mails.len() == 1 && mails[0].contains("What is new: 1"), "{mails:?}");
        // Whoever wants them at once again gets what still waits.
        invite(&acme, &mira).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        choose(&mira, "at_once", &["reminders"]).await;
        let mails = mails_after(&app, HOUR_MS).await;
        assert!(mails.len() == 1 && mails[0].contains("What is new: 1"), "{mails:?}");
        invite(&acme, &mira).await;
        let mails = mails_after(&app, 0).await;
        assert!(mails.len() == 1 && !mails[0].contains("What is new"), "{mails:?}");
        app
    })
    .await;
}
