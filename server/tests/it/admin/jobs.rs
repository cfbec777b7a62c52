use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tandem::app::App;
use tandem::jobs::{self, Job, JobError, NewJob, Run};

use crate::support::{Client, TestApp, on_each};

/// Stands in the queue as a mail whose content nobody can read: its run fails for good.
#[derive(Serialize, Deserialize)]
struct Garbled {}

impl Job<App> for Garbled {
    const KIND: &'static str = "send-mail";
    async fn run(self, _: &App, _: &Run) -> Result<(), JobError> {
        Ok(())
    }
}

impl TestApp {
    async fn garbled(&self, key: &'static str) {
        let enqueued = self.app.db.write(move |tx| jobs::enqueue_new(tx, &NewJob::of(&Garbled {})?.key(key)));
        enqueued.await.unwrap();
    }
}

async fn items(admin: &Client, query: &str) -> Vec<Value> {
    admin.get(&format!("/admin/jobs?{query}")).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn that_died_are_listed_with_the_error_retried_and_cancelled() {
    on_each(|app| async move {
        let admin = app.admin().await;
        app.garbled("one").await;
        app.run_jobs().await;
        let dead = &items(&admin, "state=dead&kind=send-mail").await[0];
        assert_eq!((&dead["state"], &dead["attempts"], &dead["key"]), (&json!("dead"), &json!(1), &json!("one")));
        assert_eq!(dead["actions"], json!(["retry"]));
        assert!(dead["last_error"].as_str().unwrap().contains("missing field"), "{dead}");
        assert!(dead["finished_at"].is_string() && dead["progress"].is_null());

        let path = format!("/admin/jobs/{}", dead["id"].as_str().unwrap());
        let act = async |what: &str| admin.act(&format!("{path}/{what}")).await;
        act("cancel").await.refused(409, "invalid_state");
        let again = act("retry").await.expect(200);
        assert_eq!((&again["state"], &again["attempts"]), (&json!("ready"), &json!(0)));
        assert_eq!(again["actions"], json!(["cancel"]));
        act("retry").await.refused(409, "invalid_state");
        let cancelled = act("cancel").await.expect(200);
        assert_eq!((&cancelled["state"], &cancelled["actions"]), (&json!("cancelled"), &json!(["retry"])));

        app.garbled("one").await;
        act("retry").await.refused(409, "waiting_already");
        let waiting = &items(&admin, "state=ready&kind=send-mail").await[0];
        admin.act(&format!("/admin/jobs/{}/cancel", waiting["id"].as_str().unwrap())).await.expect(200);
        admin.act("/admin/jobs/nothing/retry").await.refused(404, "not_found");

        let log = admin.get("/admin/audit-log?subject_type=job").await.expect(200);
        let mut actions: Vec<_> =
            log["items"].as_array().unwrap().iter().map(|entry| entry["action"].to_string()).collect();
        actions.sort();
        assert_eq!(actions, ["\"job.cancel\"", "\"job.cancel\"", "\"job.retry\""]);
        app.influencer("mira").await.act(&format!("{path}/retry")).await.refused(403, "wrong_role");
        app
    })
    .await;
}

#[tokio::test]
async fn come_in_pages_the_latest_first() {
    on_each(|app| async move {
        let admin = app.admin().await;
        for key in ["a", "b", "c"] {
            app.garbled(key).await;
        }
        let first = admin.get("/admin/jobs?kind=send-mail&limit=2").await.expect(200);
        let keys = |page: &Value| -> Vec<Value> {
            page["items"].as_array().unwrap().iter().map(|job| job["key"].clone()).collect()
        };
        assert_eq!(keys(&first), ["c", "b"]);
        let next = first["next_cursor"].as_str().unwrap();
        let second = admin.get(&format!("/admin/jobs?kind=send-mail&limit=2&cursor={next}")).await.expect(200);
        assert_eq!((keys(&second), &second["next_cursor"]), (vec![json!("a")], &Value::Null));
        assert_eq!(admin.get("/admin/jobs?state=lost").await.status, 422);
        for job in items(&admin, "kind=send-mail").await {
            admin.act(&format!("/admin/jobs/{}/cancel", job["id"].as_str().unwrap())).await.expect(200);
        }
        app
    })
    .await;
}

#[tokio::test]
async fn are_summed_up_with_the_schedules_which_can_be_run_now() {
    on_each(|app| async move {
        let admin = app.admin().await;
        let summary = async || admin.get("/admin/jobs/summary").await.expect(200);
        let clean_up = |summary: &Value| {
            let schedules = summary["schedules"].as_array().unwrap().clone();
            schedules.into_iter().find(|schedule| schedule["name"] == "clean-up").unwrap()
        };
        let before = summary().await;
        assert_eq!(
            clean_up(&before),
            json!({"name": "clean-up", "description": "daily at 03:30", "next_run_at": "2026-11-22T03:30:00.000Z", "last_run_at": null})
        );
        assert_eq!((&before["workers"], &before["oldest_ready_seconds"]), (&json!(0), &json!(0)));

        let job = admin.act("/admin/jobs/schedules/clean-up/run").await.expect(202);
        assert_eq!((&job["kind"], &job["state"]), (&json!("clean-up"), &json!("ready")));
        app.app.clock.advance_ms(90_000);
        assert_eq!(summary().await["oldest_ready_seconds"], 90);
        app.run_jobs().await;
        let after = summary().await;
        let counted = after["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "clean-up").unwrap();
        assert_eq!(counted, &json!({"kind": "clean-up", "ready": 0, "running": 0, "done": 1, "dead": 0, "cancelled": 0}));
        assert_eq!(clean_up(&after)["last_run_at"], "2026-11-21T12:00:00.000Z");
        assert_eq!(clean_up(&after)["next_run_at"], clean_up(&before)["next_run_at"]);
        admin.act("/admin/jobs/schedules/nothing/run").await.refused(404, "not_found");
        app
    })
    .await;
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn count(app: &TestApp, rows: &'static str) -> i64 {
    let query = format!("select count(*) as count from {rows}");
    let counted = app.app.db.read(move |conn| diesel::sql_query(&query).get_result::<Rows>(conn));
    counted.await.unwrap().count
}

#[tokio::test]
async fn of_the_night_clean_up_what_nobody_can_use_any_more() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        mira.act("/auth/email/resend").await.expect(204);
        let keyed = app.admin().await.request(Method::POST, "/admin/niches").header("idempotency-key", "k");
        assert_eq!(mira.send(keyed.json(&json!({"name": "Knots"}))).await.status, 201);
        app.run_jobs().await;
        let tables = ["sessions", "email_tokens", "idempotency_keys", "jobs where kind = 'send-mail'"];
        for rows in tables {
            assert!(count(&app, rows).await > 0, "{rows}");
        }
        app.garbled("dead").await;
        app.run_jobs().await;
        app.wait_days(29);
        app.run_jobs().await;
        let mails = count(&app, tables[3]).await;
        assert!(mails > 1, "they are shown for 30 days");
        app.wait_days(70);
        app.run_jobs().await;
        for rows in &tables[..3] {
            assert_eq!(count(&app, rows).await, 0, "{rows}");
        }
        assert_eq!(count(&app, tables[3]).await, 1, "the dead one");

        let admin = app.admin().await;
        let dead = items(&admin, "state=dead").await;
        let path = format!("/admin/jobs/{}", dead[0]["id"].as_str().unwrap());
        admin.act(&format!("{path}/retry")).await.expect(200);
        admin.act(&format!("{path}/cancel")).await.expect(200);
        app
    })
    .await;
}
