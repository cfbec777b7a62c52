use serde_json::{Value, json};

use crate::support::{TestApp, on_each};

fn subjects(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["subject"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn mail_that_is_kept_in_a_folder_is_read_there() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        app.app.clock.advance_ms(1000);
        let campaign = acme.campaign(json!({"title": "Tee für „Zwei“ 🍵"})).await;
        acme.invite(&campaign, &mira, 150_000).await;
        app.run_jobs().await;
        let admin = app.admin().await;
        let page = admin.get("/admin/outbox?limit=1").await.expect(200);
        assert_eq!(
            (subjects(&page), &page["enabled"]),
            (vec!["acme invites you to “Tee für „Zwei“ 🍵”"], &json!(true))
        );
        let item = &page["items"][0];
        assert_eq!(
            (&item["to"], &item["created_at"]),
            (&json!("mira <mira@example.com>"), &json!("2026-11-21T12:00:01.000Z"))
        );
        let next = format!("/admin/outbox?cursor={}", page["next_cursor"].as_str().unwrap());
        assert!(subjects(&admin.get(&next).await.expect(200)).contains(&"Your account is approved"));
        let found = admin.get("/admin/outbox?q=ACME@example").await.expect(200);
        assert!(found["items"].as_array().unwrap().iter().all(|item| item["to"] == "acme <acme@example.com>"));
        assert_eq!(subjects(&admin.get("/admin/outbox?q=nobody").await.expect(200)), [""; 0]);

        let mail = admin.get(&format!("/admin/outbox/{}", item["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&mail["subject"], &mail["attachments"]), (&item["subject"], &json!([])));
        assert!(mail["text"].as_str().unwrap().contains("1,500.00 EUR"));
        let html = mail["html"].as_str().unwrap();
        assert!(html.contains("src=\"data:image/png;base64,iVBOR") && !html.contains("cid:"), "{html}");
        admin.get("/admin/outbox/0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a").await.refused(404, "not_found");
        acme.get("/admin/outbox").await.refused(403, "wrong_role");
        app
    })
    .await;
}

#[tokio::test]
async fn there_is_none_where_mail_is_sent() {
    let app = TestApp::start(db::testing::Kind::Sqlite, &[("MAIL_URL", "smtp://localhost:9")]).await;
    let admin = app.admin().await;
    let page = admin.get("/admin/outbox").await.expect(200);
    assert_eq!(page, json!({"items": [], "next_cursor": null, "enabled": false}));
    admin.get("/admin/outbox/0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a").await.refused(404, "not_found");
}
