//! Blocking and unblocking people, and whom one blocked.

use domain::clock::Timestamp;
use domain::ids::{Person, UserId};
use domain::words::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store;
use crate::accounts;
use crate::ad_requests::lifecycle;
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, PathId, Query, Reply};

/// Somebody whom one blocked.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockOut {
    /// Who.
    pub user: BlockedUser,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A blocked person, in a few words.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockedUser {
    /// The user id.
    pub id: UserId,
    /// What they are here for.
    pub role: Role,
    /// The unique name.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// Their avatar or logo.
    pub avatar_url: Option<String>,
}

/// Which page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BlocksQuery {
    /// How many, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// Where the page begins.
    cursor: Option<String>,
}

/// Block somebody: no new ad requests and no messages between the two, and open ad requests end. What is agreed goes on.
#[utoipa::path(post, path = "/blocks/{user_id}", tag = "safety", params(("user_id" = UserId, Path)), request_body = Nothing,
    responses((status = 204), (status = 409, description = "`not_possible`: oneself and admins can't be blocked")))]
pub async fn create_block(app: App, user: User, PathId(other): PathId<Person>, command: Command) -> Result<Reply> {
    let me = user.id();
    let known = app.db.read(move |conn| accounts::store::find(conn, other)).await?;
    command
        .run(&app, &user, move |tx, _: &Nothing| {
            if other == me || known.role.0 == Role::Admin {
                return Err(Error::conflict("not_possible", "This person can't be blocked."));
            }
            if store::insert(tx, me, other)? {
                lifecycle::close_between(tx, me, other)?;
            }
            Ok(Reply::nothing())
        })
        .await
}

/// Unblock somebody.
#[utoipa::path(delete, path = "/blocks/{user_id}", tag = "safety", params(("user_id" = UserId, Path)), responses((status = 204)))]
pub async fn delete_block(app: App, user: User, PathId(other): PathId<Person>) -> Result<Reply> {
    app.db.write(move |tx| store::delete(tx, user.id(), other).map(|()| Reply::nothing())).await
}

/// List whom one blocked, the latest first.
#[utoipa::path(get, path = "/blocks", tag = "safety", params(BlocksQuery), responses((status = 200, body = Page<BlockOut>)))]
pub async fn list_blocks(app: App, user: User, Query(query): Query<BlocksQuery>) -> Result<Reply> {
    let page = app
        .db
        .read(move |conn| {
            let paging = Paging::new(query.limit, query.cursor.as_deref())?;
            let rows = store::list(conn, user.id(), paging.after()?, paging.fetch())?;
            Ok::<_, Error>(paging.page(rows, |(who, .., at)| (*at, who.id.0.to_string())))
        })
        .await?;
    Reply::ok(&page.map(|(who, avatar, logo, at)| BlockOut {
        user: BlockedUser {
            id: who.id.0,
            role: who.role.0,
            username: who.username,
            display_name: who.display_name,
            avatar_url: avatar.or(logo),
        },
        created_at: Timestamp(at),
    }))
}
