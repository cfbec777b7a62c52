use reqwest::Method;
use serde_json::{Value, json};

use super::sound;
use crate::support::on_each;
use crate::support::things::{PNG, path};

fn at(file: &Value, behind: &str) -> String {
    format!("/attachments/{}{behind}", file["id"].as_str().unwrap())
}

#[tokio::test]
async fn files_are_seen_by_the_two_and_by_whoever_decides_a_dispute_of_theirs() {
    on_each(|app| async move {
        let (acme, mira, admin) = (app.sponsor("acme").await, app.influencer("mira").await, app.admin().await);
        mira.put("/me/influencer-profile", json!({"accepts_messages": true})).await.expect(200);
        let begun = acme.post("/conversations", json!({"user_id": mira.id, "message": "Before all"})).await.expect(201);
        let conversation = format!("/conversations/{}/messages", begun["id"].as_str().unwrap());
        app.app.clock.advance_ms(1_000);
        let campaign = acme.campaign(json!({})).await;
        let request = mira.apply(&campaign, 100).await;

        let (still, other) =
            (mira.upload("still.png", PNG).await.expect(201), mira.upload("other.png", PNG).await.expect(201));
        acme.get(&at(&still, "")).await.refused(404, "not_found");
        let stolen = acme.post(&conversation, json!({"body": "Mine", "attachments": [still["id"]]})).await;
        assert_eq!(stolen.faults(), ["/attachments/0 no_such_attachment"]);
        let sent = mira.post(&conversation, json!({"attachments": [still["id"]]})).await.expect(201);
        assert_eq!((&sent["body"], &sent["attachments"]), (&json!(""), &json!([still])));
        let again = mira.post(&conversation, json!({"body": "Again", "attachments": [still["id"]]})).await;
        assert_eq!(again.faults(), ["/attachments/0 no_such_attachment"]);
        let many = mira.post(&conversation, json!({"body": "x", "attachments": vec![&other["id"]; 11]})).await;
        assert_eq!(many.faults(), ["/attachments too_many"]);
        mira.delete(&at(&still, "")).await.refused(409, "attached");
        assert_eq!(acme.request(Method::GET, &at(&still, "")).send().await.unwrap().status(), 200);
        let ticket = acme.act(&at(&still, "/ticket")).await.expect(200);
        let url = ticket["url"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        assert_eq!(app.anonymous().request(Method::GET, url).send().await.unwrap().status(), 200);
        for stranger in [&admin, &app.sponsor("ned").await, &app.influencer("eve").await] {
            stranger.get(&at(&still, "")).await.refused(404, "not_found");
            stranger.act(&at(&still, "/ticket")).await.refused(404, "not_found");
        }

        // An admin reads along once there is something to decide, and only what belongs to it.
        let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
        let work = accepted["collaboration_id"].as_str().unwrap();
        let evidence = format!("/admin/disputes/{work}/messages");
        acme.pay_in(100, "pm_card_visa").await.expect(201);
        acme.act(&format!("/collaborations/{work}/fund")).await.expect(200);
        admin.get(&evidence).await.refused(404, "not_found");
        acme.post(&format!("/collaborations/{work}/dispute"), json!({"reason": "It is late."})).await.expect(200);
        assert_eq!(admin.get(&evidence).await.expect(200)["items"], json!([sent]));
        assert_eq!(admin.request(Method::GET, &at(&still, "")).send().await.unwrap().status(), 200);
        admin.get(&format!("/conversations/{}", begun["id"].as_str().unwrap())).await.refused(404, "not_found");
        mira.delete(&at(&other, "")).await.expect(204);
        sound(app).await
    })
    .await;
}
