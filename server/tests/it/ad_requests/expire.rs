use serde_json::json;

use crate::support::on_each;
use crate::support::things::path;

#[tokio::test]
async fn unanswered_for_fourteen_days_it_expires() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let request = acme.invite(&acme.campaign(json!({})).await, &mira, 50_000).await;
        app.wait_days(13);
        app.run_jobs().await;
        assert_eq!(app.log_in("mira").await.get(&path(&request, "")).await.expect(200)["status"], "pending");
        app.wait_days(1);
        // Even before the job has come by, it is too late.
        let mira = app.log_in("mira").await;
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "no_longer_open");
        app.run_jobs().await;
        assert_eq!(mira.get(&path(&request, "")).await.expect(200)["status"], "expired");
        let told = app.mails();
        for person in ["acme@example.com", "mira@example.com"] {
            assert!(told.iter().rev().take(2).any(|mail| mail.contains(person)), "{person}");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_campaign_withdraws_and_an_ended_one_expires() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let cancelled = acme.campaign(json!({})).await;
        let ending = acme.campaign(json!({"end_date": "2026-11-25"})).await;
        let (first, second) = (acme.invite(&cancelled, &mira, 1).await, acme.invite(&ending, &mira, 1).await);
        acme.act(&format!("/campaigns/{cancelled}/cancel")).await.expect(200);
        assert_eq!(mira.get(&path(&first, "")).await.expect(200)["status"], "withdrawn");
        app.wait_days(5);
        app.run_jobs().await;
        let mira = app.log_in("mira").await;
        assert_eq!(mira.get(&path(&second, "")).await.expect(200)["status"], "expired");
        app
    })
    .await;
}
