//! Papers: what people keep, print and hand on. An agreement, an invoice and a statement say what they say as a [`Paper`],
//! and one template sets them all, in the look of the monthly report.

mod paper;
mod said;
#[cfg(feature = "pdf")]
mod set;

pub use paper::{Block, Fact, Paper, PartyBox, Table};
pub use said::{Said, named};
#[cfg(feature = "pdf")]
pub use set::set;

use axum::response::Response;

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::form;
use crate::payments::provider::ProviderName;

/// A paper about money: where payments are only played, it says so.
pub fn of_money(app: &App, mut paper: Paper, said: &Said) -> Paper {
    if app.payments.chosen() == ProviderName::Sandbox {
        paper.notes.insert(0, said.text("sandbox").to_owned());
    }
    paper
}

/// The paper as a PDF to be saved under that name.
#[cfg(feature = "pdf")]
pub async fn answer(app: &App, name: &str, paper: &Paper) -> Result<Response> {
    let mut data = serde_json::to_value(paper).map_err(Error::internal)?;
    data["instance"] = app.config.instance.name.as_str().into();
    let bytes = set(include_str!("../../templates/papers/paper.typ"), data, Vec::new()).await?;
    Ok(form::file(name, form::Form::Pdf, bytes))
}

/// A program that was built without them has no documents.
#[cfg(not(feature = "pdf"))]
pub async fn answer(_: &App, _: &str, _: &Paper) -> Result<Response> {
    std::future::ready(Err(Error::NotFound)).await
}
