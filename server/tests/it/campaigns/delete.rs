use serde_json::json;

use crate::support::on_each;
use crate::support::things::campaign;

#[tokio::test]
async fn what_was_never_negotiated_can_go() {
    on_each(|app| async move {
        let (acme, other) = (app.sponsor("acme").await, app.sponsor("other").await);
        let draft = acme.post("/campaigns", campaign()).await.expect(201)["id"].as_str().unwrap().to_owned();
        let active = acme.campaign(json!({})).await;
        for id in [draft, active] {
            let path = format!("/campaigns/{id}");
            other.delete(&path).await.refused(404, "not_found");
            app.admin().await.delete(&path).await.refused(403, "wrong_role");
            acme.delete(&path).await.expect(204);
            acme.get(&path).await.refused(404, "not_found");
            acme.delete(&path).await.refused(404, "not_found");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn what_had_ad_requests_stays() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let id = acme.campaign(json!({})).await;
        let path = format!("/campaigns/{id}");
        mira.apply(&id, 100).await;
        assert!(!acme.get(&path).await.expect(200)["actions"].as_array().unwrap().contains(&json!("delete")));
        acme.delete(&path).await.refused(409, "has_ad_requests");
        acme.act(&format!("{path}/cancel")).await.expect(200);
        acme.delete(&path).await.refused(409, "has_ad_requests");
        app
    })
    .await;
}
