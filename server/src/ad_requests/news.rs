//! What the other side is told of a move.

use db::Tx;
use domain::words::Side;

use super::Negotiation;
use crate::error::Result;
use crate::notifications;
use crate::notifications::notice::{AdRequestNews, Notice};

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
