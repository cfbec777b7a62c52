//! What becomes of the work when its campaign is called off.

use db::Tx;
use diesel::prelude::*;
use domain::collaboration::Refused;
use domain::ids::{CampaignId, CollaborationId};
use domain::words::{CollaborationStatus, Side};

use super::happenings::{self, Happening, What};
use super::{news, save, store};
use crate::db::Text;
use crate::error::Result;
use crate::house::House;
use crate::schema::collaborations;

/// The sponsor cancels each of the campaign's collaborations by the rules of a cancellation: what is not funded ends at once,
/// of what is at work the influencer is asked, and what can't be cancelled now goes on.
pub fn cancel_all(tx: &mut Tx, campaign: CampaignId, house: House) -> Result<()> {
    let open = [CollaborationStatus::AwaitingFunding, CollaborationStatus::Active].map(|status| status.to_string());
    let open: Vec<Text<CollaborationId>> = collaborations::table
        .filter(collaborations::campaign_id.eq(campaign.to_string()).and(collaborations::status.eq_any(open)))
        .order(collaborations::id)
        .select(collaborations::id)
        .load(tx.conn)?;
    for id in open {
        let work = store::load(tx.conn, id.0)?;
        let moved = match work.on_scene(tx.now, house, |scene| work.rules.clone().cancel(Side::Sponsor, scene)) {
            Ok(moved) => moved,
            Err(Refused::SubmissionWaiting | Refused::CancellationAsked) => continue,
            Err(refused) => return Err(refused.into()),
        };
        let what = if moved.after.waiting().is_none() { What::Cancelled } else { What::CancellationAsked };
        let (by, actor) = (Side::Sponsor.into(), Some(work.rules.sponsor));
        let why = Happening { what: What::CampaignCancelled, deliverable: None, by, actor, note: String::new() };
        happenings::note(tx, id.0, &why)?;
        let happening = Happening { what, ..why };
        save::save(tx, &work, &moved, &happening, house)?;
        let after = store::load(tx.conn, id.0)?;
        news::tell_campaign_over(tx, &after, &happening)?;
    }
    Ok(())
}
