use std::collections::BTreeMap;

use domain::clock::Timestamp;
use serde_json::json;

use super::{CAPTION, CARD, Pair, sound};
use crate::support::{TestApp, on_each};

/// Lets time pass until then and has whoever lets others wait reminded, twice; answers what each was told in all.
async fn told(app: &TestApp, at: &str) -> BTreeMap<String, usize> {
    let at: Timestamp = at.parse().unwrap();
    app.app.clock.advance_ms(at.ms_since(app.app.clock.now()));
    for _ in 0..2 {
        let run = app.app.jobs.run_schedule("deadline-reminders", &app.app).await.unwrap().unwrap();
        assert_eq!(run.dead(), 0);
    }
    let mut all = BTreeMap::new();
    for name in ["acme", "mira", "admin"] {
        let page = app.log_in(name).await.get("/notifications?limit=100").await.expect(200);
        for one in page["items"].as_array().unwrap().iter().filter(|one| one["group"] == "reminders") {
            *all.entry(format!("{name} {}", one["kind"].as_str().unwrap())).or_default() += 1;
        }
    }
    all
}

#[tokio::test]
async fn whoever_lets_the_work_wait_is_told_at_half_time_and_a_day_before() {
    on_each(|app| async move {
        let mut expected = BTreeMap::new();
        let mut now = async |at: &str, new: &[&str]| {
            for kind in new {
                *expected.entry((*kind).to_owned()).or_default() += 1;
            }
            assert_eq!(told(&app, at).await, expected, "{at}");
        };
        let pair = Pair::agreed(&app, 1_000).await;
        now("2026-11-24T23:45:00Z", &[]).await;
        now("2026-11-25T00:00:00Z", &["acme funding_due"]).await;
        now("2026-11-27T11:45:00Z", &[]).await;
        now("2026-11-27T12:00:00Z", &["acme funding_due"]).await;

        let pair = pair.back(&app).await;
        pair.acme.pay_in(1_000, CARD).await.expect(201);
        pair.fund().await;
        // Until 7 January is over.
        now("2026-12-18T05:45:00Z", &[]).await;
        now("2026-12-18T06:00:00Z", &["mira submission_due", "mira submission_due"]).await;
        let pair = pair.back(&app).await;
        pair.submit(0, CAPTION).await;
        now("2026-12-21T17:45:00Z", &[]).await;
        now("2026-12-21T18:00:00Z", &["acme review_due"]).await;
        let pair = pair.back(&app).await;
        pair.ask_for_changes(0).await;
        // Until the due date is over.
        now("2026-12-26T20:45:00Z", &[]).await;
        now("2026-12-26T21:00:00Z", &["mira changes_due"]).await;
        let pair = pair.back(&app).await;
        pair.submit(0, CAPTION).await;
        pair.approve(0).await;
        now("2026-12-30T09:00:00Z", &["mira publication_due"]).await;
        // While a cancellation is asked for, the rest rests.
        pair.back(&app).await.cancel("mira").await.expect(200);
        now("2026-12-31T20:45:00Z", &[]).await;
        now("2026-12-31T21:00:00Z", &["acme cancellation_due"]).await;
        now("2027-01-01T09:00:00Z", &["acme cancellation_due"]).await;
        pair.back(&app).await.dispute("sponsor").await.expect(200);
        now("2027-01-08T09:00:00Z", &["admin dispute_due"]).await;

        let decision = json!({"resolution": "release", "note": "All of it was made."});
        let admin = app.admin().await;
        admin.post(&format!("/admin/disputes/{}/resolve", pair.id), decision).await.expect(200);
        let pair = pair.back(&app).await;
        let never = json!({"holder": "Mira Patel", "iban": "DE08370400440532013003"});
        pair.mira.put("/wallet/payout-destination", never).await.expect(200);
        pair.mira.take_out(1_000, "payouts").await.expect(201);
        now("2027-01-09T20:45:00Z", &[]).await;
        now("2027-01-09T21:00:00Z", &["admin payout_due"]).await;
        now("2027-01-10T09:00:00Z", &["admin payout_due"]).await;
        now("2027-01-15T09:00:00Z", &["acme rating_due", "mira rating_due"]).await;
        pair.back(&app).await.acme.post(&pair.path("/reviews"), json!({"rating": 5})).await.expect(201);
        now("2027-01-21T09:00:00Z", &["mira rating_due"]).await;
        now("2027-01-22T09:00:00Z", &[]).await;
        app.run_jobs().await;
        let mails = app.mails();
        for subject in ["Fund =E2=80=9CSpring", "Subject: Rate acme by 2027-01-22"] {
            assert!(mails.iter().any(|mail| mail.contains(subject)), "{subject}");
        }
        sound(app).await
    })
    .await;
}
