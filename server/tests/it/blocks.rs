use serde_json::json;

use crate::support::on_each;
use crate::support::things::{path, terms};

#[tokio::test]
async fn between_blocked_people_nothing_new_begins_and_what_is_agreed_goes_on() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let (agreed, open, own) =
            (acme.campaign(json!({})).await, acme.campaign(json!({})).await, acme.campaign(json!({})).await);
        let accepted = path(&mira.apply(&agreed, 100).await, "/accept");
        let accepted = acme.post(&accepted, json!({"revision": 1})).await.expect(200);
        let (invitation, application) = (acme.invite(&open, &mira, 100).await, mira.apply(&own, 100).await);

        mira.act(&format!("/blocks/{}", mira.id)).await.refused(409, "not_possible");
        mira.act(&format!("/blocks/{}", app.admin().await.id)).await.refused(409, "not_possible");
        for _ in 0..2 {
            mira.act(&format!("/blocks/{}", acme.id)).await.expect(204);
        }
        let list = mira.get("/blocks?limit=1").await.expect(200);
        assert_eq!((&list["items"][0]["user"]["username"], &list["next_cursor"]), (&json!("acme"), &json!(null)));
        assert_eq!(acme.get("/blocks").await.expect(200)["items"], json!([]), "whoever is blocked is not told");

        // What awaited her is turned down, her own is taken back.
        for (request, status) in [(&invitation, "rejected"), (&application, "withdrawn")] {
            assert_eq!(acme.get(&path(request, "")).await.expect(200)["status"], status);
        }
        let work = format!("/collaborations/{}/cancel", accepted["collaboration_id"].as_str().unwrap());
        acme.post(&work, json!({"reason": "Plans changed."})).await.expect(200);

        let begin = |campaign: &str| format!("/campaigns/{campaign}/ad-requests");
        let invite = json!({"influencer_id": mira.id, "terms": terms(100), "message": ""});
        let apply = json!({"terms": terms(100), "message": ""});
        acme.post(&begin(&own), invite.clone()).await.refused(409, "not_possible");
        mira.post(&begin(&own), apply.clone()).await.refused(409, "not_possible");

        mira.delete(&format!("/blocks/{}", acme.id)).await.expect(204);
        mira.delete(&format!("/blocks/{}", acme.id)).await.refused(404, "not_found");
        acme.post(&begin(&open), invite.clone()).await.refused(409, "cooling_down");
        acme.post(&begin(&own), invite).await.expect(201);
        app.wait_days(7);
        let mira = app.log_in("mira").await;
        mira.post(&begin(&open), apply).await.expect(201);
        app
    })
    .await;
}
