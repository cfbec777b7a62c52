use serde_json::{Value, json};

use super::{CAPTION, CARD, Pair, expire, shares, sound};
use crate::support::{Client, TestApp, on_each};

/// A funded collaboration of 1000 of which one half is approved and the other handed in, and disputed.
async fn disputed(first: &Pair, by: &str) -> Pair {
    let pair = first.another(1_001, json!({})).await;
    pair.fund().await;
    for at in 0..2 {
        pair.submit(at, CAPTION).await;
    }
    pair.approve(0).await;
    let open = pair.dispute(by).await.expect(200);
    assert_eq!((&open["status"], &open["dispute"]["by"]), (&json!("disputed"), &json!(by)));
    pair
}

async fn resolve(admin: &Client, pair: &Pair, decision: Value) -> crate::support::Answer {
    admin.post(&format!("/admin/disputes/{}/resolve", pair.id), decision).await
}

async fn first(app: &TestApp) -> Pair {
    let pair = Pair::agreed(app, 1).await;
    pair.acme.pay_in(10_000, CARD).await.expect(201);
    pair
}

#[tokio::test]
async fn an_admin_decides_by_table() {
    on_each(|app| async move {
        let (first, admin) = (first(&app).await, app.admin().await);
        let table = [
            (json!({"resolution": "release", "note": "As agreed."}), "completed", (1_001, 0)),
            (json!({"resolution": "refund", "note": "Not as agreed."}), "cancelled", (0, 1_001)),
            // 60 % of 500 and of 501, rounded up for the influencer.
            (
                json!({"resolution": "split", "influencer_percent": 60, "note": "Half and half."}),
                "completed",
                (601, 400),
            ),
        ];
        for (by, (decision, status, moved)) in ["sponsor", "influencer", "sponsor"].into_iter().zip(table) {
            let pair = disputed(&first, by).await;
            let before = pair.money().await;
            let over = resolve(&admin, &pair, decision.clone()).await.expect(200);
            assert_eq!((&over["status"], shares(&over)), (&json!(status), moved));
            assert_eq!(
                (&over["dispute"]["resolution"], &over["dispute"]["note"]),
                (&decision["resolution"], &decision["note"])
            );
            let (available, escrow, earned) = before;
            assert_eq!(pair.money().await, (available + moved.1, escrow - 1_001, earned + moved.0));
            resolve(&admin, &pair, decision).await.refused(409, "wrong_state");
        }
        let log = admin.get("/admin/audit-log?limit=100").await.expect(200);
        let decided = log["items"].as_array().unwrap().iter().filter(|row| row["action"] == "dispute.resolve");
        assert_eq!(decided.count(), 3);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn admins_see_the_evidence_and_nobody_else_decides() {
    on_each(|app| async move {
        let (first, admin) = (first(&app).await, app.admin().await);
        let pair = disputed(&first, "sponsor").await;
        let open = admin.get("/admin/disputes?decided=false").await.expect(200);
        assert_eq!(
            open["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect::<Vec<_>>(),
            [&json!(pair.id)]
        );
        let evidence = admin.get(&format!("/admin/disputes/{}", pair.id)).await.expect(200);
        assert_eq!(evidence["deliverables"][0]["submissions"][0]["caption"], CAPTION);
        assert_eq!(evidence["dispute"]["reason"], "It is not what was agreed.");
        assert!(evidence["events"].as_array().unwrap().len() >= 6, "{evidence}");
        assert_eq!(evidence["terms"]["payment"]["amount"], 1_001);

        let release = json!({"resolution": "release", "note": "Mine."});
        for party in [&pair.acme, &pair.mira] {
            resolve(party, &pair, release.clone()).await.expect(403);
            party.get("/admin/disputes").await.expect(403);
        }
        resolve(&admin, &first, release.clone()).await.refused(409, "wrong_state");
        admin.get(&format!("/admin/disputes/{}", first.id)).await.refused(404, "not_found");
        for (decision, fault) in [
            (json!({"resolution": "split", "note": "x"}), "/influencer_percent out_of_range"),
            (
                json!({"resolution": "split", "influencer_percent": 100, "note": "x"}),
                "/influencer_percent out_of_range",
            ),
            (
                json!({"resolution": "refund", "influencer_percent": 50, "note": "x"}),
                "/influencer_percent out_of_range",
            ),
            (json!({"resolution": "refund", "note": ""}), "/note required"),
        ] {
            assert_eq!(resolve(&admin, &pair, decision).await.faults(), [fault]);
        }
        // While it is disputed the work rests.
        pair.publish(0).await.refused(409, "wrong_state");
        pair.cancel("sponsor").await.refused(409, "wrong_state");
        resolve(&admin, &pair, release).await.expect(200);
        let decided = admin.get("/admin/disputes?decided=true").await.expect(200);
        assert_eq!(decided["items"].as_array().unwrap().len(), 1);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn undecided_for_fourteen_days_what_is_approved_is_released_and_the_rest_refunded() {
    on_each(|app| async move {
        let first = first(&app).await;
        let pair = disputed(&first, "influencer").await;
        app.wait_days(13);
        let pair = expire(&app, &pair).await;
        assert_eq!(pair.see().await["status"], "disputed");
        app.wait_days(1);
        let pair = expire(&app, &pair).await;
        let over = pair.see().await;
        assert_eq!((&over["status"], shares(&over)), (&json!("completed"), (500, 501)));
        assert_eq!(over["dispute"]["resolution"], "lapsed");
        assert_eq!(pair.mira.euros().await.0, 500);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_can_be_disputed_instead_of_answered() {
    on_each(|app| async move {
        let first = first(&app).await;
        for by in ["sponsor", "influencer"] {
            let pair = first.another(1_000, json!({})).await;
            pair.fund().await;
            pair.cancel("sponsor").await.expect(200);
            let open = pair.dispute(by).await.expect(200);
            assert_eq!((&open["dispute"]["by"], &open["cancellation"]), (&json!(by), &json!(null)));
        }
        app.wait_days(4);
        let back = expire(&app, &first).await;
        let list = back.acme.get("/collaborations?status=disputed").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2, "the cancellation's clock is gone");
        sound(app).await
    })
    .await;
}
