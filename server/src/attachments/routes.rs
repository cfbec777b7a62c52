//! Uploading, taking back, and the address that a browser opens.

use domain::clock::Timestamp;
use domain::ids::AttachmentId;
use serde::Serialize;
use utoipa::ToSchema;

use super::access::{OwnAttachment, SeenAttachment, Uploader};
use super::{AttachmentOut, file_of, jobs, store, upload};
use crate::app::App;
use crate::auth::tokens;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, NamedUpload, Reply, UploadIn};
use crate::limits::Rule;

/// For how long a ticket is good, in milliseconds.
const TICKET_MS: i64 = 60_000;

/// An address that a browser can fetch an attachment at, once.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentTicketOut {
    /// The address, without the instance's own.
    pub url: String,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// Upload a file, PNG, JPEG, WebP or PDF, to be attached within a day. Pictures are drawn anew, without what cameras write into
/// them.
#[utoipa::path(post, path = "/attachments", tag = "attachments", request_body(content = UploadIn, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentOut), (status = 409, description = "`too_many_unattached`")))]
pub async fn create_attachment(app: App, Uploader(user): Uploader, sent: NamedUpload) -> Result<Reply> {
    let me = user.id();
    app.limits.check(Rule::Upload, &me.to_string()).await?;
    let once = sent.once(&app, &me.to_string())?;
    let made = upload::made(&app, &sent.name, sent.content).await?;
    let (name, media_type) = (made.name.clone(), made.media_type);
    let size = i64::try_from(made.content.len()).unwrap_or(i64::MAX);
    // The row first, then the file, then that it is whole: what is cut off in between is swept away after a day.
    let id = app.db.write(move |tx| store::reserve(tx, me, &name, media_type, size)).await?;
    app.files.put(&file_of(id, media_type), made.content).await?;
    once.write(&app, move |tx| {
        let row = store::stored(tx, id)?;
        Reply::created(format!("/api/v1/attachments/{id}"), &AttachmentOut::from(&row))
    })
    .await
}

/// Take back a file that nothing has taken yet.
#[utoipa::path(delete, path = "/attachments/{id}", tag = "attachments", params(("id" = AttachmentId, Path)),
    responses((status = 204), (status = 409, description = "`attached`")))]
pub async fn delete_attachment(app: App, OwnAttachment(row): OwnAttachment) -> Result<Reply> {
    if jobs::remove(&app, &row).await? {
        Ok(Reply::nothing())
    } else {
        Err(Error::conflict("attached", "It belongs to something that was handed in, and stays."))
    }
}

/// Get an address at which a browser can fetch the file: good for one use within a minute.
#[utoipa::path(post, path = "/attachments/{id}/ticket", tag = "attachments", params(("id" = AttachmentId, Path)), request_body = Nothing,
    responses((status = 200, body = AttachmentTicketOut)))]
pub async fn create_attachment_ticket(app: App, seen: SeenAttachment, command: Command) -> Result<Reply> {
    let SeenAttachment { user, row } = seen;
    let secret = tokens::secret();
    command
        .run(&app, &user, move |tx, _: &Nothing| {
            let expires_at = tx.now.plus_ms(TICKET_MS);
            store::add_ticket(tx, row.id.0, &tokens::hash(&secret), expires_at)?;
            let url = format!("/api/v1/attachments/{}?ticket={secret}", row.id.0);
            Reply::ok(&AttachmentTicketOut { url, expires_at })
        })
        .await
}
