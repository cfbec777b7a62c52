//! Reading one's statements.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::statement::Statement;
use super::{paper, statement, table};
use crate::accounts;
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::{Form, PathName, Reply, form};
use crate::papers::{self, Said};
use crate::reports::Month;

const FORMS: [Form; 3] = [Form::Json, Form::Csv, Form::Pdf];

/// See what moved on one's balances in a month of one's time zone: as JSON, or as the table or document that `Accept` asks
/// for, or that `.json`, `.csv` or `.pdf` behind the month does. A month to come has none.
#[utoipa::path(
    get, path = "/statements/{month}", tag = "money",
    params(("month" = String, Path, example = "2026-10", description = "The month, perhaps with `.json`, `.csv` or `.pdf` behind it")),
    responses((status = 200, content(
        (Statement = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")
    )))
)]
pub async fn get_statement(app: App, user: User, PathName(name): PathName, headers: HeaderMap) -> Result<Response> {
    let (month, form) = Form::asked(&name, &headers, &FORMS).ok_or(Error::NotFound)?;
    let month: Month = month.parse().map_err(|_| Error::NotFound)?;
    let now = app.clock.now();
    let read = app.db.read(move |conn| {
        let reader = accounts::store::find(conn, user.id())?;
        let said = Said::to(&reader);
        if now < month.start(&said.zone) {
            return Err(Error::NotFound);
        }
        Ok((statement::read(conn, user.id(), month, &said.zone, now)?, said, reader.display_name))
    });
    let (statement, said, called) = read.await?;
    let name = format!("statement-{month}");
    let answer = match form {
        Form::Pdf => {
            let paper = paper::of(&statement, &called, &said);
            papers::answer(&app, &name, &papers::of_money(&app, paper, &said)).await?
        }
        Form::Csv => form::file(&name, form, table::written(&statement, &said.zone)?.into()),
        Form::Json | Form::Html => Reply::ok(&statement)?.version(1).into_response(),
    };
    Ok(form::varies(answer))
}
