//! The table of schedules: what is due when, so that each tick makes one job however many replicas look.

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::clock::{Timestamp, Zone};

use crate::Timing;
use crate::registry::Schedule;
use crate::store::enqueue;

/// A schedule and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// Its name: the kind of its jobs.
    pub name: &'static str,
    /// When it is due.
    pub timing: Timing,
    /// Its next tick; `None` until a worker has planned it.
    pub next_run_at: Option<Timestamp>,
    /// When it made its last job; `None` if it never did.
    pub last_run_at: Option<Timestamp>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    next_run_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    last_run_at: Option<i64>,
}

#[derive(QueryableByName)]
struct Planned {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    timing: String,
}

/// Writes down when schedules are due that are new, or due at other times than before: by a period at once, else at
/// their next tick.
pub(crate) fn plan(tx: &mut Tx<'_>, schedules: &[Schedule], zone: &Zone) -> QueryResult<()> {
    let described = |timing: &Timing| format!("{timing} {}", zone.name());
    let planned: Vec<Planned> = sql_query("select name, timing from schedules").load(tx.conn)?;
    // Even one that changes nothing would wait for whoever holds the row.
    let is_planned = |schedule: &Schedule| {
        planned.iter().any(|row| row.name == schedule.name && row.timing == described(&schedule.timing))
    };
    for Schedule { name, timing, .. } in schedules.iter().filter(|schedule| !is_planned(schedule)) {
        let first = match timing {
            Timing::Every(_) => timing.last(zone, tx.now),
            _ => timing.next(zone, tx.now),
        };
        sql_query(
            "insert into schedules (name, next_run_at, timing) values ($1, $2, $3) on conflict (name) \
             do update set next_run_at = excluded.next_run_at, timing = excluded.timing \
             where schedules.timing <> excluded.timing",
        )
        .bind::<Text, _>(name)
        .bind::<BigInt, _>(first.0)
        .bind::<Text, _>(described(timing))
        .execute(tx.conn)?;
    }
    Ok(())
}

/// Enqueues the jobs of schedules that are due. However many ticks were missed, that is one job, for the last of them.
pub(crate) fn enqueue_due(tx: &mut Tx<'_>, schedules: &[Schedule], zone: &Zone) -> QueryResult<()> {
    // A schedule that somebody else holds is being seen to.
    let lock = tx.conn.skip_locked_clause();
    let due: Vec<Row> =
        sql_query(format!("select name, next_run_at, last_run_at from schedules where next_run_at <= $1{lock}"))
            .bind::<BigInt, _>(tx.now.0)
            .load(tx.conn)?;
    for row in due {
        let Some(schedule) = schedules.iter().find(|schedule| schedule.name == row.name) else { continue };
        // Whoever moves it on from there has this tick.
        let mine =
            sql_query("update schedules set next_run_at = $1, last_run_at = $2 where name = $3 and next_run_at = $4")
                .bind::<BigInt, _>(schedule.timing.next(zone, tx.now).0)
                .bind::<BigInt, _>(tx.now.0)
                .bind::<Text, _>(&row.name)
                .bind::<BigInt, _>(row.next_run_at)
                .execute(tx.conn)?;
        if mine > 0 {
            let tick = schedule.timing.last(zone, tx.now).max(Timestamp(row.next_run_at));
            enqueue(tx, &(schedule.job)(tick)?)?;
        }
    }
    Ok(())
}

/// Enqueues the job of a schedule as if it were due now, and leaves its next tick where it is. Answers the job's id.
pub(crate) fn fire(tx: &mut Tx<'_>, schedule: &Schedule) -> QueryResult<String> {
    sql_query("update schedules set last_run_at = $1 where name = $2")
        .bind::<BigInt, _>(tx.now.0)
        .bind::<Text, _>(schedule.name)
        .execute(tx.conn)?;
    enqueue(tx, &(schedule.job)(tx.now)?)
}

pub(crate) fn list(conn: &mut Conn, schedules: &[Schedule]) -> QueryResult<Vec<Scheduled>> {
    let rows: Vec<Row> = sql_query("select name, next_run_at, last_run_at from schedules").load(conn)?;
    let described = |schedule: &Schedule| {
        let row = rows.iter().find(|row| row.name == schedule.name);
        Scheduled {
            name: schedule.name,
            timing: schedule.timing,
            next_run_at: row.map(|row| Timestamp(row.next_run_at)),
            last_run_at: row.and_then(|row| row.last_run_at).map(Timestamp),
        }
    };
    Ok(schedules.iter().map(described).collect())
}
