use serde_json::json;

use super::{CAPTION, CARD, Pair, sound};
use crate::support::things::terms;
use crate::support::{Client, on_each};

/// The collaborations in which that person can do something, in order, read one by one.
async fn turn(who: &Client, of: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("/collaborations?awaiting={of}&limit=1&count=true{cursor}")).await.expect(200);
        let ids = page["items"].as_array().unwrap().iter().map(|work| work["id"].as_str().unwrap().to_owned());
        all.extend(ids);
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(page["total"], all.len());
            return all;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn each_finds_what_awaits_them_the_nearest_deadline_first() {
    on_each(|app| async move {
        let late = Pair::agreed(&app, 700).await;
        app.app.clock.advance_ms(1_000);
        late.acme.pay_in(3_000, CARD).await.expect(201);
        let funded = late.another(1_000, json!({})).await;
        funded.fund().await;
        let sooner =
            json!([{"kind": "reel", "platform": "instagram", "count": 1, "due_date": "2026-12-10", "note": ""}]);
        let urgent = late.another(1_000, json!({"deliverables": sooner})).await;
        urgent.fund().await;
        let (acme, mira) = (&late.acme, &late.mira);
        assert_eq!(turn(acme, "me").await, [late.id.as_str()]);
        assert_eq!(turn(mira, "me").await, [urgent.id.as_str(), funded.id.as_str()]);
        assert_eq!(turn(mira, "them").await, [late.id.as_str()]);

        // One of two is handed in: it is both sides' turn.
        funded.submit(0, CAPTION).await;
        assert_eq!(turn(acme, "me").await, [late.id.as_str(), funded.id.as_str()]);
        assert_eq!(turn(mira, "me").await, [urgent.id.as_str(), funded.id.as_str()]);
        urgent.cancel("influencer").await.expect(200);
        assert_eq!(turn(acme, "me").await, [urgent.id.as_str(), late.id.as_str(), funded.id.as_str()]);
        assert_eq!(turn(mira, "me").await, [funded.id.as_str()]);
        urgent.acme.act(&urgent.path("/cancel/decline")).await.expect(200);

        // A dispute is nobody's of both; what is overdue is the sponsor's too.
        funded.dispute("sponsor").await.expect(200);
        app.wait_days(27);
        let late = late.back(&app).await;
        assert_eq!(turn(&late.mira, "me").await, [urgent.id.as_str()]);
        assert_eq!(turn(&late.acme, "me").await, [late.id.as_str(), urgent.id.as_str()]);
        let stranger = app.sponsor("umbrella").await;
        assert!(turn(&stranger, "me").await.is_empty());
        let other = Pair::of(
            stranger.clone(),
            late.mira.clone(),
            stranger.campaign(json!({"start_date": "2026-12-20"})).await,
            terms(100),
        )
        .await;
        assert_eq!(turn(&stranger, "me").await, [other.id]);
        sound(app).await
    })
    .await;
}
