use serde_json::json;

use crate::support::on_each;

#[tokio::test]
async fn everybody_sees_what_can_be_chosen() {
    on_each(|app| async move {
        let answer = app.anonymous().get("/niches").await;
        assert!(answer.header("cache-control").starts_with("public, max-age="));
        let niches = answer.expect(200);
        let all = niches["items"].as_array().unwrap();
        assert!(all.len() >= 20 && all.contains(&json!({"slug": "food", "name": "Food & drink"})));
        assert!(niches["next_cursor"].is_null());
        assert_eq!(app.influencer("mira").await.get("/niches").await.expect(200), niches);
        app
    })
    .await;
}

#[tokio::test]
async fn a_retired_niche_stays_where_it_is_and_is_not_chosen_anew() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let id = acme.campaign(json!({"niches": ["food"]})).await;
        app.anonymous().get("/niches").await.expect(200);
        app.admin().await.patch("/admin/niches/food", json!({"retired": true})).await.expect(200);
        let niches = app.anonymous().get("/niches").await.expect(200);
        assert!(niches["items"].as_array().unwrap().iter().all(|niche| niche["slug"] != "food"));
        let path = format!("/campaigns/{id}");
        let kept = acme.patch(&path, json!({"niches": ["travel", "food"]})).await.expect(200);
        assert_eq!(kept["niches"], json!(["food", "travel"]));
        acme.patch(&path, json!({"niches": ["travel"]})).await.expect(200);
        assert_eq!(acme.patch(&path, json!({"niches": ["food"]})).await.faults(), ["/niches/0 unknown_niche"]);
        app
    })
    .await;
}
