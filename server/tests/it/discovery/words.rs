use serde_json::json;

use super::{influencer, names, titles};
use crate::support::on_each;

#[tokio::test]
async fn people_are_found_in_every_script() {
    on_each(|app| async move {
        for (name, bio) in [
            ("asha", "सड़क का खाना और चाय"),
            ("mei", "台北美食和旅行🎉"),
            ("omar", "مطاعم دمشق القديمة"),
            ("zoe", "Crème brûlée et Pâtisserie"),
            ("ivan", "Ёлки и пироги"),
            ("haru", "ラーメンが好き"),
            ("som", "อาหารไทย"),
        ] {
            influencer(&app, name, json!({"bio": bio}), 0).await;
        }
        let anyone = app.anonymous();
        let found = |q: &'static str| {
            let anyone = anyone.clone();
            async move {
                let encoded: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
                names(anyone.get(&format!("/influencers?q={encoded}")).await)
            }
        };
        for (q, name) in [
            ("खाना", "asha"),
            ("चाय सड़क", "asha"),
            ("美食", "mei"),
            ("食", "mei"),
            ("台北美食", "mei"),
            ("🎉", "mei"),
            ("دمشق", "omar"),
            ("creme brulee", "zoe"),
            ("CRÈME", "zoe"),
            ("patisserie", "zoe"),
            ("елки", "ivan"),
            ("ラーメン", "haru"),
            ("อาหาร", "som"),
            ("patis", "zoe"),
            ("zoe", "zoe"),
            // One letter wrong, missing, too many, two changed about.
            ("patisserje", "zoe"),
            ("ptisserie", "zoe"),
            ("patissserie", "zoe"),
            ("aptisserie", "zoe"),
        ] {
            assert_eq!(found(q).await, [name], "{q}");
        }
        for q in [
            "खाने",
            "食台",
            "brul zoe nobody",
            "xyz",
            "!!!",
            "'; drop table users; --",
            "cre me",
            "AND OR NOT",
            "name:zoe",
            "*",
        ] {
            assert!(found(q).await.is_empty(), "{q}: {:?}", found(q).await);
        }
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_meant_goes_before_what_is_mentioned() {
    on_each(|app| async move {
        influencer(&app, "matcha.lover", json!({"bio": "Tea"}), 10).await;
        influencer(&app, "second", json!({"bio": "I once drank matcha"}), 1_000_000).await;
        influencer(&app, "third", json!({"bio": "matchabox cars"}), 2_000_000).await;
        influencer(&app, "other", json!({"bio": "A match made in heaven"}), 2_000_000).await;
        assert_eq!(names(app.anonymous().get("/influencers?q=matcha").await), ["matcha.lover", "second", "third"]);
        assert_eq!(
            names(app.anonymous().get("/influencers?q=matcha&sort=reach").await),
            ["third", "second", "matcha.lover"]
        );
        // Only what nobody has as it is typed is taken for an error.
        assert_eq!(names(app.anonymous().get("/influencers?q=mathca").await)[0], "matcha.lover");
        let long = "q".repeat(201);
        assert_eq!(app.anonymous().get(&format!("/influencers?q={long}")).await.faults(), ["?q too_long"]);
        app
    })
    .await;
}

#[tokio::test]
async fn campaigns_are_found_by_title_brief_niche_and_sponsor() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({"title": "चाय महोत्सव", "description": "Largest tea festival", "niches": ["travel"]}))
            .await;
        acme.campaign(json!({"title": "夏の祭り", "description": "祭り", "niches": ["music"]})).await;
        let anyone = app.anonymous();
        for (q, found) in [
            ("%E0%A4%9A%E0%A4%BE%E0%A4%AF", "चाय महोत्सव"),
            ("festivl", "चाय महोत्सव"),
            ("travel", "चाय महोत्सव"),
            ("%E7%A5%AD", "夏の祭り"),
            ("acme%20music", "夏の祭り"),
        ] {
            assert_eq!(titles(anyone.get(&format!("/campaigns?q={q}")).await), [found], "{q}");
        }
        app
    })
    .await;
}
