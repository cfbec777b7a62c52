use serde_json::{Value, json};

use super::{items, told};
use crate::support::{Client, on_each};

async fn report(by: &Client, what: &str, id: &str, reason: &str) -> crate::support::Answer {
    let body = json!({"subject_type": what, "subject_id": id, "reason": reason, "comment": "Look at it."});
    by.post("/abuse-reports", body).await
}

#[tokio::test]
async fn reports_of_one_thing_are_decided_together() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.sponsor("acme").await);
        let (mira, noor) = (app.influencer("mira").await, app.influencer("noor").await);
        let campaign = acme.campaign(json!({"title": "Free money"})).await;
        let hidden = acme.campaign(json!({"visibility": "private"})).await;
        report(&mira, "campaign", &hidden, "scam").await.refused(404, "not_found");
        report(&mira, "profile", &admin.id, "scam").await.refused(404, "not_found");
        report(&mira, "message", &campaign, "spam").await.refused(404, "not_found");
        report(&acme, "campaign", &campaign, "scam").await.refused(409, "own_subject");
        report(&app.anonymous(), "campaign", &campaign, "scam").await.refused(401, "not_logged_in");
        let unsaid = json!({"subject_type": "campaign", "subject_id": campaign, "reason": "other"});
        assert_eq!(mira.post("/abuse-reports", unsaid).await.faults(), ["/comment required"]);
        let first = report(&mira, "campaign", &campaign, "scam").await.expect(201);
        assert_eq!((&first["reason"], &first["comment"]), (&json!("scam"), &json!("Look at it.")));
        report(&mira, "campaign", &campaign, "spam").await.refused(409, "already_reported");
        let second = report(&noor, "campaign", &campaign, "spam").await.expect(201);
        app.app.clock.advance_ms(1);
        report(&noor, "profile", &mira.id, "impersonation").await.expect(201);

        assert_eq!(items(&admin, "/admin/abuse-reports?decided=false").await.len(), 2);
        let found = items(&admin, "/admin/abuse-reports?q=FREE%20mon&subject_type=campaign&reason=scam").await;
        assert_eq!((found.len(), &found[0]["title"]), (1, &json!("Free money")));
        assert_eq!(found[0]["reports"].as_array().unwrap().len(), 2);
        let case = format!("/admin/abuse-reports/{}", second["id"].as_str().unwrap());
        assert_eq!(admin.get(&case).await.expect(200)["id"], first["id"]);
        mira.get(&case).await.refused(403, "wrong_role");

        let resolve = format!("{case}/resolve");
        assert_eq!(admin.post(&resolve, json!({"decision": "flagged"})).await.faults(), ["/note required"]);
        let decision = json!({"decision": "flagged", "note": "It promises money."});
        let decided = admin.post(&resolve, decision.clone()).await.expect(200);
        assert_eq!((&decided["decision"], &decided["flagged"]), (&json!("flagged"), &json!(true)));
        assert_eq!((&decided["decided_by"], &decided["actions"]), (&json!("admin"), &json!([])));
        admin.post(&resolve, decision).await.refused(409, "invalid_state");
        let out = acme.get(&format!("/campaigns/{campaign}")).await.expect(200);
        assert_eq!(out["flag"]["reason"], "It promises money.");
        app.run_jobs().await;
        for name in ["mira", "noor"] {
            assert_eq!(told(&app, name).await[0], "report_upheld", "{name}");
        }
        assert_eq!(told(&app, "acme").await[0], "campaign_flagged");
        assert_eq!(told(&app, "admin").await.iter().filter(|kind| *kind == "abuse_reported").count(), 2);
        app
    })
    .await;
}

#[tokio::test]
async fn each_decision_has_its_effect() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let noor = app.influencer("noor").await;
        for (decision, to_owner, to_reporter) in [
            ("dismissed", None, "report_dismissed"),
            ("warned", Some("warned"), "report_upheld"),
            ("flagged", Some("account_flagged"), "report_upheld"),
        ] {
            let made = report(&mira, "profile", &noor.id, "spam").await.expect(201);
            let resolve = format!("/admin/abuse-reports/{}/resolve", made["id"].as_str().unwrap());
            admin.post(&resolve, json!({"decision": decision, "note": "Looked at."})).await.expect(200);
            app.app.clock.advance_ms(1);
            assert_eq!(told(&app, "mira").await[0], to_reporter, "{decision}");
            assert_eq!(told(&app, "noor").await.first().map(String::as_str), to_owner, "{decision}");
        }
        report(&mira, "profile", &noor.id, "spam").await.refused(404, "not_found");
        admin.act(&format!("/admin/users/{}/unflag", noor.id)).await.expect(200);
        let made = report(&mira, "profile", &noor.id, "scam").await.expect(201);
        let case = format!("/admin/abuse-reports/{}", made["id"].as_str().unwrap());
        assert_eq!(admin.get(&case).await.expect(200)["cases_of_owner"], 4);
        let suspend = json!({"decision": "suspended", "note": "Enough."});
        let out = admin.post(&format!("{case}/resolve"), suspend).await.expect(200);
        assert_eq!(out["owner_status"], "suspended");
        noor.get("/me").await.refused(401, "session_ended");
        let log = admin.get("/admin/audit-log?action=abuse_report.resolve&count=true").await.expect(200);
        assert_eq!(log["total"], 4);
        assert_ne!(log["items"][0]["detail"]["note"], Value::Null);
        app
    })
    .await;
}
