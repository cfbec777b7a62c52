//! The queries of the register.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, DeliverableId, UserId};
use domain::rights::Standing;
use domain::words::Side;

use super::routes::{CampaignName, ExclusiveOut, RightOut, RightsQuery};
use super::{ExclusivityOut, LicenceOut};
use crate::collaborations::store::whole;
use crate::collaborations::{CollaborationRow, Work};
use crate::db::Text;
use crate::error::Result;
use crate::http::{Page, Paging};
use crate::schema::{campaign_niches, collaborations, deliverables};

/// Where a page of licences ends: when the last of it ends, and which that is.
type Key = (i64, DeliverableId);
type Row = (Text<DeliverableId>, Text<CollaborationId>, i64);

/// A page of the licences on that side.
pub fn rights(conn: &mut Conn, me: UserId, side: Side, query: &RightsQuery, now: Timestamp) -> Result<Page<RightOut>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let after: Option<Key> = paging.after()?;
    let mut wanted = deliverables::table
        .inner_join(collaborations::table.on(collaborations::id.eq(deliverables::collaboration_id)))
        .filter(deliverables::rights_until.is_not_null())
        .select((deliverables::id, deliverables::collaboration_id, deliverables::rights_until.assume_not_null()))
        .limit(paging.fetch())
        .into_boxed();
    wanted = match side {
        Side::Sponsor => wanted.filter(collaborations::sponsor_id.eq(me.to_string())),
        Side::Influencer => wanted.filter(collaborations::influencer_id.eq(me.to_string())),
    };
    let (until, id) = (deliverables::rights_until, deliverables::id);
    if query.standing == Some(Standing::Current) {
        wanted = wanted.filter(until.gt(now.0)).order((until.asc(), id.asc()));
        if let Some((at, last)) = after {
            wanted = wanted.filter(until.gt(at).or(until.eq(at).and(id.gt(last.to_string()))).assume_not_null());
        }
    } else {
        if query.standing == Some(Standing::Ended) {
            wanted = wanted.filter(until.le(now.0));
        }
        wanted = wanted.order((until.desc(), id.desc()));
        if let Some((at, last)) = after {
            wanted = wanted.filter(until.lt(at).or(until.eq(at).and(id.lt(last.to_string()))).assume_not_null());
        }
    }
    let page = paging.page(wanted.load::<Row>(conn)?, |(id, _, until)| (*until, id.0));
    let works = works(conn, page.items.iter().map(|(_, of, _)| of.0))?;
    let one = |(id, of, _): &Row| {
        let work = works.get(&of.0)?;
        let part = work.parts.iter().find(|part| part.id.0 == id.0)?;
        Some(RightOut {
            deliverable_id: id.0,
            collaboration_id: of.0,
            campaign: CampaignName::of(work),
            sponsor: (&work.sponsor).into(),
            influencer: (&work.influencer).into(),
            kind: part.kind.clone(),
            platform: part.platform.0,
            post_url: part.post_url.clone(),
            licence: LicenceOut::of(work.licence(part)?, now),
        })
    };
    let items = page.items.iter().filter_map(one).collect();
    Ok(Page { items, next_cursor: page.next_cursor, total: None })
}

/// A page of the exclusivities on that side.
pub fn exclusivities(
    conn: &mut Conn,
    me: UserId,
    side: Side,
    query: &RightsQuery,
    now: Timestamp,
) -> Result<Page<ExclusiveOut>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let mut wanted = collaborations::table
        .filter(collaborations::exclusivity_days.gt(0))
        .order(collaborations::id.desc())
        .limit(paging.fetch())
        .into_boxed();
    wanted = match side {
        Side::Sponsor => wanted.filter(collaborations::sponsor_id.eq(me.to_string())),
        Side::Influencer => wanted.filter(collaborations::influencer_id.eq(me.to_string())),
    };
    wanted = match query.standing {
        Some(Standing::Current) => wanted.filter(holds(now)),
        Some(Standing::Ended) => wanted.filter(collaborations::exclusive_until.le(now.0)),
        None => wanted,
    };
    if let Some(after) = paging.after::<CollaborationId>()? {
        wanted = wanted.filter(collaborations::id.lt(after.to_string()));
    }
    let rows: Vec<CollaborationRow> = wanted.select(CollaborationRow::as_select()).load(conn)?;
    let page = paging.page(rows, |row| row.id.0);
    let works = whole(conn, page.items)?;
    let niches = niches(conn, &works)?;
    let one = |work: &Work| {
        Some(ExclusiveOut {
            collaboration_id: work.row.id.0,
            campaign: CampaignName::of(work),
            sponsor: (&work.sponsor).into(),
            influencer: (&work.influencer).into(),
            niches: niches.get(&work.campaign.id.0).cloned().unwrap_or_default(),
            exclusivity: ExclusivityOut::of(work.exclusivity()?, now),
        })
    };
    Ok(Page { items: works.iter().filter_map(one).collect(), next_cursor: page.next_cursor, total: None })
}

/// It goes on, or its days are not over.
#[diesel::dsl::auto_type(no_type_alias)]
fn holds(now: Timestamp) -> _ {
    let now: i64 = now.0;
    collaborations::exclusive_until.is_null().or(collaborations::exclusive_until.gt(now).assume_not_null())
}

/// The work in which that person has promised others than `sponsor` to take nothing that competes.
pub fn promised(conn: &mut Conn, influencer: UserId, sponsor: UserId, now: Timestamp) -> Result<Vec<Work>> {
    let rows: Vec<CollaborationRow> = collaborations::table
        .filter(collaborations::influencer_id.eq(influencer.to_string()))
        .filter(collaborations::sponsor_id.ne(sponsor.to_string()))
        .filter(collaborations::exclusivity_days.gt(0))
        .filter(holds(now))
        .order(collaborations::id)
        .select(CollaborationRow::as_select())
        .load(conn)?;
    whole(conn, rows)
}

/// The niches of the campaigns that this work is for.
pub fn niches(conn: &mut Conn, works: &[Work]) -> Result<HashMap<CampaignId, Vec<String>>> {
    let ids: Vec<String> = works.iter().map(|work| work.campaign.id.0.to_string()).collect();
    let rows: Vec<(Text<CampaignId>, String)> = campaign_niches::table
        .filter(campaign_niches::campaign_id.eq_any(ids))
        .order((campaign_niches::campaign_id, campaign_niches::niche))
        .select((campaign_niches::campaign_id, campaign_niches::niche))
        .load(conn)?;
    let mut all: HashMap<CampaignId, Vec<String>> = HashMap::new();
    for (campaign, niche) in rows {
        all.entry(campaign.0).or_default().push(niche);
    }
    Ok(all)
}

fn works(conn: &mut Conn, ids: impl Iterator<Item = CollaborationId>) -> Result<HashMap<CollaborationId, Work>> {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    let rows = collaborations::table.filter(collaborations::id.eq_any(ids));
    let rows: Vec<CollaborationRow> = rows.select(CollaborationRow::as_select()).load(conn)?;
    Ok(whole(conn, rows)?.into_iter().map(|work| (work.row.id.0, work)).collect())
}

/// Keeps until when what just went online may be used, and when both sides are told.
pub fn keep_licence(tx: &mut Tx, work: &Work, part: DeliverableId) -> Result<()> {
    let Some(licence) = domain::rights::Licence::of(&work.agreed.terms.0, tx.now) else { return Ok(()) };
    diesel::update(deliverables::table.find(part.to_string()))
        .set((
            deliverables::rights_until.eq(Some(licence.until.0)),
            deliverables::rights_alert_at.eq(Some(licence.alert_at().0)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps until when the influencer of a collaboration that is over takes no competing work.
pub fn settle_exclusivity(tx: &mut Tx, work: &Work) -> Result<()> {
    let until = work.exclusivity().map(|held| held.until.0);
    let this = collaborations::table.find(work.row.id.0.to_string());
    diesel::update(this).set(collaborations::exclusive_until.eq(until)).execute(tx.conn)?;
    Ok(())
}
