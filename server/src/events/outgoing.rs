//! What stands in the log, as the stream says it.

use std::collections::HashMap;

use axum::response::sse;
use db::Conn;
use domain::ids::{NotificationId, UserId};
use serde::Serialize;
use serde_json::json;

use super::{Event, store};
use crate::error::{Error, Result};
use crate::notifications::list::{self, NotificationOut};

/// How many are read at a time.
const STEP: i64 = 100;

/// An event as it is written to a stream.
pub(super) struct Outgoing {
    /// Its position in the log, if it is in one.
    pub position: Option<i64>,
    /// Its name.
    pub name: &'static str,
    /// JSON.
    pub data: String,
}

impl Outgoing {
    /// One that says how the stream goes on: `ready` or `reset`.
    pub(super) fn about_stream(name: &'static str, position: i64) -> Self {
        Self { position: Some(position), name, data: "{}".into() }
    }

    fn new(position: Option<i64>, name: &'static str, data: &impl Serialize) -> Result<Self> {
        Ok(Self { position, name, data: serde_json::to_string(data).map_err(Error::internal)? })
    }

    /// One that is in no log.
    pub(super) fn whispered(event: &Event) -> Result<Self> {
        written(None, event)
    }
}

impl From<Outgoing> for sse::Event {
    fn from(Outgoing { position, name, data }: Outgoing) -> Self {
        let event = Self::default().event(name).data(data);
        match position {
            Some(position) => event.id(position.to_string()),
            None => event,
        }
    }
}

/// What follows a position.
pub(super) enum Next {
    /// These, and how far the log was read. There may be more if anything was.
    Read(Vec<Outgoing>, i64),
    /// What follows was deleted; the log ends there.
    Lost(i64),
}

/// What that person is told after that position. `instance` is the instance's name.
pub(super) fn after(conn: &mut Conn, user: UserId, position: i64, instance: &str) -> Result<Next> {
    let rows = store::after(conn, user, position, STEP)?;
    let is_whole = (position + 1..).zip(&rows).all(|(expected, (found, _))| expected == *found);
    if !is_whole {
        return Ok(Next::Lost(store::last(conn, user)?));
    }
    let up_to = rows.last().map_or(position, |(last, _)| *last);
    // What another version wrote and this one does not know is passed over.
    let known = |(position, text): &(i64, String)| Some((*position, serde_json::from_str::<Event>(text).ok()?));
    let events: Vec<(i64, Event)> = rows.iter().filter_map(known).collect();
    let shown = notifications(conn, user, &events, instance)?;
    let outgoing = events.iter().filter_map(|(position, event)| match event {
        Event::Notification { id } => shown.notification(*position, *id),
        event => Some(written(Some(*position), event)),
    });
    Ok(Next::Read(outgoing.collect::<Result<_>>()?, up_to))
}

/// Notifications as their reader sees them, and how many are unread.
#[derive(Default)]
struct Shown {
    by_id: HashMap<NotificationId, NotificationOut>,
    unread: i64,
}

fn notifications(conn: &mut Conn, user: UserId, events: &[(i64, Event)], instance: &str) -> Result<Shown> {
    let id = |(_, event): &(i64, Event)| match event {
        Event::Notification { id } => Some(*id),
        _ => None,
    };
    let ids: Vec<NotificationId> = events.iter().filter_map(id).collect();
    if ids.is_empty() {
        return Ok(Shown::default());
    }
    let (found, unread) = list::some(conn, user, &ids, instance)?;
    Ok(Shown { by_id: found.into_iter().map(|one| (one.id, one)).collect(), unread })
}

impl Shown {
    /// `None` when it was deleted meanwhile.
    fn notification(&self, position: i64, id: NotificationId) -> Option<Result<Outgoing>> {
        let notification = self.by_id.get(&id)?;
        let data = json!({ "notification": notification, "unread": self.unread });
        Some(Outgoing::new(Some(position), "notification", &data))
    }
}

fn written(position: Option<i64>, event: &Event) -> Result<Outgoing> {
    let name = match event {
        Event::Notification { .. } => "notification",
        Event::NotificationsRead { .. } => "notifications_read",
        Event::Message { .. } => "message",
        Event::Read { .. } => "read",
        Event::Typing { .. } => "typing",
        Event::Progress { .. } => "progress",
    };
    let whole = serde_json::to_value(event).map_err(Error::internal)?;
    Outgoing::new(position, name, &whole["data"])
}
