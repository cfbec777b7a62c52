//! Searching one's conversations: by the other side's name, and by what was said, in any script.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::{ConversationId, MessageId, UserId};
use domain::words::Side;

use crate::db::Text;
use crate::discovery::words::{self, Word};
use crate::error::{Error, Result};
use crate::schema::{conversations, messages, users};

/// The longest question, in characters.
const LONGEST: usize = 200;
/// How many of the latest messages that match are looked at.
const MOST: i64 = 2_000;

/// Conversations that match, each with the latest message that does, if it is not by a name.
pub fn matching(
    conn: &mut Conn,
    user: UserId,
    side: Side,
    question: &str,
) -> Result<HashMap<ConversationId, Option<MessageId>>> {
    if question.chars().count() > LONGEST {
        return Err(Error::invalid("?q", "too_long", format!("Must be at most {LONGEST} characters.")));
    }
    let asked = words::of_question(question);
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found = by_name(conn, user, side, &asked)?;
    for (conversation, message) in by_text(conn, user, &asked)? {
        found.entry(conversation).or_insert(Some(message));
    }
    Ok(found)
}

fn by_name(
    conn: &mut Conn,
    user: UserId,
    side: Side,
    asked: &[Word],
) -> Result<HashMap<ConversationId, Option<MessageId>>> {
    type Named = (Text<ConversationId>, String, String);
    let named = (conversations::id, users::display_name, users::username);
    let rows: Vec<Named> = match side {
        Side::Sponsor => conversations::table
            .inner_join(users::table.on(users::id.eq(conversations::influencer_id)))
            .filter(conversations::sponsor_id.eq(user.to_string()))
            .select(named)
            .load(conn)?,
        Side::Influencer => conversations::table
            .inner_join(users::table.on(users::id.eq(conversations::sponsor_id)))
            .filter(conversations::influencer_id.eq(user.to_string()))
            .select(named)
            .load(conn)?,
    };
    let matches = |name: &str| {
        let have = words::of_text(name);
        asked.iter().all(|word| {
            have.iter().any(|one| if word.in_letters { one.starts_with(&word.text) } else { *one == word.text })
        })
    };
    let found = rows.into_iter().filter(|(_, name, username)| matches(&format!("{name} {username}")));
    Ok(found.map(|(id, ..)| (id.0, None)).collect())
}

/// The latest first.
fn by_text(conn: &mut Conn, user: UserId, asked: &[Word]) -> Result<Vec<(ConversationId, MessageId)>> {
    let user = user.to_string();
    let is_party = conversations::sponsor_id.eq(user.clone()).or(conversations::influencer_id.eq(user));
    let mut rows = messages::table
        .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
        .filter(is_party)
        .into_boxed();
    for word in asked {
        // No word has a character that means something to `like`.
        let end = if word.in_letters { "" } else { " " };
        rows = rows.filter(messages::words.like(format!("% {}{end}%", word.text)));
    }
    let rows = rows.order((messages::created_at.desc(), messages::id.desc())).limit(MOST);
    let rows: Vec<(Text<ConversationId>, Text<MessageId>)> =
        rows.select((messages::conversation_id, messages::id)).load(conn)?;
    Ok(rows.into_iter().map(|(conversation, message)| (conversation.0, message.0)).collect())
}
