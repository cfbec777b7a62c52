use serde_json::json;

use super::{items, told};
use crate::support::on_each;

#[tokio::test]
async fn each_of_many_has_its_own_outcome_and_entry() {
    on_each(|app| async move {
        let admin = app.admin().await;
        let (acme, umbrella) = (app.pending_sponsor("acme").await, app.pending_sponsor("umbrella").await);
        let mira = app.influencer("mira").await;
        let bulk = async |body| admin.post("/admin/users/bulk", body).await;
        let approve = json!({"ids": [acme.id, mira.id, umbrella.id], "action": "approve"});
        let out = bulk(approve).await.expect(200);
        let done: Vec<_> = out["items"].as_array().unwrap().iter().map(|one| one["done"].as_bool().unwrap()).collect();
        assert_eq!(done, [true, false, true]);
        assert_eq!(out["items"][1]["code"], "invalid_state");
        assert_eq!(items(&admin, "/admin/audit-log?action=user.approve").await.len(), 2);

        assert_eq!(bulk(json!({"ids": [], "action": "approve"})).await.faults(), ["/ids out_of_range"]);
        assert_eq!(bulk(json!({"ids": [acme.id], "action": "flag"})).await.faults(), ["/reason required"]);
        app.app.clock.advance_ms(1);
        let nobody = "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a";
        let flag = json!({"ids": [acme.id, nobody, admin.id], "action": "flag", "reason": "Spam.", "expires_at": "2026-12-01T00:00:00Z"});
        let out = bulk(flag).await.expect(200);
        let codes: Vec<_> = out["items"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
        assert_eq!(codes, [json!(null), json!("not_found"), json!("admin_account")]);
        assert_eq!(acme.get("/me").await.expect(200)["flag"]["expires_at"], "2026-12-01T00:00:00.000Z");
        assert_eq!(told(&app, "acme").await[0], "account_flagged");
        mira.post("/admin/users/bulk", json!({"ids": [acme.id], "action": "unflag"})).await.refused(403, "wrong_role");
        app
    })
    .await;
}
