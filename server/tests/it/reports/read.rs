use reqwest::Method;
use serde_json::json;

use super::{TO_DECEMBER, accept, months};
use crate::support::{Client, on_each};

async fn read(who: &Client, path: &str, accept: &str) -> (u16, String, Vec<u8>) {
    let answer = who.request(Method::GET, path).header("accept", accept).send().await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), kind, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_report_is_read_as_figures_page_and_document() {
    on_each(|app| async move {
        let (acme, ada) = (app.sponsor("acme").await, app.influencer("ada").await);
        let title = "Tea <b>茶</b> 🎉 {{ instance }} #panic() شاي";
        let tea = acme.campaign(json!({"title": title})).await;
        accept(&ada, &acme.invite(&tea, &ada, 150_050).await).await;
        app.run_jobs().await;
        app.wait_days(TO_DECEMBER);
        app.run_jobs().await;
        for (locale, amount, heading) in [
            ("en", "€1,500.50", "Campaigns"),
            ("de", "1.500,50\u{a0}€", "Kampagnen"),
            ("ar", "1,500.50\u{a0}€", "الحملات"),
        ] {
            let acme = app.log_in("acme").await;
            acme.patch("/me", json!({"locale": locale})).await.expect(200);
            let (status, kind, html) = read(&acme, "/reports/2026-11", "text/html").await;
            assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
            let html = String::from_utf8(html).unwrap();
            for part in [
                amount,
                heading,
                "Tea &lt;b&gt;茶&lt;&#x2f;b&gt; 🎉 {{ instance }} #panic() شاي",
                &format!("lang=\"{locale}\""),
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
            let (status, kind, pdf) = read(&acme, "/reports/2026-11.pdf", "*/*").await;
            assert_eq!((status, kind.as_str()), (200, "application/pdf"));
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000);
            assert_eq!(
                read(&acme, "/reports/2026-11", "application/pdf").await.2,
                pdf,
                "the same report is the same document"
            );
        }
        let acme = app.log_in("acme").await;
        let json = acme.get("/reports/2026-11.json").await.expect(200);
        assert_eq!(json, acme.get("/reports/2026-11").await.expect(200));
        assert_eq!(json["campaign_rows"][0]["title"], title);
        app
    })
    .await;
}

#[tokio::test]
async fn a_report_is_its_sponsors_alone() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({})).await;
        app.sponsor("other").await;
        app.influencer("ada").await;
        app.run_jobs().await;
        app.wait_days(TO_DECEMBER);
        app.run_jobs().await;
        assert_eq!(months(&app, "acme").await, ["2026-11"]);
        assert!(months(&app, "other").await.is_empty(), "nothing to tell, nothing written");
        let acme = app.log_in("acme").await;
        for missing in ["2026-12", "2026-10.pdf", "2026-11.exe", "november", "2026-13"] {
            acme.get(&format!("/reports/{missing}")).await.refused(404, "not_found");
        }
        for form in ["2026-11", "2026-11.html", "2026-11.pdf"] {
            app.log_in("other").await.get(&format!("/reports/{form}")).await.refused(404, "not_found");
            app.log_in("ada").await.get(&format!("/reports/{form}")).await.refused(403, "wrong_role");
            app.admin().await.get(&format!("/reports/{form}")).await.refused(403, "wrong_role");
            app.anonymous().get(&format!("/reports/{form}")).await.refused(401, "not_logged_in");
        }
        app.admin().await.get("/reports").await.refused(403, "wrong_role");
        app.anonymous().get("/reports").await.refused(401, "not_logged_in");
        acme.get("/reports?limit=0").await.refused(422, "invalid");
        app
    })
    .await;
}
