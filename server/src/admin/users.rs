//! Who is here: the list of people, with a search, and one of them.

use domain::ids::{Person, UserId};
use domain::words::{AccountStatus, Role};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{AdminUserOut, store};
use crate::app::App;
use crate::auth::Admin;
use crate::error::Result;
use crate::http::{Page, Paging, PathId, Query, Reply};

/// Which people.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UsersQuery {
    /// Only in this state.
    pub status: Option<AccountStatus>,
    /// Only of this role.
    pub role: Option<Role>,
    /// Only flagged ones, or only others.
    pub flagged: Option<bool>,
    /// Part of a user name, display name or e-mail address.
    pub q: Option<String>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all who match.
    pub count: Option<bool>,
}

/// List people, the newest first.
#[utoipa::path(get, path = "/admin/users", tag = "admin", params(UsersQuery), responses((status = 200, body = Page<AdminUserOut>)))]
pub async fn list_users(app: App, _: Admin, Query(query): Query<UsersQuery>) -> Result<Reply> {
    let required = app.config.verifies_email();
    app.db
        .read(move |conn| {
            let paging = Paging::new(query.limit, query.cursor.as_deref())?;
            let rows = store::list(conn, &query, paging.after()?, paging.fetch())?;
            let page = paging.page(rows, |row| row.id.0);
            let total = if query.count == Some(true) { Some(store::count(conn, &query)?) } else { None };
            let items = store::described(conn, page.items, required)?;
            Reply::ok(&Page { items, next_cursor: page.next_cursor, total })
        })
        .await
}

/// One person.
#[utoipa::path(get, path = "/admin/users/{id}", tag = "admin", params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut)))]
pub async fn get_user(app: App, _: Admin, PathId(id): PathId<Person>) -> Result<Reply> {
    let required = app.config.verifies_email();
    let out = app.db.read(move |conn| store::one(conn, id, required)).await?;
    Ok(Reply::ok(&out)?.version(out.user.version))
}
