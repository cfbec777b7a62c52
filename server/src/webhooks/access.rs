//! Addresses and what they are told are their owner's alone; to others they are not there.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::ids::{WebhookDeliveryId, WebhookEndpointId};

use super::{DeliveryRow, EndpointRow, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};

/// An address of the caller's.
pub struct OwnEndpoint {
    /// The caller.
    pub user: User,
    /// The address.
    pub row: EndpointRow,
}

/// Something that an address of the caller's is told.
pub struct OwnDelivery {
    /// The caller.
    pub user: User,
    /// The address.
    pub endpoint: EndpointRow,
    /// What it is told.
    pub row: DeliveryRow,
}

impl FromRequestParts<App> for OwnEndpoint {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let ids = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
        let id = ids.0.first().and_then(|(_, id)| id.parse::<WebhookEndpointId>().ok()).ok_or(Error::NotFound)?;
        let row = app.db.read(move |conn| store::find(conn, user.id(), id)).await?;
        Ok(Self { user, row })
    }
}

impl FromRequestParts<App> for OwnDelivery {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let OwnEndpoint { user, row: endpoint } = OwnEndpoint::from_request_parts(parts, app).await?;
        let ids = Path::<(String, String)>::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
        let id = ids.0.1.parse::<WebhookDeliveryId>().map_err(|_| Error::NotFound)?;
        let of = endpoint.id.0;
        let row = app.db.read(move |conn| store::delivery(conn, of, id)).await?;
        Ok(Self { user, endpoint, row })
    }
}
