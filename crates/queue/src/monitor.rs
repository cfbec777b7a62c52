//! What is shown of jobs to those who watch them, and what they can do about one.

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use domain::clock::Timestamp;

use crate::{Progress, TOPIC};

const COLUMNS: &str = "id, kind, key, state, priority, run_at, attempts, max_attempts, last_error, progress, \
                       created_at, finished_at";

/// A job, whatever has become of it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Overview {
    /// Its id. Later ones are greater.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its key.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    /// `ready`, `running`, `done`, `dead` or `cancelled`.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// Higher runs earlier.
    #[diesel(sql_type = Integer)]
    pub priority: i32,
    /// When it is or was due, in UTC milliseconds.
    #[diesel(sql_type = BigInt)]
    pub run_at: i64,
    /// How often it was run.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// How often it is run at most.
    #[diesel(sql_type = Integer)]
    pub max_attempts: i32,
    /// Why the last run did not do it.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    progress: Option<String>,
    /// When it was enqueued, in UTC milliseconds.
    #[diesel(sql_type = BigInt)]
    pub created_at: i64,
    /// When it was done, given up or cancelled, in UTC milliseconds.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub finished_at: Option<i64>,
}

impl Overview {
    /// How far its last run has come, if it told.
    pub fn progress(&self) -> Option<Progress> {
        serde_json::from_str(self.progress.as_deref()?).ok()
    }

    /// Whether [`retry`] can do something.
    pub fn can_retry(&self) -> bool {
        matches!(self.state.as_str(), "dead" | "cancelled")
    }

    /// Whether [`cancel_by_id`] can do something.
    pub fn can_cancel(&self) -> bool {
        matches!(self.state.as_str(), "ready" | "running")
    }
}

/// The job of that id.
pub fn find(conn: &mut Conn, id: &str) -> QueryResult<Option<Overview>> {
    sql_query(format!("select {COLUMNS} from jobs where id = $1")).bind::<Text, _>(id).get_result(conn).optional()
}

/// Jobs of that state and kind, the latest first, from after `before` on.
pub fn list(
    conn: &mut Conn,
    state: Option<&str>,
    kind: Option<&str>,
    before: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<Overview>> {
    let conditions = [("state =", state), ("kind =", kind), ("id <", before)];
    let given: Vec<_> = conditions.into_iter().filter_map(|(column, value)| Some((column, value?))).collect();
    let texts: Vec<String> = given.iter().enumerate().map(|(n, (column, _))| format!("{column} ${}", n + 1)).collect();
    let filter = if texts.is_empty() { String::new() } else { format!(" where {}", texts.join(" and ")) };
    let last = given.len() + 1;
    let query = sql_query(format!("select {COLUMNS} from jobs{filter} order by id desc limit ${last}"));
    let mut query = query.into_boxed::<db::MultiBackend>();
    for (_, value) in given {
        query = query.bind::<Text, _>(value);
    }
    let query = query.bind::<BigInt, _>(limit);
    query.load(conn)
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Count {
    /// The kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The state.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// How many jobs of each kind are in each state.
pub fn counts(conn: &mut Conn) -> QueryResult<Vec<Count>> {
    sql_query("select kind, state, count(*) as count from jobs group by kind, state order by kind, state").load(conn)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    value: Option<i64>,
}

/// How many jobs are due and wait, the milliseconds that the oldest of them has waited, and how many were given up.
pub fn health(conn: &mut Conn, now: Timestamp) -> QueryResult<Health> {
    let mut number = |text: &str| -> QueryResult<Option<i64>> {
        let row: Number = sql_query(text).bind::<BigInt, _>(now.0).get_result(conn)?;
        Ok(row.value)
    };
    let ready = number("select count(*) as value from jobs where state = 'ready' and run_at <= $1")?;
    let oldest = number("select min(run_at) as value from jobs where state = 'ready' and run_at <= $1")?;
    let dead = number("select count(*) as value from jobs where state = 'dead' and created_at <= $1")?;
    Ok(Health {
        ready: ready.unwrap_or_default(),
        oldest_ms: oldest.map_or(0, |since| now.0 - since),
        dead: dead.unwrap_or_default(),
    })
}

/// What tells whether workers keep up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Jobs that are due and wait.
    pub ready: i64,
    /// For how many milliseconds the oldest of them has waited.
    pub oldest_ms: i64,
    /// Jobs that were given up.
    pub dead: i64,
}

/// How many workers were seen since that instant.
pub(crate) fn workers(conn: &mut Conn, since: Timestamp) -> QueryResult<i64> {
    let row: Number = sql_query("select count(*) as value from job_workers where seen_at >= $1")
        .bind::<BigInt, _>(since.0)
        .get_result(conn)?;
    Ok(row.value.unwrap_or_default())
}

/// Has a job that was given up or cancelled run again, as if it were new; answers whether it does. It does not while
/// another one with its key is unfinished.
pub fn retry(tx: &mut Tx<'_>, id: &str) -> QueryResult<bool> {
    let rows = sql_query(
        "update jobs set state = 'ready', run_at = $1, attempts = 0, finished_at = null \
         where id = $2 and state in ('dead', 'cancelled') and not exists (select 1 from jobs as other \
         where other.kind = jobs.kind and other.key = jobs.key and other.state in ('ready', 'running'))",
    )
    .bind::<BigInt, _>(tx.now.0)
    .bind::<Text, _>(id)
    .execute(tx.conn)?;
    if rows > 0 {
        tx.announce(TOPIC);
    }
    Ok(rows > 0)
}

/// Cancels a job that waits or runs; answers whether it did. One that runs is cut off within a few seconds, where it
/// awaits something.
pub fn cancel_by_id(tx: &mut Tx<'_>, id: &str) -> QueryResult<bool> {
    let rows = sql_query(
        "update jobs set state = 'cancelled', finished_at = $1, claimed_by = null, again_at = null \
         where id = $2 and state in ('ready', 'running')",
    )
    .bind::<BigInt, _>(tx.now.0)
    .bind::<Text, _>(id)
    .execute(tx.conn)?;
    Ok(rows > 0)
}
