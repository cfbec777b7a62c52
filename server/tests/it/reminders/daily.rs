use serde_json::json;

use super::{choose, cook, mailed, run_at, told};
use crate::support::on_each;
use crate::support::things::path;

#[tokio::test]
async fn at_their_hour_people_hear_what_waits_and_what_fits() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, cook(&app, "mira").await);
        let spring = acme.campaign(json!({})).await;
        let tea = acme.campaign(json!({"title": "Autumn tea", "niches": ["food"]})).await;
        acme.campaign(json!({"title": "Secret tea", "niches": ["food"], "visibility": "private"})).await;
        let many = json!({"title": "Famous tea", "niches": ["food"], "requirements": {"min_followers": 1_000_000}});
        acme.campaign(many).await;
        let request = acme.invite(&spring, &mira, 150_000).await;
        run_at(&app, "2026-11-21T17:45:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 0);

        run_at(&app, "2026-11-21T18:00:00Z").await;
        let mails = mailed(&app, "mira");
        assert_eq!(mails.len(), 1);
        let id = request["id"].as_str().unwrap();
        for part in [
            "Subject: Waiting for your answer: 1\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Spring launch",
            "1,500.00 EUR",
            "since today",
            &format!("/app/ad-requests/{id}"),
            "Autumn tea",
            &format!("/campaigns/{tea}"),
        ] {
            assert!(mails[0].contains(part), "{part} in {}", mails[0]);
        }
        assert!(!mails[0].contains("Secret tea") && !mails[0].contains("Famous tea"), "{}", mails[0]);
        assert_eq!(mailed(&app, "acme").len(), 0);

        run_at(&app, "2026-11-21T18:15:00Z").await;
        run_at(&app, "2026-11-22T17:45:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        run_at(&app, "2026-11-22T18:00:00Z").await;
        let mails = mailed(&app, "mira");
        assert!(mails.len() == 2 && mails[1].contains("for 1 day"), "{mails:?}");

        // Once it is answered there is nothing to say, until somebody was not there for two weeks.
        app.log_in("mira").await.post(&path(&request, "/reject"), json!({})).await.expect(200);
        run_at(&app, "2026-12-05T18:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 2);
        run_at(&app, "2026-12-06T18:00:00Z").await;
        let mails = mailed(&app, "mira");
        assert!(mails.len() == 3 && mails[2].contains("Subject: Campaigns that fit you"), "{mails:?}");
        assert!(mails[2].contains("Autumn tea") && !mails[2].contains("Spring launch"), "{}", mails[2]);
        app
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_two_on_a_day_whatever_they_choose() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, cook(&app, "mira").await);
        let campaign = acme.campaign(json!({})).await;
        acme.invite(&campaign, &mira, 150_000).await;
        run_at(&app, "2026-11-21T18:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        let mira = app.log_in("mira").await;
        choose(&mira, 20, true, true, true).await;
        run_at(&app, "2026-11-21T20:00:00Z").await;
        // There it is 12:00 of the same day.
        app.log_in("mira").await.patch("/me", json!({"time_zone": "America/Los_Angeles"})).await.expect(200);
        run_at(&app, "2026-11-22T04:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        run_at(&app, "2026-11-23T04:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 2);
        // There it is 17:15 of the day that begins 17 hours earlier: the last one was at 17:00 of it.
        app.log_in("mira").await.patch("/me", json!({"time_zone": "Asia/Tokyo"})).await.expect(200);
        run_at(&app, "2026-11-23T11:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 2);
        run_at(&app, "2026-11-24T11:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 3);
        app
    })
    .await;
}

#[tokio::test]
async fn only_whom_it_concerns_and_only_as_they_want() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({"niches": ["food"]})).await;
        let (quiet, in_app) = (cook(&app, "quiet").await, cook(&app, "inapp").await);
        choose(&quiet, 18, false, false, false).await;
        choose(&in_app, 18, true, false, false).await;
        let (flagged, suspended) = (cook(&app, "flagged").await, cook(&app, "suspended").await);
        app.influencer("nothing").await;
        cook(&app, "away").await;
        let admin = app.admin().await;
        for (who, how) in [(&flagged, "flag"), (&suspended, "suspend")] {
            admin.post(&format!("/admin/users/{}/{how}", who.id), json!({"reason": "A test."})).await.expect(200);
        }
        run_at(&app, "2026-12-05T11:00:00Z").await;
        cook(&app, "present").await;
        run_at(&app, "2026-12-05T18:00:00Z").await;
        let counts = ["quiet", "inapp", "flagged", "suspended", "nothing", "present", "away"]
            .map(|name| mailed(&app, name).len());
        assert_eq!(counts, [0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(told(&app, "inapp", "campaigns_for_you").await, 1);
        assert_eq!(told(&app, "quiet", "campaigns_for_you").await, 0);

        // The link in the mail needs no login, and works at once.
        let token = app.mailed("/unsubscribe#token=");
        app.anonymous().post("/unsubscribe", json!({"token": token})).await.expect(200);
        run_at(&app, "2026-12-06T18:00:00Z").await;
        assert_eq!(mailed(&app, "away").len(), 1);
        app
    })
    .await;
}

#[tokio::test]
async fn what_was_missed_is_made_up_for_on_the_same_day_only() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, cook(&app, "mira").await);
        let campaign = acme.campaign(json!({})).await;
        acme.invite(&campaign, &mira, 150_000).await;
        run_at(&app, "2026-11-21T17:00:00Z").await;
        run_at(&app, "2026-11-21T22:30:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        run_at(&app, "2026-11-22T17:00:00Z").await;
        run_at(&app, "2026-11-23T03:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        // Whoever chooses an hour that has passed is not reminded of it at once.
        choose(&app.log_in("mira").await, 2, true, true, true).await;
        run_at(&app, "2026-11-23T18:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 1);
        run_at(&app, "2026-11-24T02:00:00Z").await;
        assert_eq!(mailed(&app, "mira").len(), 2);
        app
    })
    .await;
}
