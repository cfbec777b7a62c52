//! Before somebody takes competing work: what they have promised to others.

use db::Conn;
use domain::clock::Timestamp;
use domain::rights::competes;

use super::routes::CampaignName;
use super::store;
use crate::ad_requests::Negotiation;
use crate::campaigns;
use crate::error::Result;

/// An exclusivity that a negotiation is against.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// To which campaign; the influencer's alone to know.
    pub campaign: CampaignName,
    /// Until when, as it stands.
    pub until: Timestamp,
}

/// All exclusivities of the influencer that the campaign of that negotiation competes with now.
pub fn of(conn: &mut Conn, negotiation: &Negotiation, now: Timestamp) -> Result<Vec<Conflict>> {
    let (sponsor, influencer) = (negotiation.request.sponsor, negotiation.request.influencer);
    let works = store::promised(conn, influencer, sponsor, now)?;
    if works.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = campaigns::store::niches(conn, negotiation.campaign.id.0)?;
    let niches = store::niches(conn, &works)?;
    let conflict = |work: &crate::collaborations::Work| {
        let theirs = niches.get(&work.campaign.id.0).map(Vec::as_slice).unwrap_or_default();
        let until = work.exclusivity()?.until;
        let against = competes((work.row.sponsor_id.0, theirs), (sponsor, &wanted));
        against.then(|| Conflict { campaign: CampaignName::of(work), until })
    };
    Ok(works.iter().filter_map(conflict).collect())
}
