use serde_json::{Value, json};

use crate::support::{on_each, with};

pub fn channel() -> Value {
    json!({"platform": "youtube", "handle": "@mira", "url": "https://youtube.com/@mira", "followers": 30_000, "average_views": 9_000, "engagement_rate": 4.256})
}

#[tokio::test]
async fn reach_and_engagement_follow_the_channels() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let answer = mira.post("/me/channels", channel()).await;
        let location = answer.header("location").to_owned();
        let youtube = answer.expect(201);
        assert_eq!(location, format!("/api/v1/me/channels/{}", youtube["id"].as_str().unwrap()));
        assert_eq!(youtube["engagement_rate"], 4.26);
        let other = with(channel(), json!({"platform": "tiktok", "followers": 10_000, "engagement_rate": 8}));
        let tiktok = mira.post("/me/channels", other).await.expect(201);
        let profile = mira.get("/me/influencer-profile").await.expect(200);
        assert_eq!((&profile["reach"], &profile["engagement_rate"]), (&json!(40_000), &json!(5.19)));
        assert_eq!(profile["channels"][0], youtube);

        let path = format!("/me/channels/{}", tiktok["id"].as_str().unwrap());
        app.wait_days(1);
        let mira = app.log_in("mira").await;
        let renamed = mira.patch(&path, json!({"handle": "@mira.rao"})).await.expect(200);
        assert_eq!(renamed["confirmed_at"], tiktok["confirmed_at"]);
        let grown = mira.patch(&path, json!({"followers": 20_000})).await.expect(200);
        assert_eq!(
            (&grown["handle"], &grown["confirmed_at"]),
            (&json!("@mira.rao"), &json!("2026-11-22T12:00:00.000Z"))
        );
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["reach"], 50_000);

        mira.delete(&path).await.expect(204);
        mira.delete(&path).await.refused(404, "not_found");
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["reach"], 30_000);
        app
    })
    .await;
}

#[tokio::test]
async fn a_channel_is_there_once() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        // At once, so that both may look before either writes.
        let (one, two) = tokio::join!(mira.post("/me/channels", channel()), mira.post("/me/channels", channel()));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        mira.post("/me/channels", channel()).await.refused(409, "channel_exists");
        let other = mira.post("/me/channels", with(channel(), json!({"platform": "x"}))).await.expect(201);
        let path = format!("/me/channels/{}", other["id"].as_str().unwrap());
        mira.patch(&path, json!({"platform": "youtube"})).await.refused(409, "channel_exists");
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["reach"], 60_000);
        app
    })
    .await;
}

#[tokio::test]
async fn channels_of_others_are_not_there() {
    on_each(|app| async move {
        let (mira, omar) = (app.influencer("mira").await, app.influencer("omar").await);
        let channel = mira.post("/me/channels", channel()).await.expect(201);
        let path = format!("/me/channels/{}", channel["id"].as_str().unwrap());
        omar.patch(&path, json!({"followers": "nonsense"})).await.refused(404, "not_found");
        omar.delete(&path).await.refused(404, "not_found");
        app.anonymous().delete(&path).await.refused(401, "not_logged_in");
        app.pending_sponsor("acme").await.delete(&path).await.refused(403, "wrong_role");
        mira.patch("/me/channels/not-an-id", json!({})).await.refused(404, "not_found");
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["channels"][0], channel);
        app
    })
    .await;
}

#[tokio::test]
async fn hostile_figures_are_refused() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let bad = json!({"platform": "youtube", "handle": "", "url": "http://", "followers": -1, "average_views": 10_000_000_001_i64, "engagement_rate": 100.5});
        assert_eq!(
            mira.post("/me/channels", bad).await.faults(),
            ["/average_views out_of_range", "/engagement_rate out_of_range", "/followers out_of_range", "/handle required", "/url invalid_url"]
        );
        let absurd = with(channel(), json!({"followers": 0.5, "platform": "myspace"}));
        assert_eq!(mira.post("/me/channels", absurd).await.faults(), ["/followers wrong_type", "/platform not_one_of"]);
        let endless = with(channel(), json!({"followers": 1e300}));
        assert_eq!(mira.post("/me/channels", endless).await.faults(), ["/followers invalid"]);
        let created = mira.post("/me/channels", channel()).await.expect(201);
        let path = format!("/me/channels/{}", created["id"].as_str().unwrap());
        assert_eq!(mira.patch(&path, json!({"engagement_rate": -0.1, "handle": " "})).await.faults(), ["/engagement_rate out_of_range", "/handle required"]);
        app
    })
    .await;
}
