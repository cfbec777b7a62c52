//! The rows, and the state that their columns hold.

use domain::clock::Timestamp;
use domain::collaboration::{Asked, Collaboration, Deliverable, KILL_FEE_PERCENT, State};
use domain::ids::{AdRequestId, CampaignId, CollaborationId, DeliverableId, UserId};
use domain::money::{Currency, Money};
use domain::terms::Terms;
use domain::words::{CollaborationStatus, DeliverableStatus, Platform, Side};
use jiff::civil::Date;

use crate::db::Text;

/// A collaboration's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::collaborations)]
pub struct CollaborationRow {
    pub id: Text<CollaborationId>,
    pub ad_request_id: Text<AdRequestId>,
    pub campaign_id: Text<CampaignId>,
    pub sponsor_id: Text<UserId>,
    pub influencer_id: Text<UserId>,
    pub status: Text<CollaborationStatus>,
    pub payment: i64,
    pub currency: Text<Currency>,
    pub revision: i64,
    pub terms_hash: String,
    pub funding_due_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
    pub asked_by: Option<Text<Side>>,
    pub asked_at: Option<i64>,
    pub asked_until: Option<i64>,
    pub asked_reason: Option<String>,
    pub resolution: Option<String>,
    pub resolution_note: Option<String>,
    pub ended_at: Option<i64>,
    pub stopped_at: Option<i64>,
    pub sponsor_due_at: Option<i64>,
    pub influencer_due_at: Option<i64>,
    pub exclusivity_days: i64,
    pub exclusive_until: Option<i64>,
}

/// A deliverable's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::deliverables)]
pub struct DeliverableRow {
    pub id: Text<DeliverableId>,
    pub collaboration_id: Text<CollaborationId>,
    pub kind: String,
    pub platform: Text<Platform>,
    pub due_date: Text<Date>,
    pub note: String,
    pub amount: i64,
    pub status: Text<DeliverableStatus>,
    pub deadline_at: Option<i64>,
    pub revisions_used: i64,
    pub released: i64,
    pub refunded: i64,
    pub submitted_at: Option<i64>,
    pub published_at: Option<i64>,
    pub post_url: Option<String>,
    pub waiting_since: Option<i64>,
    pub rights_until: Option<i64>,
}

impl CollaborationRow {
    /// What the rules see of it, of its deliverables and of what was agreed.
    pub fn rules(&self, parts: &[DeliverableRow], terms: &Terms) -> Collaboration {
        let currency = self.currency.0;
        Collaboration {
            id: self.id.0,
            sponsor: self.sponsor_id.0,
            influencer: self.influencer_id.0,
            payment: Money::new(self.payment, currency),
            kill_fee_percent: terms.kill_fee_percent.unwrap_or(KILL_FEE_PERCENT),
            revisions_allowed: terms.revisions_allowed,
            state: self.state(),
            stopped: self.stopped_at.map(Timestamp),
            deliverables: parts.iter().map(|part| part.rules(currency)).collect(),
        }
    }

    fn state(&self) -> State {
        match (self.status.0, self.asked()) {
            (CollaborationStatus::AwaitingFunding, _) => {
                State::AwaitingFunding { until: Timestamp(self.funding_due_at.unwrap_or(self.created_at)) }
            }
            (CollaborationStatus::Active, None) => State::Active,
            (CollaborationStatus::Active, Some(asked)) => State::Cancelling(asked),
            (CollaborationStatus::Disputed, asked) => State::Disputed(asked.unwrap_or(Asked {
                by: Side::Sponsor,
                at: Timestamp(self.updated_at),
                until: Timestamp(self.updated_at),
            })),
            (CollaborationStatus::Completed, _) => State::Completed,
            (CollaborationStatus::Cancelled, _) => State::Cancelled,
        }
    }

    /// What one side asked for, if anything.
    pub fn asked(&self) -> Option<Asked> {
        let (by, at, until) = (self.asked_by.as_ref()?.0, self.asked_at?, self.asked_until?);
        Some(Asked { by, at: Timestamp(at), until: Timestamp(until) })
    }
}

impl DeliverableRow {
    fn rules(&self, currency: Currency) -> Deliverable {
        Deliverable {
            id: self.id.0,
            amount: Money::new(self.amount, currency),
            due_date: self.due_date.0,
            status: self.status.0,
            since: self.waiting_since.map(Timestamp),
            until: self.deadline_at.map(Timestamp),
            revisions_used: u32::try_from(self.revisions_used).unwrap_or(u32::MAX),
        }
    }
}
