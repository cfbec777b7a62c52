use serde_json::{Value, json};

use super::text;
use crate::support::on_each;
use crate::support::things::terms;

#[tokio::test]
async fn a_wallet_begins_empty_and_says_what_can_be_done() {
    on_each(|app| async move {
        let (acme, mira, admin) = (app.sponsor("acme").await, app.influencer("mira").await, app.admin().await);
        for (who, actions) in
            [(&acme, json!(["deposit"])), (&mira, json!(["set_payout_destination"])), (&admin, json!([]))]
        {
            let wallet = who.get("/wallet").await.expect(200);
            let empty = json!({"provider": "sandbox", "sandbox": true, "balances": [], "payout_destination": null, "actions": actions});
            assert_eq!(wallet, empty);
        }
        acme.pay_in(5, "pm_card_visa").await.expect(201);
        assert_eq!(acme.get("/wallet").await.expect(200)["actions"], json!(["deposit", "withdraw"]));
        app
    })
    .await;
}

#[tokio::test]
async fn both_sides_see_what_is_kept_for_their_work() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        acme.pay_in(1_000, "pm_card_visa").await.expect(201);
        let campaign = acme.campaign(json!({})).await;
        let request = mira.apply(&campaign, 700).await;
        let accept = format!("/ad-requests/{}/accept", text(&request["id"]));
        let accepted = acme.post(&accept, json!({"revision": 1})).await.expect(200);
        acme.act(&format!("/collaborations/{}/fund", text(&accepted["collaboration_id"]))).await.expect(200);
        assert_eq!((acme.euros().await, mira.euros().await), ((300, 700, 0), (0, 700, 0)));
        let moved = acme.get("/wallet/transactions?kind=fund").await.expect(200);
        let fund = &moved["items"][0];
        assert_eq!(fund["amount"], json!({"amount": -700, "currency": "EUR"}));
        assert_eq!((&fund["collaboration"]["id"], &fund["payment_id"]), (&accepted["collaboration_id"], &Value::Null));
        assert_eq!(fund["collaboration"]["campaign"], json!({"id": campaign, "title": "Spring launch"}));
        let moved = acme.get("/wallet/transactions?kind=deposit").await.expect(200);
        let payments = acme.get("/wallet/payments").await.expect(200);
        assert_eq!(moved["items"][0]["payment_id"], payments["items"][0]["id"]);
        assert_eq!(terms(700)["payment"]["amount"], 700);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn movements_come_in_pages_and_by_kind_and_currency() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        for amount in 1..=5 {
            app.app.clock.advance_ms(1);
            acme.pay_in(amount, "pm_card_visa").await.expect(201);
        }
        let yen = json!({"amount": {"amount": 9, "currency": "JPY"}, "payment_method": "pm_card_visa"});
        acme.post("/wallet/deposits", yen).await.expect(201);
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page =
                acme.get(&format!("/wallet/transactions?limit=2&currency=EUR&cursor={cursor}")).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["amount"]["amount"].as_i64().unwrap()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            next.clone_into(&mut cursor);
        }
        assert_eq!(seen, [5, 4, 3, 2, 1]);
        let wallet = acme.get("/wallet").await.expect(200);
        let all: Vec<_> = wallet["balances"].as_array().unwrap().iter().map(|row| row["available"].clone()).collect();
        assert_eq!(all, [json!({"amount": 15, "currency": "EUR"}), json!({"amount": 9, "currency": "JPY"})]);
        assert_eq!(acme.get("/wallet/transactions?kind=payout").await.expect(200)["items"], json!([]));
        assert_eq!(acme.get("/wallet/payments?kind=payout").await.expect(200)["items"], json!([]));
        acme.get("/wallet/transactions?kind=theft").await.refused(422, "invalid");
        acme.get("/wallet/transactions?currency=XAU").await.refused(422, "invalid");
        app
    })
    .await;
}
