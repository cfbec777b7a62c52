use serde_json::json;

use crate::support::on_each;

#[tokio::test]
async fn are_added_renamed_and_taken_off() {
    on_each(|app| async move {
        let admin = app.admin().await;
        let all = async || admin.get("/admin/niches").await.expect(200)["items"].as_array().unwrap().clone();
        let before = all().await.len();
        let answer = admin.post("/admin/niches", json!({"name": " Board games & more "})).await;
        assert_eq!(answer.header("location"), "/api/v1/admin/niches/board-games-more");
        assert_eq!(
            answer.expect(201),
            json!({"slug": "board-games-more", "name": "Board games & more", "retired": false, "version": 1})
        );
        assert_eq!(
            admin.post("/admin/niches", json!({"slug": "board-games-more", "name": "X"})).await.faults(),
            ["/slug taken"]
        );
        assert_eq!(
            admin.post("/admin/niches", json!({"slug": "A b", "name": ""})).await.faults(),
            ["/name required", "/slug invalid_slug"]
        );

        let path = "/admin/niches/board-games-more";
        let renamed = admin.patch(path, json!({"name": "Board games"})).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["retired"]), (&json!("Board games"), &json!(false)));
        let rename = |tag: &str, name: &str| {
            let request = admin.request(reqwest::Method::PATCH, path).header("if-match", tag);
            admin.send(request.json(&json!({"name": name})))
        };
        rename("\"1\"", "Too late").await.refused(412, "stale");
        assert_eq!(rename("\"2\"", "In time").await.expect(200)["version"], 3);
        assert_eq!(admin.patch(path, json!({"retired": true})).await.expect(200)["retired"], true);
        assert_eq!(all().await.len(), before + 1);
        admin.delete(path).await.expect(204);
        assert_eq!(all().await.len(), before);
        admin.delete(path).await.refused(404, "not_found");
        admin.patch("/admin/niches/a%00b", json!({"nonsense": 1})).await.refused(404, "not_found");
        app.influencer("mira").await.post("/admin/niches", json!({"name": "Mine"})).await.refused(403, "wrong_role");
        app
    })
    .await;
}

#[tokio::test]
async fn that_somebody_has_chosen_are_retired_not_deleted() {
    on_each(|app| async move {
        let (admin, acme) = (app.admin().await, app.sponsor("acme").await);
        let id = acme.campaign(json!({"niches": ["beauty"]})).await;
        let open = async || {
            let page = app.anonymous().get("/niches").await.expect(200);
            page["items"].as_array().unwrap().iter().any(|niche| niche["slug"] == "beauty")
        };
        assert!(open().await);
        admin.delete("/admin/niches/beauty").await.expect(204);
        assert!(!open().await);
        assert_eq!(acme.get(&format!("/campaigns/{id}")).await.expect(200)["niches"], json!(["beauty"]));
        admin.patch("/admin/niches/beauty", json!({"retired": false})).await.expect(200);
        assert!(open().await);
        app
    })
    .await;
}
