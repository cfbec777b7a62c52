//! The queries of events.

use std::collections::HashSet;

use db::{Conn, Tx, upsert};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{SessionId, UserId};
use domain::words::AccountStatus;

use super::Event;
use crate::db::{Text, to_json};
use crate::error::{Error, Result};
use crate::schema::{event_logs, events, sessions, users};

/// How many ids stand in one statement at most.
const AT_ONCE: usize = 10_000;

/// Appends to that person's log: a trigger keeps it there.
pub fn append(tx: &mut Tx, user: UserId, event: &Event) -> Result<()> {
    let log = (
        event_logs::user_id.eq(user.to_string()),
        event_logs::position.eq(1_i64),
        event_logs::event.eq(to_json(event)),
        event_logs::created_at.eq(tx.now.0),
    );
    let next = "position = event_logs.position + 1, event = excluded.event, created_at = excluded.created_at";
    upsert(diesel::insert_into(event_logs::table).values(log), "user_id", next).execute(tx.conn)?;
    Ok(())
}

/// Goes over what is kept of that person's log: where `change` says that it changed an event, that is what stands there. The
/// latest event stands beside the log too, so it is not for `change`: publish another one first.
pub fn revise(tx: &mut Tx, user: UserId, change: impl Fn(&mut Event) -> bool) -> Result<()> {
    for (position, told) in after(tx.conn, user, 0, i64::MAX)? {
        let mut event: Event = serde_json::from_str(&told).map_err(Error::internal)?;
        if change(&mut event) {
            let there = events::table.find((user.to_string(), position));
            diesel::update(there).set(events::event.eq(to_json(&event))).execute(tx.conn)?;
        }
    }
    Ok(())
}

/// How far that person's log is; 0 when nothing was ever told.
pub fn last(conn: &mut Conn, user: UserId) -> Result<i64> {
    let last = event_logs::table.find(user.to_string()).select(event_logs::position).first(conn).optional()?;
    Ok(last.unwrap_or(0))
}

/// The next events of that person after that position, as they stand in the log.
pub fn after(conn: &mut Conn, user: UserId, position: i64, limit: i64) -> Result<Vec<(i64, String)>> {
    let later = events::table
        .filter(events::user_id.eq(user.to_string()).and(events::position.gt(position)))
        .order(events::position)
        .limit(limit)
        .select((events::position, events::event));
    Ok(later.load(conn)?)
}

/// Whether that person's log can be read on from that position: what follows it is still there.
pub fn continues(conn: &mut Conn, user: UserId, position: i64) -> Result<bool> {
    let last = last(conn, user)?;
    if position < 0 || position >= last {
        return Ok(position == last);
    }
    let next = events::table.find((user.to_string(), position + 1)).select(events::position);
    Ok(next.first::<i64>(conn).optional()?.is_some())
}

/// How far the logs of those people are.
pub fn lasts(conn: &mut Conn, people: &[UserId]) -> Result<Vec<(UserId, i64)>> {
    let mut found = Vec::new();
    for part in people.chunks(AT_ONCE) {
        let part = event_logs::user_id.eq_any(part.iter().map(ToString::to_string));
        let rows = event_logs::table.filter(part).select((event_logs::user_id, event_logs::position));
        let rows = rows.load::<(Text<UserId>, i64)>(conn)?;
        found.extend(rows.into_iter().map(|(user, position)| (user.0, position)));
    }
    Ok(found)
}

/// Which of those sessions still are.
pub fn open_sessions(conn: &mut Conn, ids: &[SessionId], now: Timestamp) -> Result<HashSet<SessionId>> {
    let mut found = HashSet::new();
    for part in ids.chunks(AT_ONCE) {
        let open = sessions::table
            .inner_join(users::table.on(users::id.eq(sessions::user_id)))
            .filter(sessions::id.eq_any(part.iter().map(ToString::to_string)))
            .filter(sessions::revoked_at.is_null().and(sessions::expires_at.gt(now.0)))
            .filter(users::status.ne_all(AccountStatus::SHUT.map(|status| status.to_string())))
            .select(sessions::id);
        found.extend(open.load::<Text<SessionId>>(conn)?.into_iter().map(|id| id.0));
    }
    Ok(found)
}
