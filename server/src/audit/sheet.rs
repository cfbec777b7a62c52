//! The audit log as a CSV file, written while it is read, however long it is.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::list::{self, AuditEntry, AuditQuery};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::exports::sheet::{Sheet, instant, text};
use crate::http::Query;
use crate::limits::Rule;

/// How many entries are read at a time.
const BATCH: i64 = 1_000;

const TITLES: [&str; 12] = [
    "position",
    "at_utc",
    "actor",
    "actor_id",
    "role",
    "action",
    "subject_type",
    "subject_id",
    "subject",
    "detail",
    "address",
    "hash",
];

/// Fetch what was done as CSV, the latest first: all that matches, whatever the `limit`.
#[utoipa::path(get, path = "/admin/audit-log.csv", tag = "admin", params(AuditQuery), responses((status = 200, content((String = "text/csv")))))]
pub async fn export_audit_log(app: App, Admin(admin): Admin, Query(query): Query<AuditQuery>) -> Result<Response> {
    app.limits.check(Rule::Export, &admin.id().to_string()).await?;
    let beginning = Sheet::with_titles(&TITLES)?.finish()?.0;
    let rows = stream::try_unfold(Some(None::<String>), move |after| {
        let (app, query) = (app.clone(), query.clone());
        async move {
            let Some(after) = after else { return Ok::<_, Error>(None) };
            let (bytes, next) = app.db.read(move |conn| batch(conn, &query, after.clone())).await?;
            Ok(Some((Bytes::from(bytes), next.map(Some))))
        }
    });
    let first = stream::once(async move { Ok::<_, Error>(Bytes::from(beginning)) });
    let body = Body::from_stream(futures_util::StreamExt::chain(first, rows));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    Ok((headers, body).into_response())
}

/// The next entries as lines, and the key behind which there are more.
fn batch(conn: &mut db::Conn, query: &AuditQuery, after: Option<String>) -> Result<(Vec<u8>, Option<String>)> {
    let rows = list::behind(conn, query, after, BATCH)?;
    let is_last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
    let next = rows.last().map(|row| row.id.clone()).filter(|_| !is_last);
    let mut sheet = Sheet::new();
    for entry in list::told(conn, rows)? {
        sheet.row(line(&entry))?;
    }
    Ok((sheet.finish()?.0, next))
}

fn line(entry: &AuditEntry) -> [String; 12] {
    let actor = entry.actor.as_ref();
    [
        entry.position.map(|at| at.to_string()).unwrap_or_default(),
        instant(entry.at.0),
        text(actor.map_or("", |actor| &actor.username)),
        actor.map(|actor| actor.id.clone()).unwrap_or_default(),
        actor.and_then(|actor| actor.role.clone()).unwrap_or_default(),
        entry.action.clone(),
        entry.subject_type.clone(),
        text(&entry.subject_id),
        text(entry.subject_name.as_deref().unwrap_or_default()),
        text(&entry.detail.to_string()),
        entry.address.clone().unwrap_or_default(),
        entry.hash.clone().unwrap_or_default(),
    ]
}
