use serde_json::{Value, json};

use crate::support::{PASSWORD, on_each};

#[tokio::test]
async fn the_flagged_are_told_why_and_forgiven() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let user = format!("/admin/users/{}", mira.id);
        let flagged = admin.post(&format!("{user}/flag"), json!({"reason": "Bought followers."})).await.expect(200);
        assert_eq!((&flagged["status"], &flagged["flag"]["reason"]), (&json!("active"), &json!("Bought followers.")));
        assert_eq!(flagged["actions"], json!(["unflag", "suspend"]));
        admin.post(&format!("{user}/flag"), json!({"reason": "Again."})).await.refused(409, "invalid_state");
        assert_eq!(mira.get("/me").await.expect(200)["flag"]["reason"], "Bought followers.");

        let free = admin.act(&format!("{user}/unflag")).await.expect(200);
        assert_eq!(free["flag"], Value::Null);
        admin.act(&format!("{user}/unflag")).await.refused(409, "invalid_state");
        app.run_jobs().await;
        let mails = app.mails();
        assert!(mails.iter().any(|mail| mail.contains("Bought followers.")));
        assert_eq!(mails.iter().filter(|mail| mail.contains("To: mira")).count(), 3, "one to confirm, two of the flag");
        app
    })
    .await;
}

#[tokio::test]
async fn the_suspended_are_out_at_once() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let user = format!("/admin/users/{}", mira.id);
        let out = admin.post(&format!("{user}/suspend"), json!({"reason": "Threats."})).await.expect(200);
        assert_eq!((&out["status"], &out["actions"]), (&json!("suspended"), &json!(["flag", "reinstate"])));
        mira.get("/me").await.refused(401, "session_ended");
        mira.act("/auth/refresh").await.refused(401, "session_ended");
        let log_in = json!({"login": "mira", "password": PASSWORD});
        let refused = app.anonymous().post("/auth/login", log_in).await.refused(403, "account_suspended");
        assert!(refused["detail"].as_str().unwrap().contains("Threats."));

        let back = admin.act(&format!("{user}/reinstate")).await.expect(200);
        assert_eq!((&back["status"], &back["status_reason"]), (&json!("active"), &Value::Null));
        // What had ended stays ended.
        mira.get("/me").await.refused(401, "session_ended");
        app.log_in("mira").await.get("/me").await.expect(200);
        app.run_jobs().await;
        assert!(app.mails().iter().any(|mail| mail.contains("Threats.")));
        app
    })
    .await;
}

#[tokio::test]
async fn admins_are_not_moderated_and_nobody_else_moderates() {
    on_each(|app| async move {
        let (admin, mira, acme) = (app.admin().await, app.influencer("mira").await, app.pending_sponsor("acme").await);
        let flag = |id: &str| format!("/admin/users/{id}/flag");
        let why = json!({"reason": "Because."});
        admin.post(&flag(&admin.id), why.clone()).await.refused(409, "admin_account");
        for caller in [&mira, &acme] {
            caller.post(&flag(&mira.id), why.clone()).await.refused(403, "wrong_role");
            caller.act(&format!("/admin/users/{}/approve", acme.id)).await.refused(403, "wrong_role");
        }
        app.anonymous().post(&flag(&mira.id), why.clone()).await.refused(401, "not_logged_in");
        // Who is not there comes before what was said.
        admin.post(&flag("0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a"), json!({"x": 1})).await.refused(404, "not_found");
        assert_eq!(mira.get("/me").await.expect(200)["flag"], Value::Null);
        app
    })
    .await;
}

#[tokio::test]
async fn a_refused_move_leaves_nothing_behind() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        admin.act(&format!("/admin/users/{}/approve", mira.id)).await.refused(409, "invalid_state");
        admin.act(&format!("/admin/users/{}/reinstate", mira.id)).await.refused(409, "invalid_state");
        let log = admin.get("/admin/audit-log").await.expect(200);
        assert_eq!(log["items"], json!([]));
        app
    })
    .await;
}
