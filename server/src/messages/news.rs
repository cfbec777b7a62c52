//! What the open pages of both sides are told at once; those of whoever did it too, since they may have several.

use db::Tx;
use domain::words::Side;

use super::{ConversationRow, MessageOut, store};
use crate::error::{Error, Result};
use crate::events::{self, Event};

const BOTH: [Side; 2] = [Side::Sponsor, Side::Influencer];

/// Tells both sides of a new message.
pub fn said(tx: &mut Tx, row: &ConversationRow, message: &MessageOut) -> Result<()> {
    let conversation_id = row.id.0;
    for side in BOTH {
        let reader = row.person(side);
        let unread = store::unread_in(tx.conn, reader, Some(&[conversation_id]))?;
        let event = Event::Message {
            conversation_id,
            message: serde_json::to_value(message).map_err(Error::internal)?,
            unread: unread.get(&conversation_id).copied().unwrap_or_default(),
        };
        events::publish(tx, reader, &event)?;
    }
    Ok(())
}

/// Tells both sides up to where one of them has read.
pub fn read(tx: &mut Tx, row: &ConversationRow, by: Side, up_to: i64) -> Result<()> {
    let event = Event::Read { conversation_id: row.id.0, user_id: row.person(by), up_to };
    for side in BOTH {
        events::publish(tx, row.person(side), &event)?;
    }
    Ok(())
}
