//! What of messages is a person's own: for their download, and for when they go.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde_json::{Value, json};

use super::MessageRow;
use crate::error::Result;
use crate::schema::{conversations, messages};

/// All that somebody wrote and got, conversation by conversation.
#[expect(dead_code, reason = "the download of one's data asks it")]
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

/// What somebody wrote is there no more; that they wrote stays.
#[expect(dead_code, reason = "closing an account asks it")]
pub fn erase(tx: &mut Tx, user: UserId) -> Result<()> {
    diesel::update(messages::table.filter(messages::author_id.eq(user.to_string())))
        .set((messages::body.eq(""), messages::words.eq(" ")))
        .execute(tx.conn)?;
    Ok(())
}
