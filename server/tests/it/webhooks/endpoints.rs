use db::testing;
use serde_json::json;

use super::{Receiver, listen, start};
use crate::support::on_each;

#[tokio::test]
async fn an_address_is_named_changed_and_removed_and_its_secret_told_once() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let said = json!({
            "url": " https://1.1.1.1/hook ", "description": " Our CRM ",
            "events": ["payout.failed", "ad_request.created", "payout.failed", "webhook.test"]
        });
        let made = mira.post("/webhook-endpoints", said).await;
        let location = made.header("location").to_owned();
        let made = made.expect(201);
        let path = format!("/webhook-endpoints/{}", made["id"].as_str().unwrap());
        assert_eq!(location, format!("/api/v1{path}"));
        assert_eq!((&made["url"], &made["description"]), (&json!("https://1.1.1.1/hook"), &json!("Our CRM")));
        assert_eq!(made["events"], json!(["ad_request.created", "payout.failed"]));
        assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
        let seen = mira.get(&path).await.expect(200);
        assert_eq!((&seen["enabled"], seen.get("secret")), (&json!(true), None));
        assert_eq!(mira.get("/webhook-endpoints").await.expect(200)["items"], json!([seen]));

        let changed = mira.patch(&path, json!({"events": [], "enabled": false})).await.expect(200);
        assert_eq!((&changed["events"], &changed["enabled"]), (&json!([]), &json!(false)));
        assert_eq!(changed["description"], "Our CRM");
        mira.act(&format!("{path}/test")).await.refused(409, "webhook_disabled");
        let renewed = mira.act(&format!("{path}/rotate")).await.expect(200);
        assert_ne!(renewed["secret"], made["secret"]);
        assert_eq!(renewed["previous_secret_until"], "2026-11-22T12:00:00.000Z");

        for _ in 1..10 {
            mira.post("/webhook-endpoints", json!({"url": "https://1.1.1.1/"})).await.expect(201);
        }
        let more = mira.post("/webhook-endpoints", json!({"url": "https://1.1.1.1/"})).await;
        more.refused(409, "too_many_endpoints");
        mira.delete(&path).await.expect(204);
        mira.get(&path).await.refused(404, "not_found");
        app
    })
    .await;
}

#[tokio::test]
async fn addresses_of_the_own_network_are_refused_when_named_and_when_called() {
    for kind in testing::kinds() {
        let receiver = Receiver::open().await;
        let app = start(kind).await;
        let mira = app.influencer("mira").await;
        // Taken while that was allowed; a second process is the one that calls, and there it is not.
        let named = receiver.url.replace("127.0.0.1", "localhost");
        let (by_number, _) = listen(&mira, &receiver.url, &[]).await;
        let (by_name, _) = listen(&mira, &named, &[]).await;
        mira.act(&format!("{by_number}/test")).await.expect(200);
        mira.act(&format!("{by_name}/test")).await.expect(200);
        let strict = app.beside().await;
        strict.run_jobs().await;
        for path in [&by_number, &by_name] {
            let delivery = super::latest(&mira, path).await;
            assert_eq!((&delivery["failure"], &delivery["attempts"]), (&json!("private_target"), &json!(1)));
        }
        assert!(receiver.heard().is_empty());

        let mut ada = strict.anonymous();
        let login = json!({"login": "mira", "password": crate::support::PASSWORD});
        ada.become_user(&ada.post("/auth/login", login).await.expect(200));
        for url in [
            &receiver.url,
            "https://127.0.0.1/",
            "https://localhost/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://10.0.0.8/",
        ] {
            let code = if url.starts_with("http:") { "invalid_url" } else { "private_target" };
            let refused = ada.post("/webhook-endpoints", json!({"url": url})).await.faults();
            assert_eq!(refused, [format!("/url {code}")]);
            let refused = ada.patch(&by_name, json!({"url": url})).await.faults();
            assert_eq!(refused, [format!("/url {code}")]);
        }
    }
}
