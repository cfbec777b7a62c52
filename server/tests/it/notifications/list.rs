use serde_json::{Value, json};

use super::invite;
use crate::support::on_each;

fn kinds(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_happened_is_told_in_the_readers_language_until_it_is_read() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let request = invite(&acme, &mira).await;
        let id = request["id"].as_str().unwrap();
        let page = mira.get("/notifications").await.expect(200);
        assert_eq!((kinds(&page), &page["unread"]), (vec!["invitation_received"], &json!(1)));
        let item = &page["items"][0];
        assert_eq!(item["title"], "acme invites you to “Spring launch”");
        assert!(item["text"].as_str().unwrap().contains("1,500.00 EUR"), "{item}");
        assert_eq!((&item["group"], &item["read_at"]), (&json!("ad_requests"), &Value::Null));
        assert_eq!(item["link"], format!("/app/ad-requests/{id}"));

        mira.patch("/me", json!({"locale": "de"})).await.expect(200);
        let page = mira.get("/notifications?unread=true").await.expect(200);
        assert_eq!(page["items"][0]["title"], "acme lädt Sie zu „Spring launch“ ein");

        let read = mira.post("/notifications/read", json!({"ids": [item["id"]]})).await.expect(200);
        assert_eq!(read, json!({"unread": 0}));
        assert_eq!(kinds(&mira.get("/notifications?unread=true").await.expect(200)), [""; 0]);
        let page = mira.get("/notifications").await.expect(200);
        assert_eq!(page["items"][0]["read_at"], page["items"][0]["created_at"]);

        // The sponsor was told of the approval, and of nothing that they did themselves.
        assert_eq!(kinds(&acme.get("/notifications").await.expect(200)), ["account_approved"]);
        app
    })
    .await;
}

#[tokio::test]
async fn each_has_their_own_in_pages() {
    on_each(|app| async move {
        let (acme, mira, noor) =
            (app.sponsor("acme").await, app.influencer("mira").await, app.influencer("noor").await);
        for _ in 0..3 {
            invite(&acme, &mira).await;
            app.app.clock.advance_ms(1);
        }
        let first = mira.get("/notifications?limit=2").await.expect(200);
        let next = mira.get(&format!("/notifications?cursor={}", first["next_cursor"].as_str().unwrap())).await;
        let next = next.expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), next["items"].as_array().unwrap().len()), (2, 1));
        assert_eq!((&next["next_cursor"], &next["unread"]), (&Value::Null, &json!(3)));
        assert!(first["items"][0]["created_at"].as_str() > first["items"][1]["created_at"].as_str());

        let foreign = json!({"ids": [first["items"][0]["id"]]});
        assert_eq!(noor.post("/notifications/read", foreign).await.expect(200), json!({"unread": 0}));
        assert_eq!(kinds(&noor.get("/notifications").await.expect(200)), [""; 0]);
        assert_eq!(mira.get("/notifications").await.expect(200)["unread"], 3);
        assert_eq!(mira.post("/notifications/read", json!({"all": true})).await.expect(200), json!({"unread": 0}));

        assert_eq!(mira.post("/notifications/read", json!({})).await.faults(), ["/ids required"]);
        let both = json!({"all": true, "ids": [first["items"][0]["id"]]});
        assert_eq!(mira.post("/notifications/read", both).await.faults(), ["/ids not_both"]);
        app.anonymous().get("/notifications").await.refused(401, "not_logged_in");
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_half_a_year_old_is_forgotten() {
    on_each(|app| async move {
        invite(&app.sponsor("acme").await, &app.influencer("mira").await).await;
        let told = async || {
            app.log_in("mira").await.get("/notifications").await.expect(200)["items"].as_array().unwrap().len()
        };
        app.wait_days(178);
        app.run_jobs().await;
        // The ad request has expired meanwhile, of which she was told too.
        let before = told().await;
        app.wait_days(3);
        app.run_jobs().await;
        assert_eq!(told().await, before - 1);
        app
    })
    .await;
}
