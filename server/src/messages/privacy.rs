//! What of messages is a person's own: for their download, and for when they go.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde_json::{Value, json};

use super::{ConversationRow, MessageRow, news};
use crate::error::Result;
use crate::events::{self, Event};
use crate::schema::{conversations, messages};

/// All that somebody wrote and got, conversation by conversation.
pub fn of_person(conn: &mut Conn, user: UserId) -> Result<Value> {
    let me = user.to_string();
    let is_party = conversations::sponsor_id.eq(me.clone()).or(conversations::influencer_id.eq(me.clone()));
    let rows: Vec<MessageRow> = messages::table
        .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
        .filter(is_party)
        .order((messages::conversation_id, messages::position))
        .select(MessageRow::as_select())
        .load(conn)?;
    let told = |row: MessageRow| {
        json!({
            "conversation_id": row.conversation_id.0, "position": row.position, "author_id": row.author_id.0,
            "body": row.body, "created_at": Timestamp(row.created_at),
        })
    };
    Ok(rows.into_iter().map(told).collect())
}

/// What somebody wrote is there no more, nor in the log of whom they wrote to; that they wrote stays.
pub fn erase(tx: &mut Tx, user: UserId) -> Result<()> {
    diesel::update(messages::table.filter(messages::author_id.eq(user.to_string())))
        .set((messages::body.eq(""), messages::words.eq(" ")))
        .execute(tx.conn)?;
    let me = user.to_string();
    let is_party = conversations::sponsor_id.eq(me.clone()).or(conversations::influencer_id.eq(me));
    let rows: Vec<ConversationRow> =
        conversations::table.filter(is_party).select(ConversationRow::as_select()).load(tx.conn)?;
    for row in rows {
        let Some(side) = row.side_of(user) else { continue };
        // How far they had read is known already: it takes the place of the message that may stand as the log's latest.
        news::read(tx, &row, side, row.read(side).0)?;
        events::revise(tx, row.person(side.other()), |event| blank(event, user))?;
    }
    Ok(())
}

fn blank(event: &mut Event, author: UserId) -> bool {
    let Event::Message { message, .. } = event else { return false };
    let is_theirs = message["author_id"] == author.to_string();
    if is_theirs {
        message["body"] = "".into();
        message["attachments"] = json!([]);
    }
    is_theirs
}
