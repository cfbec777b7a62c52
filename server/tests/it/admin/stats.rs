use serde_json::json;

use crate::support::on_each;

#[tokio::test]
async fn count_people_by_role_and_what_waits() {
    on_each(|app| async move {
        let admin = app.admin().await;
        let mira = app.influencer("mira").await;
        app.influencer("jon").await;
        app.pending_sponsor("acme").await;
        admin.post(&format!("/admin/users/{}/flag", mira.id), json!({"reason": "Spam."})).await.expect(200);
        let stats = admin.get("/admin/stats").await.expect(200);
        assert_eq!(stats["users"], json!({"admin": 1, "sponsor": 0, "influencer": 2}));
        assert_eq!((&stats["pending_approvals"], &stats["flagged_users"]), (&json!(1), &json!(1)));
        let none = json!({"draft": 0, "active": 0, "paused": 0, "completed": 0, "cancelled": 0});
        assert_eq!(stats["campaigns"], json!({"public": none, "private": none}));
        let none = json!({"pending": 0, "accepted": 0, "rejected": 0, "withdrawn": 0, "expired": 0});
        assert_eq!((&stats["ad_requests"], &stats["flagged_campaigns"]), (&none, &json!(0)));
        mira.get("/admin/stats").await.refused(403, "wrong_role");
        app
    })
    .await;
}
