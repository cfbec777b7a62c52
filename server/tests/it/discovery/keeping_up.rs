use reqwest::Method;
use serde_json::json;

use super::{influencer, names};
use crate::support::on_each;

#[tokio::test]
async fn a_cached_list_is_fresh_right_after_a_change() {
    on_each(|app| async move {
        let mira = influencer(&app, "mira", json!({}), 10).await;
        let anyone = app.anonymous();
        let first = anyone.get("/influencers").await;
        assert_eq!(first.header("cache-control"), "public, max-age=5");
        let tag = first.header("etag").to_owned();
        let again = || anyone.send(anyone.request(Method::GET, "/influencers").header("if-none-match", &tag));
        again().await.expect(304);
        for round in 0..10 {
            mira.patch("/me", json!({"display_name": format!("Round {round}")})).await.expect(200);
            let list = again().await.expect(200);
            assert_eq!(list["items"][0]["display_name"], format!("Round {round}"));
            assert_eq!(names(anyone.get(&format!("/influencers?q=round%20{round}")).await), ["mira"]);
        }
        app
    })
    .await;
}

#[tokio::test]
async fn many_changes_at_once_are_all_taken_in() {
    on_each(|app| async move {
        let app = std::sync::Arc::new(app);
        let joining = (0..12).map(|number| {
            let app = app.clone();
            tokio::spawn(async move { influencer(&app, &format!("crowd{number}"), json!({}), 10).await })
        });
        for one in joining.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        assert_eq!(app.anonymous().get("/influencers?q=crowd&count=true").await.expect(200)["total"], 12);
        std::sync::Arc::into_inner(app).unwrap()
    })
    .await;
}

#[tokio::test]
async fn another_process_takes_in_what_this_one_changes() {
    on_each(|app| async move {
        influencer(&app, "early", json!({}), 10).await;
        let other = app.beside().await;
        assert_eq!(names(other.anonymous().get("/influencers").await), ["early"]);
        influencer(&app, "late", json!({}), 20).await;
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        while names(other.anonymous().get("/influencers").await) != ["late", "early"] {
            assert!(std::time::Instant::now() < deadline, "the other process does not take it in");
            tokio::task::yield_now().await;
        }
        // A new index is asked for by a change like any other.
        assert_eq!(names(app.anonymous().get("/influencers").await), ["late", "early"]);
        app
    })
    .await;
}
