use serde_json::json;

use super::{TO_DECEMBER, TO_JANUARY, months};
use crate::support::{TestApp, on_each};

const HOUR_MS: i64 = 3_600_000;

fn told(app: &TestApp, to: &str) -> usize {
    let reports = app.mails().into_iter().filter(|mail| mail.contains("Content-Type: application/pdf"));
    reports.filter(|mail| mail.contains(&format!("<{to}@example.com>"))).count()
}

#[tokio::test]
async fn a_report_is_written_and_mailed_once_however_often_it_is_asked_for() {
    on_each(|app| async move {
        app.sponsor("acme").await.campaign(json!({})).await;
        app.run_jobs().await;
        app.wait_days(TO_DECEMBER);
        let others = [app.beside().await, app.beside().await];
        let all = [&app, &others[0], &others[1]];
        futures_util::future::join_all(all.map(TestApp::run_jobs)).await;
        let told = || all.into_iter().map(|app| told(app, "acme")).sum::<usize>();
        assert_eq!((months(&app, "acme").await, told()), (vec!["2026-11".to_owned()], 1));
        app.app.clock.advance_ms(HOUR_MS);
        app.run_jobs().await;
        assert_eq!(told(), 1);
        app.wait_days(TO_JANUARY);
        app.run_jobs().await;
        assert_eq!(months(&app, "acme").await, ["2026-12", "2026-11"]);
        assert_eq!(told(), 2);
        app
    })
    .await;
}

#[tokio::test]
async fn a_month_is_over_when_it_is_over_where_the_sponsor_is() {
    on_each(|app| async move {
        for (name, zone) in [("kiri", "Pacific/Kiritimati"), ("utc", "UTC"), ("hono", "Pacific/Honolulu")] {
            let sponsor = app.sponsor(name).await;
            sponsor.patch("/me", json!({"time_zone": zone})).await.expect(200);
            sponsor.campaign(json!({"start_date": "2026-11-23"})).await;
        }
        app.run_jobs().await;
        let mut seen = Vec::new();
        // To 5:59 in UTC, to 6:00, to 9:59, when it is still November in Honolulu, and to 10:00.
        let minute = HOUR_MS / 60;
        for wait in [9 * 24 * HOUR_MS + 18 * HOUR_MS - minute, minute, 4 * HOUR_MS - minute, minute] {
            app.app.clock.advance_ms(wait);
            app.run_jobs().await;
            let mut now = String::new();
            for name in ["kiri", "utc", "hono"] {
                now.push(if months(&app, name).await.is_empty() { '.' } else { 'w' });
            }
            seen.push(now);
        }
        assert_eq!(seen, ["...", "ww.", "ww.", "www"]);
        app
    })
    .await;
}

#[tokio::test]
async fn months_in_which_nothing_ran_are_made_up_for() {
    on_each(|app| async move {
        app.sponsor("acme").await.campaign(json!({"end_date": "2027-12-31"})).await;
        app.wait_days(TO_DECEMBER);
        app.run_jobs().await;
        assert_eq!((months(&app, "acme").await, told(&app, "acme")), (vec!["2026-11".to_owned()], 1));
        // To 2 April.
        app.wait_days(TO_JANUARY + 31 + 28 + 31 + 1);
        app.run_jobs().await;
        let missed = ["2027-03", "2027-02", "2027-01", "2026-12", "2026-11"];
        assert_eq!((months(&app, "acme").await, told(&app, "acme")), (missed.map(str::to_owned).to_vec(), 5));
        app
    })
    .await;
}
