//! What a move did to the money, for the audit log.

use db::Tx;
use domain::collaboration::Movement;
use domain::ids::UserId;
use domain::money::Money;
use serde::Serialize;

use super::Work;
use crate::audit;
use crate::error::Result;

/// What moved between escrow and a balance.
#[derive(Serialize)]
struct Moved {
    amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    deliverable: Option<String>,
}

/// Notes each movement of money. What was never paid in moved nowhere.
pub fn record(tx: &mut Tx, work: &Work, movements: &[Movement], actor: Option<UserId>) -> Result<()> {
    for movement in movements {
        let (action, amount, part) = match *movement {
            Movement::Funded(amount) => ("escrow.fund", amount, None),
            Movement::Released(part, amount) => ("escrow.release", amount, Some(part)),
            Movement::Refunded(part, amount) => ("escrow.refund", amount, Some(part)),
            Movement::Freed(..) => continue,
        };
        if amount.amount > 0 {
            let moved = Moved { amount, deliverable: part.map(|part| part.to_string()) };
            audit::record(tx, actor, action, "collaboration", &work.rules.id.to_string(), &moved)?;
        }
    }
    Ok(())
}
