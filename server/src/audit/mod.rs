//! The audit log: what admins did, what became of money, and what the house did by itself, in the transaction of the deed.
//! Only ever added to: each entry is chained to the one before, see [`domain::audit`].

pub mod chain;
pub mod list;
pub mod origin;
pub mod sheet;

use db::Tx;
use diesel::prelude::*;
use domain::audit::{Entry, commitment};
use domain::clock::Timestamp;
use domain::ids::{AuditId, UserId};
use domain::words::Role;
use serde::Serialize;

use crate::auth::tokens;
use crate::db::{Text, to_json};
use crate::error::Result;
use crate::schema::{audit_log, users};
use origin::Origin;

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
/// itself, by a rule. From here to the end of the transaction no other one adds an entry: call it late.
pub fn record(
    tx: &mut Tx,
    actor: Option<UserId>,
    action: &str,
    subject_type: &str,
    subject_id: &str,
    detail: &impl Serialize,
) -> Result<()> {
    let row = EntryRow {
        id: AuditId::new(tx.now).to_string(),
        at: tx.now.0,
        actor_id: actor.map(|id| id.to_string()),
        actor_role: actor.map(|actor| role(tx, actor)).transpose()?.flatten(),
        action: action.to_owned(),
        subject_type: subject_type.to_owned(),
        subject_id: subject_id.to_owned(),
        detail: to_json(detail),
        address: Origin::of(tx).and_then(|origin| origin.address.clone()),
        salt: Some(tokens::secret()),
        ..EntryRow::default()
    };
    let row = chain::append(tx, row)?;
    diesel::insert_into(audit_log::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// As what somebody does it.
fn role(tx: &mut Tx, actor: UserId) -> Result<Option<String>> {
    if let Some(role) = Origin::of(tx).and_then(|origin| origin.role_of(actor)) {
        return Ok(Some(role.to_string()));
    }
    let role = users::table.find(actor.to_string()).select(users::role).first::<Text<Role>>(tx.conn).optional()?;
    Ok(role.map(|role| role.0.to_string()))
}

/// Erases what the log says of a person, and where they did what they did. The commitments stay, so that the chain holds, and
/// so does what an admin did to others.
pub fn erase(tx: &mut Tx, user: UserId, role: Role) -> Result<()> {
    let user = user.to_string();
    let nothing =
        (audit_log::detail.eq("{}"), audit_log::salt.eq(None::<String>), audit_log::address.eq(None::<String>));
    let about = audit_log::subject_type.eq("user").and(audit_log::subject_id.eq(user.clone()));
    if role == Role::Admin {
        diesel::update(audit_log::table.filter(about)).set(nothing).execute(tx.conn)?;
    } else {
        diesel::update(audit_log::table.filter(about.or(audit_log::actor_id.eq(user))))
            .set(nothing)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// An entry's row. Without a position it is not part of the chain yet; without a salt what it said was erased.
#[derive(Clone, Debug, Default, diesel::Queryable, diesel::Selectable, Insertable)]
#[diesel(table_name = audit_log)]
pub(crate) struct EntryRow {
    pub id: String,
    pub at: i64,
    pub actor_id: Option<String>,
    pub action: String,
    pub subject_type: String,
    pub subject_id: String,
    pub detail: String,
    pub position: Option<i64>,
    pub actor_role: Option<String>,
    pub address: Option<String>,
    pub salt: Option<String>,
    pub commitment: Option<String>,
    pub hash: Option<String>,
}

impl EntryRow {
    const fn at(&self) -> Timestamp {
        Timestamp(self.at)
    }

    /// Its place and hash behind the entry with that hash.
    pub(crate) fn chained(mut self, position: i64, before: &str) -> Self {
        let salt = self.salt.get_or_insert_with(tokens::secret).clone();
        self.position = Some(position);
        self.commitment = Some(commitment(&salt, self.address.as_deref(), &self.detail));
        self.hash = Some(self.entry(position).chained(before));
        self
    }

    /// Whether it says what it said when it was chained behind the entry with that hash.
    fn is_intact(&self, position: i64, before: &str) -> bool {
        let said = |salt: &String| commitment(salt, self.address.as_deref(), &self.detail);
        let is_as_said = match &self.salt {
            Some(salt) => self.commitment.as_ref() == Some(&said(salt)),
            None => self.detail == "{}" && self.address.is_none(),
        };
        is_as_said && self.position == Some(position) && self.hash == Some(self.entry(position).chained(before))
    }

    fn entry(&self, position: i64) -> Entry<'_> {
        Entry {
            position,
            id: &self.id,
            at: self.at,
            actor: self.actor_id.as_deref(),
            role: self.actor_role.as_deref(),
            action: &self.action,
            subject_type: &self.subject_type,
            subject: &self.subject_id,
            commitment: self.commitment.as_deref().unwrap_or_default(),
        }
    }
}
