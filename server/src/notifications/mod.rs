//! Notifications: what happens is told in the app, by mail and in Google Chat, as each person wants it.
//!
//! [`tell`] is called in the transaction of the cause. What must not be missed (confirming an address, a new password) does
//! not pass through here: it is mailed directly.

pub mod chat;
pub mod digest;
pub mod list;
pub mod notice;
pub mod preferences;
mod store;
pub mod unsubscribe;

use domain::ids::{NotificationId, UserId};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

pub use notice::Notice;
pub use preferences::Preferences;

use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Event};
use crate::jobs;
use crate::mail::{self, MailKind};
use chat::SendChat;

/// What notices are about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Group {
    /// Negotiations.
    AdRequests,
    /// The work and its money.
    Collaborations,
    /// Payouts.
    Money,
    /// What is still to be done.
    Reminders,
    /// Reports of what was done.
    Reports,
    /// Files that were asked for.
    Exports,
    /// What others write.
    Messages,
    /// The account itself; its mail can't be switched off.
    Account,
}

impl Group {
    /// Whether people may do without its mail.
    pub const fn may_be_muted(self) -> bool {
        !matches!(self, Self::Account)
    }
}

/// Tells somebody, in the ways that they want, once this transaction is committed.
pub fn tell(tx: &mut Tx, to: UserId, notice: Notice) -> Result<()> {
    let preferences = Preferences::of(tx.conn, to)?;
    let wanted = preferences.channels(notice.group());
    if wanted.app {
        let id = NotificationId::new(tx.now);
        store::insert(tx, id, to, &notice)?;
        events::publish(tx, to, &Event::Notification { id })?;
    }
    if wanted.chat && preferences.has_chat(tx) {
        jobs::enqueue(tx, &SendChat { to, notice: notice.clone() })?;
    }
    if wanted.email {
        if preferences.gathers(notice.group()) {
            digest::gather(tx, to, &notice)?;
        } else {
            let enclosures = notice.enclosures();
            mail::post_with(tx, to, MailKind::Notice(notice), enclosures)?;
        }
    }
    Ok(())
}
