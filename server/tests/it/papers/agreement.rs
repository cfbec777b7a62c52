use serde_json::json;

use super::{document, text};
use crate::support::on_each;
use crate::support::things::path;

#[tokio::test]
async fn both_sides_and_an_admin_have_the_agreement_as_a_document() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let title = "Tea <b>茶</b> 🎉 {{ instance }} #panic() شاي";
        let campaign = acme.campaign(json!({"title": title})).await;
        let offer = acme.invite(&campaign, &mira, 100).await;
        let mut terms = offer["terms"].clone();
        terms["payment"]["amount"] = json!(200);
        mira.post(&path(&offer, "/counter"), json!({"terms": terms, "message": "Two days."})).await.expect(200);
        let accepted = acme.post(&path(&offer, "/accept"), json!({"revision": 2})).await.expect(200);
        let read = format!("/collaborations/{}/agreement.pdf", text(&accepted["collaboration_id"]));
        let (kind, saved_as, pdf) = document(&acme, &read, "*/*").await;
        assert_eq!(kind, "application/pdf");
        assert!(saved_as.contains("agreement-2026-11-21.pdf"), "{saved_as}");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
        assert_eq!(document(&mira, &read, "*/*").await.2, pdf, "the same for both");
        for locale in ["de", "es", "hi", "ar"] {
            mira.patch("/me", json!({"locale": locale})).await.expect(200);
            assert_ne!(document(&mira, &read, "*/*").await.2, pdf, "{locale}");
        }
        document(&app.admin().await, &read, "*/*").await;
        app.sponsor("other").await.get(&read).await.refused(404, "not_found");
        app.influencer("ada").await.get(&read).await.refused(404, "not_found");
        app.anonymous().get(&read).await.refused(401, "not_logged_in");
        app
    })
    .await;
}
