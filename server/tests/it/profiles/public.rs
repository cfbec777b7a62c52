use reqwest::Method;
use serde_json::json;

use super::channels::channel;
use super::influencer_profile::profile;
use crate::support::on_each;

#[tokio::test]
async fn everybody_sees_an_influencer_as_they_are_now() {
    on_each(|app| async move {
        let (anyone, mira) = (app.anonymous(), app.influencer("Mira").await);
        assert_eq!(anyone.get("/influencers/mira").await.expect(200)["complete"], false);
        mira.put("/me/influencer-profile", profile()).await.expect(200);
        mira.post("/me/channels", channel()).await.expect(201);
        mira.patch("/me", json!({"display_name": "Mira Rao"})).await.expect(200);
        let seen = anyone.get("/influencers/MIRA").await.expect(200);
        assert_eq!(
            (&seen["complete"], &seen["reach"], &seen["display_name"]),
            (&json!(true), &json!(30_000), &json!("Mira Rao"))
        );
        assert_eq!((&seen["actions"], &seen["match"]), (&json!([]), &json!(null)));
        assert!(seen.get("email").is_none());
        app
    })
    .await;
}

#[tokio::test]
async fn public_answers_say_how_long_they_keep() {
    on_each(|app| async move {
        let (anyone, mira) = (app.anonymous(), app.influencer("mira").await);
        let answer = anyone.get("/influencers/mira").await;
        assert_eq!(answer.header("cache-control"), "public, max-age=5");
        let tag = answer.header("etag").to_owned();
        let again =
            |tag: String| anyone.send(anyone.request(Method::GET, "/influencers/mira").header("if-none-match", tag));
        again(tag.clone()).await.expect(304);
        mira.put("/me/influencer-profile", profile()).await.expect(200);
        again(tag).await.expect(200);
        let own = mira.get("/influencers/mira").await;
        assert_eq!(own.header("cache-control"), "private, no-cache");
        assert_eq!(own.expect(200)["actions"], json!(["edit"]));
        app
    })
    .await;
}

#[tokio::test]
async fn who_is_not_public_is_not_there() {
    on_each(|app| async move {
        let acme = app.pending_sponsor("acme").await;
        let anyone = app.anonymous();
        anyone.get("/sponsors/acme").await.refused(404, "not_found");
        app.influencer("mira").await.get("/sponsors/acme").await.refused(404, "not_found");
        assert_eq!(acme.get("/sponsors/acme").await.expect(200)["username"], "acme");
        app.admin().await.get("/sponsors/acme").await.expect(200);
        for nobody in [
            "/influencers/acme",
            "/sponsors/mira",
            "/sponsors/admin",
            "/influencers/%FF%00",
            "/influencers/..%2f..%2fetc",
            "/influencers/a'%20or%201=1--",
        ] {
            anyone.get(nobody).await.refused(404, "not_found");
        }
        app
    })
    .await;
}
