//! Invoices: one for each share that is released, the influencer's to the sponsor, and one for the platform's fee on it.
//! Made out in the transaction of the release, numbered without a gap, and never changed: the parties stand on them as they
//! were on that day.

pub mod access;
pub mod billing;
pub mod issue;
pub mod jobs;
mod out;
mod paper;
pub mod routes;
pub mod store;

use domain::billing::{InvoiceKind, Party};
use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, DeliverableId, InvoiceId, UserId};
use domain::money::{Currency, Money};
use domain::words::Platform;
use serde::{Deserialize, Serialize};

use crate::db::{Json, Text};

/// An invoice's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::invoices)]
pub struct InvoiceRow {
    pub id: Text<InvoiceId>,
    pub kind: Text<InvoiceKind>,
    pub number: i64,
    pub issuer_id: Option<Text<UserId>>,
    pub recipient_id: Text<UserId>,
    pub collaboration_id: Text<CollaborationId>,
    pub deliverable_id: Text<DeliverableId>,
    pub amount: i64,
    pub currency: Text<Currency>,
    pub issuer: Json<Party>,
    pub recipient: Json<Party>,
    pub subject: Json<Subject>,
    pub created_at: i64,
}

/// What an invoice is about, as it was called on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// Its title.
    pub campaign: String,
    /// What was made.
    pub kind: String,
    /// Where it was shown.
    pub platform: Platform,
    /// What was agreed for it, in minor units.
    pub share: i64,
    /// What of that was released, in minor units: all of it, unless the work ended early.
    pub released: i64,
}

impl InvoiceRow {
    /// How much.
    pub const fn money(&self) -> Money {
        Money::new(self.amount, self.currency.0)
    }

    /// Its number as it is written.
    pub fn numbered(&self) -> String {
        self.kind.0.numbered(self.number)
    }

    /// When it was made out.
    pub const fn at(&self) -> Timestamp {
        Timestamp(self.created_at)
    }
}
