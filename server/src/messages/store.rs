//! The queries of conversations and messages.

use std::collections::HashMap;

use db::{Conn, Tx, insert_or_ignore};
use diesel::dsl::{case_when, count_star};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{ConversationId, MessageId, UserId};
use domain::words::Side;

use super::topics::Titles;
use super::{ConversationRow, MessageOut, MessageRow, TopicIn};
use crate::attachments;
use crate::db::Text;
use crate::discovery::words;
use crate::error::{Error, Result};
use crate::schema::{conversations, messages};

/// A conversation by id, or 404.
pub fn find(conn: &mut Conn, id: ConversationId) -> Result<ConversationRow> {
    Ok(conversations::table.find(id.to_string()).select(ConversationRow::as_select()).first(conn)?)
}

/// The conversation of these two, if there is one.
pub fn of_pair(conn: &mut Conn, sponsor: UserId, influencer: UserId) -> Result<Option<ConversationRow>> {
    let pair = conversations::sponsor_id.eq(sponsor.to_string());
    let pair = pair.and(conversations::influencer_id.eq(influencer.to_string()));
    Ok(conversations::table.filter(pair).select(ConversationRow::as_select()).first(conn).optional()?)
}

/// The conversation of these two, which is begun unless there is one; and whether it was.
pub fn find_or_insert(tx: &mut Tx, sponsor: UserId, influencer: UserId) -> Result<(ConversationRow, bool)> {
    let row = (
        conversations::id.eq(ConversationId::new(tx.now).to_string()),
        conversations::sponsor_id.eq(sponsor.to_string()),
        conversations::influencer_id.eq(influencer.to_string()),
        (conversations::created_at.eq(tx.now.0), conversations::updated_at.eq(tx.now.0)),
    );
    let new = insert_or_ignore(diesel::insert_into(conversations::table).values(row)).execute(tx.conn)? == 1;
    Ok((of_pair(tx.conn, sponsor, influencer)?.ok_or(Error::NotFound)?, new))
}

/// The conversations of somebody in which something was said, the latest first, from before that place; with `among`,
/// only those.
pub fn list(
    conn: &mut Conn,
    (user, side): (UserId, Side),
    among: Option<Vec<String>>,
    before: Option<(i64, ConversationId)>,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    let mut rows = conversations::table.filter(conversations::last_position.gt(0)).into_boxed();
    rows = match side {
        Side::Sponsor => rows.filter(conversations::sponsor_id.eq(user.to_string())),
        Side::Influencer => rows.filter(conversations::influencer_id.eq(user.to_string())),
    };
    if let Some(among) = among {
        rows = rows.filter(conversations::id.eq_any(among));
    }
    if let Some((at, id)) = before {
        let same = conversations::updated_at.eq(at).and(conversations::id.lt(id.to_string()));
        rows = rows.filter(conversations::updated_at.lt(at).or(same));
    }
    let rows = rows.order((conversations::updated_at.desc(), conversations::id.desc())).limit(limit);
    Ok(rows.select(ConversationRow::as_select()).load(conn)?)
}

/// How many messages somebody has not read in all.
pub fn unread(conn: &mut Conn, user: UserId) -> Result<i64> {
    Ok(unread_in(conn, user, None)?.into_values().sum())
}

/// The same, in each of these conversations, or in each of theirs; those without any are left out.
pub fn unread_in(conn: &mut Conn, user: UserId, of: Option<&[ConversationId]>) -> Result<HashMap<ConversationId, i64>> {
    let me = user.to_string();
    let is_sponsor = conversations::sponsor_id.eq(me.clone());
    // One bound rather than one for each side: so the index by position gives what is behind it, and nothing else is read.
    let read = case_when(is_sponsor.clone(), conversations::sponsor_read).otherwise(conversations::influencer_read);
    let mut rows = messages::table
        .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
        .filter(is_sponsor.or(conversations::influencer_id.eq(me.clone())))
        .filter(messages::position.gt(read).and(messages::author_id.ne(me)))
        .group_by(messages::conversation_id)
        .select((messages::conversation_id, count_star()))
        .into_boxed();
    if let Some(of) = of {
        rows = rows.filter(conversations::id.eq_any(of.iter().map(ToString::to_string)));
    }
    let rows: Vec<(Text<ConversationId>, i64)> = rows.load(conn)?;
    Ok(rows.into_iter().map(|(id, n)| (id.0, n)).collect())
}

/// The latest message of each of these conversations.
pub fn latest_of(conn: &mut Conn, of: &[ConversationId]) -> Result<Vec<MessageRow>> {
    let ids: Vec<String> = of.iter().map(ToString::to_string).collect();
    let rows = messages::table
        .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
        .filter(conversations::id.eq_any(ids).and(messages::position.eq(conversations::last_position)));
    Ok(rows.select(MessageRow::as_select()).load(conn)?)
}

/// Messages by id.
pub fn all(conn: &mut Conn, ids: &[MessageId]) -> Result<Vec<MessageRow>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok(messages::table.filter(messages::id.eq_any(ids)).select(MessageRow::as_select()).load(conn)?)
}

/// What was said in a conversation, the latest first, from before that position.
pub fn said(conn: &mut Conn, of: ConversationId, before: Option<i64>, limit: i64) -> Result<Vec<MessageRow>> {
    let rows = messages::table
        .filter(messages::conversation_id.eq(of.to_string()))
        .filter(messages::position.lt(before.unwrap_or(i64::MAX)))
        .order(messages::position.desc())
        .limit(limit);
    Ok(rows.select(MessageRow::as_select()).load(conn)?)
}

/// A message that somebody wrote or got; to others it is not there: 404.
pub fn find_seen_by(conn: &mut Conn, id: MessageId, user: UserId) -> Result<MessageRow> {
    let user = user.to_string();
    let is_party = conversations::sponsor_id.eq(user.clone()).or(conversations::influencer_id.eq(user));
    let row = messages::table
        .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
        .filter(messages::id.eq(id.to_string()).and(is_party));
    Ok(row.select(MessageRow::as_select()).first(conn)?)
}

/// Adds a message behind the last one.
pub fn insert(
    tx: &mut Tx,
    of: ConversationId,
    author: UserId,
    body: &str,
    topic: Option<TopicIn>,
) -> Result<MessageRow> {
    let next =
        (conversations::last_position.eq(conversations::last_position + 1), conversations::updated_at.eq(tx.now.0));
    // Whoever writes at the same time waits here, so that positions have no gap.
    diesel::update(conversations::table.find(of.to_string())).set(next).execute(tx.conn)?;
    let position: i64 =
        conversations::table.find(of.to_string()).select(conversations::last_position).first(tx.conn)?;
    let row = MessageRow {
        id: Text(MessageId::new(tx.now)),
        conversation_id: Text(of),
        position,
        author_id: Text(author),
        body: body.to_owned(),
        topic_kind: topic.map(|topic| Text(topic.kind)),
        topic_id: topic.map(|topic| Text(topic.id)),
        created_at: tx.now.0,
    };
    diesel::insert_into(messages::table)
        .values((
            (messages::id.eq(row.id.0.to_string()), messages::conversation_id.eq(of.to_string())),
            (messages::position.eq(position), messages::author_id.eq(author.to_string())),
            (messages::body.eq(body), messages::words.eq(searched(body)), messages::created_at.eq(tx.now.0)),
            messages::topic_kind.eq(topic.map(|topic| topic.kind.to_string())),
            messages::topic_id.eq(topic.map(|topic| topic.id.to_string())),
        ))
        .execute(tx.conn)?;
    Ok(row)
}

/// A text as it is searched: its words, each between spaces.
pub fn searched(body: &str) -> String {
    format!(" {} ", words::of_text(body).join(" "))
}

/// That side has read up to there; `false` when it had before.
pub fn mark_read(tx: &mut Tx, row: &ConversationRow, side: Side, up_to: i64) -> Result<bool> {
    let this = conversations::table.find(row.id.0.to_string());
    let up_to = up_to.min(row.last_position);
    let now = Some(tx.now.0);
    let marked = match side {
        Side::Sponsor => diesel::update(this.filter(conversations::sponsor_read.lt(up_to)))
            .set((conversations::sponsor_read.eq(up_to), conversations::sponsor_read_at.eq(now)))
            .execute(tx.conn)?,
        Side::Influencer => diesel::update(this.filter(conversations::influencer_read.lt(up_to)))
            .set((conversations::influencer_read.eq(up_to), conversations::influencer_read_at.eq(now)))
            .execute(tx.conn)?,
    };
    Ok(marked == 1)
}

/// That side was told of what it has not read up to there.
pub fn mark_told(tx: &mut Tx, id: ConversationId, side: Side, up_to: i64) -> Result<()> {
    let this = conversations::table.find(id.to_string());
    match side {
        Side::Sponsor => diesel::update(this).set(conversations::sponsor_told.eq(up_to)).execute(tx.conn)?,
        Side::Influencer => diesel::update(this).set(conversations::influencer_told.eq(up_to)).execute(tx.conn)?,
    };
    Ok(())
}

/// What somebody was told by others in a conversation after that position, the first first.
pub fn got_after(conn: &mut Conn, of: ConversationId, reader: UserId, after: i64) -> Result<Vec<MessageRow>> {
    let rows = messages::table
        .filter(messages::conversation_id.eq(of.to_string()).and(messages::position.gt(after)))
        .filter(messages::author_id.ne(reader.to_string()))
        .order(messages::position);
    Ok(rows.select(MessageRow::as_select()).load(conn)?)
}

/// These messages as both sides see them.
pub fn told(conn: &mut Conn, rows: Vec<MessageRow>) -> Result<Vec<MessageOut>> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id.0).collect();
    let mut files = attachments::store::of_messages(conn, &ids)?;
    let titles = Titles::load(conn, &rows)?;
    let out = |row: MessageRow| MessageOut {
        id: row.id.0,
        conversation_id: row.conversation_id.0,
        position: row.position,
        author_id: row.author_id.0,
        attachments: files.remove(&row.id.0).unwrap_or_default(),
        context: titles.of(&row),
        body: row.body,
        created_at: Timestamp(row.created_at),
    };
    Ok(rows.into_iter().map(out).collect())
}
