//! Conversations as their sides see them: all of somebody's, and one.

use std::collections::HashMap;

use db::Conn;
use domain::ids::{ConversationId, MessageId, UserId};
use domain::words::{Action, Role, Side};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::access::Party;
use super::tie::may_write_in;
use super::{ConversationOut, ConversationRow, MessageOut, search, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Paging, Query, Reply};
use crate::people::People;

/// Which conversations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConversationsQuery {
    /// Words of the other side's name or of a message, in any script; their beginnings do.
    pub q: Option<String>,
    /// How many at most, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A page of conversations, the one with the latest message first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationPage {
    /// The conversations.
    pub items: Vec<ConversationOut>,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
    /// How many messages the reader has not read, in all conversations.
    pub unread: i64,
}

/// List one's conversations.
#[utoipa::path(get, path = "/conversations", tag = "messages", params(ConversationsQuery), responses((status = 200, body = ConversationPage)))]
pub async fn list_conversations(app: App, user: User, Query(query): Query<ConversationsQuery>) -> Result<Reply> {
    let page = app.db.read(move |conn| page(conn, &user, &query));
    Reply::ok(&page.await?)
}

fn page(conn: &mut Conn, user: &User, query: &ConversationsQuery) -> Result<ConversationPage> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let after = paging.after::<(i64, ConversationId)>()?;
    let side = match user.standing.role {
        Role::Sponsor => Side::Sponsor,
        Role::Influencer => Side::Influencer,
        Role::Admin => return Ok(ConversationPage { items: Vec::new(), next_cursor: None, unread: 0 }),
    };
    let me = user.id();
    let found = match query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(question) => Some(search::matching(conn, me, side, question)?),
        None => None,
    };
    let among = found.as_ref().map(|found| found.keys().map(ToString::to_string).collect());
    let rows = store::list(conn, (me, side), among, after, paging.fetch())?;
    let page = paging.page(rows, |row| (row.updated_at, row.id.0));
    let next_cursor = page.next_cursor;
    let items = told(conn, page.items, me, &found.unwrap_or_default())?;
    Ok(ConversationPage { items, next_cursor, unread: store::unread(conn, me)? })
}

/// See one of one's conversations.
#[utoipa::path(get, path = "/conversations/{id}", tag = "messages", params(("id" = ConversationId, Path)), responses((status = 200, body = ConversationOut)))]
pub async fn get_conversation(app: App, party: Party) -> Result<Reply> {
    let house = House::of(&app);
    let out = app.db.read(move |conn| one(conn, party.row.id.0, party.side, house));
    Reply::ok(&out.await?)
}

/// A conversation as that side sees it now, with what it may do there.
pub fn one(conn: &mut Conn, id: ConversationId, side: Side, house: House) -> Result<ConversationOut> {
    let row = store::find(conn, id)?;
    let may = may_write_in(conn, &row, side, house)?;
    let reader = row.person(side);
    let out = told(conn, vec![row], reader, &HashMap::new())?.pop().ok_or(Error::NotFound)?;
    let actions = Some(if may.is_ok() { vec![Action::Message] } else { Vec::new() });
    Ok(ConversationOut { actions, refused: may.err().map(|refused| refused.code().to_owned()), ..out })
}

fn told(
    conn: &mut Conn,
    rows: Vec<ConversationRow>,
    reader: UserId,
    found: &HashMap<ConversationId, Option<MessageId>>,
) -> Result<Vec<ConversationOut>> {
    let ids: Vec<ConversationId> = rows.iter().map(|row| row.id.0).collect();
    let unread = store::unread_in(conn, reader, Some(&ids))?;
    let latest = store::latest_of(conn, &ids)?;
    let mut latest = by_conversation(store::told(conn, latest)?);
    let wanted: Vec<MessageId> = ids.iter().filter_map(|id| found.get(id).copied().flatten()).collect();
    let matching = if wanted.is_empty() { Vec::new() } else { store::all(conn, &wanted)? };
    let mut matching = by_conversation(store::told(conn, matching)?);
    let people = People::load(conn, rows.iter().flat_map(|row| [row.sponsor_id.0, row.influencer_id.0]))?;
    let out = |row: ConversationRow| {
        let id = row.id.0;
        let side = row.side_of(reader).ok_or(Error::NotFound)?;
        let (other_read_up_to, other_read_at) = row.read(side.other());
        Ok(ConversationOut {
            id,
            sponsor: people.get(row.sponsor_id.0)?.into(),
            influencer: people.get(row.influencer_id.0)?.into(),
            last_message: latest.remove(&id),
            found: matching.remove(&id),
            unread: unread.get(&id).copied().unwrap_or_default(),
            read_up_to: row.read(side).0,
            other_read_up_to,
            other_read_at,
            created_at: domain::clock::Timestamp(row.created_at),
            updated_at: domain::clock::Timestamp(row.updated_at),
            actions: None,
            refused: None,
        })
    };
    rows.into_iter().map(out).collect()
}

fn by_conversation(all: Vec<MessageOut>) -> HashMap<ConversationId, MessageOut> {
    all.into_iter().map(|message| (message.conversation_id, message)).collect()
}
