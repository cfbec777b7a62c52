//! Reading one's invoices.

use axum::response::{IntoResponse, Response};
use domain::ids::InvoiceId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::access::OwnInvoice;
use super::out::InvoiceOut;
use super::{paper, store};
use crate::accounts;
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::{Form, Page, Paging, Query, Reply, form};
use crate::papers::{self, Said};

/// What somebody is on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InvoicePart)]
pub enum Part {
    /// Whoever is paid.
    Issuer,
    /// Whoever pays.
    Recipient,
}

/// Which of one's invoices.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InvoicesQuery {
    /// Those on which one is that; left out, all.
    pub part: Option<Part>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List the invoices that one issued or received, the latest first.
#[utoipa::path(get, path = "/invoices", tag = "money", params(InvoicesQuery), responses((status = 200, body = Page<InvoiceOut>)))]
pub async fn list_invoices(app: App, user: User, Query(query): Query<InvoicesQuery>) -> Result<Reply> {
    let list = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let rows = store::list(conn, user.id(), query.part, paging.after::<InvoiceId>()?, paging.fetch())?;
        Ok::<_, Error>(paging.page(rows, |row| row.id.0).map(|row| InvoiceOut::of(row, user.id())))
    });
    Reply::ok(&list.await?)
}

/// See an invoice: as JSON, or as the document that `Accept` asks for, or that `.pdf` behind the id does.
#[utoipa::path(get, path = "/invoices/{id}", tag = "money",
    params(("id" = String, Path, description = "Its id, perhaps with `.json` or `.pdf` behind it")),
    responses((status = 200, content((InvoiceOut = "application/json"), (Vec<u8> = "application/pdf")))))]
pub async fn get_invoice(app: App, own: OwnInvoice) -> Result<Response> {
    let me = own.user.id();
    let answer = if own.form == Form::Pdf {
        let reader = app.db.read(move |conn| accounts::store::find(conn, me)).await?;
        let name = format!("invoice-{}-{}", own.row.at().day_in(&domain::clock::Zone::UTC), own.row.numbered());
        let said = Said::to(&reader);
        let paper = paper::of(&own.row, &said, &app.config.instance.name);
        papers::answer(&app, &name, &papers::of_money(&app, paper, &said)).await?
    } else {
        Reply::ok(&InvoiceOut::of(own.row, me))?.version(1).into_response()
    };
    Ok(form::varies(answer))
}
