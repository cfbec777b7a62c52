//! Reading the audit log.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::not;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use domain::text::folded;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::EntryRow;
use crate::admin::store::{containing, lower};
use crate::app::App;
use crate::auth::Admin;
use crate::error::Result;
use crate::http::{Page, Paging, Query, Reply};
use crate::schema::{audit_log, campaigns, collaborations, users};

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only of this action, such as `user.flag`, or of all those of one kind, such as `user`.
    pub action: Option<String>,
    /// Only about things of this kind, such as `user`.
    pub subject_type: Option<String>,
    /// Only about this thing.
    pub subject_id: Option<String>,
    /// Only by this person: their id.
    #[param(value_type = Option<String>)]
    pub actor: Option<UserId>,
    /// Only what the house did by itself (`true`), or only what people did (`false`).
    pub by_house: Option<bool>,
    /// From this instant on.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Timestamp>,
    /// Part of an action, of what it was done to, of what was said, or of the name of who did it.
    pub q: Option<String>,
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
    /// Its place in the chain, from 1.
    pub position: Option<i64>,
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
    /// What it is called now, where it has a name.
    pub subject_name: Option<String>,
    /// What changed: `before`, `after`, `reason`, by the action. Empty when it was erased.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// The address that it came from; `null` when it was a rule of the house.
    pub address: Option<String>,
    /// Whether what it said of a person was erased; the chain holds all the same.
    pub erased: bool,
    /// Its hash, which stands on all before it.
    pub hash: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Actor {
    /// The user's id.
    pub id: String,
    /// Their name.
    pub username: String,
    /// As what they did it.
    pub role: Option<String>,
}

/// List what was done, the latest first.
#[utoipa::path(get, path = "/admin/audit-log", tag = "admin", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>)))]
pub async fn list_audit_log(app: App, _: Admin, Query(query): Query<AuditQuery>) -> Result<Reply> {
    app.db.read(move |conn| Reply::ok(&page(conn, &query)?)).await
}

fn page(conn: &mut Conn, query: &AuditQuery) -> Result<Page<AuditEntry>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let rows = behind(conn, query, paging.after::<String>()?, paging.fetch())?;
    let Page { items, next_cursor, .. } = paging.page(rows, |row: &EntryRow| row.id.clone());
    let total = if query.count == Some(true) { Some(matching(query).count().get_result(conn)?) } else { None };
    Ok(Page { items: told(conn, items)?, next_cursor, total })
}

/// The next entries that match, the latest first.
pub(super) fn behind(conn: &mut Conn, query: &AuditQuery, after: Option<String>, limit: i64) -> Result<Vec<EntryRow>> {
    let mut rows = matching(query);
    if let Some(after) = after {
        rows = rows.filter(audit_log::id.lt(after));
    }
    Ok(rows.select(EntryRow::as_select()).order(audit_log::id.desc()).limit(limit).load(conn)?)
}

fn matching(query: &AuditQuery) -> audit_log::BoxedQuery<'_, db::MultiBackend> {
    let mut rows = audit_log::table.into_boxed();
    if let Some(action) = &query.action {
        let kind = containing(action).trim_start_matches('%').trim_end_matches('%').to_owned() + ".%";
        rows = rows.filter(audit_log::action.eq(action).or(audit_log::action.like(kind).escape('\\')));
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
    match query.by_house {
        Some(true) => rows = rows.filter(audit_log::actor_id.is_null()),
        Some(false) => rows = rows.filter(not(audit_log::actor_id.is_null())),
        None => {}
    }
    if let Some(from) = query.from {
        rows = rows.filter(audit_log::at.ge(from.0));
    }
    if let Some(to) = query.to {
        rows = rows.filter(audit_log::at.lt(to.0));
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let part = containing(&folded(text));
        let named = || users::table.filter(users::username_key.like(part.clone()).escape('\\'));
        let said = lower(audit_log::detail).like(part.clone()).escape('\\');
        let said = said.or(audit_log::detail.like(containing(text)).escape('\\'));
        let what =
            audit_log::action.like(part.clone()).escape('\\').or(audit_log::subject_id.like(part.clone()).escape('\\'));
        let who = audit_log::actor_id.eq_any(named().select(users::id.nullable()));
        let whom = audit_log::subject_id.eq_any(named().select(users::id));
        rows = rows.filter(said.or(what).or(whom).nullable().or(who));
    }
    rows
}

/// The entries with the names of people and things.
pub(super) fn told(conn: &mut Conn, rows: Vec<EntryRow>) -> Result<Vec<AuditEntry>> {
    let names = names(conn, &rows)?;
    let told = |row: EntryRow| AuditEntry {
        at: row.at(),
        actor: row.actor_id.map(|id| Actor {
            username: names.get(&id).cloned().unwrap_or_default(),
            role: row.actor_role,
            id,
        }),
        subject_name: names.get(&row.subject_id).cloned(),
        erased: row.position.is_some() && row.salt.is_none(),
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        id: row.id,
        position: row.position,
        action: row.action,
        subject_type: row.subject_type,
        subject_id: row.subject_id,
        address: row.address,
        hash: row.hash,
    };
    Ok(rows.into_iter().map(told).collect())
}

/// What the people, campaigns and collaborations in those entries are called now, by their ids.
fn names(conn: &mut Conn, rows: &[EntryRow]) -> Result<HashMap<String, String>> {
    let ids: Vec<&String> = rows.iter().flat_map(|row| row.actor_id.iter().chain([&row.subject_id])).collect();
    let people: Vec<(String, String)> =
        users::table.filter(users::id.eq_any(&ids)).select((users::id, users::username)).load(conn)?;
    let titles: Vec<(String, String)> =
        campaigns::table.filter(campaigns::id.eq_any(&ids)).select((campaigns::id, campaigns::title)).load(conn)?;
    let work: Vec<(String, String)> = collaborations::table
        .inner_join(campaigns::table.on(campaigns::id.eq(collaborations::campaign_id)))
        .filter(collaborations::id.eq_any(&ids))
        .select((collaborations::id, campaigns::title))
        .load(conn)?;
    Ok(people.into_iter().chain(titles).chain(work).collect())
}
