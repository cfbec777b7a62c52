use serde_json::json;

use crate::support::on_each;
use crate::support::things::{path, terms};

#[tokio::test]
async fn accepting_commits_the_budget_and_opens_the_collaboration() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 50_001).await;
        let accepted = mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
        assert_eq!((&accepted["status"], &accepted["actions"]), (&json!("accepted"), &json!([])));

        let own = acme.get(&format!("/campaigns/{campaign}")).await.expect(200);
        assert_eq!((&own["committed"]["amount"], &own["available"]["amount"]), (&json!(50_001), &json!(949_999)));
        let id = accepted["collaboration_id"].as_str().unwrap();
        for client in [&acme, &mira] {
            let collaboration = client.get(&format!("/collaborations/{id}")).await.expect(200);
            assert_eq!(collaboration["status"], "awaiting_funding");
            assert_eq!(collaboration["funding_due_at"], "2026-11-28T12:00:00.000Z");
            let shares: Vec<_> = collaboration["deliverables"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["amount"]["amount"].clone())
                .collect();
            assert_eq!(shares, [json!(25_000), json!(25_001)]);
            assert_eq!(client.get("/collaborations").await.expect(200)["items"][0]["id"], id);
            let waiting = client.get("/collaborations?status=awaiting_funding&count=true").await.expect(200);
            assert_eq!(waiting["items"][0]["id"], id);
            assert_eq!(waiting["total"], 1);
            assert_eq!(client.get("/collaborations?status=completed&count=true").await.expect(200)["total"], 0);
        }
        app.influencer("jon").await.get(&format!("/collaborations/{id}")).await.refused(404, "not_found");
        app.run_jobs().await;
        assert_eq!(
            app.mails()
                .iter()
                .filter(|mail| mail.contains("acme@example.com") && mail.contains(&path(&request, "")))
                .count(),
            1
        );
        app
    })
    .await;
}

#[tokio::test]
async fn an_outdated_revision_is_refused() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 50_000).await;
        acme.patch(&path(&request, ""), json!({"terms": terms(10), "message": "Less"})).await.expect(200);
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "newer_revision");
        assert_eq!(mira.post(&path(&request, "/accept"), json!({})).await.faults(), ["/revision required"]);
        mira.post(&path(&request, "/accept"), json!({"revision": 2})).await.expect(200);
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_not_in_the_budget_is_not_accepted() {
    on_each(|app| async move {
        let (acme, mira, jon) = (app.sponsor("acme").await, app.influencer("mira").await, app.influencer("jon").await);
        let campaign = acme.campaign(json!({"budget": {"amount": 60_000, "currency": "EUR"}})).await;
        let (first, second) = (mira.apply(&campaign, 50_000).await, jon.apply(&campaign, 50_000).await);
        acme.post(&path(&first, "/accept"), json!({"revision": 1})).await.expect(200);
        acme.post(&path(&second, "/accept"), json!({"revision": 1})).await.refused(409, "budget_exceeded");
        let edit = |amount: i64| {
            acme.patch(
                format!("/campaigns/{campaign}").leak(),
                json!({"budget": {"amount": amount, "currency": "EUR"}}),
            )
        };
        edit(49_999).await.refused(409, "budget_below_committed");
        edit(100_000).await.expect(200);
        acme.post(&path(&second, "/accept"), json!({"revision": 1})).await.expect(200);
        app
    })
    .await;
}

#[tokio::test]
async fn while_paused_nothing_is_accepted_and_clocks_stand_still() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 50_000).await;
        app.wait_days(4);
        let (acme, mira) = (app.log_in("acme").await, app.log_in("mira").await);
        acme.act(&format!("/campaigns/{campaign}/pause")).await.expect(200);
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "campaign_not_active");
        let seen = mira.get(&path(&request, "")).await.expect(200);
        assert_eq!((&seen["expires_at"], &seen["time_left_ms"]), (&json!(null), &json!(10 * 24 * 60 * 60 * 1000)));
        app.wait_days(20);
        app.run_jobs().await;
        let (acme, mira) = (app.log_in("acme").await, app.log_in("mira").await);
        acme.act(&format!("/campaigns/{campaign}/resume")).await.expect(200);
        let seen = mira.get(&path(&request, "")).await.expect(200);
        assert_eq!((&seen["status"], &seen["expires_at"]), (&json!("pending"), &json!("2026-12-25T12:00:00.000Z")));
        app
    })
    .await;
}

#[tokio::test]
async fn a_flagged_side_agrees_to_nothing_but_may_end_it() {
    on_each(|app| async move {
        let (acme, mira, admin) = (app.sponsor("acme").await, app.influencer("mira").await, app.admin().await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 50_000).await;
        let flag = json!({"reason": "Bought followers"});
        admin.post(&format!("/admin/users/{}/flag", mira.id), flag.clone()).await.expect(200);
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(403, "account_flagged");
        mira.post(&path(&request, "/counter"), json!({"terms": terms(1)})).await.refused(403, "account_flagged");
        let seen = mira.get(&path(&request, "")).await.expect(200);
        assert_eq!((&seen["actions"], &seen["expires_at"]), (&json!(["reject"]), &json!(null)));

        admin.act(&format!("/admin/users/{}/unflag", mira.id)).await.expect(200);
        admin.post(&format!("/admin/users/{}/flag", acme.id), flag).await.expect(200);
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "other_side_inactive");
        acme.act(&path(&request, "/withdraw")).await.expect(200);
        app
    })
    .await;
}
