//! The queries of notifications.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::ids::{NotificationId, UserId};
use serde_json::Value;

use super::Notice;
use crate::db::{Json, Text, to_json};
use crate::error::Result;
use crate::schema::notifications;

/// A notification's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct NotificationRow {
    pub id: Text<NotificationId>,
    /// A [`Notice`], unless it was written by another version.
    pub notice: Json<Value>,
    pub created_at: i64,
    pub read_at: Option<i64>,
}

/// Keeps what somebody is told.
pub fn insert(tx: &mut Tx, id: NotificationId, to: UserId, notice: &Notice) -> Result<()> {
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(id.to_string()),
            notifications::user_id.eq(to.to_string()),
            notifications::notice.eq(to_json(notice)),
            notifications::created_at.eq(tx.now.0),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Somebody's notifications, the newest first, from before `before`.
pub fn list(
    conn: &mut Conn,
    user: UserId,
    unread: bool,
    before: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<NotificationRow>> {
    let mut query = notifications::table
        .filter(notifications::user_id.eq(user.to_string()))
        .select(NotificationRow::as_select())
        .order(notifications::id.desc())
        .limit(limit)
        .into_boxed();
    if unread {
        query = query.filter(notifications::read_at.is_null());
    }
    if let Some(before) = before {
        query = query.filter(notifications::id.lt(before.to_string()));
    }
    Ok(query.load(conn)?)
}

/// Those of somebody's notifications.
pub fn some(conn: &mut Conn, user: UserId, ids: &[NotificationId]) -> Result<Vec<NotificationRow>> {
    let own = notifications::table
        .filter(notifications::id.eq_any(ids.iter().map(ToString::to_string)))
        .filter(notifications::user_id.eq(user.to_string()));
    Ok(own.select(NotificationRow::as_select()).load(conn)?)
}

/// How many somebody has not read.
pub fn unread(conn: &mut Conn, user: UserId) -> Result<i64> {
    let unread = notifications::table
        .filter(notifications::user_id.eq(user.to_string()))
        .filter(notifications::read_at.is_null());
    Ok(unread.count().get_result(conn)?)
}

/// Marks those of somebody's notifications as read, or all.
pub fn mark_read(tx: &mut Tx, user: UserId, ids: Option<&[NotificationId]>) -> Result<()> {
    let mut unread = diesel::update(notifications::table)
        .filter(notifications::user_id.eq(user.to_string()))
        .filter(notifications::read_at.is_null())
        .set(notifications::read_at.eq(tx.now.0))
        .into_boxed();
    if let Some(ids) = ids {
        unread = unread.filter(notifications::id.eq_any(ids.iter().map(ToString::to_string)));
    }
    unread.execute(tx.conn)?;
    Ok(())
}
