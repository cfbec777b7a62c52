//! Messages as evidence: of a dispute an admin reads what the two wrote each other from the negotiation that it came of
//! until it was decided, and nothing else.

#![expect(clippy::let_with_type_underscore, reason = "so `auto_type` learns the types")]

use db::Conn;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ids::{CollaborationId, MessageId, OfCollaboration};

use super::routes::MessagesQuery;
use super::{MessageOut, MessageRow, store};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{Page, Paging, PathId, Query, Reply};
use crate::schema::{ad_requests, collaborations, conversations, messages};

/// Read what the two sides of a dispute wrote each other since it was negotiated, the latest first.
#[utoipa::path(get, path = "/admin/disputes/{id}/messages", tag = "admin", params(("id" = CollaborationId, Path), MessagesQuery), responses((status = 200, body = Page<MessageOut>)))]
pub async fn list_dispute_messages(
    app: App,
    _: Admin,
    PathId(id): PathId<OfCollaboration>,
    Query(query): Query<MessagesQuery>,
) -> Result<Reply> {
    let page = app.db.read(move |conn| page(conn, id, &query));
    Reply::ok(&page.await?)
}

fn page(conn: &mut Conn, id: CollaborationId, query: &MessagesQuery) -> Result<Page<MessageOut>> {
    let is_disputed: bool =
        diesel::select(exists(collaborations::table.filter(is_disputed()).find(id.to_string()))).get_result(conn)?;
    if !is_disputed {
        return Err(Error::NotFound);
    }
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let before = paging.after::<i64>()?.unwrap_or(i64::MAX);
    let rows: Vec<MessageRow> = evidence()
        .filter(collaborations::id.eq(id.to_string()).and(messages::position.lt(before)))
        .order(messages::position.desc())
        .limit(paging.fetch())
        .select(MessageRow::as_select())
        .load(conn)?;
    let page = paging.page(rows, |row| row.position);
    let next_cursor = page.next_cursor;
    Ok(Page { items: store::told(conn, page.items)?, next_cursor, total: None })
}

/// Whether that message is evidence in any dispute.
pub fn shows(conn: &mut Conn, id: MessageId) -> Result<bool> {
    Ok(diesel::select(exists(evidence().filter(messages::id.eq(id.to_string())))).get_result(conn)?)
}

/// It is to be decided, or was.
#[diesel::dsl::auto_type]
fn is_disputed() -> _ {
    let word: &'static str = "disputed";
    let open: _ = collaborations::status.eq(word);
    open.or(collaborations::resolution.is_not_null())
}

/// Disputes with the messages that belong to them.
#[diesel::dsl::auto_type]
fn evidence() -> _ {
    let pair: _ = conversations::sponsor_id
        .eq(collaborations::sponsor_id)
        .and(conversations::influencer_id.eq(collaborations::influencer_id));
    // What they write once it is decided is theirs alone again.
    let until: _ = collaborations::ended_at.is_null().or(messages::created_at.nullable().le(collaborations::ended_at));
    let since: _ =
        messages::conversation_id.eq(conversations::id).and(messages::created_at.ge(ad_requests::created_at));
    collaborations::table
        .inner_join(ad_requests::table.on(ad_requests::id.eq(collaborations::ad_request_id)))
        .inner_join(conversations::table.on(pair))
        .inner_join(messages::table.on(since))
        .filter(is_disputed().and(until))
}
