//! What happens to open negotiations when their campaign or their people change.

use db::Tx;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ad_request::{AdRequest, State};
use domain::ids::{AdRequestId, CampaignId, UserId};
use domain::words::{AccountStatus, AdRequestStatus, CampaignStatus, Side};

use super::store::{self, Closing};
use super::{Negotiation, news};
use crate::campaigns::CampaignRow;
use crate::db::Text;
use crate::error::Result;
use crate::notifications::Notice;
use crate::schema::{ad_requests, campaigns, users};
use crate::webhooks::Event;

/// Why a campaign ends its open negotiations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedBy {
    /// It was cancelled: they are withdrawn.
    CampaignCancelled,
    /// It was completed or reached its end date: they expire.
    CampaignEnded,
}

/// A clock is part of what a move looks at: whoever moves at the same time has to look again.
fn counted() -> diesel::dsl::Eq<ad_requests::version, diesel::dsl::Add<ad_requests::version, i64>> {
    ad_requests::version.eq(ad_requests::version + 1)
}

/// The clocks of a campaign's open negotiations stand still: it is paused or flagged.
pub fn stop_clocks(tx: &mut Tx, campaign: CampaignId) -> Result<()> {
    let running = ad_requests::table
        .filter(ad_requests::campaign_id.eq(campaign.to_string()))
        .filter(ad_requests::expires_at.is_not_null());
    let left = ad_requests::expires_at - tx.now.0;
    let none = None::<i64>;
    diesel::update(running)
        .set((ad_requests::time_left.eq(left), ad_requests::expires_at.eq(none), counted()))
        .execute(tx.conn)?;
    Ok(())
}

/// The clocks of a person's open negotiations stand still: they are flagged or suspended.
pub fn stop_clocks_of_user(tx: &mut Tx, user: UserId) -> Result<()> {
    let me = user.to_string();
    let running = ad_requests::table
        .filter(ad_requests::sponsor_id.eq(me.clone()).or(ad_requests::influencer_id.eq(me)))
        .filter(ad_requests::expires_at.is_not_null());
    let left = ad_requests::expires_at - tx.now.0;
    let none = None::<i64>;
    diesel::update(running)
        .set((ad_requests::time_left.eq(left), ad_requests::expires_at.eq(none), counted()))
        .execute(tx.conn)?;
    Ok(())
}

/// The clocks of a campaign's open negotiations run again, save those that stand still for another reason.
pub fn start_clocks(tx: &mut Tx, campaign: CampaignId) -> Result<()> {
    let stopped: Vec<String> = ad_requests::table
        .filter(ad_requests::campaign_id.eq(campaign.to_string()))
        .filter(ad_requests::time_left.is_not_null())
        .select(ad_requests::id)
        .load(tx.conn)?;
    start(tx, stopped)
}

/// The clocks of a person's open negotiations run again, save those that stand still for another reason.
pub fn start_clocks_of_user(tx: &mut Tx, user: UserId) -> Result<()> {
    let me = user.to_string();
    let stopped: Vec<String> = ad_requests::table
        .filter(ad_requests::sponsor_id.eq(me.clone()).or(ad_requests::influencer_id.eq(me)))
        .filter(ad_requests::time_left.is_not_null())
        .select(ad_requests::id)
        .load(tx.conn)?;
    start(tx, stopped)
}

/// Starts those of these clocks that nothing holds any more.
fn start(tx: &mut Tx, stopped: Vec<String>) -> Result<()> {
    let good = users::status.eq(AccountStatus::Active.to_string()).and(users::flagged_at.is_null());
    let both_good = || users::table.filter(good.clone()).select(users::id);
    let open_campaign = campaigns::table
        .filter(campaigns::id.eq(ad_requests::campaign_id))
        .filter(campaigns::status.eq(CampaignStatus::Active.to_string()).and(campaigns::flagged_at.is_null()));
    let free: Vec<String> = ad_requests::table
        .filter(ad_requests::id.eq_any(stopped))
        .filter(ad_requests::sponsor_id.eq_any(both_good()).and(ad_requests::influencer_id.eq_any(both_good())))
        .filter(exists(open_campaign))
        .select(ad_requests::id)
        .load(tx.conn)?;
    let again = ad_requests::time_left + tx.now.0;
    let none = None::<i64>;
    diesel::update(ad_requests::table.filter(ad_requests::id.eq_any(free)))
        .set((ad_requests::expires_at.eq(again), ad_requests::time_left.eq(none), counted()))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends all open negotiations of a campaign that is over, and tells both sides.
pub fn close_all(tx: &mut Tx, campaign: &CampaignRow, why: ClosedBy) -> Result<()> {
    let open: Vec<Text<AdRequestId>> = ad_requests::table
        .filter(ad_requests::campaign_id.eq(campaign.id.0.to_string()))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .select(ad_requests::id)
        .load(tx.conn)?;
    for id in open {
        let before = store::load(tx.conn, id.0)?;
        match why {
            ClosedBy::CampaignCancelled => {
                let (state, by) = (State::Withdrawn, Some(Side::Sponsor));
                end(tx, &before, &AdRequest { state, ..before.request.clone() }, by)?;
                news::tell(tx, &before, Side::Influencer, Notice::AdRequestWithdrawn, "")?;
                news::emit(tx, &before, Event::AdRequestWithdrawn)?;
            }
            ClosedBy::CampaignEnded => {
                let state = State::Expired;
                end(tx, &before, &AdRequest { state, ..before.request.clone() }, None)?;
                news::tell(tx, &before, Side::Influencer, Notice::AdRequestExpired, "")?;
                news::emit(tx, &before, Event::AdRequestExpired)?;
            }
        }
    }
    Ok(())
}

/// Ends one whose time has run out, and tells both sides.
pub fn expire(tx: &mut Tx, before: &Negotiation) -> Result<()> {
    let expired = before.request.clone().expire(tx.now)?;
    end(tx, before, &expired, None)?;
    for side in [Side::Sponsor, Side::Influencer] {
        news::tell(tx, before, side, Notice::AdRequestExpired, "")?;
    }
    news::emit(tx, before, Event::AdRequestExpired)
}

/// Ends all open negotiations between two people, because `who` wants nothing to do with the other: what awaits them is
/// rejected, their own is withdrawn.
pub fn close_between(tx: &mut Tx, who: UserId, other: UserId) -> Result<()> {
    let pair = |sponsor: UserId, influencer: UserId| {
        let is_sponsor = ad_requests::sponsor_id.eq(sponsor.to_string());
        is_sponsor.and(ad_requests::influencer_id.eq(influencer.to_string()))
    };
    let (one_way, other_way) = (pair(who, other), pair(other, who));
    let open: Vec<Text<AdRequestId>> = ad_requests::table
        .filter(one_way.or(other_way))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .select(ad_requests::id)
        .load(tx.conn)?;
    open.into_iter().try_for_each(|id| leave(tx, who, id.0))
}

/// Ends all open negotiations of somebody who leaves.
pub fn close_all_of(tx: &mut Tx, who: UserId) -> Result<()> {
    let open: Vec<Text<AdRequestId>> = ad_requests::table
        .filter(ad_requests::sponsor_id.eq(who.to_string()).or(ad_requests::influencer_id.eq(who.to_string())))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .select(ad_requests::id)
        .load(tx.conn)?;
    open.into_iter().try_for_each(|id| leave(tx, who, id.0))
}

/// One side leaves an open negotiation, whoever's turn it is.
fn leave(tx: &mut Tx, who: UserId, id: AdRequestId) -> Result<()> {
    let before = store::load(tx.conn, id)?;
    let side = if before.row.sponsor_id.0 == who { Side::Sponsor } else { Side::Influencer };
    let (state, notice, event): (_, fn(_) -> _, _) = if before.request.awaited() == Some(side) {
        (State::Rejected, Notice::AdRequestRejected, Event::AdRequestRejected)
    } else {
        (State::Withdrawn, Notice::AdRequestWithdrawn, Event::AdRequestWithdrawn)
    };
    end(tx, &before, &AdRequest { state, ..before.request.clone() }, Some(side))?;
    news::tell(tx, &before, side.other(), notice, "")?;
    news::emit(tx, &before, event)
}

fn end(tx: &mut Tx, before: &Negotiation, after: &AdRequest, by: Option<Side>) -> Result<()> {
    let closing = Closing { by, reason: String::new() };
    store::save(tx, &before.row, after, before.row.sponsor_id.0, &closing)
}
