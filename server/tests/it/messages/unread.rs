use serde_json::json;

use super::{PATIENCE_MS, Pair, sound, told};
use crate::support::on_each;

#[tokio::test]
async fn whoever_is_away_gets_one_mail_for_all_after_ten_minutes() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let wait = async |ms: i64| {
            app.app.clock.advance_ms(ms);
            app.run_jobs().await;
        };
        // Read in time: nothing is mailed.
        pair.say(&pair.acme, "Read at once").await.expect(201);
        pair.read(&pair.mira, 1).await;
        wait(PATIENCE_MS).await;
        assert_eq!(told(&app), 0);

        let acme = app.log_in("acme").await;
        pair.say(&acme, "The first").await.expect(201);
        wait(PATIENCE_MS - 60_000).await;
        pair.say(&acme, "The second").await.expect(201);
        assert_eq!(told(&app), 0);
        wait(60_000).await;
        assert_eq!(told(&app), 1);
        let mail = app.mails().into_iter().find(|mail| mail.contains("acme wrote to you: 2 messages")).unwrap();
        assert!(mail.contains("The second") && mail.contains(&format!("/app/messages/{}", pair.id)));
        wait(PATIENCE_MS).await;
        assert_eq!(told(&app), 1, "each message is told once");

        // What was read in between does not count: the later message has ten minutes of its own.
        let (acme, mira) = (app.log_in("acme").await, app.log_in("mira").await);
        pair.say(&acme, "The third").await.expect(201);
        wait(PATIENCE_MS - 60_000).await;
        pair.say(&acme, "The fourth").await.expect(201);
        pair.read(&mira, 4).await;
        wait(60_000).await;
        assert_eq!(told(&app), 1);
        wait(PATIENCE_MS - 60_000).await;
        assert_eq!(told(&app), 2);

        // Whoever wants no mail of that kind gets none.
        let (acme, mira) = (app.log_in("acme").await, app.log_in("mira").await);
        let groups = json!([{"group": "messages", "app": true, "email": false, "chat": false}]);
        let wanted = mira.get("/me/notification-preferences").await.expect(200);
        assert!(wanted["groups"].as_array().unwrap().iter().any(|one| one["group"] == "messages"));
        mira.put("/me/notification-preferences", json!({"reminder_hour": 18, "groups": groups})).await.expect(200);
        pair.say(&acme, "The fifth").await.expect(201);
        wait(PATIENCE_MS).await;
        assert_eq!(told(&app), 2);
        sound(app).await
    })
    .await;
}
