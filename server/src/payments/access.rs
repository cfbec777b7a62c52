//! Payments are their owner's alone.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::Permission;
use domain::ids::OfPayment;
use domain::payment::PaymentKind;

use super::{PaymentRow, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::PathId;

/// A payment of the caller's; anybody else's is not there.
pub struct OwnPayment {
    /// The caller.
    pub user: User,
    /// The payment.
    pub row: PaymentRow,
}

/// The same of one that comes in, by somebody who may pay in.
pub struct OwnDeposit(pub OwnPayment);

impl FromRequestParts<App> for OwnPayment {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::<OfPayment>::from_request_parts(parts, app).await?;
        let row = app.db.read(move |conn| store::find(conn, user.id(), id)).await?;
        Ok(Self { user, row })
    }
}

impl FromRequestParts<App> for OwnDeposit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let own = OwnPayment::from_request_parts(parts, app).await?;
        if own.row.kind.0 != PaymentKind::Deposit {
            return Err(Error::NotFound);
        }
        own.user.may(Permission::PayIn)?;
        Ok(Self(own))
    }
}
