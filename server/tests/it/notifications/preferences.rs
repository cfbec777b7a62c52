use serde_json::{Value, json};

use super::invite;
use crate::support::{on_each, with};

const PATH: &str = "/me/notification-preferences";

fn group(name: &str, app: bool, email: bool, chat: bool) -> Value {
    json!({"group": name, "app": app, "email": email, "chat": chat})
}

#[tokio::test]
async fn everything_comes_until_somebody_chooses() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let usual = mira.get(PATH).await.expect(200);
        let all = ["ad_requests", "collaborations", "money", "reminders", "reports", "exports", "messages", "account"];
        let all = all.map(|name| group(name, true, true, true));
        let expected =
            json!({"reminder_hour": 18, "google_chat_webhook_url": null, "email_pace": "at_once", "groups": all, "has_common_chat": false});
        assert_eq!(usual, expected);

        let webhook = "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t";
        let chosen = group("reminders", true, false, true);
        let input =
            json!({"reminder_hour": 8, "google_chat_webhook_url": webhook, "email_pace": "daily", "groups": [chosen]});
        let answer = mira.put(PATH, input.clone()).await;
        let tag = answer.header("etag").to_owned();
        let groups = with(json!({}), json!({"groups": [all[0], all[1], all[2], chosen, all[4], all[5], all[6], all[7]]}));
        let expected = with(with(expected, input.clone()), groups);
        assert_eq!(answer.expect(200), expected);
        assert_eq!(mira.get(PATH).await.expect(200), expected);

        let put = |tag: &str| mira.request(reqwest::Method::PUT, PATH).header("if-match", tag).json(&input);
        mira.send(put(&tag)).await.expect(200);
        mira.send(put(&tag)).await.refused(412, "stale");
        app
    })
    .await;
}

#[tokio::test]
async fn a_group_comes_only_in_the_chosen_ways() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        app.run_jobs().await;
        let unread = async || mira.get("/notifications").await.expect(200)["unread"].as_i64().unwrap();
        let before = app.mails().len();
        let choose = async |app: bool, email: bool| {
            let input = json!({"reminder_hour": 18, "groups": [group("ad_requests", app, email, false)]});
            mira.put(PATH, input).await.expect(200);
        };
        choose(true, false).await;
        invite(&acme, &mira).await;
        app.run_jobs().await;
        assert_eq!((unread().await, app.mails().len()), (1, before));

        choose(false, true).await;
        invite(&acme, &mira).await;
        app.run_jobs().await;
        assert_eq!((unread().await, app.mails().len()), (1, before + 1));
        app
    })
    .await;
}

#[tokio::test]
async fn wrong_choices_are_told_all_at_once() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let input = json!({
            "reminder_hour": 24, "google_chat_webhook_url": "https://127.0.0.1/v1/spaces/A",
            "groups": [group("account", true, false, true), group("exports", true, true, true), group("exports", false, true, true)]
        });
        assert_eq!(
            mira.put(PATH, input).await.faults(),
            [
                "/google_chat_webhook_url invalid_webhook",
                "/groups/0/email always_on",
                "/groups/2/group duplicate",
                "/reminder_hour out_of_range"
            ]
        );
        assert_eq!(mira.get(PATH).await.expect(200)["reminder_hour"], 18);
        app
    })
    .await;
}
