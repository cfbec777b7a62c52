//! All statements of the queue.

use std::sync::atomic::{AtomicU32, Ordering};

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use domain::clock::Timestamp;

use crate::{NewJob, Progress};

diesel::table! {
    /// What is written in statements that stay prepared.
    jobs (id) {
        id -> Text,
        kind -> Text,
        payload -> Text,
        priority -> Integer,
        run_at -> BigInt,
        state -> Text,
        attempts -> Integer,
        max_attempts -> Integer,
        created_at -> BigInt,
        claimed_by -> Nullable<Text>,
        again_at -> Nullable<BigInt>,
        progress -> Nullable<Text>,
        due_at -> Nullable<BigInt>,
    }
}

/// The topic that wakes workers.
pub const TOPIC: &str = "jobs";

/// A job that was claimed to be run.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct Claimed {
    #[diesel(sql_type = Text)]
    pub(crate) id: String,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) payload: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) run_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) due_at: Option<i64>,
    #[diesel(sql_type = Integer)]
    pub(crate) attempts: i32,
    #[diesel(sql_type = Integer)]
    pub(crate) max_attempts: i32,
}

/// A job that is not done.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Pending {
    /// Its id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its key.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    /// `ready`, `running` or `dead`.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// When it is due, in UTC milliseconds.
    #[diesel(sql_type = BigInt)]
    pub run_at: i64,
    /// How often it was run.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// Why the last run did not do it.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

#[derive(QueryableByName)]
struct JobId {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Ids of one process sort in the order of their making, so that jobs run in the order they were enqueued in.
fn new_id(now: Timestamp) -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("{:012x}-{count:08x}-{:012x}", now.0, rand::random::<u64>() >> 16)
}

/// Enqueues the job in this transaction and answers its id, or the id of the unfinished one that has the same key.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> QueryResult<String> {
    tx.announce(TOPIC);
    if job.key.is_none() {
        return insert(tx, job);
    }
    let JobId { id } = sql_query(
        "insert into jobs (id, kind, key, payload, priority, run_at, due_at, state, attempts, max_attempts, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, 'ready', 0, $8, $9) \
         on conflict (kind, key) where state in ('ready', 'running') do update \
         set again_at = excluded.run_at, due_at = excluded.due_at, payload = excluded.payload returning id",
    )
    .bind::<Text, _>(new_id(tx.now))
    .bind::<Text, _>(job.kind)
    .bind::<Nullable<Text>, _>(job.key.as_deref())
    .bind::<Text, _>(&job.payload)
    .bind::<Integer, _>(job.priority)
    .bind::<BigInt, _>(job.run_at.unwrap_or(tx.now).0)
    .bind::<Nullable<BigInt>, _>(job.due_at.map(|tick| tick.0))
    .bind::<Integer, _>(job.max_attempts)
    .bind::<BigInt, _>(tx.now.0)
    .get_result(tx.conn)?;
    Ok(id)
}

/// Most jobs have no key; their statement stays prepared.
fn insert(tx: &mut Tx<'_>, job: &NewJob) -> QueryResult<String> {
    let id = new_id(tx.now);
    diesel::insert_into(jobs::table)
        .values((
            (jobs::id.eq(&id), jobs::kind.eq(job.kind), jobs::payload.eq(&job.payload)),
            (jobs::priority.eq(job.priority), jobs::run_at.eq(job.run_at.unwrap_or(tx.now).0)),
            (jobs::state.eq("ready"), jobs::attempts.eq(0), jobs::max_attempts.eq(job.max_attempts)),
            (jobs::created_at.eq(tx.now.0), jobs::due_at.eq(job.due_at.map(|tick| tick.0))),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Takes back the job of that kind and key if it has not started; answers whether there was one.
pub fn cancel(tx: &mut Tx<'_>, kind: &str, key: &str) -> QueryResult<bool> {
    let rows = sql_query(
        "update jobs set state = 'cancelled', finished_at = $1 where kind = $2 and key = $3 and state = 'ready'",
    )
    .bind::<BigInt, _>(tx.now.0)
    .bind::<Text, _>(kind)
    .bind::<Text, _>(key)
    .execute(tx.conn)?;
    Ok(rows > 0)
}

/// Whether a job of that kind and key waits or runs.
pub fn is_unfinished(conn: &mut Conn, kind: &str, key: &str) -> QueryResult<bool> {
    let found: Vec<JobId> =
        sql_query("select id from jobs where kind = $1 and key = $2 and state in ('ready', 'running')")
            .bind::<Text, _>(kind)
            .bind::<Text, _>(key)
            .load(conn)?;
    Ok(!found.is_empty())
}

/// Deletes up to `limit` of what was done or cancelled before that instant; answers how many. Dead jobs stay for someone
/// to look at.
pub fn delete_finished(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> QueryResult<usize> {
    sql_query(
        "delete from jobs where id in \
         (select id from jobs where state in ('done', 'cancelled') and finished_at < $1 order by finished_at limit $2)",
    )
    .bind::<BigInt, _>(before.0)
    .bind::<BigInt, _>(limit)
    .execute(tx.conn)
}

/// Jobs that wait, run or were given up, in the order they are due.
pub fn pending(conn: &mut Conn) -> QueryResult<Vec<Pending>> {
    sql_query(
        "select id, kind, key, state, run_at, attempts, last_error from jobs \
         where state in ('ready', 'running', 'dead') order by run_at, id",
    )
    .load(conn)
}

/// Due jobs of those kinds, up to `limit`, that nobody else is about to claim.
pub(crate) fn due(tx: &mut Tx<'_>, kinds: &str, limit: i64) -> QueryResult<Vec<Claimed>> {
    tx.conn.prefer_index_order()?;
    let lock = tx.conn.skip_locked_clause();
    // As an expression, so that no index by kind is chosen over the one that has what is due in its order.
    sql_query(format!(
        "select id, kind, payload, run_at, due_at, attempts, max_attempts from jobs \
         where state = 'ready' and run_at <= $1 and kind || '' in ({kinds}) \
         order by priority desc, run_at, id limit $2{lock}"
    ))
    .bind::<BigInt, _>(tx.now.0)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)
}

/// Claims those jobs of [`due`] for this worker.
pub(crate) fn claim(tx: &mut Tx<'_>, worker: &str, claimed: &mut [Claimed]) -> QueryResult<()> {
    if claimed.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = claimed.iter().map(|job| job.id.as_str()).collect();
    diesel::update(jobs::table.filter(jobs::id.eq_any(ids)))
        .set((
            jobs::state.eq("running"),
            jobs::claimed_by.eq(worker),
            jobs::attempts.eq(jobs::attempts + 1),
            jobs::again_at.eq(None::<i64>),
            jobs::progress.eq(None::<String>),
        ))
        .execute(tx.conn)?;
    for job in claimed {
        job.attempts += 1;
    }
    Ok(())
}

/// Writes how far a run has come; answers whether the job is still this worker's.
pub(crate) fn report(tx: &mut Tx<'_>, worker: &str, job: &Claimed, progress: Progress) -> QueryResult<bool> {
    let rows = sql_query(
        "update jobs set progress = $1 where id = $2 and state = 'running' and claimed_by = $3 and attempts = $4",
    )
    .bind::<Text, _>(as_text(progress))
    .bind::<Text, _>(&job.id)
    .bind::<Text, _>(worker)
    .bind::<Integer, _>(job.attempts)
    .execute(tx.conn)?;
    Ok(rows > 0)
}

fn as_text(progress: Progress) -> String {
    serde_json::to_string(&progress).unwrap_or_default()
}

/// The jobs that this worker holds.
pub(crate) fn held(conn: &mut Conn, worker: &str) -> QueryResult<Vec<String>> {
    let ids: Vec<JobId> = sql_query("select id from jobs where state = 'running' and claimed_by = $1")
        .bind::<Text, _>(worker)
        .load(conn)?;
    Ok(ids.into_iter().map(|JobId { id }| id).collect())
}

/// How a run is recorded.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Done,
    Retry { at: Timestamp, cause: String },
    Dead { cause: String },
}

/// A run that ended, and how far it had come.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) job: Claimed,
    pub(crate) outcome: Outcome,
    pub(crate) progress: Option<Progress>,
}

/// Records in one statement how runs ended; answers the ids of those whose job was still this worker's.
pub(crate) fn finish(tx: &mut Tx<'_>, worker: &str, ends: &[End]) -> QueryResult<Vec<String>> {
    if ends.is_empty() {
        return Ok(Vec::new());
    }
    let row = |n: usize| {
        let columns: Vec<_> = (2..8).map(|column| format!("${}", n * 6 + column)).collect();
        format!("({})", columns.join(", "))
    };
    let rows: Vec<_> = (0..ends.len()).map(row).collect();
    // Enqueued again meanwhile: whatever became of this run, there is one more. Both databases name the columns of a
    // list of values so.
    let text = format!(
        "update jobs set claimed_by = null, again_at = null, \
         finished_at = case when again_at is null and ended.column3 <> 'ready' then $1 end, \
         attempts = case when again_at is null then attempts else 0 end, \
         state = case when again_at is null then ended.column3 else 'ready' end, \
         run_at = case when again_at is null then ended.column4 else again_at end, \
         last_error = ended.column5, progress = ended.column6 \
         from (values {}) as ended \
         where id = ended.column1 and attempts = ended.column2 and state = 'running' and claimed_by = ${} returning id",
        rows.join(", "),
        ends.len() * 6 + 2
    );
    let mut query = sql_query(text).into_boxed::<db::MultiBackend>().bind::<BigInt, _>(tx.now.0);
    for End { job, outcome, progress } in ends {
        let (state, run_at, cause) = match outcome {
            Outcome::Done => ("done", job.run_at, None),
            Outcome::Retry { at, cause } => ("ready", at.0, Some(cause.as_str())),
            Outcome::Dead { cause } => ("dead", job.run_at, Some(cause.as_str())),
        };
        query = query.bind::<Text, _>(&job.id).bind::<Integer, _>(job.attempts);
        query = query.bind::<Text, _>(state).bind::<BigInt, _>(run_at);
        query = query.bind::<Nullable<Text>, _>(cause).bind::<Nullable<Text>, _>(progress.map(as_text));
    }
    let ids: Vec<JobId> = query.bind::<Text, _>(worker).load(tx.conn)?;
    Ok(ids.into_iter().map(|JobId { id }| id).collect())
}

/// Gives back those jobs that this worker has claimed and not begun.
pub(crate) fn give_back(tx: &mut Tx<'_>, worker: &str, ids: &[String]) -> QueryResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let claimed = jobs::table.filter(jobs::id.eq_any(ids)).filter(jobs::state.eq("running"));
    diesel::update(claimed.filter(jobs::claimed_by.eq(worker)))
        .set((jobs::state.eq("ready"), jobs::claimed_by.eq(None::<String>), jobs::attempts.eq(jobs::attempts - 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives back all that this worker has claimed, without counting the runs that were cut off, and forgets the worker.
pub(crate) fn hand_back(tx: &mut Tx<'_>, worker: &str) -> QueryResult<()> {
    sql_query(
        "update jobs set state = 'ready', claimed_by = null, attempts = attempts - 1 \
         where state = 'running' and claimed_by = $1",
    )
    .bind::<Text, _>(worker)
    .execute(tx.conn)?;
    sql_query("delete from job_workers where id = $1").bind::<Text, _>(worker).execute(tx.conn)?;
    Ok(())
}

/// Shows that this worker lives now, and takes the jobs of those that did not since `dead_before`: they are ready again,
/// or dead if that was their last run. Answers how many.
pub(crate) fn heartbeat(tx: &mut Tx<'_>, worker: &str, now: Timestamp, dead_before: Timestamp) -> QueryResult<usize> {
    sql_query(
        "insert into job_workers (id, seen_at) values ($1, $2) on conflict (id) do update set seen_at = excluded.seen_at",
    )
    .bind::<Text, _>(worker)
    .bind::<BigInt, _>(now.0)
    .execute(tx.conn)?;
    sql_query("delete from job_workers where seen_at < $1").bind::<BigInt, _>(dead_before.0).execute(tx.conn)?;
    sql_query(
        "update jobs set claimed_by = null, last_error = 'its worker died', \
         state = case when attempts >= max_attempts then 'dead' else 'ready' end, \
         finished_at = case when attempts >= max_attempts then $1 end \
         where state = 'running' and claimed_by not in (select id from job_workers)",
    )
    .bind::<BigInt, _>(tx.now.0)
    .execute(tx.conn)
}
