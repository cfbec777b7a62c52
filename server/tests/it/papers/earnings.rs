use serde_json::{Value, json};

use super::approved;
use crate::support::on_each;

fn amount(of: &Value) -> i64 {
    of["amount"].as_i64().unwrap()
}

#[tokio::test]
async fn what_was_earned_is_what_the_ledger_says() {
    on_each(|app| async move {
        let (acme, mira) = app.earned(1_001).await;
        acme.pay_in(700, "pm_card_visa").await.expect(201);
        let campaign = acme.campaign(json!({"title": "Autumn"})).await;
        approved(&acme, &mira, &campaign, 700).await;
        mira.take_out(201, "payouts").await.expect(201);
        app.run_jobs().await;
        app.wait_days(12);
        let (acme, mira) = (app.log_in(&acme.name).await, app.log_in(&mira.name).await);
        let slow = json!({"holder": "Mira", "iban": "DE35 3704 0044 0532 0130 02"});
        mira.put("/wallet/payout-destination", slow).await.expect(200);
        mira.take_out(300, "payouts").await.expect(201);
        let seen = mira.get("/earnings").await.expect(200);
        assert_eq!((&seen["from"], &seen["to"]), (&json!("2026-01"), &json!("2026-12")));
        let euros = &seen["currencies"][0];
        let figure = |name: &str| amount(&euros[name]);
        assert_eq!((figure("available"), figure("in_escrow"), figure("in_transit")), mira.euros().await);
        assert_eq!((figure("earned"), figure("paid_out")), (1_001, 201));
        assert_eq!(figure("earned"), figure("available") + figure("in_transit") + figure("paid_out"));
        // By month and by campaign it is the same money.
        let months = euros["months"].as_array().unwrap();
        let of = |at: usize| (amount(&months[at]["earned"]), amount(&months[at]["paid_out"]));
        assert_eq!((months.len(), of(9), of(10), of(11)), (12, (0, 0), (1_001, 201), (0, 300)));
        let campaigns = euros["campaigns"].as_array().unwrap();
        let told: Vec<_> = campaigns
            .iter()
            .map(|row| (row["campaign"]["title"].as_str().unwrap(), amount(&row["earned"]), amount(&row["in_escrow"])))
            .collect();
        assert_eq!(told, [("Spring launch", 1_001, 0), ("Autumn", 0, 700)]);
        assert_eq!(campaigns[0]["sponsor"], "acme");
        let one = mira.get("/earnings?from=2026-12&to=2026-12").await.expect(200);
        assert_eq!(one["currencies"][0]["months"].as_array().unwrap().len(), 1);
        assert_eq!(amount(&one["currencies"][0]["earned"]), 1_001, "what was earned ever");
        mira.get("/earnings?from=2027-01").await.refused(422, "invalid");
        mira.get("/earnings?from=2020-01").await.refused(422, "invalid");
        mira.get("/earnings?from=soon").await.refused(422, "invalid");
        acme.get("/earnings").await.refused(403, "wrong_role");
        let ada = app.influencer("ada").await;
        assert_eq!(ada.get("/earnings").await.expect(200)["currencies"], json!([]));
        app.app.clock.advance_ms(60_000);
        app
    })
    .await;
}
