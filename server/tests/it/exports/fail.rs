use diesel::prelude::*;
use domain::clock::DAY_MS;

use super::{ask, kept, path};
use crate::support::{TestApp, on_each};

/// Where a run puts its file; whatever stands in the way of that folder makes it fail.
fn folder(app: &TestApp) -> std::path::PathBuf {
    app.app.config.data_dir.join("files/exports")
}

#[tokio::test]
async fn what_can_not_be_written_is_tried_again_and_then_told() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        std::fs::write(folder(&app), "in the way").unwrap();
        let export = ask(&acme, "campaigns").await;
        app.run_jobs().await;
        assert_eq!(acme.get(&path(&export, "")).await.expect(200)["status"], "queued");

        // Far longer than all pauses between its runs.
        for _ in 0..5 {
            app.app.clock.advance_ms(DAY_MS / 8);
            app.run_jobs().await;
        }
        let acme = app.log_in("acme").await;
        let failed = acme.get(&path(&export, "")).await.expect(200);
        assert_eq!((&failed["status"], &failed["size"]), (&"failed".into(), &serde_json::Value::Null));
        acme.act(&path(&export, "/ticket")).await.refused(409, "export_failed");
        let told = acme.get("/notifications").await.expect(200);
        assert_eq!(told["items"][0]["kind"], "export_failed");
        assert_eq!(app.mails().iter().filter(|mail| mail.contains("Subject: Your export failed")).count(), 1);

        // Its job stands in the list for an admin; and the next one goes well.
        std::fs::remove_file(folder(&app)).unwrap();
        let dead = app.app.jobs.pending().await.unwrap();
        assert!(dead.iter().any(|job| job.kind == "write-export" && job.state == "dead"), "{dead:?}");
        let clear = |tx: &mut db::Tx| diesel::sql_query("delete from jobs where state = 'dead'").execute(tx.conn);
        app.app.db.write(clear).await.unwrap();
        let next = ask(&acme, "campaigns").await;
        app.run_jobs().await;
        assert_eq!(acme.get(&path(&next, "")).await.expect(200)["status"], "done");
        // What else was in the way of that file runs again.
        app.wait_days(1);
        app
    })
    .await;
}

#[tokio::test]
async fn a_run_that_was_cut_off_is_begun_anew_and_told_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let export = ask(&acme, "campaigns").await;
        // As a process leaves it that dies while it writes: half a file, and rows that were counted.
        std::fs::create_dir_all(folder(&app)).unwrap();
        let half = format!("{}-1.csv#1", export["id"].as_str().unwrap());
        std::fs::write(folder(&app).join(&half), "id,ti").unwrap();
        let begun = "update exports set status = 'running', row_count = 7, total = 9";
        app.app.db.write(move |tx| diesel::sql_query(begun).execute(tx.conn)).await.unwrap();
        assert_eq!(acme.get(&path(&export, "")).await.expect(200)["progress"], 77);
        app.run_jobs().await;
        let done = acme.get(&path(&export, "")).await.expect(200);
        assert_eq!((&done["status"], &done["rows"]), (&"done".into(), &0.into()));
        // A second run of the same job changes nothing and tells nobody.
        let again = "update jobs set state = 'ready', finished_at = null where kind = 'write-export'";
        app.app.db.write(move |tx| diesel::sql_query(again).execute(tx.conn)).await.unwrap();
        app.run_jobs().await;
        assert_eq!(acme.get(&path(&export, "")).await.expect(200), done);
        assert_eq!(app.mails().iter().filter(|mail| mail.contains("Subject: Your export is ready")).count(), 1);
        assert_eq!(kept(&app).await.len(), 2);
        app.wait_days(3);
        app.run_jobs().await;
        assert_eq!(kept(&app).await, [""; 0], "what was left behind is swept away");
        app
    })
    .await;
}

#[tokio::test]
async fn an_export_that_nobody_writes_any_more_is_given_up() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let export = ask(&acme, "campaigns").await;
        let cancelled = "update jobs set state = 'cancelled', finished_at = 0 where kind = 'write-export'";
        app.app.db.write(move |tx| diesel::sql_query(cancelled).execute(tx.conn)).await.unwrap();
        app.app.clock.advance_ms(DAY_MS);
        app.run_jobs().await;
        let acme = app.log_in("acme").await;
        assert_eq!(acme.get(&path(&export, "")).await.expect(200)["status"], "failed");
        app
    })
    .await;
}
