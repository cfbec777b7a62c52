use serde_json::json;

use crate::support::{PASSWORD, on_each};

#[tokio::test]
async fn by_name_or_address_and_with_the_password_only() {
    on_each(|app| async move {
        app.influencer("mira").await;
        let log_in = |login: &'static str, password: &'static str| {
            let client = app.anonymous();
            async move { client.post("/auth/login", json!({"login": login, "password": password})).await }
        };
        log_in("MIRA", PASSWORD).await.expect(200);
        log_in("mira@example.com", PASSWORD).await.expect(200);
        log_in("mira", "wrong").await.refused(401, "wrong_credentials");
        log_in("nobody", PASSWORD).await.refused(401, "wrong_credentials");
        app.anonymous().get("/me").await.refused(401, "not_logged_in");
        app.anonymous().with_token("nonsense").get("/me").await.refused(401, "invalid_token");
        app
    })
    .await;
}

#[tokio::test]
async fn an_access_token_lasts_a_quarter_of_an_hour() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        app.app.clock.advance_ms(15 * 60 * 1000);
        mira.get("/me").await.refused(401, "token_expired");
        let again = mira.act("/auth/refresh").await.expect(200);
        mira.with_token(again["access_token"].as_str().unwrap()).get("/me").await.expect(200);
        app
    })
    .await;
}

fn cookie(answer: &crate::support::Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_spent_refresh_token_ends_the_session() {
    on_each(|app| async move {
        app.influencer("mira").await;
        let client = app.anonymous();
        let answer = client.post("/auth/login", json!({"login": "mira", "password": PASSWORD})).await;
        assert!(["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"].iter().all(|part| answer.header("set-cookie").contains(part)));
        let first = cookie(&answer);
        let refresh = |cookie: String| {
            let client = app.anonymous();
            async move { client.send(client.request(reqwest::Method::POST, "/auth/refresh").header("cookie", cookie)).await }
        };
        let answer = refresh(first.clone()).await;
        let second = cookie(&answer);
        answer.expect(200);
        assert_ne!(first, second);
        // Two tabs, or an answer that got lost: the predecessor is good for a moment.
        let answer = refresh(first.clone()).await;
        let third = cookie(&answer);
        answer.expect(200);
        app.app.clock.advance_ms(21_000);
        refresh(first).await.refused(401, "session_ended");
        refresh(third).await.refused(401, "session_ended");
        refresh("tandem_refresh=nonsense".into()).await.refused(401, "session_ended");
        app
    })
    .await;
}

#[tokio::test]
async fn sessions_can_be_seen_and_ended() {
    on_each(|app| async move {
        let (phone, desk) = (app.influencer("mira").await, app.log_in("mira").await);
        let open = desk.get("/auth/sessions").await.expect(200);
        assert_eq!(open["items"].as_array().unwrap().iter().filter(|one| one["current"] == true).count(), 1);
        let other = open["items"].as_array().unwrap().iter().rfind(|one| one["current"] == false).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let stranger = app.influencer("jon").await;
        stranger.delete(&format!("/auth/sessions/{other}")).await.refused(404, "not_found");
        desk.delete("/auth/sessions").await.expect(204);
        phone.get("/me").await.refused(401, "session_ended");
        desk.get("/me").await.expect(200);
        desk.act("/auth/logout").await.expect(204);
        desk.get("/me").await.refused(401, "session_ended");
        app
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_mail() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let anonymous = app.anonymous();
        anonymous.post("/auth/password/forgot", json!({"email": "nobody@example.com"})).await.expect(204);
        anonymous.post("/auth/password/forgot", json!({"email": "mira@example.com"})).await.expect(204);
        app.run_jobs().await;
        let mail = app.mails().into_iter().find(|mail| mail.contains("/reset-password#token=")).unwrap();
        let token = mail
            .split("/reset-password#token=")
            .nth(1)
            .unwrap()
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .next()
            .unwrap()
            .to_owned();
        let body = json!({"token": token, "password": "a quite new password"});
        anonymous.post("/auth/password/reset", body.clone()).await.expect(204);
        assert_eq!(anonymous.post("/auth/password/reset", body).await.faults(), ["/token invalid_token"]);
        mira.get("/me").await.refused(401, "session_ended");
        anonymous.post("/auth/login", json!({"login": "mira", "password": "a quite new password"})).await.expect(200);
        app
    })
    .await;
}
