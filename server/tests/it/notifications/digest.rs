use serde_json::{Value, json};

use super::invite;
use crate::support::{TestApp, on_each};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Mira's mail comes at that pace or at two o'clock, and none of some groups.
async fn choose(app: &TestApp, pace: &str, muted: &[&str]) {
    let groups: Vec<Value> =
        muted.iter().map(|group| json!({"group": group, "app": true, "email": false, "chat": true})).collect();
    let input = json!({"reminder_hour": 14, "email_pace": pace, "groups": groups});
    app.log_in("mira").await.put("/me/notification-preferences", input).await.expect(200);
}

/// Something that Mira is told of.
async fn news(app: &TestApp) -> Value {
    invite(&app.log_in("acme").await, &app.log_in("mira").await).await
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
        app.sponsor("acme").await;
        app.influencer("mira").await;
        choose(&app, "hourly", &["reminders"]).await;
        mails_after(&app, 0).await;
        let requests = [news(&app).await, news(&app).await];
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
        news(&app).await;
        choose(&app, "hourly", &["reminders", "ad_requests"]).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        choose(&app, "hourly", &["reminders"]).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        app
    })
    .await;
}

#[tokio::test]
async fn the_daily_mail_comes_at_the_readers_hour_by_the_readers_clock() {
    on_each(|app| async move {
        let (_, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        // It is 13:00 there.
        mira.patch("/me", json!({"time_zone": "Europe/Berlin"})).await.expect(200);
        choose(&app, "daily", &["reminders"]).await;
        mails_after(&app, 0).await;
        news(&app).await;
        assert_eq!(mails_after(&app, HOUR_MS - 1).await.len(), 0);
        let mails = mails_after(&app, 1).await;
        assert!(mails.len() == 1 && mails[0].contains("What is new: 1"), "{mails:?}");
        // Whoever wants them at once again gets what still waits.
        news(&app).await;
        assert_eq!(mails_after(&app, HOUR_MS).await.len(), 0);
        choose(&app, "at_once", &["reminders"]).await;
        let mails = mails_after(&app, HOUR_MS).await;
        assert!(mails.len() == 1 && mails[0].contains("What is new: 1"), "{mails:?}");
        news(&app).await;
        let mails = mails_after(&app, 0).await;
        assert!(mails.len() == 1 && !mails[0].contains("What is new"), "{mails:?}");
        app
    })
    .await;
}
