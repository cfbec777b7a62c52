use reqwest::Method;

use super::{ask, kept, path};
use crate::support::on_each;

#[tokio::test]
async fn a_ticket_fetches_the_file_once_within_a_minute() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let (export, other) = (ask(&acme, "campaigns").await, ask(&acme, "ad_requests").await);
        acme.act(&path(&export, "/ticket")).await.refused(409, "export_not_ready");
        acme.get(&path(&export, "/file")).await.refused(409, "export_not_ready");
        app.run_jobs().await;

        let anyone = app.anonymous();
        let ticket = async || {
            let ticket = acme.act(&path(&export, "/ticket")).await.expect(200);
            ticket["url"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned()
        };
        let url = ticket().await;
        let token = url.split_once("?ticket=").unwrap().1;
        let elsewhere = format!("{}?ticket={token}", path(&other, "/file"));
        anyone.get(&elsewhere).await.refused(401, "invalid_ticket");

        let file = anyone.request(Method::GET, &url).send().await.unwrap();
        let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(file.status(), 200);
        assert_eq!(header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(header("content-disposition"), "attachment; filename=\"campaigns-2026-11-21.csv\"");
        assert_eq!(
            (header("cache-control"), header("x-content-type-options")),
            ("private, no-store".into(), "nosniff".into())
        );
        assert!(file.text().await.unwrap().starts_with("\u{feff}id,title,"));
        anyone.get(&url).await.refused(401, "invalid_ticket");

        let late = ticket().await;
        app.app.clock.advance_ms(60_000);
        anyone.get(&late).await.refused(401, "invalid_ticket");
        app
    })
    .await;
}

#[tokio::test]
async fn a_file_is_there_for_a_day() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let export = ask(&acme, "campaigns").await;
        app.run_jobs().await;
        assert_eq!(kept(&app).await.len(), 1);
        app.app.clock.advance_ms(24 * 60 * 60 * 1000 - 1);
        let acme = app.log_in("acme").await;
        acme.act(&path(&export, "/ticket")).await.expect(200);
        app.app.clock.advance_ms(1);

        // It can't be fetched from that moment on, whenever the file itself is removed.
        for _ in 0..2 {
            let over = acme.get(&path(&export, "")).await.expect(200);
            assert_eq!((&over["status"], over["actions"].as_array().unwrap().len()), (&"expired".into(), 0));
            acme.act(&path(&export, "/ticket")).await.refused(409, "export_expired");
            app.run_jobs().await;
        }
        assert_eq!(kept(&app).await, [""; 0]);
        app
    })
    .await;
}
