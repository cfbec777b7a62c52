use serde_json::json;

use crate::support::{TestApp, on_each};

const HOUR_MS: i64 = 3_600_000;

async fn status(app: &TestApp, name: &str, path: &str) -> String {
    app.log_in(name).await.get(path).await.expect(200)["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_campaign_ends_with_its_last_day_in_its_own_zone() {
    on_each(|app| async move {
        let mut campaigns = Vec::new();
        // When it is Saturday noon in UTC, the day is over first in Kiritimati, then in UTC, then in Honolulu.
        for (name, zone) in [("kiri", "Pacific/Kiritimati"), ("utc", "UTC"), ("hono", "Pacific/Honolulu")] {
            let sponsor = app.sponsor(name).await;
            sponsor.patch("/me", json!({"time_zone": zone})).await.expect(200);
            let id = sponsor.campaign(json!({"start_date": "2026-11-23", "end_date": "2026-11-23"})).await;
            campaigns.push((name, format!("/campaigns/{id}")));
        }
        let utc = app.log_in("utc").await;
        let held = utc.campaign(json!({"start_date": "2026-11-23", "end_date": "2026-11-23"})).await;
        let mira = app.influencer("mira").await;
        let open = utc.invite(&held, &mira, 100).await;
        utc.act(&format!("/campaigns/{held}/pause")).await.expect(200);
        campaigns.push(("utc", format!("/campaigns/{held}")));

        let mut seen = Vec::new();
        // To the end of the 23rd in Kiritimati (+14), in UTC, in Honolulu (-10): at the last run before it, and at it.
        let run = HOUR_MS / 4;
        for wait in [46 * HOUR_MS - run, run, 14 * HOUR_MS - run, run, 10 * HOUR_MS - run, run] {
            app.app.clock.advance_ms(wait);
            app.run_jobs().await;
            let mut now = String::new();
            for (name, path) in &campaigns {
                now.push(if status(&app, name, path).await == "completed" { 'c' } else { '.' });
            }
            seen.push(now);
        }
        assert_eq!(seen, ["....", "c...", "c...", "cc.c", "cc.c", "cccc"]);
        let mira = app.log_in("mira").await;
        let ended = mira.get(&format!("/ad-requests/{}", open["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(ended["status"], "expired");
        app
    })
    .await;
}
