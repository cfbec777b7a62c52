//! The public proof that an agreement is what both sides signed: verdict, hashes and times, never terms or names.

use db::Conn;
use domain::clock::Timestamp;
use domain::words::Side;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::app::App;
use crate::auth::keys::Keys;
use crate::error::Result;
use crate::http::{ClientAddress, PathName, Reply};
use crate::limits::Rule;

/// What there is to verify of an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofOut {
    /// Whether every hash is what its parts demand, and the signature is this instance's.
    pub valid: bool,
    /// The revisions of the terms, the first one first; the last is the accepted one.
    pub revisions: Vec<LinkOut>,
    /// The hash of the agreement: of the accepted revision's, both names and the times.
    pub hash: String,
    /// Whether it is what its parts demand and carries this instance's signature.
    pub holds: bool,
    /// The instance's signature of that hash (Ed25519, RFC 8032), in hex.
    pub signature: String,
    /// What it is verified with, in hex.
    pub public_key: String,
    /// When one side made the offer.
    #[schema(value_type = String, format = DateTime)]
    pub offered_at: Timestamp,
    /// When the other accepted it.
    #[schema(value_type = String, format = DateTime)]
    pub accepted_at: Timestamp,
}

/// A revision in the chain.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkOut {
    /// 1, 2, 3, …
    pub number: i64,
    /// Which side made it.
    pub by: Side,
    /// Its hash, which stands on the one before.
    pub hash: String,
    /// Whether it is what its parts and the one before demand.
    pub holds: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Verify an agreement by the code that stands on it.
#[utoipa::path(get, path = "/agreements/{code}", tag = "agreements", params(("code" = String, Path, description = "The code that stands on the agreement.")),
    security(()), responses((status = 200, body = ProofOut)))]
pub async fn get_agreement_proof(app: App, from: ClientAddress, PathName(code): PathName) -> Result<Reply> {
    app.limits.check(Rule::Read, &from.to_string()).await?;
    Reply::ok(&read_proof(&app, code).await?)
}

/// The proof of that code, or 404.
pub(super) async fn read_proof(app: &App, code: String) -> Result<ProofOut> {
    let keys = app.keys.clone();
    app.db.read(move |conn| proof(conn, &code, &keys)).await
}

fn proof(conn: &mut Conn, code: &str, keys: &Keys) -> Result<ProofOut> {
    let row = store::by_code(conn, code)?;
    let chain = store::chain(conn, row.collaboration_id.0)?;
    let holds = row.is_intact(keys);
    let ends_there = chain.last().is_some_and(|(last, _)| last.hash == row.terms_hash);
    let revisions: Vec<LinkOut> = chain
        .into_iter()
        .map(|(row, holds)| LinkOut {
            number: row.number,
            by: row.made_by.0,
            hash: row.hash,
            holds,
            created_at: Timestamp(row.created_at),
        })
        .collect();
    Ok(ProofOut {
        valid: holds && ends_there && revisions.iter().all(|link| link.holds),
        revisions,
        holds,
        hash: row.hash,
        signature: row.signature,
        public_key: hex::encode(keys.agreements().verifying_key().to_bytes()),
        offered_at: Timestamp(row.offered_at),
        accepted_at: Timestamp(row.accepted_at),
    })
}
