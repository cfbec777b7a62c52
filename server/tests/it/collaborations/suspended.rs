use serde_json::{Value, json};

use super::{CAPTION, CARD, Pair, shares, sound, statuses};
use crate::support::{Client, TestApp, on_each};

async fn moderate(app: &TestApp, who: &Client, how: &str) {
    let path = format!("/admin/users/{}/{how}", who.id);
    let admin = app.admin().await;
    let answer = match how {
        "suspend" => admin.post(&path, json!({"reason": "A complaint."})).await,
        _ => admin.act(&path).await,
    };
    answer.expect(200);
}

/// Lets time do what was declared for silence, and remind.
async fn expire(app: &TestApp) {
    for schedule in ["expire", "deadline-reminders"] {
        assert_eq!(app.app.jobs.run_schedule(schedule, &app.app).await.unwrap().unwrap().dead(), 0);
    }
}

/// How often that person was told that.
async fn told(app: &TestApp, name: &str, kind: &str) -> usize {
    let page = app.log_in(name).await.get("/notifications?limit=100").await.expect(200);
    page["items"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).count()
}

fn until(work: &Value, part: usize) -> &str {
    work["deliverables"][part]["waiting"]["until"].as_str().unwrap()
}

#[tokio::test]
async fn while_somebody_is_suspended_their_work_and_their_money_stand_still() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        pair.submit(0, CAPTION).await;
        pair.approve(0).await;
        pair.publish(0).await.expect(200);
        pair.submit(1, CAPTION).await;
        let unfunded = pair.another(700, json!({})).await;
        moderate(&app, &pair.mira, "suspend").await;
        pair.mira.take_out(500, "payouts").await.refused(401, "session_ended");
        let before = pair.see().await;
        assert_eq!(before["stopped"]["suspended"], json!(["influencer"]));
        assert_eq!((told(&app, "acme", "work_stopped").await, told(&app, "admin", "work_to_settle").await), (2, 1));

        app.wait_days(30);
        expire(&app).await;
        let acme = app.log_in("acme").await;
        let work = acme.get(&pair.path("")).await.expect(200);
        assert_eq!(statuses(&work), ["published", "submitted"]);
        assert_eq!((until(&before, 1), until(&work, 1)), ("2026-11-28T12:00:00.000Z", "2026-12-28T12:00:00.000Z"));
        assert_eq!(acme.get(&unfunded.path("")).await.expect(200)["status"], "awaiting_funding");
        assert_eq!(told(&app, "acme", "review_due").await, 0);
        let cases = app.admin().await.get("/admin/disputes?stopped=true").await.expect(200);
        assert_eq!(cases["items"].as_array().unwrap().len(), 2);
        // What the other side does counts as if it were done then.
        acme.act(&pair.part(1, "/approve")).await.expect(200);

        moderate(&app, &pair.mira, "reinstate").await;
        let work = acme.get(&pair.path("")).await.expect(200);
        assert_eq!((&work["stopped"], until(&work, 1)), (&json!(null), "2026-12-28T12:00:00.000Z"));
        assert_eq!(told(&app, "acme", "work_resumed").await, 2);
        app.wait_days(4);
        expire(&app).await;
        assert_eq!(told(&app, "acme", "funding_due").await, 1);
        app.wait_days(3);
        expire(&app).await;
        let pair = pair.back(&app).await;
        assert_eq!(pair.acme.get(&unfunded.path("")).await.expect(200)["status"], "cancelled");
        pair.publish(1).await.expect(200);
        assert_eq!(pair.money().await, (0, 0, 1_000));
        let story = pair.see().await;
        let story: Vec<_> =
            story["events"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert!(story.join(" ").contains("submitted stopped approved resumed published"), "{story:?}");
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn an_admin_decides_what_becomes_of_work_that_stands_still() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        pair.submit(0, CAPTION).await;
        let unfunded = pair.another(700, json!({})).await;
        let disputed = pair.another(300, json!({})).await;
        pair.acme.pay_in(300, CARD).await.expect(201);
        disputed.fund().await;
        disputed.dispute("influencer").await.expect(200);
        let decide = async |admin: &Client, of: &Pair, how: Value| {
            admin.post(&format!("/admin/disputes/{}/resolve", of.id), how).await
        };
        let refund = json!({"resolution": "refund", "note": "They are gone."});
        let admin = app.admin().await;
        decide(&admin, &pair, refund.clone()).await.refused(409, "wrong_state");
        moderate(&app, &pair.acme, "suspend").await;
        moderate(&app, &pair.mira, "suspend").await;
        app.wait_days(20);
        expire(&app).await;
        moderate(&app, &pair.mira, "reinstate").await;
        let admin = app.admin().await;
        let seen = admin.get(&format!("/admin/disputes/{}", pair.id)).await.expect(200);
        assert_eq!((&seen["actions"], &seen["stopped"]["suspended"]), (&json!(["resolve"]), &json!(["sponsor"])));
        let split = json!({"resolution": "split", "influencer_percent": 25, "note": "One of two was handed in."});
        let decided = decide(&admin, &pair, split.clone()).await.expect(200);
        assert_eq!(
            (&decided["status"], &decided["stopped"], shares(&decided)),
            (&json!("completed"), &json!(null), (250, 750))
        );
        admin.get(&format!("/admin/disputes/{}", pair.id)).await.expect(200);
        decide(&admin, &unfunded, split).await.refused(409, "wrong_state");
        assert_eq!(decide(&admin, &unfunded, refund).await.expect(200)["status"], "cancelled");
        // The dispute's own time goes on when both are back.
        moderate(&app, &pair.acme, "reinstate").await;
        app.wait_days(13);
        expire(&app).await;
        let pair = pair.back(&app).await;
        assert_eq!(pair.acme.get(&disputed.path("")).await.expect(200)["status"], "disputed");
        app.wait_days(1);
        expire(&app).await;
        let pair = pair.back(&app).await;
        assert_eq!(pair.acme.get(&disputed.path("")).await.expect(200)["status"], "cancelled");
        assert_eq!(pair.money().await, (1_050, 0, 250));
        sound(app).await
    })
    .await;
}
