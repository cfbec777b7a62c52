use std::collections::BTreeSet;

use serde_json::json;

use super::influencer;
use crate::support::on_each;

#[tokio::test]
async fn pages_of_influencers_neither_repeat_nor_skip_while_others_join() {
    on_each(|app| async move {
        for number in 0..7_i64 {
            let rates = json!([{"kind": "reel", "price": {"amount": 100 * (number / 2 + 1), "currency": "EUR"}}]);
            influencer(
                &app,
                &format!("first{number}"),
                json!({"rate_card": rates, "bio": "coffee"}),
                100 * (number / 2),
            )
            .await;
        }
        let mut late = 0;
        for sort in [
            "relevance&q=cofee",
            "relevance",
            "reach",
            "engagement",
            "price",
            "price&currency=EUR",
            "rating",
            "match",
            "relevance&q=coffee",
        ] {
            let mut joined = 0;
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page =
                    app.anonymous().get(&format!("/influencers?limit=2&sort={sort}&cursor={cursor}")).await.expect(200);
                let items = page["items"].as_array().unwrap();
                assert!(items.len() <= 2);
                seen.extend(items.iter().map(|item| item["username"].as_str().unwrap().to_owned()));
                // One who would stand in front of everybody, and one at the end.
                if joined < 2 {
                    influencer(
                        &app,
                        &format!("late{late}"),
                        json!({"bio": "coffee and cofee"}),
                        1_000_000 * (late % 2),
                    )
                    .await;
                    (late, joined) = (late + 1, joined + 1);
                }
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            let all: BTreeSet<_> = seen.iter().collect();
            assert_eq!(all.len(), seen.len(), "{sort} repeats: {seen:?}");
            let first = (0..7).filter(|number| all.contains(&format!("first{number}"))).count();
            assert_eq!(first, 7, "{sort} skips: {seen:?}");
        }
        assert_eq!(late, 18);
        app
    })
    .await;
}

#[tokio::test]
async fn pages_of_campaigns_neither_repeat_nor_skip_while_others_are_published() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let mira = influencer(&app, "mira", json!({}), 500).await;
        for number in 0..5_i64 {
            let budget = json!({"amount": 1_000 * (number / 2 + 1), "currency": "EUR"});
            let niche = if number % 2 == 0 { "food" } else { "beauty" };
            acme.campaign(json!({"title": format!("first {number}"), "budget": budget, "niches": [niche]})).await;
        }
        let mut late = 0;
        for sort in ["match", "newest", "budget", "budget&currency=EUR", "ending", "match&q=first"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = mira.get(&format!("/campaigns?limit=2&sort={sort}&cursor={cursor}")).await.expect(200);
                seen.extend(
                    page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()),
                );
                if late < 5 {
                    acme.campaign(json!({"title": format!("late {late}"), "niches": ["food"]})).await;
                    late += 1;
                }
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            let all: BTreeSet<_> = seen.iter().collect();
            assert_eq!(all.len(), seen.len(), "{sort} repeats: {seen:?}");
            assert_eq!(all.iter().filter(|title| title.starts_with("first")).count(), 5, "{sort} skips: {seen:?}");
        }
        let other =
            mira.get("/campaigns?limit=1&sort=newest").await.expect(200)["next_cursor"].as_str().unwrap().to_owned();
        assert_eq!(
            mira.get(&format!("/campaigns?sort=ending&cursor={other}")).await.faults(),
            ["?cursor invalid_cursor"]
        );
        app
    })
    .await;
}
