//! A provider that is slow or gone, answers twice or too late; a process that dies between any two steps.

use diesel::prelude::*;
use domain::clock::DAY_MS;
use serde_json::json;

use super::path;
use crate::support::{TestApp, on_each};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row: String,
}

/// All that stands in a table, as text.
pub async fn rows(app: &TestApp, table: &'static str) -> String {
    let all = app.app.db.read(move |conn| {
        let columns = match table {
            "payments" => "id || user_id || method || coalesce(card_last4, '') || coalesce(provider_ref, '')",
            "sandbox_payments" => "payment_id || status",
            "jobs" => "kind || payload || coalesce(last_error, '')",
            "idempotency_keys" => "key || fingerprint || body",
            _ => "action || detail",
        };
        let rows: Vec<Row> = diesel::sql_query(format!("select {columns} as row from {table}")).load(conn)?;
        Ok::<_, tandem::Error>(rows.into_iter().map(|row| row.row).collect::<Vec<_>>().join("\n"))
    });
    all.await.unwrap()
}

#[tokio::test]
async fn a_provider_that_times_out_is_asked_again_by_the_job() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let paid = acme.pay_in(500, "4000000000000119").await.expect(201);
        assert_eq!((&paid["status"], &paid["settled_at"]), (&json!("pending"), &json!(null)));
        app.run_jobs().await;
        assert_eq!(acme.payments().await, ["deposit pending 500"], "the job waits until the request must be over");
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        assert_eq!(acme.get(&path("payments", &paid, "")).await.expect(200)["status"], "succeeded");
        app.repeat_jobs().await;
        app.app.clock.advance_ms(60_000);
        app.run_jobs().await;
        assert_eq!(acme.movements().await, ["deposit 500"]);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_process_that_died_before_the_provider_heard_of_it_has_its_job_done_by_another() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(500, "4000000000000119").await.expect(201);
        // As if the process had died between its first transaction and its call.
        assert_eq!(app.execute("delete from sandbox_payments").await, 1);
        app.is_sound().await;
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        assert_eq!(acme.payments().await, ["deposit pending 500"], "now it has heard of it, and takes its time");
        app.app.clock.advance_ms(60_000);
        app.run_jobs().await;
        assert_eq!((acme.payments().await, acme.euros().await), (vec!["deposit succeeded 500".into()], (500, 0, 0)));
        app.repeat_jobs().await;
        assert_eq!(acme.movements().await, ["deposit 500"]);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_payment_whose_job_is_lost_is_seen_through_by_the_sweep() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(500, "4000000000000119").await.expect(201);
        assert_eq!(app.execute("delete from jobs where kind = 'settle-payment'").await, 1);
        app.app.clock.advance_ms(60_000);
        app.run_jobs().await;
        assert_eq!(acme.euros().await, (500, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_deposit_that_nobody_confirms_is_called_off_after_a_day() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let paid = acme.pay_in(500, "pm_card_authenticationRequired").await.expect(201);
        app.app.clock.advance_ms(DAY_MS);
        app.run_jobs().await;
        let acme = app.log_in("acme").await;
        let now = acme.get(&path("payments", &paid, "")).await.expect(200);
        assert_eq!((&now["status"], &now["failure"]), (&json!("failed"), &json!("timed_out")));
        let late = acme.post(&path("deposits", &paid, "/confirm"), json!({"approve": true})).await;
        late.refused(409, "not_awaiting_confirmation");
        assert_eq!(acme.euros().await, (0, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_payout_past_its_deadline_is_called_off_put_back_and_told() {
    on_each(|app| async move {
        let (_, mira) = app.earned(900).await;
        let never = json!({"holder": "Mira Patel", "iban": "DE08 3704 0044 0532 0130 03"});
        mira.put("/wallet/payout-destination", never).await.expect(200);
        let paid = mira.take_out(600, "payouts").await.expect(201);
        assert_eq!((&paid["status"], mira.euros().await), (&json!("pending"), (300, 0, 600)));
        app.is_sound().await;
        app.wait_days(2);
        app.run_jobs().await;
        assert_eq!(app.log_in("mira").await.euros().await, (300, 0, 600));
        app.wait_days(1);
        app.run_jobs().await;
        let mira = app.log_in("mira").await;
        let now = mira.get(&path("payments", &paid, "")).await.expect(200);
        assert_eq!((&now["status"], &now["failure"]), (&json!("failed"), &json!("timed_out")));
        assert_eq!(mira.euros().await, (900, 0, 0));
        assert_eq!(mira.movements().await[..], ["payout -600", "release 450", "release 450", "reversal 600"]);
        let told = mira.get("/notifications").await.expect(200);
        assert_eq!((&told["items"][0]["kind"], &told["items"][0]["group"]), (&json!("payout_failed"), &json!("money")));
        app.repeat_jobs().await;
        assert_eq!(mira.euros().await, (900, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_payout_that_the_provider_has_made_is_not_put_back_at_its_deadline() {
    on_each(|app| async move {
        let (_, mira) = app.earned(900).await;
        let never = json!({"holder": "Mira Patel", "iban": "DE08370400440532013003"});
        mira.put("/wallet/payout-destination", never).await.expect(200);
        mira.take_out(600, "payouts").await.expect(201);
        // The provider made it in the end, and nobody asked it since.
        assert_eq!(app.execute("update sandbox_payments set status = 'succeeded' where status = 'pending'").await, 1);
        app.wait_days(3);
        app.app.jobs.run_schedule("expire", &app.app).await.unwrap();
        let mira = app.log_in("mira").await;
        assert_eq!(mira.payments().await, ["payout succeeded 600"]);
        assert_eq!(mira.euros().await, (300, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}
