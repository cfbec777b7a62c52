//! The queries of agreements.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::ad_request::AdRequest;
use domain::agreement::{Agreement, Signatory};
use domain::ids::CollaborationId;
use ed25519_dalek::Signer;

use super::AgreementRow;
use crate::ad_requests::{Negotiation, RevisionRow};
use crate::auth::keys::Keys;
use crate::auth::tokens;
use crate::error::Result;
use crate::people::Person;
use crate::schema::{agreements, collaborations, revisions};

/// Signs what was just accepted.
pub fn sign(tx: &mut Tx, before: &Negotiation, accepted: &AdRequest, id: CollaborationId, keys: &Keys) -> Result<()> {
    let agreement = Agreement {
        collaboration: id,
        terms_hash: accepted.latest.hash.clone(),
        sponsor: signing(&before.sponsor),
        influencer: signing(&before.influencer),
        offered_by: accepted.latest.by,
        offered_at: accepted.latest.at,
        accepted_at: tx.now,
    };
    insert(tx, &agreement, keys)
}

fn signing(person: &Person) -> Signatory {
    Signatory::new(person.user.id.0, person.user.display_name.clone(), tokens::secret())
}

/// Keeps an agreement under the instance's signature.
pub fn insert(tx: &mut Tx, agreement: &Agreement, keys: &Keys) -> Result<()> {
    let hash = agreement.hash();
    let signature = hex::encode(keys.agreements().sign(hash.as_bytes()).to_bytes());
    let seals = |signatory: &Signatory| {
        let sealed = signatory.sealed.clone();
        (sealed.as_ref().map(|sealed| sealed.commitment.clone()), sealed.and_then(|sealed| sealed.salt))
    };
    let (sponsor, influencer) = (seals(&agreement.sponsor), seals(&agreement.influencer));
    diesel::insert_into(agreements::table)
        .values((
            agreements::collaboration_id.eq(agreement.collaboration.to_string()),
            (agreements::code.eq(tokens::secret()), agreements::terms_hash.eq(&agreement.terms_hash)),
            (agreements::sponsor_name.eq(&agreement.sponsor.name), agreements::sponsor_commitment.eq(sponsor.0)),
            (agreements::influencer_name.eq(&agreement.influencer.name), agreements::sponsor_salt.eq(sponsor.1)),
            (agreements::influencer_commitment.eq(influencer.0), agreements::influencer_salt.eq(influencer.1)),
            agreements::offered_by.eq(agreement.offered_by.to_string()),
            (agreements::offered_at.eq(agreement.offered_at.0), agreements::accepted_at.eq(agreement.accepted_at.0)),
            (agreements::hash.eq(hash), agreements::signature.eq(signature)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

type Columns = (
    agreements::collaboration_id,
    collaborations::sponsor_id,
    collaborations::influencer_id,
    agreements::terms_hash,
    agreements::sponsor_name,
    agreements::influencer_name,
    agreements::offered_by,
    agreements::offered_at,
    agreements::accepted_at,
    agreements::hash,
    agreements::signature,
    agreements::sponsor_commitment,
    agreements::sponsor_salt,
    agreements::influencer_commitment,
    agreements::influencer_salt,
);

const COLUMNS: Columns = (
    agreements::collaboration_id,
    collaborations::sponsor_id,
    collaborations::influencer_id,
    agreements::terms_hash,
    agreements::sponsor_name,
    agreements::influencer_name,
    agreements::offered_by,
    agreements::offered_at,
    agreements::accepted_at,
    agreements::hash,
    agreements::signature,
    agreements::sponsor_commitment,
    agreements::sponsor_salt,
    agreements::influencer_commitment,
    agreements::influencer_salt,
);

/// The one of that code, or 404.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<AgreementRow> {
    let joined =
        agreements::table.inner_join(collaborations::table.on(collaborations::id.eq(agreements::collaboration_id)));
    Ok(joined.filter(agreements::code.eq(code)).select(COLUMNS).first(conn)?)
}

/// That of a collaboration, or 404.
pub fn of(conn: &mut Conn, id: CollaborationId) -> Result<AgreementRow> {
    let joined =
        agreements::table.inner_join(collaborations::table.on(collaborations::id.eq(agreements::collaboration_id)));
    Ok(joined.filter(agreements::collaboration_id.eq(id.to_string())).select(COLUMNS).first(conn)?)
}

/// The code of a collaboration's; none of what was agreed before there were any.
pub fn code_of(conn: &mut Conn, id: CollaborationId) -> Result<Option<String>> {
    Ok(agreements::table.find(id.to_string()).select(agreements::code).first(conn).optional()?)
}

/// Those after that one, in the order of their collaborations.
pub fn page(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<AgreementRow>> {
    let joined =
        agreements::table.inner_join(collaborations::table.on(collaborations::id.eq(agreements::collaboration_id)));
    let next = joined.filter(agreements::collaboration_id.gt(after.to_owned()));
    Ok(next.order(agreements::collaboration_id).limit(limit).select(COLUMNS).load(conn)?)
}

/// The revisions that it stands on, the first one first, each with whether its hash is what the one before demands.
pub fn chain(conn: &mut Conn, of: CollaborationId) -> Result<Vec<(RevisionRow, bool)>> {
    let rows: Vec<RevisionRow> = revisions::table
        .inner_join(collaborations::table.on(collaborations::ad_request_id.eq(revisions::ad_request_id)))
        .filter(collaborations::id.eq(of.to_string()))
        .order(revisions::number)
        .select(RevisionRow::as_select())
        .load(conn)?;
    let mut before = String::new();
    let checked = |row: RevisionRow| {
        let holds = row.rules().holds(&before);
        before.clone_from(&row.hash);
        (row, holds)
    };
    Ok(rows.into_iter().map(checked).collect())
}
