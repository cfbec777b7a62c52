use serde_json::json;

use super::path;
use crate::support::on_each;

#[tokio::test]
async fn money_is_its_owners_alone() {
    on_each(|app| async move {
        let (acme, other, mira) = (app.sponsor("acme").await, app.sponsor("other").await, app.influencer("mira").await);
        let paid = acme.pay_in(500, "pm_card_authenticationRequired").await.expect(201);
        for stranger in [&other, &mira, &app.admin().await] {
            stranger.get(&path("payments", &paid, "")).await.refused(404, "not_found");
            let confirm = path("deposits", &paid, "/confirm");
            stranger.post(&confirm, json!({"approve": true})).await.refused(404, "not_found");
            assert_eq!(stranger.payments().await, [""; 0]);
        }
        mira.pay_in(500, "pm_card_visa").await.refused(403, "wrong_role");
        mira.take_out(1, "withdrawals").await.refused(403, "wrong_role");
        acme.take_out(1, "payouts").await.refused(403, "wrong_role");
        app.anonymous().get("/wallet").await.refused(401, "not_logged_in");
        let pending = app.pending_sponsor("pending").await;
        pending.pay_in(500, "pm_card_visa").await.refused(403, "pending_approval");
        assert_eq!(pending.get("/wallet").await.expect(200)["actions"], json!([]));
        app
    })
    .await;
}

#[tokio::test]
async fn a_flag_does_not_hold_back_what_is_somebodys_own() {
    on_each(|app| async move {
        let (_, mira) = app.earned(900).await;
        let body = json!({"reason": "A test."});
        app.admin().await.post(&format!("/admin/users/{}/flag", mira.id), body).await.expect(200);
        mira.take_out(900, "payouts").await.expect(201);
        app.is_sound().await;
        app
    })
    .await;
}
