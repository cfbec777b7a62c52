//! Live events: what somebody's open pages are told the moment it is committed, on whichever replica they hang.
//!
//! [`publish`] appends an event to a person's log in the transaction of its cause. Each open stream reads that log on from
//! where it is; that something is new there reaches it as a hint ([`Events`]): inside the process, through Redis from other
//! replicas, and by asking the database now and then in case a hint was lost. So nothing is missed, doubled or out of order,
//! whatever happens to the hints. Only a [`Events::whisper`] is not kept: who is not there does not hear it.

mod bus;
mod outgoing;
mod replicas;
pub mod routes;
mod store;
mod stream;
mod watch;

use domain::ids::{ConversationId, ExportId, NotificationId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use bus::Events;
pub(crate) use bus::sort;

use crate::db::Tx;
use crate::error::Result;

/// What somebody is told. On the stream the name stands in `event:`, the rest as JSON in `data:`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// Something to be told in the app; the stream shows it whole, as the list of notifications does, in the reader's language.
    Notification {
        /// Which.
        id: NotificationId,
    },
    /// Some notifications were read.
    NotificationsRead {
        /// How many are unread now.
        unread: i64,
    },
    /// A new message.
    Message {
        /// In which conversation.
        conversation_id: ConversationId,
        /// The message as its reader finds it in the conversation.
        message: serde_json::Value,
        /// How many messages the reader has not read there.
        unread: i64,
    },
    /// A side of a conversation has read it.
    Read {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Who has read.
        user_id: UserId,
        /// Up to which position.
        up_to: i64,
    },
    /// A side of a conversation is typing.
    Typing {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Who.
        user_id: UserId,
    },
    /// How far something that the person asked for is.
    Progress {
        /// What it is.
        kind: ProgressKind,
        /// Which.
        id: ExportId,
        /// Where it is, such as `running` or `done`.
        status: String,
        /// 0 to 100 percent.
        progress: i64,
    },
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressKind {
    /// A file.
    Export,
}

/// Tells that person of the event once this transaction is committed: one statement. Transactions that tell the same person
/// come one after the other.
pub fn publish(tx: &mut Tx, user: UserId, event: &Event) -> Result<()> {
    store::append(tx, user, event)?;
    tx.announce(bus::topic(bus::LOOK, user));
    Ok(())
}

/// See [`store::revise`].
pub fn revise(tx: &mut Tx, user: UserId, change: impl Fn(&mut Event) -> bool) -> Result<()> {
    store::revise(tx, user, change)
}

/// Has that person's open streams see, once this transaction is committed, whether their sessions still are.
pub fn sessions_changed(tx: &mut Tx, user: UserId) {
    tx.announce(bus::topic(bus::CHECK, user));
}
