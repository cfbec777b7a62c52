use serde_json::json;

use super::{CAPTION, CARD, Pair, expire, shares, sound, statuses};
use crate::support::on_each;

#[tokio::test]
async fn who_cancels_what_by_table() {
    on_each(|app| async move {
        let first = Pair::agreed(&app, 301).await;
        first.acme.pay_in(301 * 12, CARD).await.expect(201);
        // (begun, kill fee agreed on, who cancels, what the influencer gets, what goes back)
        let table = [
            (false, None, "sponsor", 0, 301),
            (true, None, "sponsor", 75, 226),
            (true, Some(25), "sponsor", 38, 263),
            (true, Some(0), "sponsor", 0, 301),
            (false, None, "influencer", 0, 301),
            (true, None, "influencer", 0, 301),
        ];
        let mut asked = Vec::new();
        for (begun, kill_fee, by, released, refunded) in table {
            for answered in [true, false] {
                let pair = first.another(301, json!({"kill_fee_percent": kill_fee})).await;
                pair.fund().await;
                if begun {
                    pair.submit(0, CAPTION).await;
                    pair.ask_for_changes(0).await;
                }
                let before = pair.money().await;
                let waiting = pair.cancel(by).await.expect(200);
                assert_eq!((&waiting["status"], &waiting["cancellation"]["by"]), (&json!("active"), &json!(by)));
                assert_eq!(waiting["waiting"]["what"], "cancellation");
                assert_eq!(pair.money().await, before, "nothing moves until it is answered");
                pair.client(by).act(&pair.path("/cancel/accept")).await.refused(409, "not_your_turn");
                pair.mira
                    .post(&pair.part(1, "/submit"), json!({"caption": CAPTION}))
                    .await
                    .refused(409, "cancellation_asked");
                if !answered {
                    asked.push((pair, released, refunded));
                    continue;
                }
                let other = if by == "sponsor" { "influencer" } else { "sponsor" };
                let over = pair.client(other).act(&pair.path("/cancel/accept")).await.expect(200);
                assert_eq!((&over["status"], shares(&over)), (&json!("cancelled"), (released, refunded)), "{by}");
                assert_eq!(statuses(&over), ["cancelled", "cancelled"]);
                let (available, escrow, earned) = before;
                assert_eq!(pair.money().await, (available + refunded, escrow - 301, earned + released));
                let campaign = pair.acme.get(&format!("/campaigns/{}", pair.campaign)).await.expect(200);
                assert_eq!(campaign["committed"]["amount"], released, "what went back can be used again");
            }
        }
        // Silence for 72 hours is consent.
        app.app.clock.advance_ms(72 * 3_600_000 - 1);
        let pair = expire(&app, &first).await;
        for (one, ..) in &asked {
            assert_eq!(pair.acme.get(&one.path("")).await.expect(200)["status"], "active");
        }
        app.app.clock.advance_ms(1);
        let pair = expire(&app, &first).await;
        for (one, released, refunded) in &asked {
            let over = pair.acme.get(&one.path("")).await.expect(200);
            assert_eq!((&over["status"], shares(&over)), (&json!("cancelled"), (*released, *refunded)));
        }
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn what_is_not_funded_ends_at_once_by_either_side() {
    on_each(|app| async move {
        let first = Pair::agreed(&app, 500).await;
        for by in ["sponsor", "influencer"] {
            let pair = first.another(500, json!({})).await;
            let over = pair.cancel(by).await.expect(200);
            assert_eq!((&over["status"], shares(&over)), (&json!("cancelled"), (0, 500)), "{by}");
            let campaign = pair.acme.get(&format!("/campaigns/{}", pair.campaign)).await.expect(200);
            assert_eq!(campaign["available"]["amount"], 1_000_000);
            pair.cancel(by).await.refused(409, "wrong_state");
        }
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_sponsor_does_not_cancel_around_a_submission() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 500).await;
        pair.submit(0, CAPTION).await;
        pair.cancel("sponsor").await.refused(409, "submission_waiting");
        pair.approve(0).await;
        pair.cancel("sponsor").await.expect(200);
        pair.cancel("influencer").await.refused(409, "cancellation_asked");
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_declined_cancellation_sets_the_clocks_back_by_the_time_that_the_work_rested() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 500).await;
        let until = |work: &serde_json::Value| work["deliverables"][0]["waiting"]["until"].as_str().unwrap().to_owned();
        assert_eq!(until(&pair.see().await), "2027-01-08T00:00:00.000Z");
        pair.cancel("sponsor").await.expect(200);
        app.wait_days(2);
        let pair = pair.back(&app).await;
        let on = pair.mira.act(&pair.path("/cancel/decline")).await.expect(200);
        assert_eq!((until(&on).as_str(), &on["cancellation"]), ("2027-01-10T00:00:00.000Z", &json!(null)));
        app.wait_days(2);
        let pair = expire(&app, &pair).await;
        assert_eq!(pair.see().await["status"], "active", "the question is gone with its answer");
        pair.submit(0, CAPTION).await;
        sound(app).await
    })
    .await;
}
