//! Invoices are for those two who stand on them.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::InvoiceId;

use super::{InvoiceRow, store};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::{Form, PathName};

/// The forms that an invoice has.
const FORMS: [Form; 2] = [Form::Json, Form::Pdf];

/// An invoice that the caller issued or received, in the form that they ask for; anybody else's is not there.
pub struct OwnInvoice {
    /// The caller.
    pub user: User,
    /// The invoice.
    pub row: InvoiceRow,
    /// JSON or PDF.
    pub form: Form,
}

impl FromRequestParts<App> for OwnInvoice {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathName(name) = PathName::from_request_parts(parts, app).await?;
        let (id, form) = Form::asked(&name, &parts.headers, &FORMS).ok_or(Error::NotFound)?;
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let row = app.db.read(move |conn| store::find(conn, user.id(), id)).await?;
        Ok(Self { user, row, form })
    }
}
