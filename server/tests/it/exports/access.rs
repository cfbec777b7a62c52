use serde_json::json;

use super::{ask, path};
use crate::support::on_each;

#[tokio::test]
async fn each_role_has_its_kinds() {
    on_each(|app| async move {
        let (acme, mira, admin) = (app.sponsor("acme").await, app.influencer("mira").await, app.admin().await);
        for (client, kinds, other) in [
            (&acme, ["campaigns", "ad_requests", "collaborations"], "earnings"),
            (&mira, ["ad_requests", "collaborations", "earnings"], "campaigns"),
            (&admin, ["campaigns", "ad_requests", "collaborations"], "earnings"),
        ] {
            for kind in kinds {
                ask(client, kind).await;
            }
            client.post("/exports", json!({"kind": other})).await.refused(403, "wrong_role");
            assert_eq!(client.get("/exports").await.expect(200)["items"].as_array().unwrap().len(), 3);
        }
        assert_eq!(acme.post("/exports", json!({"kind": "secrets"})).await.faults(), ["/kind not_one_of"]);
        app.anonymous().post("/exports", json!({"kind": "campaigns"})).await.refused(401, "not_logged_in");
        app
    })
    .await;
}

#[tokio::test]
async fn an_export_is_its_owners_alone() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let export = ask(&acme, "campaigns").await;
        app.run_jobs().await;
        for stranger in [app.sponsor("other").await, app.influencer("mira").await, app.admin().await] {
            stranger.get(&path(&export, "")).await.refused(404, "not_found");
            stranger.get(&path(&export, "/file")).await.refused(404, "not_found");
            stranger.act(&path(&export, "/ticket")).await.refused(404, "not_found");
            assert_eq!(stranger.get("/exports").await.expect(200)["items"], json!([]));
        }
        app.anonymous().get(&path(&export, "/file")).await.refused(401, "not_logged_in");
        app
    })
    .await;
}
