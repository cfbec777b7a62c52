//! What somebody was told, in their language.

use db::Conn;
use domain::clock::Timestamp;
use domain::ids::{NotificationId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::NotificationRow;
use super::{Group, Notice, store};
use crate::accounts;
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::http::{Command, Paging, Query, Reply};
use crate::locale::Locale;
use crate::mail::Words;

/// How many can be marked as read at once.
const AT_ONCE: usize = 100;

/// Which notifications.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only those that were not read.
    #[serde(default)]
    unread: bool,
    /// How many at most, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Something that its reader was told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationOut {
    /// Its id.
    pub id: NotificationId,
    /// What happened, such as `invitation_received`; there will be more of them.
    pub kind: String,
    /// What it is about.
    pub group: Group,
    /// What happened in a few words, in the reader's language.
    pub title: String,
    /// What happened in a sentence or two, in the reader's language.
    pub text: String,
    /// Where it leads to: a path of the web app.
    pub link: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was read, if it was.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<Timestamp>,
}

/// A page of notifications, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPage {
    /// The notifications.
    pub items: Vec<NotificationOut>,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
    /// How many are unread in all.
    pub unread: i64,
}

/// Which were read: some, or all.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"all": true}))]
pub struct ReadIn {
    /// Up to 100 of them. What is not one's own is left alone.
    #[serde(default)]
    pub ids: Vec<NotificationId>,
    /// All of them, instead.
    #[serde(default)]
    pub all: bool,
}

/// How much is still to be read.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct UnreadOut {
    /// How many are unread in all.
    pub unread: i64,
}

/// What one was told.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(NotificationQuery), responses((status = 200, body = NotificationPage)))]
pub async fn list_notifications(app: App, user: User, Query(query): Query<NotificationQuery>) -> Result<Reply> {
    let instance = app.config.instance.name.clone();
    let page = app.db.read(move |conn| page(conn, user.id(), &query, &instance)).await?;
    Reply::ok(&page)
}

/// Those of somebody's notifications that this version knows, and how many are unread in all.
pub fn some(
    conn: &mut Conn,
    user: UserId,
    ids: &[NotificationId],
    instance: &str,
) -> Result<(Vec<NotificationOut>, i64)> {
    let reader = accounts::store::find(conn, user)?;
    let locale = Locale::of(&reader.locale).unwrap_or_default();
    let told = |row| NotificationOut::of(row, locale, &reader.display_name, instance);
    let found = store::some(conn, user, ids)?.into_iter().filter_map(told).collect::<Result<_>>()?;
    Ok((found, store::unread(conn, user)?))
}

fn page(conn: &mut Conn, user: UserId, query: &NotificationQuery, instance: &str) -> Result<NotificationPage> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let rows = store::list(conn, user, query.unread, paging.after()?, paging.fetch())?;
    let page = paging.page(rows, |row| row.id.0);
    let reader = accounts::store::find(conn, user)?;
    let locale = Locale::of(&reader.locale).unwrap_or_default();
    let told = |row| NotificationOut::of(row, locale, &reader.display_name, instance);
    Ok(NotificationPage {
        items: page.items.into_iter().filter_map(told).collect::<Result<_>>()?,
        next_cursor: page.next_cursor,
        unread: store::unread(conn, user)?,
    })
}

impl NotificationOut {
    /// In that language; `None` when this version does not know what it tells.
    fn of(row: NotificationRow, locale: Locale, name: &str, instance: &str) -> Option<Result<Self>> {
        let notice: Notice = serde_json::from_value(row.notice.0).ok()?;
        Some(Words::of(&notice, locale, name, instance).and_then(|words| {
            Ok(Self {
                id: row.id.0,
                kind: words.kind().to_owned(),
                group: notice.group(),
                title: words.say("subject")?,
                text: words.say("text")?,
                link: words.link().unwrap_or("/app").to_owned(),
                created_at: Timestamp(row.created_at),
                read_at: row.read_at.map(Timestamp),
            })
        }))
    }
}

/// Mark notifications as read.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", request_body = ReadIn, responses((status = 200, body = UnreadOut)))]
pub async fn read_notifications(app: App, user: User, command: Command) -> Result<Reply> {
    command
        .run(&app, &user, move |tx, input: &ReadIn| {
            let ids = input.checked()?;
            store::mark_read(tx, user.id(), ids)?;
            let unread = store::unread(tx.conn, user.id())?;
            events::publish(tx, user.id(), &Event::NotificationsRead { unread })?;
            Reply::ok(&UnreadOut { unread })
        })
        .await
}

impl ReadIn {
    fn checked(&self) -> Result<Option<&[NotificationId]>> {
        match (self.all, self.ids.len()) {
            (true, 0) => Ok(None),
            (true, _) => Err(Error::invalid("/ids", "not_both", "Name some or all, not both.")),
            (false, 0) => Err(Error::invalid("/ids", "required", "Name some, or `all`.")),
            (false, n) if n > AT_ONCE => Err(Error::invalid("/ids", "too_many", "Must be at most 100.")),
            (false, _) => Ok(Some(&self.ids)),
        }
    }
}
