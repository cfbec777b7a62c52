//! What is said in a conversation: reading it, adding to it, how far one has read, that one is typing.

use domain::ids::ConversationId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::access::Party;
use super::send::send;
use super::tie::may_write_in;
use super::{ConversationOut, MessageIn, MessageOut, jobs, list, news, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, Query, Reply};
use crate::limits::Rule;

/// Which part of a conversation.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessagesQuery {
    /// How many at most, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How far one has read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"up_to": 12}))]
pub struct ReadUpToIn {
    /// Position of the last message that was read.
    pub up_to: i64,
}

/// Read a conversation, the latest message first.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "messages", params(("id" = ConversationId, Path), MessagesQuery), responses((status = 200, body = Page<MessageOut>)))]
pub async fn list_messages(app: App, party: Party, Query(query): Query<MessagesQuery>) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let rows = store::said(conn, party.row.id.0, paging.after()?, paging.fetch())?;
        let page = paging.page(rows, |row| row.position);
        let next_cursor = page.next_cursor;
        Ok::<_, Error>(Page { items: store::told(conn, page.items)?, next_cursor, total: None })
    });
    Reply::ok(&page.await?)
}

/// Say something.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "messages", params(("id" = ConversationId, Path)), request_body = MessageIn,
    responses((status = 201, body = MessageOut), (status = 409, description = "`not_possible`, `unreachable`, `messages_not_accepted`, `no_ad_request`")))]
pub async fn create_message(app: App, party: Party, command: Command) -> Result<Reply> {
    let house = House::of(&app);
    let Party { row, side, user } = party;
    command
        .run(&app, &user, move |tx, input: &MessageIn| {
            let message = send(tx, &row, side, input, house)?;
            Reply::created(format!("/api/v1/conversations/{}/messages", row.id.0), &message)
        })
        .await
}

/// Mark what was said as read, up to a position. It only moves forward.
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "messages", params(("id" = ConversationId, Path)), request_body = ReadUpToIn,
    responses((status = 200, body = ConversationOut)))]
pub async fn read_conversation(app: App, party: Party, command: Command) -> Result<Reply> {
    let house = House::of(&app);
    let Party { row, side, user } = party;
    command
        .run(&app, &user, move |tx, input: &ReadUpToIn| {
            if input.up_to < 0 {
                return Err(Error::invalid("/up_to", "out_of_range", "Must not be less than 0."));
            }
            let row = store::find(tx.conn, row.id.0)?;
            if store::mark_read(tx, &row, side, input.up_to)? {
                let up_to = input.up_to.min(row.last_position);
                if up_to == row.last_position {
                    jobs::forget(tx, row.id.0, row.person(side))?;
                }
                news::read(tx, &row, side, up_to)?;
            }
            Reply::ok(&list::one(tx.conn, row.id.0, side, house)?)
        })
        .await
}

/// Let the other side see that one is typing. It is not kept.
#[utoipa::path(post, path = "/conversations/{id}/typing", tag = "messages", params(("id" = ConversationId, Path)), request_body = Nothing,
    responses((status = 204), (status = 409, description = "`not_possible`, `unreachable`, `messages_not_accepted`, `no_ad_request`")))]
pub async fn type_message(app: App, party: Party, mut command: Command) -> Result<Reply> {
    let house = House::of(&app);
    let Party { row, side, user } = party;
    app.limits.check(Rule::Write, &user.id().to_string()).await?;
    command.read::<Nothing>()?;
    let (conversation_id, other) = (row.id.0, row.person(side.other()));
    app.db.read(move |conn| Ok::<_, Error>(may_write_in(conn, &row, side, house)??)).await?;
    app.events.whisper(other, &Event::Typing { conversation_id, user_id: user.id() });
    Ok(Reply::nothing())
}
