//! Fetching the file: by its owner, or by whoever holds a ticket of theirs.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::ids::{ExportId, OfExport};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use crate::app::App;
use crate::auth::{Viewer, tokens};
use crate::error::{Error, Result};
use crate::http::{PathId, Query};

/// What lets a browser in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// A ticket, in place of an access token.
    ticket: Option<String>,
}

/// Fetch the file: UTF-8 with a byte order mark, RFC 4180.
#[utoipa::path(get, path = "/exports/{id}/file", tag = "exports", params(("id" = ExportId, Path), FileQuery), security((), ("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, description = "Nobody is logged in, or the ticket was used or has run out."),
        (status = 409, description = "`export_not_ready`, `export_expired`, `export_failed`")))]
pub async fn get_export_file(
    app: App,
    viewer: Viewer,
    PathId(id): PathId<OfExport>,
    Query(query): Query<FileQuery>,
) -> Result<Response> {
    let row = match (viewer.0, query.ticket) {
        (Some(user), _) => app.db.read(move |conn| store::find(conn, user.id(), id)).await?,
        (None, Some(ticket)) => app.db.write(move |tx| store::redeem(tx, id, &tokens::hash(&ticket))).await?,
        (None, None) => return Err(Error::Unauthenticated("not_logged_in", "Log in first.")),
    };
    let file = app.files.stream(row.file(app.clock.now())?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", row.file_name())),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(file.content)).into_response())
}
