//! The audit log: what admins did, and what the house did by itself, in the transaction of the deed. Only ever added to.

pub mod list;

use db::Tx;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{AuditId, UserId};
use serde::Serialize;

use crate::db::to_json;
use crate::error::Result;
use crate::schema::audit_log;

/// What was before and what is after.
#[derive(Serialize)]
pub struct Change<T> {
    /// How it was.
    pub before: T,
    /// How it is.
    pub after: T,
    /// What was said of it, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl<T> Change<T> {
    /// A change without a word.
    pub const fn of(before: T, after: T) -> Self {
        Self { before, after, reason: None }
    }
}

/// Adds an entry: `actor` did `action` (`user.flag`, `campaign.flag`, …) to that subject. Without an actor it was the house
/// itself, by a rule.
pub fn record(
    tx: &mut Tx,
    actor: Option<UserId>,
    action: &str,
    subject_type: &str,
    subject_id: &str,
    detail: &impl Serialize,
) -> Result<()> {
    diesel::insert_into(audit_log::table)
        .values((
            (audit_log::id.eq(AuditId::new(tx.now).to_string()), audit_log::at.eq(tx.now.0)),
            audit_log::actor_id.eq(actor.map(|id| id.to_string())),
            (audit_log::action.eq(action), audit_log::detail.eq(to_json(detail))),
            (audit_log::subject_type.eq(subject_type), audit_log::subject_id.eq(subject_id)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// An entry's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = audit_log)]
pub(crate) struct EntryRow {
    id: String,
    at: i64,
    actor_id: Option<String>,
    action: String,
    subject_type: String,
    subject_id: String,
    detail: crate::db::Json<serde_json::Value>,
}

impl EntryRow {
    const fn at(&self) -> Timestamp {
        Timestamp(self.at)
    }
}
