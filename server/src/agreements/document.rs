//! The agreement as a document.

use axum::response::Response;
use db::Conn;
use domain::ids::{CollaborationId, UserId};

use super::access::Reader;
use super::paper::{self, Signed};
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::papers::{self, Said};
use crate::{accounts, collaborations};

/// Have the agreement as a PDF in one's language: what was agreed, how it came to it, both signatures and the chain of
/// hashes that they stand on.
#[utoipa::path(get, path = "/collaborations/{id}/agreement.pdf", tag = "agreements", params(("id" = CollaborationId, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf")))]
pub async fn get_agreement_document(app: App, reader: Reader) -> Result<Response> {
    let (id, me) = (reader.id, reader.user.id());
    let (signed, said) = app.db.read(move |conn| read(conn, id, me)).await?;
    let name = format!("agreement-{}", signed.row.rules().accepted_at.day_in(&domain::clock::Zone::UTC));
    let key = hex::encode(app.keys.agreements().verifying_key().to_bytes());
    let link = format!("{}/agreements/{}", app.config.public_url(), signed.code);
    papers::answer(&app, &name, &paper::of(&signed, &said, key, link)).await
}

fn read(conn: &mut Conn, id: CollaborationId, reader: UserId) -> Result<(Signed, Said)> {
    let code = store::code_of(conn, id)?.ok_or(Error::NotFound)?;
    let row = store::of(conn, id)?;
    let work = collaborations::store::load(conn, id)?;
    let chain = store::chain(conn, id)?.into_iter().map(|(row, _)| row).collect();
    let said = Said::to(&accounts::store::find(conn, reader)?);
    Ok((Signed { code, row, chain, campaign: work.campaign.title }, said))
}
