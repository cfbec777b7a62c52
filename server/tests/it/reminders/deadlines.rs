use serde_json::json;

use super::{run_at, told};
use crate::support::on_each;
use crate::support::things::{path, terms};

#[tokio::test]
async fn whoever_lets_the_other_side_wait_is_told_at_half_time_and_a_day_before() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 150_000).await;
        run_at(&app, "2026-11-28T11:45:00Z").await;
        assert_eq!(told(&app, "mira", "answer_due").await, 0);
        for at in ["2026-11-28T12:00:00Z", "2026-11-28T12:15:00Z", "2026-12-04T11:45:00Z"] {
            run_at(&app, at).await;
            assert_eq!(told(&app, "mira", "answer_due").await, 1, "{at}");
        }
        let mail = app.mails().into_iter().find(|mail| mail.contains("Subject: Answer acme by 2026-12-05")).unwrap();
        assert!(mail.contains("To: mira <") && mail.contains("1,500.00 EUR"), "{mail}");
        for at in ["2026-12-04T12:00:00Z", "2026-12-04T12:15:00Z"] {
            run_at(&app, at).await;
            assert_eq!(told(&app, "mira", "answer_due").await, 2, "{at}");
        }
        assert_eq!(told(&app, "acme", "answer_due").await, 0);

        // A counter-offer is a new wait, of the other side.
        let counter = json!({"terms": terms(160_000), "message": "A little more"});
        app.log_in("mira").await.post(&path(&request, "/counter"), counter).await.expect(200);
        run_at(&app, "2026-12-11T12:30:00Z").await;
        assert_eq!((told(&app, "acme", "answer_due").await, told(&app, "mira", "answer_due").await), (1, 2));
        app
    })
    .await;
}

#[tokio::test]
async fn after_a_pause_only_what_still_helps_is_told_and_stopped_clocks_remind_nobody() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let (late, paused) = (acme.campaign(json!({})).await, acme.campaign(json!({"title": "Paused"})).await);
        acme.invite(&late, &mira, 150_000).await;
        acme.invite(&paused, &mira, 150_000).await;
        acme.act(&format!("/campaigns/{paused}/pause")).await.expect(200);
        run_at(&app, "2026-12-05T00:00:00Z").await;
        assert_eq!(told(&app, "mira", "answer_due").await, 1);
        run_at(&app, "2026-12-06T00:00:00Z").await;
        assert_eq!(told(&app, "mira", "answer_due").await, 1);
        app
    })
    .await;
}

#[tokio::test]
async fn admins_are_told_of_sponsors_who_wait() {
    on_each(|app| async move {
        app.pending_sponsor("acme").await;
        let decided = app.pending_sponsor("umbrella").await;
        app.admin().await.act(&format!("/admin/users/{}/approve", decided.id)).await.expect(200);
        for (at, times) in [
            ("2026-11-28T11:45:00Z", 0),
            ("2026-11-28T12:00:00Z", 1),
            ("2026-12-04T11:45:00Z", 1),
            ("2026-12-04T12:00:00Z", 2),
            ("2026-12-05T12:00:00Z", 2),
        ] {
            run_at(&app, at).await;
            assert_eq!(told(&app, "admin", "approval_due").await, times, "{at}");
        }
        assert_eq!(told(&app, "acme", "approval_due").await, 0);
        app
    })
    .await;
}
