//! Fetching the file: by those who may have it, or by whoever holds a ticket of theirs.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::ids::{AttachmentId, OfAttachment};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{AttachmentRow, MediaType, access, store};
use crate::app::App;
use crate::auth::{Viewer, tokens};
use crate::error::{Error, Result};
use crate::http::{PathId, Query};

/// What lets a browser in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentQuery {
    /// A ticket, in place of an access token.
    ticket: Option<String>,
}

/// Fetch the file. A PDF is always saved, never shown in the place of a page.
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = AttachmentId, Path), AttachmentQuery), security((), ("bearer" = [])),
    responses((status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"))),
        (status = 401, description = "Nobody is logged in, or the ticket was used or has run out.")))]
pub async fn get_attachment(
    app: App,
    viewer: Viewer,
    PathId(id): PathId<OfAttachment>,
    Query(query): Query<AttachmentQuery>,
) -> Result<Response> {
    let row = match (viewer.0, query.ticket) {
        (Some(user), _) => app.db.read(move |conn| access::seen(conn, &user, id)).await?,
        (None, Some(ticket)) => app.db.write(move |tx| store::redeem(tx, id, &tokens::hash(&ticket))).await?,
        (None, None) => return Err(Error::Unauthenticated("not_logged_in", "Log in first.")),
    };
    let file = app.files.stream(&row.file()).await?;
    let headers = [
        (header::CONTENT_TYPE, row.media_type.0.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&row)),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, Body::from_stream(file.content)).into_response())
}

/// RFC 6266: a plain name for old readers, the whole one for others.
fn disposition(row: &AttachmentRow) -> String {
    let how = if row.media_type.0 == MediaType::Pdf { "attachment" } else { "inline" };
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let plain: String = row.name.chars().map(|c| if c.is_ascii() && safe(c as u8) { c } else { '_' }).collect();
    let encoded: String = row
        .name
        .bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}
