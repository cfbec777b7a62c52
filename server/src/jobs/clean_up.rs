//! Away with what nobody can use any more.

use db::Tx;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::clock::{DAY_MS, Zone};
use serde::{Deserialize, Serialize};

use super::{Job, JobError, Run, delete_finished};
use crate::app::App;
use crate::error::Result;

/// How many rows go in one transaction, so that nobody waits for long.
const STEP: i64 = 1_000;
/// Days for which jobs that are done or cancelled are shown. Dead ones stay until somebody retries or cancels them.
const JOBS_DAYS: i64 = 30;
/// Days for which a repeated request gets its first answer.
const IDEMPOTENCY_DAYS: i64 = 1;
/// Days for which it is known who got a daily reminder: longer than any that could be given twice.
const DAILY_REMINDERS_DAYS: i64 = 30;
/// The same for reminders of deadlines, which last a year at most.
const DEADLINE_REMINDERS_DAYS: i64 = 400;

/// Days for which people find what they were told.
const NOTIFICATIONS_DAYS: i64 = 180;

/// Days for which a page that was offline is told what it missed.
const EVENTS_DAYS: i64 = 7;
/// Days for which people see what their webhooks were told.
const WEBHOOK_DELIVERIES_DAYS: i64 = 30;

/// Days for which it is known who was here: the last twelve months and a little more.
const VISITS_DAYS: i64 = 400;

/// Days for which it is known which messages of a payment provider were heeded: it repeats one for three.
const PROVIDER_EVENTS_DAYS: i64 = 30;

/// Deletes old jobs, sessions and mailed tokens that have expired, old notifications and events, and old answers to repeatable requests.
#[derive(Default, Serialize, Deserialize)]
pub struct CleanUp {}

impl Job<App> for CleanUp {
    const KIND: &'static str = "clean-up";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let jobs = in_steps(app, |tx| Ok(delete_finished(tx, tx.now.plus_days(-JOBS_DAYS), STEP)?)).await?;
        let sessions = in_steps(app, |tx| {
            delete(tx, "sessions where id in (select id from sessions where expires_at < $1 limit $2)", 0)
        });
        let sessions = sessions.await?;
        let tokens = in_steps(app, |tx| {
            let old = "email_tokens where token_hash in \
                       (select token_hash from email_tokens where expires_at < $1 limit $2)";
            delete(tx, old, 0)
        });
        let tokens = tokens.await?;
        let answers = in_steps(app, |tx| {
            let old = "idempotency_keys where (scope, key) in \
                       (select scope, key from idempotency_keys where created_at < $1 limit $2)";
            delete(tx, old, IDEMPOTENCY_DAYS)
        });
        let answers = answers.await?;
        let daily = in_steps(app, |tx| {
            let old = "daily_reminders where (user_id, day) in \
                       (select user_id, day from daily_reminders where sent_at < $1 limit $2)";
            delete(tx, old, DAILY_REMINDERS_DAYS)
        });
        let deadlines = in_steps(app, |tx| {
            let old = "deadline_reminders where (subject_id, round, nudge) in \
                       (select subject_id, round, nudge from deadline_reminders where sent_at < $1 limit $2)";
            delete(tx, old, DEADLINE_REMINDERS_DAYS)
        });
        let notifications = in_steps(app, |tx| {
            let old = "notifications where id in (select id from notifications where created_at < $1 limit $2)";
            delete(tx, old, NOTIFICATIONS_DAYS)
        });
        let notifications = notifications.await?;
        let events = in_steps(app, |tx| {
            let old = "provider_events where id in (select id from provider_events where received_at < $1 limit $2)";
            delete(tx, old, PROVIDER_EVENTS_DAYS)
        });
        events.await?;
        let live = in_steps(app, |tx| {
            // Up to the latest old one, the first ones first: what is left has no gap.
            let old = "events where (user_id, position) in (select e.user_id, e.position from events e \
                       join (select user_id, max(position) as last from events where created_at < $1 group by user_id) o \
                       on o.user_id = e.user_id and e.position <= o.last order by e.user_id, e.position limit $2)";
            delete(tx, old, EVENTS_DAYS)
        });
        live.await?;
        in_steps(app, forget_visits).await?;
        let deliveries = in_steps(app, |tx| {
            let old = "webhook_deliveries where id in \
                       (select id from webhook_deliveries where created_at < $1 and status <> 'pending' limit $2)";
            delete(tx, old, WEBHOOK_DELIVERIES_DAYS)
        });
        deliveries.await?;
        let reminders = daily.await? + deadlines.await?;
        tracing::info!(jobs, sessions, tokens, answers, notifications, reminders, "cleaned up");
        Ok(())
    }
}

/// Deletes up to [`STEP`] rows that are older than those days.
fn delete(tx: &mut Tx, rows: &str, days: i64) -> Result<usize> {
    let deleted = sql_query(format!("delete from {rows}"))
        .bind::<BigInt, _>(tx.now.0 - days * DAY_MS)
        .bind::<BigInt, _>(STEP)
        .execute(tx.conn)?;
    Ok(deleted)
}

/// Deletes up to [`STEP`] rows of who was here.
fn forget_visits(tx: &mut Tx) -> Result<usize> {
    let first = tx.now.plus_days(-VISITS_DAYS).day_in(&Zone::UTC).to_string();
    let old = "delete from visits where (day, user_id) in (select day, user_id from visits where day < $1 limit $2)";
    Ok(sql_query(old).bind::<Text, _>(first).bind::<BigInt, _>(STEP).execute(tx.conn)?)
}

/// Repeats that until nothing is left to delete; answers how many rows went.
async fn in_steps(app: &App, step: fn(&mut Tx) -> Result<usize>) -> Result<usize> {
    let mut all = 0;
    loop {
        match app.db.write(step).await? {
            0 => return Ok(all),
            deleted => all += deleted,
        }
    }
}
