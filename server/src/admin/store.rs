//! The queries of the people's list.

use db::{Conn, MultiBackend};
use diesel::prelude::*;
use domain::account;
use domain::ids::UserId;
use domain::text::folded;

use super::users::UsersQuery;
use super::{AdminUserOut, summary};
use crate::accounts::{self, UserOut, UserRow};
use crate::error::{Error, Result};
use crate::people::People;
use crate::schema::users;

diesel::define_sql_function! {
    /// The text in lower case; SQLite knows only that of ASCII.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// One page of those who match, the newest first.
pub fn list(conn: &mut Conn, query: &UsersQuery, after: Option<UserId>, limit: i64) -> Result<Vec<UserRow>> {
    let mut rows = matching(query);
    if let Some(after) = after {
        rows = rows.filter(users::id.lt(after.to_string()));
    }
    Ok(rows.select(UserRow::as_select()).order(users::id.desc()).limit(limit).load(conn)?)
}

/// How many match.
pub fn count(conn: &mut Conn, query: &UsersQuery) -> Result<i64> {
    Ok(matching(query).count().get_result(conn)?)
}

fn matching(query: &UsersQuery) -> users::BoxedQuery<'_, MultiBackend> {
    let mut rows = users::table.into_boxed();
    if let Some(status) = query.status {
        rows = rows.filter(users::status.eq(status.to_string()));
    }
    if let Some(role) = query.role {
        rows = rows.filter(users::role.eq(role.to_string()));
    }
    match query.flagged {
        Some(true) => rows = rows.filter(users::flagged_at.is_not_null()),
        Some(false) => rows = rows.filter(users::flagged_at.is_null()),
        None => {}
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let (part, exact) = (containing(&folded(text)), containing(text));
        let by_name = users::username_key.like(part.clone()).escape('\\');
        let by_address = users::email_key.like(part.clone()).escape('\\');
        let shown = lower(users::display_name).like(part).escape('\\');
        rows = rows.filter(by_name.or(by_address).or(shown).or(users::display_name.like(exact).escape('\\')));
    }
    rows
}

/// A pattern for texts with that part in them.
pub fn containing(part: &str) -> String {
    let literal = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{}%", literal.replace('\0', ""))
}

/// The rows as admins see them.
pub fn described(conn: &mut Conn, rows: Vec<UserRow>, required: bool) -> Result<Vec<AdminUserOut>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let mut summaries = summary::of(conn, &ids)?;
    let mut people = People::load(conn, rows.iter().map(|row| row.id.0))?;
    let described = |row: UserRow| {
        let actions = account::admin_actions(&row.standing(required), row.approved_at.is_some());
        let summary = summaries.remove(&row.id.0.to_string()).unwrap_or_default();
        let person = people.take(row.id.0)?;
        Some(AdminUserOut { user: UserOut { actions, ..person.into() }, summary })
    };
    let mut all: Vec<AdminUserOut> = rows.into_iter().filter_map(described).collect();
    UserOut::explain(conn, all.iter_mut().map(|one| &mut one.user))?;
    Ok(all)
}

/// One person as admins see them, or 404.
pub fn one(conn: &mut Conn, id: UserId, required: bool) -> Result<AdminUserOut> {
    let row = accounts::store::find(conn, id)?;
    described(conn, vec![row], required)?.pop().ok_or(Error::NotFound)
}
