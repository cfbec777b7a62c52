//! One's own sessions: seeing and ending them.

use domain::clock::Timestamp;
use domain::ids::{OfSession, SessionId};
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::app::App;
use crate::auth::User;
use crate::error::Result;
use crate::http::{Page, PathId, Reply};

/// Where somebody is logged in.
#[derive(Serialize, ToSchema)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last refreshed.
    #[schema(value_type = String, format = DateTime)]
    pub last_used_at: Timestamp,
}

/// List one's open sessions, the latest first.
#[utoipa::path(get, path = "/auth/sessions", tag = "auth", responses((status = 200, body = Page<OpenSession>)))]
pub async fn list_sessions(app: App, user: User) -> Result<Reply> {
    let now = app.clock.now();
    let rows = app.db.read(move |conn| store::list_sessions(conn, user.id(), now)).await?;
    let items = rows
        .into_iter()
        .map(|row| OpenSession {
            id: row.id.0,
            user_agent: row.user_agent,
            current: Some(row.id.0) == user.session,
            created_at: Timestamp(row.created_at),
            last_used_at: Timestamp(row.last_used_at),
        })
        .collect();
    Reply::ok(&Page { items, next_cursor: None, total: None })
}

/// End one of one's sessions.
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)), responses((status = 204)))]
pub async fn delete_session(app: App, user: User, PathId(id): PathId<OfSession>) -> Result<Reply> {
    app.db.write(move |tx| store::end_session(tx, user.id(), id).map(|()| Reply::nothing())).await
}

/// End all of one's sessions but the one that asks.
#[utoipa::path(delete, path = "/auth/sessions", tag = "auth", responses((status = 204)))]
pub async fn delete_sessions(app: App, user: User) -> Result<Reply> {
    app.db.write(move |tx| store::end_sessions(tx, user.id(), user.session).map(|()| Reply::nothing())).await
}
