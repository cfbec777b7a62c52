//! Collaborations: what two sides agreed on, the work that it becomes, and the money that waits for it. The rules are in
//! `domain::collaboration`; here they meet the database, the ledger, the other side's mailbox and the wire.

pub mod access;
mod audited;
pub mod campaign_over;
pub mod clocks;
pub mod deliverables;
pub mod disputes;
mod happenings;
pub mod jobs;
pub mod list;
pub mod moves;
pub mod news;
pub mod out;
pub mod routes;
mod rows;
mod save;
pub mod store;

use domain::clock::{Timestamp, Zone};
use domain::collaboration::{Collaboration, Refused, Scene};
use domain::words::Side;

use crate::ad_requests::RevisionRow;
use crate::campaigns::CampaignRow;
use crate::error::Error;
use crate::house::House;
use crate::people::Person;

pub use happenings::{By, What};
pub use out::CollaborationOut;
pub use rows::{CollaborationRow, DeliverableRow};

/// A collaboration with all that its rules look at.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its row.
    pub row: CollaborationRow,
    /// Its deliverables' rows, in the order of the terms.
    pub parts: Vec<DeliverableRow>,
    /// What the rules see of both.
    pub rules: Collaboration,
    /// What was agreed.
    pub agreed: RevisionRow,
    /// The campaign.
    pub campaign: CampaignRow,
    /// The side that pays.
    pub sponsor: Person,
    /// The side that delivers.
    pub influencer: Person,
}

impl Work {
    /// The person on that side.
    pub const fn person(&self, side: Side) -> &Person {
        match side {
            Side::Sponsor => &self.sponsor,
            Side::Influencer => &self.influencer,
        }
    }

    /// Asks the rules something as they stand now.
    pub fn on_scene<T>(&self, now: Timestamp, house: House, ask: impl FnOnce(&Scene) -> T) -> T {
        let zone = Zone::named(&self.campaign.time_zone).unwrap_or(Zone::UTC);
        ask(&Scene { now: self.rules.clock(now), zone: &zone, periods: &house.periods })
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoSuchDeliverable => Self::NotFound,
            Refused::Denied(denied) => denied.into(),
            refused => Self::conflict(refused.code(), refused.to_string()),
        }
    }
}
