use serde_json::json;

use super::{influencer, titles};
use crate::support::{Client, on_each};

async fn three(acme: &Client) {
    let eur = |amount: i64| json!({"amount": amount, "currency": "EUR"});
    acme.campaign(json!({"title": "one", "budget": eur(1_000), "niches": ["food"], "end_date": "2026-12-24"})).await;
    acme.campaign(json!({"title": "two", "budget": eur(9_000), "niches": ["travel"], "start_date": "2026-12-01", "requirements": {"platforms": ["youtube"], "countries": ["IN"], "languages": ["hi"]}})).await;
    acme.campaign(json!({"title": "three", "budget": {"amount": 500_000, "currency": "JPY"}, "niches": ["food", "travel"], "end_date": "2027-01-31"})).await;
}

#[tokio::test]
async fn each_filter_narrows() {
    on_each(|app| async move {
        three(&app.sponsor("acme").await).await;
        let anyone = app.anonymous();
        for (filter, found) in [
            ("niche=food&sort=ending", &["one", "three"] as &[_]),
            ("platform=youtube&sort=ending", &["one", "three", "two"]),
            ("platform=x&sort=ending", &["one", "three"]),
            ("country=DE&sort=ending", &["one", "three"]),
            ("language=HI&sort=ending", &["one", "three", "two"]),
            ("min_budget=1001&currency=EUR", &["two"]),
            ("max_budget=1000&currency=EUR", &["one"]),
            ("currency=JPY", &["three"]),
            ("starts_before=2026-11-30&sort=ending", &["one", "three"]),
            ("ends_after=2026-12-25&sort=ending", &["three", "two"]),
            ("status=active&sort=budget&currency=EUR", &["two", "one"]),
            ("status=draft", &[]),
            ("sort=ending", &["one", "three", "two"]),
            ("sort=budget", &["three", "two", "one"]),
        ] {
            assert_eq!(titles(anyone.get(&format!("/campaigns?{filter}")).await), found, "{filter}");
        }
        assert_eq!(anyone.get("/campaigns?count=true&limit=2").await.expect(200)["total"], 3);
        app
    })
    .await;
}

#[tokio::test]
async fn an_influencer_gets_the_best_match_first() {
    on_each(|app| async move {
        three(&app.sponsor("acme").await).await;
        let mira = influencer(&app, "mira", json!({"niches": ["travel"], "country": "IN", "languages": ["hi"], "rate_card": [{"kind": "reel", "price": {"amount": 900, "currency": "EUR"}}]}), 0).await;
        let channel = json!({"platform": "youtube", "handle": "mira", "url": "https://example.com", "followers": 20_000});
        mira.post("/me/channels", channel).await.expect(201);
        let list = mira.get("/campaigns").await.expect(200);
        assert_eq!((&list["items"][0]["title"], &list["items"][0]["match"]["score"]), (&json!("two"), &json!(100)));
        assert_eq!(titles(mira.get("/campaigns?sort=match").await), ["two", "three", "one"]);
        assert_eq!(titles(mira.get("/campaigns?sort=ending").await), ["one", "three", "two"]);
        // Scores of the index and of the rules are the same.
        let scores: Vec<i64> = list["items"].as_array().unwrap().iter().map(|item| item["match"]["score"].as_i64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        app
    })
    .await;
}

#[tokio::test]
async fn only_what_is_public_is_found_also_right_after_a_change() {
    on_each(|app| async move {
        let (acme, admin, anyone) = (app.sponsor("acme").await, app.admin().await, app.anonymous());
        let draft = crate::support::things::campaign();
        let draft = acme.post("/campaigns", draft).await.expect(201)["id"].as_str().unwrap().to_owned();
        acme.campaign(json!({"title": "hidden", "visibility": "private"})).await;
        let found = || async { titles(anyone.get("/campaigns").await) };
        assert!(found().await.is_empty());
        acme.act(&format!("/campaigns/{draft}/publish")).await.expect(200);
        assert_eq!(found().await, ["Spring launch"]);
        acme.patch(&format!("/campaigns/{draft}"), json!({"title": "Summer launch"})).await.expect(200);
        assert_eq!(found().await, ["Summer launch"]);
        assert_eq!(titles(anyone.get("/campaigns?q=summer").await), ["Summer launch"]);
        acme.act(&format!("/campaigns/{draft}/pause")).await.expect(200);
        assert!(found().await.is_empty());
        acme.act(&format!("/campaigns/{draft}/resume")).await.expect(200);
        admin.post(&format!("/admin/campaigns/{draft}/flag"), json!({"reason": "spam"})).await.expect(200);
        assert!(found().await.is_empty());
        admin.act(&format!("/admin/campaigns/{draft}/unflag")).await.expect(200);
        assert_eq!(found().await, ["Summer launch"]);
        admin.post(&format!("/admin/users/{}/suspend", acme.id), json!({"reason": "fraud"})).await.expect(200);
        assert!(found().await.is_empty());
        assert_eq!(anyone.get("/campaigns?count=true").await.expect(200)["total"], 0);
        admin.act(&format!("/admin/users/{}/reinstate", acme.id)).await.expect(200);
        assert_eq!(found().await, ["Summer launch"]);
        // Its last day is 2027-03-31.
        app.wait_days(130);
        assert_eq!(found().await, ["Summer launch"]);
        app.wait_days(1);
        assert!(found().await.is_empty());
        app
    })
    .await;
}

#[tokio::test]
async fn people_who_are_not_public_are_not_found_also_right_after_a_change() {
    on_each(|app| async move {
        let (mira, admin, anyone) = (influencer(&app, "mira", json!({}), 10).await, app.admin().await, app.anonymous());
        let acme = app.sponsor("acme").await;
        let found = |who: &Client| {
            let who = who.clone();
            async move { super::names(who.get("/influencers").await) }
        };
        for who in [&anyone, &acme, &admin] {
            assert_eq!(found(who).await, ["mira"]);
        }
        admin.post(&format!("/admin/users/{}/flag", mira.id), json!({"reason": "fake followers"})).await.expect(200);
        for who in [&anyone, &acme, &admin, &mira] {
            assert!(found(who).await.is_empty());
        }
        anyone.get("/influencers/mira").await.refused(404, "not_found");
        mira.get("/influencers/mira").await.expect(200);
        admin.act(&format!("/admin/users/{}/unflag", mira.id)).await.expect(200);
        assert_eq!(found(&anyone).await, ["mira"]);
        admin.post(&format!("/admin/users/{}/suspend", mira.id), json!({"reason": "fraud"})).await.expect(200);
        assert!(found(&anyone).await.is_empty());
        anyone.get("/influencers/mira").await.refused(404, "not_found");
        app
    })
    .await;
}
