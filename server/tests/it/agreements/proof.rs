use serde_json::json;
use tandem::check;

use crate::support::things::path;
use crate::support::{TestApp, on_each};

/// Agreed after a counter-offer; answers the code that stands on the agreement.
async fn agreed(app: &TestApp) -> String {
    let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
    let campaign = acme.campaign(json!({})).await;
    let offer = acme.invite(&campaign, &mira, 100).await;
    let mut terms = offer["terms"].clone();
    terms["payment"]["amount"] = json!(200);
    mira.post(&path(&offer, "/counter"), json!({"terms": terms, "message": "It takes two days."})).await.expect(200);
    let accepted = acme.post(&path(&offer, "/accept"), json!({"revision": 2})).await.expect(200);
    let work = format!("/collaborations/{}", accepted["collaboration_id"].as_str().unwrap());
    let code = mira.get(&work).await.expect(200)["agreement_code"].as_str().unwrap().to_owned();
    assert_eq!(acme.get(&work).await.expect(200)["agreement_code"], code.as_str());
    code
}

async fn change(app: &TestApp, sql: &'static str) {
    let changed = app.app.db.write(move |tx| -> tandem::Result<usize> {
        Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx.conn)?)
    });
    assert_eq!(changed.await.unwrap(), 1, "{sql}");
}

async fn broken(app: &TestApp) -> usize {
    check::all(&app.app).await.unwrap().iter().map(|finding| finding.broken.len()).sum()
}

#[tokio::test]
async fn anybody_can_verify_it_and_learns_no_terms() {
    on_each(|app| async move {
        let code = agreed(&app).await;
        let proof = app.anonymous().get(&format!("/agreements/{code}")).await.expect(200);
        assert_eq!((&proof["valid"], &proof["holds"]), (&json!(true), &json!(true)));
        let links = proof["revisions"].as_array().unwrap();
        assert_eq!(links.iter().map(|link| &link["by"]).collect::<Vec<_>>(), ["sponsor", "influencer"]);
        let text = proof.to_string();
        assert!(!text.contains("acme") && !text.contains("mira") && !text.contains("two days"));
        app.anonymous().get("/agreements/unknown").await.refused(404, "not_found");
        let page = reqwest::get(format!("{}/agreements/{code}", app.url)).await.unwrap().text().await.unwrap();
        assert!(page.contains("<title>This agreement is intact · ") && page.contains("og:title"), "{page}");
        assert!(page.contains(&format!("\"/api/v1/agreements/{code}\":")) && !page.contains("mira"), "{page}");
        let unknown = reqwest::get(format!("{}/agreements/unknown", app.url)).await.unwrap();
        assert_eq!(unknown.status().as_u16(), 404);
        assert_eq!(broken(&app).await, 0);
        app
    })
    .await;
}

#[tokio::test]
async fn whatever_is_tampered_with_is_found() {
    on_each(|app| async move {
        let code = agreed(&app).await;
        let tampered = [
            (
                "update revisions set message = 'cheaper' where number = 1",
                "update revisions set message = 'Hello' where number = 1",
            ),
            ("update agreements set sponsor_name = 'else'", "update agreements set sponsor_name = 'acme'"),
            (
                "update agreements set accepted_at = accepted_at + 1",
                "update agreements set accepted_at = accepted_at - 1",
            ),
        ];
        for (sql, back) in tampered {
            change(&app, sql).await;
            let proof = app.anonymous().get(&format!("/agreements/{code}")).await.expect(200);
            assert_eq!(proof["valid"], false, "{sql}");
            assert!(broken(&app).await > 0, "{sql}");
            change(&app, back).await;
            assert_eq!(broken(&app).await, 0, "{back}");
        }
        change(&app, "update agreements set signature = hash").await;
        assert!(broken(&app).await > 0);
        change(&app, "delete from agreements").await;
        assert!(broken(&app).await > 0);
        app
    })
    .await;
}
