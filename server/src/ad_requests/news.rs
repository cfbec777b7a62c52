//! What the other side is told of a move.

use db::Tx;
use domain::words::{AdRequestStatus, Side};
use serde_json::json;

use super::Negotiation;
use crate::error::Result;
use crate::notifications;
use crate::notifications::notice::{AdRequestNews, Notice};
use crate::webhooks::{self, Event};

/// Tells one side what the other did; `message` is what was said with it.
pub fn tell(
    tx: &mut Tx,
    negotiation: &Negotiation,
    to: Side,
    kind: fn(AdRequestNews) -> Notice,
    message: &str,
) -> Result<()> {
    let news = AdRequestNews {
        campaign: negotiation.campaign.title.clone(),
        other_side: negotiation.person(to.other()).user.display_name.clone(),
        amount: negotiation.request.latest.terms.payment.to_string(),
        message: message.to_owned(),
        link: format!("/app/ad-requests/{}", negotiation.row.id.0),
    };
    notifications::tell(tx, negotiation.person(to).user.id.0, kind(news))
}

/// Tells the webhooks of both sides.
pub fn emit(tx: &mut Tx, negotiation: &Negotiation, event: Event) -> Result<()> {
    let (status, awaiting) = match event {
        Event::AdRequestAccepted => (AdRequestStatus::Accepted, None),
        Event::AdRequestRejected => (AdRequestStatus::Rejected, None),
        Event::AdRequestWithdrawn => (AdRequestStatus::Withdrawn, None),
        Event::AdRequestExpired => (AdRequestStatus::Expired, None),
        _ => (AdRequestStatus::Pending, negotiation.request.awaited()),
    };
    for side in [Side::Sponsor, Side::Influencer] {
        webhooks::emit(tx, &negotiation.person(side).user, event, || {
            json!({
                "id": negotiation.row.id.0,
                "campaign": {"id": negotiation.campaign.id.0, "title": negotiation.campaign.title},
                "sponsor": {"id": negotiation.sponsor.user.id.0, "username": negotiation.sponsor.user.username},
                "influencer": {"id": negotiation.influencer.user.id.0, "username": negotiation.influencer.user.username},
                "direction": negotiation.row.direction.0,
                "status": status,
                "awaiting": awaiting,
                "revision": negotiation.request.latest.number,
                "payment": negotiation.request.latest.terms.payment,
            })
        })?;
    }
    Ok(())
}
