//! Asking for exports and seeing how far they are.

use domain::access::Denied;
use domain::clock::Timestamp;
use domain::ids::ExportId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::access::OwnExport;
use super::{ExportKind, ExportOut, store};
use crate::app::App;
use crate::auth::{User, tokens};
use crate::error::Result;
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, Query, Reply};
use crate::limits::Rule;

/// For how long a ticket is good, in milliseconds.
const TICKET_MS: i64 = 60_000;

/// What is to be exported.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "ad_requests"}))]
pub struct ExportIn {
    /// Sponsors and admins: `campaigns`, `ad_requests`, `collaborations`; influencers: `ad_requests`, `collaborations`,
    /// `earnings`. Admins get those of everybody, others their own.
    pub kind: ExportKind,
}

/// Which page of one's exports.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportsQuery {
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An address that a browser can fetch the file at, once.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketOut {
    /// The address, without the instance's own.
    pub url: String,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// Export something as CSV. While one of that kind is under way, it is answered instead of a new one.
#[utoipa::path(post, path = "/exports", tag = "exports", request_body = ExportIn, responses((status = 202, body = ExportOut)))]
pub async fn create_export(app: App, user: User, command: Command) -> Result<Reply> {
    app.limits.check(Rule::Export, &user.id().to_string()).await?;
    command
        .run(&app, &user, move |tx, input: &ExportIn| {
            if !input.kind.is_for(user.standing.role) {
                return Err(Denied::WrongRole.into());
            }
            let row = store::begin(tx, user.id(), input.kind)?;
            let location = format!("/api/v1/exports/{}", row.id.0);
            Ok(Reply::created(location, &ExportOut::of(&row, tx.now))?.accepted())
        })
        .await
}

/// List one's exports, the latest first.
#[utoipa::path(get, path = "/exports", tag = "exports", params(ExportsQuery), responses((status = 200, body = Page<ExportOut>)))]
pub async fn list_exports(app: App, user: User, Query(query): Query<ExportsQuery>) -> Result<Reply> {
    let now = app.clock.now();
    let list = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let rows = store::list(conn, user.id(), paging.after()?, paging.fetch())?;
        Ok::<_, crate::Error>(paging.page(rows, |row| row.id.0).map(|row| ExportOut::of(&row, now)))
    });
    Reply::ok(&list.await?)
}

/// See how far an export is.
#[utoipa::path(get, path = "/exports/{id}", tag = "exports", params(("id" = ExportId, Path)), responses((status = 200, body = ExportOut)))]
pub async fn get_export(app: App, export: OwnExport) -> Result<Reply> {
    Reply::ok(&ExportOut::of(&export.row, app.clock.now()))
}

/// Get an address at which a browser can fetch the file: good for one use within a minute.
#[utoipa::path(post, path = "/exports/{id}/ticket", tag = "exports", params(("id" = ExportId, Path)), request_body = Nothing,
    responses((status = 200, body = TicketOut), (status = 409, description = "`export_not_ready`, `export_expired`, `export_failed`")))]
pub async fn create_export_ticket(app: App, export: OwnExport, command: Command) -> Result<Reply> {
    let OwnExport { user, row } = export;
    let secret = tokens::secret();
    command
        .run(&app, &user, move |tx, _: &Nothing| {
            row.file(tx.now)?;
            let expires_at = tx.now.plus_ms(TICKET_MS);
            store::add_ticket(tx, row.id.0, &tokens::hash(&secret), expires_at)?;
            Reply::ok(&TicketOut { url: format!("/api/v1/exports/{}/file?ticket={secret}", row.id.0), expires_at })
        })
        .await
}
