//! Who takes part in a conversation. Without a part in it there is none: 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::Permission;
use domain::ids::OfConversation;
use domain::words::Side;

use super::{ConversationRow, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::PathId;

/// Somebody on one side of the conversation that the path names.
#[derive(Clone, Debug)]
pub struct Party {
    /// Which conversation, as it was when the request came.
    pub row: ConversationRow,
    /// On which side.
    pub side: Side,
    /// Who.
    pub user: User,
}

/// Somebody who may have conversations at all.
pub struct Talker(pub User);

impl FromRequestParts<App> for Party {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::<OfConversation>::from_request_parts(parts, app).await?;
        let row = app.db.read(move |conn| store::find(conn, id)).await?;
        let side = row.side_of(user.id()).ok_or(Error::NotFound)?;
        Ok(Self { row, side, user })
    }
}

impl FromRequestParts<App> for Talker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        user.may(Permission::Work)?;
        Ok(Self(user))
    }
}
