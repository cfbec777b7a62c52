use serde_json::json;

use super::{influencer, names};
use crate::support::{TestApp, on_each};

async fn three(app: &TestApp) {
    let price = |amount, currency| json!([{"kind": "reel", "price": {"amount": amount, "currency": currency}}]);
    influencer(app, "anna", json!({"rate_card": price(5_000, "EUR")}), 1_000).await;
    influencer(
        app,
        "bela",
        json!({"rate_card": price(9_000, "EUR"), "niches": ["travel"], "country": "IN", "languages": ["hi", "en"]}),
        50_000,
    )
    .await;
    let cleo = influencer(app, "cleo", json!({"rate_card": price(100, "JPY"), "available": false}), 0).await;
    let channel = json!({"platform": "youtube", "handle": "cleo", "url": "https://example.com", "followers": 20_000, "engagement_rate": 9.5});
    cleo.post("/me/channels", channel).await.expect(201);
}

#[tokio::test]
async fn each_filter_narrows() {
    on_each(|app| async move {
        three(&app).await;
        let anyone = app.anonymous();
        for (filter, found) in [
            ("niche=travel", &["bela"] as &[_]),
            ("platform=youtube", &["cleo"]),
            ("country=in", &["bela"]),
            ("language=de", &["cleo", "anna"]),
            ("min_followers=20000", &["bela", "cleo"]),
            ("max_followers=20000", &["cleo", "anna"]),
            ("min_followers=5000&max_followers=30000", &["cleo"]),
            ("min_engagement=9.5", &["cleo"]),
            ("max_engagement=3", &["bela", "anna"]),
            ("min_engagement=9.51", &[]),
            ("max_price=5000&currency=EUR", &["anna"]),
            ("min_price=5001&currency=eur", &["bela"]),
            ("currency=JPY", &["cleo"]),
            ("currency=USD", &[]),
            ("available=true", &["bela", "anna"]),
            ("min_rating=4", &[]),
            ("niche=travel&country=DE", &[]),
            ("niche=", &["bela", "cleo", "anna"]),
        ] {
            assert_eq!(names(anyone.get(&format!("/influencers?{filter}")).await), found, "{filter}");
        }
        assert_eq!(anyone.get("/influencers?language=de&count=true&limit=1").await.expect(200)["total"], 2);
        app
    })
    .await;
}

#[tokio::test]
async fn each_order_orders() {
    on_each(|app| async move {
        three(&app).await;
        let anyone = app.anonymous();
        for (sort, order) in [
            ("relevance", ["bela", "cleo", "anna"]),
            ("reach", ["bela", "cleo", "anna"]),
            ("engagement", ["cleo", "bela", "anna"]),
            ("price", ["cleo", "anna", "bela"]),
            ("match", ["bela", "cleo", "anna"]),
            ("rating", ["bela", "cleo", "anna"]),
        ] {
            assert_eq!(names(anyone.get(&format!("/influencers?sort={sort}")).await), order, "{sort}");
        }
        assert_eq!(names(anyone.get("/influencers?sort=price&currency=EUR").await), ["anna", "bela"]);
        app
    })
    .await;
}

#[tokio::test]
async fn a_sponsor_is_told_who_fits() {
    on_each(|app| async move {
        three(&app).await;
        let acme = app.sponsor("acme").await;
        assert_eq!(acme.get("/influencers").await.expect(200)["items"][0]["match"], json!(null));
        let travel = acme
            .campaign(json!({"niches": ["travel"], "requirements": {"languages": ["hi"], "countries": ["IN"]}}))
            .await;
        let best = acme.get("/influencers?sort=match").await.expect(200)["items"][0].clone();
        assert_eq!((&best["username"], &best["match"]["score"]), (&json!("bela"), &json!(100)));
        assert_eq!(best["match"]["reasons"][0], json!({"kind": "niche", "niche": "travel"}));
        let food = acme.campaign(json!({"niches": ["food"], "requirements": {"platforms": ["youtube"]}})).await;
        assert_eq!(names(acme.get(&format!("/influencers?sort=match&campaign={food}")).await)[0], "cleo");
        assert_eq!(names(acme.get(&format!("/influencers?sort=match&campaign={travel}")).await)[0], "bela");
        let other = app.sponsor("other").await;
        assert_eq!(
            other.get(&format!("/influencers?campaign={travel}")).await.faults(),
            ["?campaign unknown_campaign"]
        );
        app
    })
    .await;
}

#[tokio::test]
async fn wrong_parameters_are_refused() {
    on_each(|app| async move {
        let anyone = app.anonymous();
        for (query, fault) in [
            ("nich=food", "?nich unknown_parameter"),
            ("sort=fame", "?sort invalid_parameter"),
            ("platform=myspace", "?platform invalid_parameter"),
            ("min_followers=many", "?min_followers invalid_parameter"),
            ("limit=0", "?limit out_of_range"),
            ("limit=101", "?limit out_of_range"),
            ("cursor=nonsense", "?cursor invalid_cursor"),
            ("currency=GOLD", "?currency unknown_currency"),
            ("country=%00", "?country control_character"),
        ] {
            assert_eq!(anyone.get(&format!("/influencers?{query}")).await.faults(), [fault], "{query}");
        }
        for odd in [
            "min_engagement=NaN",
            "max_engagement=-1e300",
            "min_followers=-5",
            "max_price=-1",
            "max_price=9223372036854775807&currency=EUR",
            "niche=%22%3E",
            "q=%FF%F0",
        ] {
            anyone.get(&format!("/influencers?{odd}")).await.expect(200);
        }
        app
    })
    .await;
}
