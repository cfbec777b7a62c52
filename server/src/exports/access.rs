//! Exports are their owner's alone.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::OfExport;

use super::{ExportRow, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::PathId;

/// An export of the caller's; anybody else's is not there.
pub struct OwnExport {
    /// The caller.
    pub user: User,
    /// The export.
    pub row: ExportRow,
}

impl FromRequestParts<App> for OwnExport {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::<OfExport>::from_request_parts(parts, app).await?;
        let row = app.db.read(move |conn| store::find(conn, user.id(), id)).await?;
        Ok(Self { user, row })
    }
}
