use serde_json::{Value, json};

use crate::support::{on_each, with};

pub fn profile() -> Value {
    json!({
        "bio": " सड़क का खाना, पुणे से. ", "category": "Cook", "niches": ["food", "travel", "food"], "country": "in", "languages": ["hi", "MR"],
        "rate_card": [{"kind": "Reel", "price": {"amount": 1_500_000, "currency": "INR"}}, {"kind": "story", "price": {"amount": 400_000, "currency": "INR"}}],
        "portfolio": ["https://example.com/best"], "available": true, "accepts_messages": true
    })
}

#[tokio::test]
async fn a_profile_is_cleaned_and_kept() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let empty = mira.get("/me/influencer-profile").await.expect(200);
        assert_eq!(
            (&empty["complete"], &empty["reach"], &empty["lowest_price"]),
            (&json!(false), &json!(0), &Value::Null)
        );
        let set = mira.put("/me/influencer-profile", profile()).await.expect(200);
        assert_eq!(set["bio"], "सड़क का खाना, पुणे से.");
        assert_eq!(set["niches"], json!(["food", "travel"]));
        assert_eq!((&set["country"], &set["languages"]), (&json!("IN"), &json!(["hi", "mr"])));
        assert_eq!(set["lowest_price"], json!({"amount": 400_000, "currency": "INR"}));
        assert_eq!(set["rate_card"][0]["kind"], "reel");
        assert_eq!(set["actions"], json!(["edit"]));
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200), set);
        // A PUT replaces: what is left out is empty.
        let less = mira.put("/me/influencer-profile", json!({"bio": "x"})).await.expect(200);
        assert_eq!((&less["niches"], &less["country"], &less["available"]), (&json!([]), &Value::Null, &json!(true)));
        app
    })
    .await;
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let bad = json!({
            "bio": "x".repeat(2001), "category": "x".repeat(61), "niches": ["food", "no-such"], "country": "ZZ", "languages": ["hi", "klingon"],
            "rate_card": [{"kind": "reel", "price": {"amount": -1, "currency": "INR"}}], "portfolio": ["javascript:alert(1)"]
        });
        assert_eq!(
            mira.put("/me/influencer-profile", bad).await.faults(),
            ["/bio too_long", "/category too_long", "/country unknown_country", "/languages/1 unknown_language",
             "/niches/1 unknown_niche", "/portfolio/0 invalid_url", "/rate_card/0/price/amount out_of_range"]
        );
        let mistyped = with(profile(), json!({"reach": 1_000_000, "rating": 5}));
        assert_eq!(mira.put("/me/influencer-profile", mistyped).await.faults(), ["/rating unknown_field", "/reach unknown_field"]);
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["version"], 1);
        app
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let tag = mira.get("/me/influencer-profile").await.header("etag").to_owned();
        let put = |tag: String| {
            let request = mira.request(reqwest::Method::PUT, "/me/influencer-profile").header("if-match", tag);
            mira.send(request.json(&profile()))
        };
        put(tag.clone()).await.expect(200);
        put(tag).await.refused(412, "stale");
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["version"], 2);
        app
    })
    .await;
}

#[tokio::test]
async fn only_influencers_have_one() {
    on_each(|app| async move {
        let acme = app.pending_sponsor("acme").await;
        acme.get("/me/influencer-profile").await.refused(403, "wrong_role");
        // The role is looked at before the body.
        acme.put("/me/influencer-profile", json!({"nonsense": 1})).await.refused(403, "wrong_role");
        app.admin().await.put("/me/influencer-profile", profile()).await.refused(403, "wrong_role");
        app.anonymous().put("/me/influencer-profile", profile()).await.refused(401, "not_logged_in");
        app
    })
    .await;
}
