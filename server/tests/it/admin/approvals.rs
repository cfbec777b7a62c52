use serde_json::{Value, json};

use crate::support::on_each;

#[tokio::test]
async fn a_sponsor_is_let_in_and_told() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.pending_sponsor("acme").await);
        let waiting = acme.get("/me").await.expect(200);
        assert_eq!(
            (&waiting["status"], waiting["awaiting_approval_since"].is_string()),
            (&json!("pending_approval"), true)
        );
        let approve = format!("/admin/users/{}/approve", acme.id);
        let user = admin.act(&approve).await.expect(200);
        assert_eq!((&user["status"], &user["awaiting_approval_since"]), (&json!("active"), &Value::Null));
        assert_eq!(user["actions"], json!(["flag", "suspend"]));
        admin.act(&approve).await.refused(409, "invalid_state");
        app.run_jobs().await;
        assert!(app.mails().iter().any(|mail| mail.contains("To: acme") && mail.contains("approved")));
        app
    })
    .await;
}

#[tokio::test]
async fn who_was_refused_reads_why_and_applies_again() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.pending_sponsor("acme").await);
        let reject = format!("/admin/users/{}/reject", acme.id);
        for reason in ["", "  ", &"x".repeat(1001), "a\u{0}b", "a\u{202E}b"] {
            assert!(admin.post(&reject, json!({"reason": reason})).await.faults()[0].starts_with("/reason "));
        }
        assert_eq!(admin.act(&reject).await.faults(), ["/reason required"]);
        acme.act("/me/apply-again").await.refused(409, "invalid_state");
        admin.post(&reject, json!({"reason": " No website. "})).await.expect(200);

        let me = acme.get("/me").await.expect(200);
        assert_eq!((&me["status"], &me["status_reason"]), (&json!("rejected"), &json!("No website.")));
        assert_eq!(me["actions"], json!(["apply_again"]));
        let again = acme.act("/me/apply-again").await.expect(200);
        assert_eq!((&again["status"], &again["status_reason"]), (&json!("pending_approval"), &Value::Null));
        app.influencer("mira").await.act("/me/apply-again").await.refused(403, "wrong_role");
        app.run_jobs().await;
        assert!(app.mails().iter().any(|mail| mail.contains("No website.")));
        app
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_without_an_end() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.pending_sponsor("acme").await);
        let hurt = app.pending_sponsor("hurt").await;
        admin.post(&format!("/admin/users/{}/suspend", hurt.id), json!({"reason": "Fraud."})).await.expect(200);
        let status = async || {
            let answer = app.log_in("admin").await.get(&format!("/admin/users/{}", acme.id)).await.expect(200);
            answer["status"].as_str().unwrap().to_owned()
        };
        app.wait_days(10);
        app.log_in("acme").await.patch("/me", json!({"display_name": "Acme Ltd"})).await.expect(200);
        app.wait_days(3);
        app.run_jobs().await;
        assert_eq!(status().await, "pending_approval");
        app.wait_days(1);
        app.run_jobs().await;
        assert_eq!(status().await, "rejected");

        // Asked again, the time begins anew; and a suspended person's does not run.
        let acme = app.log_in("acme").await;
        acme.act("/me/apply-again").await.expect(200);
        app.wait_days(13);
        app.run_jobs().await;
        assert_eq!(status().await, "pending_approval");
        let suspended = app.admin().await.get("/admin/users?status=suspended").await.expect(200);
        assert_eq!(suspended["items"].as_array().unwrap().len(), 1);
        let log = app.admin().await.get("/admin/audit-log?action=user.reject").await.expect(200);
        assert_eq!((log["items"].as_array().unwrap().len(), &log["items"][0]["actor"]), (1, &Value::Null));
        app
    })
    .await;
}
