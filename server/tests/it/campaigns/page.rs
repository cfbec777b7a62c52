use serde_json::json;

use crate::support::{TestApp, on_each};

async fn page(app: &TestApp, path: &str, status: u16) -> String {
    let answer = reqwest::get(format!("{}{path}", app.url)).await.unwrap();
    assert_eq!(answer.status().as_u16(), status);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_public_campaign_says_in_its_head_what_it_is() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let text =
            json!({"title": "Tea </title><script>alert(1)</script>", "description": "Two **reels** & a \"story\"."});
        let path = format!("/campaigns/{}", acme.campaign(text).await);
        let html = page(&app, &path, 200).await;
        assert!(html.contains("<title>Tea &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; · "), "{html}");
        assert!(
            html.contains("<meta name=\"description\" content=\"Two reels &amp; a &quot;story&quot;.\">"),
            "{html}"
        );
        assert!(html.contains(&format!("<link rel=\"canonical\" href=\"{}{path}\">", app.app.config.public_url())));
        assert!(html.contains("id=\"first-data\"") && html.contains(&format!("\"/api/v1{path}\":")));
        for list in ["/campaigns", "/influencers"] {
            let html = page(&app, list, 200).await;
            assert!(html.contains(&format!("{{\"/api/v1{list}?sort=")), "{html}");
            assert!(html.contains("ItemList"), "{html}");
        }
        assert!(html.contains("og:title") && html.contains("application/ld+json") && !html.contains("<script>alert"));

        let plain = page(&app, "/campaigns/nonsense", 404).await;
        acme.act(&format!("{path}/pause")).await.expect(200);
        assert_eq!(page(&app, &path, 404).await, plain);
        assert!(!plain.contains("og:title"));
        app
    })
    .await;
}
