//! Reading the audit log.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::EntryRow;
use crate::app::App;
use crate::auth::Admin;
use crate::error::Result;
use crate::http::{Page, Paging, Query, Reply};
use crate::schema::{audit_log, users};

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only of this action, such as `user.flag`.
    pub action: Option<String>,
    /// Only about things of this kind, such as `user`.
    pub subject_type: Option<String>,
    /// Only about this thing.
    pub subject_id: Option<String>,
    /// Only by this person.
    #[param(value_type = Option<String>)]
    pub actor: Option<UserId>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all entries that match.
    pub count: Option<bool>,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    pub id: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who did it; `null` when it was a rule of the house.
    pub actor: Option<Actor>,
    /// What was done, such as `user.flag`.
    pub action: String,
    /// The kind of thing that it was done to, such as `user`.
    pub subject_type: String,
    /// Which one.
    pub subject_id: String,
    /// What changed: `before`, `after`, `reason`, by the action.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Actor {
    /// The user's id.
    pub id: String,
    /// Their name.
    pub username: String,
}

/// List what was done, the latest first.
#[utoipa::path(get, path = "/admin/audit-log", tag = "admin", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>)))]
pub async fn list_audit_log(app: App, _: Admin, Query(query): Query<AuditQuery>) -> Result<Reply> {
    app.db.read(move |conn| Reply::ok(&page(conn, &query)?)).await
}

fn page(conn: &mut Conn, query: &AuditQuery) -> Result<Page<AuditEntry>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let mut rows = matching(query);
    if let Some(after) = paging.after::<String>()? {
        rows = rows.filter(audit_log::id.lt(after));
    }
    let rows = rows.select(EntryRow::as_select()).order(audit_log::id.desc()).limit(paging.fetch()).load(conn)?;
    let mut page = paging.page(rows, |row: &EntryRow| row.id.clone());
    if query.count == Some(true) {
        page.total = Some(matching(query).count().get_result(conn)?);
    }
    let actors = actors(conn, &page.items)?;
    Ok(page.map(|row| AuditEntry {
        at: row.at(),
        actor: row.actor_id.as_ref().and_then(|id| actors.get(id).cloned()),
        id: row.id,
        action: row.action,
        subject_type: row.subject_type,
        subject_id: row.subject_id,
        detail: row.detail.0,
    }))
}

fn matching(query: &AuditQuery) -> audit_log::BoxedQuery<'_, db::MultiBackend> {
    let mut rows = audit_log::table.into_boxed();
    if let Some(action) = &query.action {
        rows = rows.filter(audit_log::action.eq(action));
    }
    if let Some(kind) = &query.subject_type {
        rows = rows.filter(audit_log::subject_type.eq(kind));
    }
    if let Some(id) = &query.subject_id {
        rows = rows.filter(audit_log::subject_id.eq(id));
    }
    if let Some(actor) = query.actor {
        rows = rows.filter(audit_log::actor_id.eq(actor.to_string()));
    }
    rows
}

fn actors(conn: &mut Conn, rows: &[EntryRow]) -> Result<HashMap<String, Actor>> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.actor_id.clone()).collect();
    let names: Vec<(String, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::username)).load(conn)?;
    Ok(names.into_iter().map(|(id, username)| (id.clone(), Actor { id, username })).collect())
}
