use serde_json::json;

use crate::support::on_each;

#[tokio::test]
async fn tells_who_did_what_to_whom_and_why() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let user = format!("/admin/users/{}", mira.id);
        admin.post(&format!("{user}/flag"), json!({"reason": "Spam."})).await.expect(200);
        app.app.clock.advance_ms(1);
        admin.act(&format!("{user}/unflag")).await.expect(200);
        app.app.clock.advance_ms(1);
        admin.post("/admin/niches", json!({"name": "Board games"})).await.expect(201);

        let actions = async |query: &str| {
            let page = admin.get(&format!("/admin/audit-log?{query}")).await.expect(200);
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(actions("").await, ["niche.create", "user.unflag", "user.flag"]);
        assert_eq!(actions("subject_type=user").await, ["user.unflag", "user.flag"]);
        assert_eq!(actions(&format!("subject_id={}&action=user.flag", mira.id)).await, ["user.flag"]);
        assert_eq!(actions(&format!("actor={}", mira.id)).await.len(), 0);
        assert_eq!(actions(&format!("actor={}", admin.id)).await.len(), 3);

        let page = admin.get("/admin/audit-log?limit=2&count=true").await.expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (2, &json!(3)));
        let next = format!("/admin/audit-log?limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
        let entry = admin.get(&next).await.expect(200)["items"][0].clone();
        assert_eq!(entry["actor"], json!({"id": admin.id, "username": "admin", "role": "admin"}));
        assert_eq!(entry["subject_id"], json!(mira.id));
        assert_eq!(
            entry["detail"],
            json!({"before": {"status": "active", "flagged": false}, "after": {"status": "active", "flagged": true}, "reason": "Spam."})
        );
        mira.get("/admin/audit-log").await.refused(403, "wrong_role");
        app
    })
    .await;
}
