use reqwest::Method;
use serde_json::json;

use super::invite;
use crate::support::on_each;

#[tokio::test]
async fn the_link_of_a_mail_ends_such_mails_without_logging_in() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        invite(&acme, &mira).await;
        app.run_jobs().await;
        let mails = app.mails().len();
        let token = app.mailed("/unsubscribe#token=");
        let done = app.anonymous().post("/unsubscribe", json!({"token": token})).await.expect(200);
        assert_eq!(done, json!({"group": "ad_requests"}));

        invite(&acme, &mira).await;
        app.run_jobs().await;
        assert_eq!(app.mails().len(), mails);
        let chosen = mira.get("/me/notification-preferences").await.expect(200);
        assert_eq!(chosen["groups"][0], json!({"group": "ad_requests", "app": true, "email": false, "chat": true}));
        assert_eq!(chosen["groups"][1]["email"], true);
        let wrong = json!({"token": format!("{token}A")});
        assert_eq!(app.anonymous().post("/unsubscribe", wrong).await.faults(), ["/token invalid_token"]);
        app
    })
    .await;
}

#[tokio::test]
async fn the_button_of_mail_programs_does_it_at_once() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        invite(&acme, &mira).await;
        app.run_jobs().await;
        let mail = app.mails().into_iter().rev().find(|mail| mail.contains("List-Unsubscribe: ")).unwrap();
        assert!(mail.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{mail}");
        let path = app.mailed("List-Unsubscribe: <");
        let path = path.split_once("/api/v1").unwrap().1;

        // Older programs open it: that leads to the page, and changes nothing.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let opened = http.get(format!("{}/api/v1{path}", app.url)).send().await.unwrap();
        assert_eq!(opened.status(), 303);
        let page = opened.headers()["location"].to_str().unwrap();
        assert_eq!(page, format!("/unsubscribe#token={}", path.rsplit('/').next().unwrap()));
        let email = async || mira.get("/me/notification-preferences").await.expect(200)["groups"][0]["email"].clone();
        assert_eq!(email().await, true);

        let anyone = app.anonymous();
        let form = ("content-type", "application/x-www-form-urlencoded");
        let press = anyone.request(Method::POST, path).header(form.0, form.1).body("List-Unsubscribe=One-Click");
        assert_eq!(anyone.send(press).await.expect(200), json!({"group": "ad_requests"}));
        assert_eq!(email().await, false);
        anyone.act("/unsubscribe/nonsense").await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn mail_about_the_account_has_no_way_out() {
    on_each(|app| async move {
        app.sponsor("acme").await;
        app.run_jobs().await;
        let mail = app.mails().pop().unwrap();
        assert!(mail.contains("approved") && !mail.to_lowercase().contains("unsubscribe"), "{mail}");
        app
    })
    .await;
}
