//! The queries of collaborations.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::ad_request::AdRequest;
use domain::clock::Timestamp;
use domain::collaboration::Scene;
use domain::ids::{AdRequestId, CampaignId, CollaborationId, DeliverableId};
use domain::review::may_rate;
use domain::waiting::Waiting;
use domain::words::{Action, CollaborationStatus, DeliverableStatus, Side};

use super::happenings::{self, By, Happening, What};
use super::{CollaborationOut, CollaborationRow, DeliverableRow, Work, save};
use crate::ad_requests::RevisionRow;
use crate::campaigns::CampaignRow;
use crate::error::{Error, Result};
use crate::house::House;
use crate::people::People;
use crate::schema::{campaigns, collaborations, deliverables, revisions};
use crate::{agreements, reviews};

/// Opens the collaboration of an accepted ad request, with a deliverable for each that was agreed.
pub fn open(tx: &mut Tx, accepted: &AdRequest, by: Side, house: House) -> Result<CollaborationId> {
    let (id, now) = (CollaborationId::new(tx.now), tx.now.0);
    let terms = &accepted.latest.terms;
    let due = house.periods.deadline(Waiting::Funding, tx.now, None);
    diesel::insert_into(collaborations::table)
        .values((
            collaborations::id.eq(id.to_string()),
            collaborations::ad_request_id.eq(accepted.id.to_string()),
            collaborations::campaign_id.eq(accepted.campaign.to_string()),
            collaborations::sponsor_id.eq(accepted.sponsor.to_string()),
            collaborations::influencer_id.eq(accepted.influencer.to_string()),
            collaborations::status.eq(CollaborationStatus::AwaitingFunding.to_string()),
            collaborations::payment.eq(terms.payment.amount),
            collaborations::currency.eq(terms.payment.currency.code()),
            collaborations::revision.eq(accepted.latest.number),
            collaborations::terms_hash.eq(&accepted.latest.hash),
            collaborations::accepted_by.eq(by.to_string()),
            collaborations::exclusivity_days.eq(i64::from(terms.exclusivity_days)),
            (collaborations::funding_due_at.eq(due.0), collaborations::lapses_at.eq(due.0)),
            collaborations::sponsor_due_at.eq(due.0),
            (collaborations::created_at.eq(now), collaborations::updated_at.eq(now)),
        ))
        .execute(tx.conn)?;
    let shares = terms.shares().map_err(|wrong| Error::internal(wrong.message))?;
    for (position, share) in shares.iter().enumerate() {
        let row = terms.deliverables.get(share.row).ok_or_else(|| Error::internal("a share without its row"))?;
        diesel::insert_into(deliverables::table)
            .values((
                deliverables::id.eq(DeliverableId::new(tx.now).to_string()),
                deliverables::collaboration_id.eq(id.to_string()),
                deliverables::position.eq(i64::try_from(position).unwrap_or(i64::MAX)),
                (deliverables::kind.eq(&row.kind), deliverables::platform.eq(row.platform.to_string())),
                (deliverables::due_date.eq(row.due_date.to_string()), deliverables::note.eq(&row.note)),
                deliverables::amount.eq(share.amount.amount),
                deliverables::status.eq(DeliverableStatus::Todo.to_string()),
            ))
            .execute(tx.conn)?;
    }
    let agreed = Happening { what: What::Agreed, deliverable: None, by: by.into(), actor: None, note: String::new() };
    happenings::note(tx, id, &agreed)?;
    if terms.payment.amount == 0 {
        begin_gift(tx, id, house)?;
    }
    Ok(id)
}

/// A gift of the product itself needs no funding: the work begins at once.
fn begin_gift(tx: &mut Tx, id: CollaborationId, house: House) -> Result<()> {
    let work = load(tx.conn, id)?;
    let funded = work.on_scene(tx.now, house, |scene: &Scene| work.rules.clone().fund(scene))?;
    let happening = Happening { what: What::Funded, deliverable: None, by: By::Time, actor: None, note: String::new() };
    save::save(tx, &work, &funded, &happening, house)
}

/// One with all that its rules look at.
pub fn load(conn: &mut Conn, id: CollaborationId) -> Result<Work> {
    let row: CollaborationRow =
        collaborations::table.find(id.to_string()).select(CollaborationRow::as_select()).first(conn)?;
    whole(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

/// One as that side, or an admin, sees it, with its whole story.
pub fn told(
    conn: &mut Conn,
    id: CollaborationId,
    side: Option<Side>,
    now: Timestamp,
    house: House,
) -> Result<CollaborationOut> {
    let mut out = CollaborationOut::of(&load(conn, id)?, side, now, house);
    let mut handed_in = happenings::submitted(conn, id)?;
    for part in &mut out.deliverables {
        part.submissions = Some(handed_in.remove(&part.id).unwrap_or_default());
    }
    out.events = Some(happenings::story(conn, id)?);
    out.agreement_code = agreements::store::code_of(conn, id)?;
    if let Some(side) = side {
        let said = reviews::store::of(conn, id)?;
        let has_rated = said.iter().any(|review| review.made_by.0 == side);
        let until = may_rate(out.status, out.ended_at, has_rated, now, &house.periods).ok();
        out.rate_until = until;
        out.actions.extend(until.map(|_| Action::Rate));
    }
    Ok(out)
}

/// All that a page of collaborations needs, loaded in one query a table.
pub fn whole(conn: &mut Conn, rows: Vec<CollaborationRow>) -> Result<Vec<Work>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let campaign_ids: Vec<String> = rows.iter().map(|row| row.campaign_id.0.to_string()).collect();
    let people = People::load(conn, rows.iter().flat_map(|row| [row.sponsor_id.0, row.influencer_id.0]))?;
    let found: Vec<CampaignRow> =
        campaigns::table.filter(campaigns::id.eq_any(campaign_ids)).select(CampaignRow::as_select()).load(conn)?;
    let campaigns: HashMap<CampaignId, CampaignRow> = found.into_iter().map(|row| (row.id.0, row)).collect();
    let agreed: Vec<RevisionRow> = revisions::table
        .inner_join(collaborations::table.on(collaborations::ad_request_id.eq(revisions::ad_request_id)))
        .filter(collaborations::id.eq_any(&ids).and(collaborations::revision.eq(revisions::number)))
        .select(RevisionRow::as_select())
        .load(conn)?;
    let mut agreed: HashMap<AdRequestId, RevisionRow> =
        agreed.into_iter().map(|row| (row.ad_request_id.0, row)).collect();
    let parts: Vec<DeliverableRow> = deliverables::table
        .filter(deliverables::collaboration_id.eq_any(&ids))
        .order((deliverables::collaboration_id, deliverables::position))
        .select(DeliverableRow::as_select())
        .load(conn)?;
    let mut by_work: HashMap<CollaborationId, Vec<DeliverableRow>> = HashMap::new();
    for part in parts {
        by_work.entry(part.collaboration_id.0).or_default().push(part);
    }
    let one = |row: CollaborationRow| {
        let parts = by_work.remove(&row.id.0).unwrap_or_default();
        let agreed = agreed.remove(&row.ad_request_id.0).ok_or(Error::NotFound)?;
        Ok(Work {
            rules: row.rules(&parts, &agreed.terms.0),
            campaign: campaigns.get(&row.campaign_id.0).ok_or(Error::NotFound)?.clone(),
            sponsor: people.get(row.sponsor_id.0)?.clone(),
            influencer: people.get(row.influencer_id.0)?.clone(),
            agreed,
            parts,
            row,
        })
    };
    rows.into_iter().map(one).collect()
}
