//! Who may have an agreement as a document: its two sides and admins. To anybody else there is none: 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::Permission;
use domain::ids::{CollaborationId, OfCollaboration};

use super::store;
use crate::app::App;
use crate::auth::User;
use crate::collaborations::access::Party;
use crate::error::{Error, Result};
use crate::http::PathId;

/// Somebody who may read the agreement of the collaboration that the path names.
pub struct Reader {
    /// Whose.
    pub id: CollaborationId,
    /// Who.
    pub user: User,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        if user.may(Permission::Administer).is_err() {
            let Party { id, .. } = Party::from_request_parts(parts, app).await?;
            return Ok(Self { id, user });
        }
        let PathId(id) = PathId::<OfCollaboration>::from_request_parts(parts, app).await?;
        app.db.read(move |conn| store::of(conn, id)).await?;
        Ok(Self { id, user })
    }
}
