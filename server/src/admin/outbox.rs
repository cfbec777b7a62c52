//! The outbox: where mail is written to a folder instead of being sent, admins read it here.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Timestamp;
use domain::ids::{MailId, OfMail};
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{Paging, PathId, Query, Reply};

/// How many of the newest mails a search looks at.
const SEARCHED: usize = 5_000;

/// Which mails.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    /// Part of the subject or of the recipient's name or address; only the newest 5,000 mails are looked at.
    q: Option<String>,
    /// How many at most, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A mail, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutboxItem {
    /// Its id.
    pub id: MailId,
    /// Whom it went to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A page of mails, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxPage {
    /// The mails.
    pub items: Vec<OutboxItem>,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
    /// Whether mail is kept at all: not where it is sent by SMTP.
    pub enabled: bool,
}

/// A mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxMail {
    /// What the list shows of it.
    #[serde(flatten)]
    pub head: OutboxItem,
    /// The page, with its pictures in `data:` URLs. To be shown in a sandbox.
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// The files that go with it.
    pub attachments: Vec<OutboxAttachment>,
}

/// A file that goes with a mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxAttachment {
    /// What it is called.
    pub name: String,
    /// Its size in bytes.
    pub size: usize,
    /// Its media type.
    pub content_type: String,
}

/// Mails that would have been sent.
#[utoipa::path(get, path = "/admin/outbox", tag = "admin", params(OutboxQuery), responses((status = 200, body = OutboxPage)))]
pub async fn list_outbox(app: App, _: Admin, Query(query): Query<OutboxQuery>) -> Result<Reply> {
    let folder = app.mailer.folder().map(Path::to_owned);
    let page = tokio::task::spawn_blocking(move || page(folder.as_deref(), &query)).await;
    Reply::ok(&page.map_err(Error::internal)??)
}

/// One mail.
#[utoipa::path(get, path = "/admin/outbox/{id}", tag = "admin", params(("id" = MailId, Path)), responses((status = 200, body = OutboxMail)))]
pub async fn get_outbox_mail(app: App, _: Admin, PathId(id): PathId<OfMail>) -> Result<Reply> {
    let folder = app.mailer.folder().ok_or(Error::NotFound)?;
    let bytes = tokio::fs::read(file(folder, id)).await.map_err(|_| Error::NotFound)?;
    let message = MessageParser::default().parse(&bytes).ok_or(Error::NotFound)?;
    Reply::ok(&OutboxMail::of(id, &message))
}

fn file(folder: &Path, id: MailId) -> PathBuf {
    folder.join(format!("{id}.eml"))
}

fn page(folder: Option<&Path>, query: &OutboxQuery) -> Result<OutboxPage> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let Some(folder) = folder else {
        return Ok(OutboxPage { items: Vec::new(), next_cursor: None, enabled: false });
    };
    let before: Option<MailId> = paging.after()?;
    let mut ids = ids(folder)?;
    // Ids begin with their time.
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let wanted = query.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let fits = |item: &OutboxItem| format!("{} {}", item.to, item.subject).to_lowercase().contains(&wanted);
    let searched = if wanted.is_empty() { usize::MAX } else { SEARCHED };
    let items = ids
        .into_iter()
        .take(searched)
        .filter(|id| before.is_none_or(|before| *id < before))
        .filter_map(|id| head(folder, id))
        .filter(fits)
        .take(usize::try_from(paging.fetch()).unwrap_or(usize::MAX))
        .collect();
    let page = paging.page(items, |item| item.id);
    Ok(OutboxPage { items: page.items, next_cursor: page.next_cursor, enabled: true })
}

fn ids(folder: &Path) -> Result<Vec<MailId>> {
    let entries = std::fs::read_dir(folder).map_err(Error::internal)?;
    let id = |path: PathBuf| {
        let is_mail = path.extension() == Some(OsStr::new("eml"));
        path.file_stem().filter(|_| is_mail)?.to_str()?.parse().ok()
    };
    Ok(entries.filter_map(|entry| id(entry.ok()?.path())).collect())
}

/// What a list shows of a mail; nothing when it has just been removed.
fn head(folder: &Path, id: MailId) -> Option<OutboxItem> {
    let bytes = std::fs::read(file(folder, id)).ok()?;
    MessageParser::new().with_minimal_headers().parse_headers(&bytes).map(|message| OutboxItem::of(id, &message))
}

impl OutboxItem {
    fn of(id: MailId, message: &Message) -> Self {
        let to = message.to().and_then(|to| to.first());
        let address = to.and_then(|to| to.address()).unwrap_or_default();
        let to = to.and_then(|to| to.name()).map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>"));
        let at = message.date().map_or(0, |date| date.to_timestamp() * 1000);
        Self { id, to, subject: message.subject().unwrap_or_default().to_owned(), created_at: Timestamp(at) }
    }
}

impl OutboxMail {
    fn of(id: MailId, message: &Message) -> Self {
        let mut html = message.body_html(0).unwrap_or_default().into_owned();
        let mut attachments = Vec::new();
        for part in message.attachments() {
            let kind = part.content_type();
            let kind = kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
            let content_type = kind.unwrap_or_default();
            if let Some(name) = part.content_id() {
                let picture = format!("data:{content_type};base64,{}", STANDARD.encode(part.contents()));
                html = html.replace(&format!("cid:{name}"), &picture);
            } else {
                let name = part.attachment_name().unwrap_or_default().to_owned();
                attachments.push(OutboxAttachment { name, size: part.contents().len(), content_type });
            }
        }
        let text = message.body_text(0).unwrap_or_default().into_owned();
        Self { head: OutboxItem::of(id, message), html, text, attachments }
    }
}
