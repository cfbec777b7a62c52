//! The queries of collaborations.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::ad_request::AdRequest;
use domain::clock::Timestamp;
use domain::ids::{AdRequestId, CampaignId, CollaborationId, DeliverableId, UserId};
use domain::terms::Terms;
use domain::words::{CollaborationStatus, DeliverableStatus, Side};

use super::routes::CollaborationsQuery;
use super::{CollaborationOut, CollaborationRow, DeliverableOut, DeliverableRow};
use crate::ad_requests::out::CampaignCard;
use crate::campaigns::CampaignRow;
use crate::db::{Json, Text};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Page, Paging};
use crate::people::People;
use crate::schema::{campaigns, collaborations, deliverables, revisions};

/// Opens the collaboration of an accepted ad request, with a deliverable for each that was agreed.
pub fn open(tx: &mut Tx, accepted: &AdRequest, by: Side, house: House) -> Result<CollaborationId> {
    let (id, now) = (CollaborationId::new(tx.now), tx.now.0);
    let terms = &accepted.latest.terms;
    // A gift of the product itself needs no funding.
    let gift = terms.payment.amount == 0;
    let status = if gift { CollaborationStatus::Active } else { CollaborationStatus::AwaitingFunding };
    diesel::insert_into(collaborations::table)
        .values((
            collaborations::id.eq(id.to_string()),
            collaborations::ad_request_id.eq(accepted.id.to_string()),
            collaborations::campaign_id.eq(accepted.campaign.to_string()),
            collaborations::sponsor_id.eq(accepted.sponsor.to_string()),
            collaborations::influencer_id.eq(accepted.influencer.to_string()),
            collaborations::status.eq(status.to_string()),
            collaborations::payment.eq(terms.payment.amount),
            collaborations::currency.eq(terms.payment.currency.code()),
            collaborations::revision.eq(accepted.latest.number),
            collaborations::terms_hash.eq(&accepted.latest.hash),
            collaborations::accepted_by.eq(by.to_string()),
            collaborations::funding_due_at.eq((!gift).then(|| tx.now.plus_days(house.periods.funding_days).0)),
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
    Ok(id)
}

/// The rows in which that person takes part, the latest first.
pub fn list(conn: &mut Conn, me: UserId, side: Side, query: &CollaborationsQuery) -> Result<Page<CollaborationOut>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let mut wanted = filtered(me, side, query).order(collaborations::id.desc()).limit(paging.fetch());
    if let Some(after) = paging.after::<CollaborationId>()? {
        wanted = wanted.filter(collaborations::id.lt(after.to_string()));
    }
    let rows: Vec<CollaborationRow> = wanted.select(CollaborationRow::as_select()).load(conn)?;
    let page = paging.page(rows, |row| row.id.0);
    let total = match query.count {
        Some(true) => Some(filtered(me, side, query).count().get_result(conn)?),
        _ => None,
    };
    let next_cursor = page.next_cursor;
    Ok(Page { items: told(conn, page.items, side)?, next_cursor, total })
}

fn filtered<'a>(
    me: UserId,
    side: Side,
    query: &CollaborationsQuery,
) -> collaborations::BoxedQuery<'a, crate::db::MultiBackend> {
    let me = me.to_string();
    let mut wanted = match side {
        Side::Sponsor => collaborations::table.filter(collaborations::sponsor_id.eq(me)).into_boxed(),
        Side::Influencer => collaborations::table.filter(collaborations::influencer_id.eq(me)).into_boxed(),
    };
    if let Some(status) = query.status {
        wanted = wanted.filter(collaborations::status.eq(status.to_string()));
    }
    if let Some(id) = query.campaign_id {
        wanted = wanted.filter(collaborations::campaign_id.eq(id.to_string()));
    }
    wanted
}

/// One in which that person takes part; else 404.
pub fn get(conn: &mut Conn, me: UserId, id: CollaborationId) -> Result<CollaborationOut> {
    let row: CollaborationRow =
        collaborations::table.find(id.to_string()).select(CollaborationRow::as_select()).first(conn)?;
    let side = match me {
        me if me == row.sponsor_id.0 => Side::Sponsor,
        me if me == row.influencer_id.0 => Side::Influencer,
        _ => return Err(Error::NotFound),
    };
    told(conn, vec![row], side)?.pop().ok_or(Error::NotFound)
}

/// All that a page of collaborations shows, loaded in one query a table.
fn told(conn: &mut Conn, rows: Vec<CollaborationRow>, side: Side) -> Result<Vec<CollaborationOut>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let campaign_ids: Vec<String> = rows.iter().map(|row| row.campaign_id.0.to_string()).collect();
    let people = People::load(conn, rows.iter().flat_map(|row| [row.sponsor_id.0, row.influencer_id.0]))?;
    let found: Vec<CampaignRow> =
        campaigns::table.filter(campaigns::id.eq_any(campaign_ids)).select(CampaignRow::as_select()).load(conn)?;
    let campaigns: HashMap<CampaignId, CampaignRow> = found.into_iter().map(|row| (row.id.0, row)).collect();
    let agreed: Vec<(Text<AdRequestId>, Json<Terms>)> = revisions::table
        .inner_join(collaborations::table.on(collaborations::ad_request_id.eq(revisions::ad_request_id)))
        .filter(collaborations::id.eq_any(&ids).and(collaborations::revision.eq(revisions::number)))
        .select((revisions::ad_request_id, revisions::terms))
        .load(conn)?;
    let mut agreed: HashMap<AdRequestId, Terms> = agreed.into_iter().map(|(of, terms)| (of.0, terms.0)).collect();
    let parts: Vec<DeliverableRow> = deliverables::table
        .filter(deliverables::collaboration_id.eq_any(&ids))
        .order((deliverables::collaboration_id, deliverables::position))
        .select(DeliverableRow::as_select())
        .load(conn)?;
    let mut deliverables: HashMap<CollaborationId, Vec<DeliverableRow>> = HashMap::new();
    for part in parts {
        deliverables.entry(part.collaboration_id.0).or_default().push(part);
    }

    let one = |row: CollaborationRow| {
        let currency = row.currency.0;
        let parts = deliverables.remove(&row.id.0).unwrap_or_default();
        Ok(CollaborationOut {
            id: row.id.0,
            ad_request_id: row.ad_request_id.0,
            campaign: CampaignCard::of(campaigns.get(&row.campaign_id.0).ok_or(Error::NotFound)?, side),
            sponsor: people.get(row.sponsor_id.0)?.into(),
            influencer: people.get(row.influencer_id.0)?.into(),
            status: row.status.0,
            payment: domain::money::Money::new(row.payment, currency),
            terms: agreed.remove(&row.ad_request_id.0).ok_or(Error::NotFound)?,
            revision: row.revision,
            terms_hash: row.terms_hash,
            funding_due_at: row.funding_due_at.map(Timestamp),
            deliverables: parts.into_iter().map(|part| DeliverableOut::of(part, currency)).collect(),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            version: row.version,
            actions: Vec::new(),
        })
    };
    rows.into_iter().map(one).collect()
}
