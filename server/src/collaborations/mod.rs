//! Collaborations: what two sides agreed on, and the work that it becomes.

pub mod routes;
pub mod store;

use domain::clock::Timestamp;
use domain::ids::{AdRequestId, CampaignId, CollaborationId, DeliverableId, UserId};
use domain::money::{Currency, Money, MoneySchema};
use domain::terms::Terms;
use domain::words::{Action, CollaborationStatus, DeliverableStatus, Platform};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ad_requests::out::CampaignCard;
use crate::db::Text;
use crate::people::{InfluencerCard, SponsorCard};

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
}

/// A collaboration as one of its two sides sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollaborationOut {
    /// Its id.
    pub id: CollaborationId,
    /// The negotiation that it came of.
    pub ad_request_id: AdRequestId,
    /// The campaign that it is part of.
    pub campaign: CampaignCard,
    /// The side that pays.
    pub sponsor: SponsorCard,
    /// The side that delivers.
    pub influencer: InfluencerCard,
    /// Where it is.
    pub status: CollaborationStatus,
    /// What was agreed to be paid in all.
    #[schema(value_type = MoneySchema)]
    pub payment: Money,
    /// What was agreed.
    pub terms: Terms,
    /// The number of the agreed revision.
    pub revision: i64,
    /// The hash that the acceptance stands on.
    pub terms_hash: String,
    /// Until when the sponsor is to fund it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub funding_due_at: Option<Timestamp>,
    /// What is to be made, in the order of the terms.
    pub deliverables: Vec<DeliverableOut>,
    /// When it was agreed.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
    /// The moves that the reader has now.
    pub actions: Vec<Action>,
}

/// One thing to be made.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliverableOut {
    /// Its id.
    pub id: DeliverableId,
    /// What it is.
    pub kind: String,
    /// Where it is published.
    pub platform: Platform,
    /// The day by which it is handed in.
    #[schema(value_type = String, format = Date)]
    pub due_date: Date,
    /// Anything else.
    pub note: String,
    /// Its share of the payment.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
    /// Where it is.
    pub status: DeliverableStatus,
}

impl DeliverableOut {
    fn of(row: DeliverableRow, currency: Currency) -> Self {
        Self {
            id: row.id.0,
            kind: row.kind,
            platform: row.platform.0,
            due_date: row.due_date.0,
            note: row.note,
            amount: Money::new(row.amount, currency),
            status: row.status.0,
        }
    }
}
