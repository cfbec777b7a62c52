use serde_json::json;

use super::{CAPTION, Pair, expire, shares, sound, statuses};
use crate::support::on_each;

#[tokio::test]
async fn unfunded_for_seven_days_it_ends_and_its_budget_is_free_again() {
    on_each(|app| async move {
        let pair = Pair::agreed(&app, 700_000).await;
        let available = async |pair: &Pair| {
            let campaign = pair.acme.get(&format!("/campaigns/{}", pair.campaign)).await.expect(200);
            campaign["available"]["amount"].as_i64().unwrap()
        };
        assert_eq!(available(&pair).await, 300_000);
        app.app.clock.advance_ms(7 * 86_400_000 - 1);
        let pair = expire(&app, &pair).await;
        assert_eq!(pair.see().await["status"], "awaiting_funding");
        app.app.clock.advance_ms(1);
        let pair = expire(&app, &pair).await;
        assert_eq!((&pair.see().await["status"], available(&pair).await), (&json!("cancelled"), 1_000_000));
        pair.acme.act(&pair.path("/fund")).await.refused(409, "wrong_state");
        app.run_jobs().await;
        let told = app.mails();
        for person in ["acme@example.com", "mira@example.com"] {
            assert!(told.iter().rev().take(4).any(|mail| mail.contains(person)), "{person}");
        }
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_submission_that_nobody_answers_for_seven_days_is_approved() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        pair.submit(0, CAPTION).await;
        app.wait_days(3);
        let pair = pair.back(&app).await;
        pair.submit(1, CAPTION).await;
        app.wait_days(4);
        let pair = expire(&app, &pair).await;
        assert_eq!(statuses(&pair.see().await), ["approved", "submitted"], "each has its own time");
        app.wait_days(3);
        let pair = expire(&app, &pair).await;
        let work = pair.see().await;
        assert_eq!(statuses(&work), ["approved", "approved"]);
        let by_time =
            work["events"].as_array().unwrap().iter().filter(|one| one["by"] == "time" && one["what"] == "approved");
        assert_eq!(by_time.count(), 2);
        assert_eq!(pair.money().await, (0, 1_000, 0), "it is paid when it is online");
        pair.publish(0).await.expect(200);
        assert_eq!(pair.money().await, (0, 500, 500));
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn what_is_overdue_is_called_off_whole_by_the_sponsor_and_by_nobody_else() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_001).await;
        pair.acme.act(&pair.part(0, "/cancel")).await.refused(409, "not_overdue");
        // Due on 31 December, with seven days of grace after that day.
        app.wait_days(47);
        let pair = expire(&app, &pair).await;
        pair.acme.act(&pair.part(0, "/cancel")).await.refused(409, "not_overdue");
        app.wait_days(1);
        let pair = expire(&app, &pair).await;
        let work = pair.see().await;
        assert_eq!((statuses(&work), &work["deliverables"][0]["overdue"]), (vec!["todo", "todo"], &json!(true)));
        pair.mira.act(&pair.part(0, "/cancel")).await.refused(403, "wrong_role");
        let half = pair.acme.act(&pair.part(0, "/cancel")).await.expect(200);
        assert_eq!((&half["status"], shares(&half)), (&json!("active"), (0, 500)));
        // The other one comes late, and counts.
        pair.submit(1, CAPTION).await;
        pair.acme.act(&pair.part(1, "/cancel")).await.refused(409, "deliverable_state");
        pair.approve(1).await;
        let done = pair.publish(1).await.expect(200);
        assert_eq!((&done["status"], shares(&done)), (&json!("completed"), (501, 500)));
        assert_eq!(pair.money().await, (500, 0, 501));
        sound(app).await
    })
    .await;
}
