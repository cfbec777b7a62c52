use db::testing;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{CAPTION, CARD, Pair, shares, sound, statuses};
use crate::support::{TestApp, on_each};

#[tokio::test]
async fn from_the_card_to_the_influencers_balance() {
    on_each(|app| async move {
        // All of it happens in one millisecond, and is told in its order all the same.
        let pair = Pair::agreed(&app, 1_001).await;
        pair.acme.act(&pair.path("/fund")).await.refused(409, "insufficient_balance");
        pair.acme.pay_in(1_500, CARD).await.expect(201);
        let funded = pair.acme.act(&pair.path("/fund")).await.expect(200);
        assert_eq!((&funded["status"], &funded["in_escrow"]["amount"]), (&json!("active"), &json!(1_001)));
        assert_eq!(funded["deliverables"][1]["amount"]["amount"], 501, "the remainder is on the last share");
        assert_eq!(pair.money().await, (499, 1_001, 0));

        let submitted = pair.submit(0, "A week with the bottle.").await;
        assert_eq!(statuses(&submitted), ["submitted", "todo"]);
        pair.ask_for_changes(0).await;
        // However it is cased, the disclosure stands there.
        let caption = "#AD  A week with the bottle.";
        let seen = pair.submit(0, caption).await;
        let handed = seen["deliverables"][0]["submissions"].as_array().unwrap();
        let disclosed: Vec<_> = handed.iter().map(|one| (&one["number"], &one["disclosed"])).collect();
        assert_eq!(disclosed, [(&json!(1), &json!(false)), (&json!(2), &json!(true))]);
        assert_eq!(handed[1]["caption_hash"], hex::encode(Sha256::digest(caption)));
        assert_eq!(pair.money().await, (499, 1_001, 0), "work alone moves no money");

        pair.approve(0).await;
        let half = pair.publish(0).await.expect(200);
        assert_eq!((&half["status"], shares(&half)), (&json!("active"), (500, 0)));
        assert_eq!(half["deliverables"][0]["post_url"], "https://instagram.example/p/1");
        assert_eq!(pair.money().await, (499, 501, 500));
        pair.submit(1, CAPTION).await;
        pair.approve(1).await;
        let done = pair.publish(1).await.expect(200);
        assert_eq!((&done["status"], shares(&done)), (&json!("completed"), (1_001, 0)));
        assert_eq!(pair.money().await, (499, 0, 1_001));

        let story: Vec<_> = done["events"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        let told = "agreed funded submitted changes_requested submitted approved published submitted approved published completed";
        assert_eq!(story.join(" "), told);
        let campaign = pair.acme.get(&format!("/campaigns/{}", pair.campaign)).await.expect(200);
        assert_eq!((&campaign["spent"]["amount"], &campaign["committed"]["amount"]), (&json!(1_001), &json!(1_001)));
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn the_fee_is_taken_from_what_is_released_and_from_nothing_else() {
    for kind in testing::kinds() {
        let app = TestApp::start(kind, &[("MONEY_FEE_BASIS_POINTS", "250")]).await;
        let pair = Pair::funded(&app, 2_001).await;
        pair.submit(0, CAPTION).await;
        pair.approve(0).await;
        pair.publish(0).await.expect(200);
        // 2.5 % of 1000 is 25.
        assert_eq!(pair.money().await, (0, 1_001, 975));
        pair.cancel("influencer").await.expect(200);
        pair.acme.act(&pair.path("/cancel/accept")).await.expect(200);
        assert_eq!(pair.money().await, (1_001, 0, 975), "a refund is whole");
        sound(app).await;
    }
}

#[tokio::test]
async fn a_gift_needs_no_funding_and_moves_no_money() {
    on_each(|app| async move {
        let pair = Pair::agreed(&app, 0).await;
        assert_eq!(pair.see().await["status"], "active");
        pair.acme.act(&pair.path("/fund")).await.refused(409, "wrong_state");
        for at in 0..2 {
            pair.submit(at, CAPTION).await;
            pair.approve(at).await;
            pair.publish(at).await.expect(200);
        }
        assert_eq!((&pair.see().await["status"], pair.money().await), (&json!("completed"), (0, 0, 0)));
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn bad_input_is_told_with_its_place_and_changes_nothing() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        let (long, before) = ("x".repeat(10_001), pair.see().await);
        let reason = "y".repeat(2_001);
        let table = [
            ("influencer", pair.part(0, "/submit"), json!({"caption": ""}), "/caption required"),
            ("influencer", pair.part(0, "/submit"), json!({"caption": long}), "/caption too_long"),
            (
                "influencer",
                pair.part(0, "/submit"),
                json!({"caption": "x", "url": "not an address"}),
                "/url invalid_url",
            ),
            ("sponsor", pair.part(0, "/request-changes"), json!({"note": " "}), "/note required"),
            ("sponsor", pair.path("/cancel"), json!({"reason": ""}), "/reason required"),
            ("influencer", pair.path("/cancel"), json!({"reason": reason}), "/reason too_long"),
            ("influencer", pair.path("/dispute"), json!({"reason": ""}), "/reason required"),
            ("influencer", pair.part(0, "/publish"), json!({"url": "javascript:alert(1)"}), "/url invalid_url"),
        ];
        for (side, path, body, fault) in table {
            assert_eq!(pair.client(side).post(&path, body).await.faults(), [fault], "{path}");
        }
        assert_eq!(pair.see().await, before);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_deliverable_belongs_to_its_collaboration_and_a_collaboration_to_its_sides() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        let other = pair.another(1_000, json!({})).await;
        let crossed = format!("/collaborations/{}/deliverables/{}/submit", pair.id, other.parts[0]);
        pair.mira.post(&crossed, json!({"caption": CAPTION})).await.refused(404, "not_found");
        let (eve, ned) = (app.influencer("eve").await, app.sponsor("ned").await);
        let admin = app.admin().await;
        for stranger in [eve, ned, admin] {
            for path in
                [pair.path("/fund"), pair.path("/cancel/accept"), pair.part(0, "/approve"), pair.part(0, "/cancel")]
            {
                stranger.act(&path).await.refused(404, "not_found");
            }
            stranger.get(&pair.path("")).await.refused(404, "not_found");
        }
        app.anonymous().act(&pair.path("/fund")).await.expect(401);
        sound(app).await
    })
    .await;
}
