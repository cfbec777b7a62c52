use serde_json::json;

use crate::support::{PASSWORD, on_each, with};

fn mira() -> serde_json::Value {
    json!({"role": "influencer", "username": "Mira", "email": "mira@example.com", "password": PASSWORD, "display_name": " Mira Rao "})
}

#[tokio::test]
async fn an_influencer_is_active_at_once_and_a_sponsor_waits() {
    on_each(|app| async move {
        let answer = app.anonymous().post("/auth/register", mira()).await;
        assert!(answer.header("location").starts_with("/api/v1/"));
        let mira = answer.expect(201);
        assert_eq!((&mira["status"], &mira["display_name"]), (&json!("active"), &json!("Mira Rao")));
        assert!(mira.get("password").is_none() && mira.get("password_hash").is_none());
        let acme = app.pending_sponsor("acme").await.get("/me").await.expect(200);
        assert_eq!(acme["status"], "pending_approval");
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 2);
        assert!(mails[0].contains("/verify-email#token="));
        app
    })
    .await;
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    on_each(|app| async move {
        let bad = json!({"role": "influencer", "username": "a b", "email": "nobody", "password": "short", "display_name": "  ", "time_zone": "Mars/Base"});
        let faults = app.anonymous().post("/auth/register", bad).await.faults();
        assert_eq!(faults, ["/display_name required", "/email invalid_email", "/password too_short", "/time_zone unknown_time_zone", "/username invalid_username"]);

        let misshapen = json!({"role": "admin", "username": 5, "email": "a@example.com", "password": PASSWORD, "nick": "x"});
        let faults = app.anonymous().post("/auth/register", misshapen).await.faults();
        assert_eq!(faults, ["/display_name required", "/nick unknown_field", "/role not_one_of", "/username wrong_type"]);
        app
    })
    .await;
}

#[tokio::test]
async fn names_and_addresses_are_unique_without_case() {
    on_each(|app| async move {
        app.anonymous().post("/auth/register", mira()).await.expect(201);
        let again = with(mira(), json!({"username": "MIRA", "email": "Mira@Example.com"}));
        assert_eq!(app.anonymous().post("/auth/register", again).await.faults(), ["/email taken", "/username taken"]);
        app
    })
    .await;
}

#[tokio::test]
async fn the_same_key_registers_once() {
    on_each(|app| async move {
        let client = app.anonymous();
        let send = |body: serde_json::Value| {
            let request =
                client.request(reqwest::Method::POST, "/auth/register").header("idempotency-key", "k1").json(&body);
            client.send(request)
        };
        let first = send(mira()).await.expect(201);
        let second = send(mira()).await.expect(201);
        assert_eq!(first, second);
        assert_eq!(send(with(mira(), json!({"username": "other"}))).await.faults(), [" idempotency_key_reused"]);
        app
    })
    .await;
}

#[tokio::test]
async fn hostile_bodies_are_refused_and_change_nothing() {
    on_each(|app| async move {
        let client = app.anonymous();
        let send = |kind: &'static str, body: Vec<u8>| {
            client.send(client.request(reqwest::Method::POST, "/auth/register").header("content-type", kind).body(body))
        };
        send("application/json", b"{".to_vec()).await.refused(400, "malformed");
        send("application/json", b"\xff\xfe".to_vec()).await.refused(400, "malformed");
        send("application/json", "[".repeat(100_000).into_bytes()).await.refused(400, "malformed");
        send("text/plain", b"{}".to_vec()).await.refused(415, "unsupported_media_type");
        send("application/json", vec![b' '; 300 * 1024]).await.refused(413, "too_large");
        assert_eq!(send("application/json", b"[]".to_vec()).await.faults(), [" wrong_type"]);
        app
    })
    .await;
}
