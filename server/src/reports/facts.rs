//! What a report is computed from.

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::clock::{Timestamp, Zone};
use domain::ids::{CampaignId, UserId};
use domain::money::{Currency, Money};
use domain::words::{AdRequestStatus, CampaignStatus, CollaborationStatus, DeliverableStatus, Direction};
use jiff::civil::Date;

use super::report::Subject;
use crate::campaigns::CampaignRow;
use crate::db::Text;
use crate::error::Result;
use crate::people::People;
use crate::schema::{ad_requests, campaigns, collaborations, deliverables};

/// All of a sponsor that a report looks at.
pub struct Facts {
    /// The sponsor.
    pub sponsor: Subject,
    /// The time zone that its months are in.
    pub zone: Zone,
    /// Its campaigns that were ever published.
    pub campaigns: Vec<CampaignFact>,
    /// Its ad requests.
    pub ad_requests: Vec<AdRequestFact>,
    /// Its ads.
    pub ads: Vec<AdFact>,
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct CampaignFact {
    pub id: CampaignId,
    pub title: String,
    pub status: CampaignStatus,
    pub start: Date,
    pub end: Date,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub budget: Money,
    pub committed: i64,
    pub spent: i64,
}

/// An ad request.
#[derive(Clone, Debug)]
pub struct AdRequestFact {
    pub campaign: CampaignId,
    pub influencer: UserId,
    pub direction: Direction,
    pub status: AdRequestStatus,
    pub payment: Money,
    pub created_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Whether what was agreed was called off since.
    pub called_off: bool,
}

/// Ads that were agreed together and are equally far.
#[derive(Clone, Debug)]
pub struct AdFact {
    pub campaign: CampaignId,
    pub agreed_at: Timestamp,
    pub called_off: bool,
    pub status: DeliverableStatus,
    pub count: i64,
}

impl Facts {
    /// Reads those of that sponsor.
    pub fn load(conn: &mut Conn, sponsor: UserId) -> Result<Self> {
        let person = People::load(conn, [sponsor])?.take(sponsor).ok_or(crate::Error::NotFound)?;
        Ok(Self {
            zone: Zone::named(&person.user.time_zone).unwrap_or(Zone::UTC),
            sponsor: Subject { id: sponsor, display_name: person.user.display_name, logo_url: person.picture },
            campaigns: campaigns_of(conn, sponsor)?,
            ad_requests: ad_requests_of(conn, sponsor)?,
            ads: ads_of(conn, sponsor)?,
        })
    }
}

fn campaigns_of(conn: &mut Conn, sponsor: UserId) -> Result<Vec<CampaignFact>> {
    let published = campaigns::table
        .filter(campaigns::sponsor_id.eq(sponsor.to_string()))
        .filter(campaigns::published_at.is_not_null());
    let rows: Vec<CampaignRow> = published.order(campaigns::id).select(CampaignRow::as_select()).load(conn)?;
    let fact = |row: CampaignRow| CampaignFact {
        id: row.id.0,
        status: row.status.0,
        start: row.start_date.0,
        end: row.end_date.0,
        published_at: Timestamp(row.published_at.unwrap_or(row.created_at)),
        updated_at: Timestamp(row.updated_at),
        budget: row.money(row.budget),
        committed: row.committed,
        spent: row.spent,
        title: row.title,
    };
    Ok(rows.into_iter().map(fact).collect())
}

type AdRequestColumns = (
    Text<CampaignId>,
    Text<UserId>,
    Text<Direction>,
    Text<AdRequestStatus>,
    i64,
    Text<Currency>,
    i64,
    Option<i64>,
    Option<String>,
);

fn ad_requests_of(conn: &mut Conn, sponsor: UserId) -> Result<Vec<AdRequestFact>> {
    let rows: Vec<AdRequestColumns> = ad_requests::table
        .left_join(collaborations::table.on(collaborations::ad_request_id.eq(ad_requests::id)))
        .filter(ad_requests::sponsor_id.eq(sponsor.to_string()))
        .order(ad_requests::id)
        .select((
            ad_requests::campaign_id,
            ad_requests::influencer_id,
            ad_requests::direction,
            ad_requests::status,
            ad_requests::payment,
            ad_requests::currency,
            ad_requests::created_at,
            ad_requests::closed_at,
            collaborations::status.nullable(),
        ))
        .load(conn)?;
    let cancelled = CollaborationStatus::Cancelled.to_string();
    let fact = |row: AdRequestColumns| AdRequestFact {
        campaign: row.0.0,
        influencer: row.1.0,
        direction: row.2.0,
        status: row.3.0,
        payment: Money::new(row.4, row.5.0),
        created_at: Timestamp(row.6),
        closed_at: row.7.map(Timestamp),
        called_off: row.8.is_some_and(|status| status == cancelled),
    };
    Ok(rows.into_iter().map(fact).collect())
}

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    collaborations::campaign_id,
    collaborations::created_at,
    collaborations::status,
    deliverables::status,
);

type AdColumns = (Text<CampaignId>, i64, Text<CollaborationStatus>, Text<DeliverableStatus>, i64);

fn ads_of(conn: &mut Conn, sponsor: UserId) -> Result<Vec<AdFact>> {
    let alike = (collaborations::campaign_id, collaborations::created_at, collaborations::status, deliverables::status);
    let rows: Vec<AdColumns> = collaborations::table
        .inner_join(deliverables::table.on(deliverables::collaboration_id.eq(collaborations::id)))
        .filter(collaborations::sponsor_id.eq(sponsor.to_string()))
        .group_by(alike)
        .select((
            collaborations::campaign_id,
            collaborations::created_at,
            collaborations::status,
            deliverables::status,
            count_star(),
        ))
        .load(conn)?;
    let fact = |(campaign, at, status, progress, count): AdColumns| AdFact {
        campaign: campaign.0,
        agreed_at: Timestamp(at),
        called_off: status.0 == CollaborationStatus::Cancelled,
        status: progress.0,
        count,
    };
    Ok(rows.into_iter().map(fact).collect())
}
