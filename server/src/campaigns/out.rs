//! Campaigns as their readers see them.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{AdRequestId, CampaignId};
use domain::matching::Match;
use domain::money::{Money, MoneySchema};
use domain::profile::Requirements;
use domain::safety::Flagged;
use domain::words::{Action, AdRequestStatus, CampaignStatus, Visibility};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::CampaignRow;
use super::actions::{influencer_actions, time_elapsed_percent};
use super::reader::Reader;
use crate::accounts::Flag;
use crate::auth::User;
use crate::db::Text;
use crate::error::{FieldError, Result};
use crate::markdown;
use crate::moderation::flags;
use crate::people::{People, SponsorCard};
use crate::schema::{ad_requests, campaign_niches};

/// How many ad requests a campaign has.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct AdRequestCounts {
    /// Open.
    pub pending: i64,
    /// Agreed.
    pub accepted: i64,
    /// Declined.
    pub rejected: i64,
    /// Taken back.
    pub withdrawn: i64,
    /// Unanswered.
    pub expired: i64,
}

impl AdRequestCounts {
    /// The number of those in that status.
    pub const fn of_mut(&mut self, status: AdRequestStatus) -> &mut i64 {
        match status {
            AdRequestStatus::Pending => &mut self.pending,
            AdRequestStatus::Accepted => &mut self.accepted,
            AdRequestStatus::Rejected => &mut self.rejected,
            AdRequestStatus::Withdrawn => &mut self.withdrawn,
            AdRequestStatus::Expired => &mut self.expired,
        }
    }
}

/// A campaign. What only its sponsor and admins see is `null` for others.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignOut {
    /// Its id.
    pub id: CampaignId,
    /// Who pays.
    pub sponsor: SponsorCard,
    /// What it is called.
    pub title: String,
    /// The brief in Markdown.
    pub description: String,
    /// The brief as HTML that is safe to show.
    pub description_html: String,
    /// What is to be reached.
    pub goals: String,
    /// Slugs of its niches.
    pub niches: Vec<String>,
    /// Path of its image.
    pub image_url: Option<String>,
    /// The first day, in `time_zone`.
    #[schema(value_type = String, format = Date)]
    pub start_date: Date,
    /// The last day, included.
    #[schema(value_type = String, format = Date)]
    pub end_date: Date,
    /// The IANA time zone that its days are in.
    pub time_zone: String,
    /// How much of its time has passed, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub time_elapsed_percent: i64,
    /// What may be committed in all.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// The sum of accepted payments.
    #[schema(value_type = Option<MoneySchema>)]
    pub committed: Option<Money>,
    /// What of it was released.
    #[schema(value_type = Option<MoneySchema>)]
    pub spent: Option<Money>,
    /// What is left to commit.
    #[schema(value_type = Option<MoneySchema>)]
    pub available: Option<Money>,
    /// Who finds it.
    pub visibility: Visibility,
    /// What is asked of applicants.
    pub requirements: Requirements,
    /// What each post must carry.
    pub disclosure: String,
    /// Where it is in its life.
    pub status: CampaignStatus,
    /// Hidden by an admin.
    pub flagged: bool,
    /// Why it is hidden.
    pub flag: Option<Flag>,
    /// Its ad requests by status.
    pub ad_requests: Option<AdRequestCounts>,
    /// How well it fits the reader, if they are an influencer.
    #[serde(rename = "match")]
    pub fit: Option<Match>,
    /// The reader's open ad request on it, if they are an influencer.
    pub my_ad_request_id: Option<AdRequestId>,
    /// What the reader, if they are an influencer, does not meet of the requirements.
    pub unmet_requirements: Vec<FieldError>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was changed last.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
    /// What the reader may do with it now.
    pub actions: Vec<Action>,
}

/// These campaigns as that reader sees them, in the same order. Whether they may see them is the caller's to know.
pub fn all(conn: &mut Conn, rows: Vec<CampaignRow>, user: Option<&User>, now: Timestamp) -> Result<Vec<CampaignOut>> {
    let reader = Reader::load(conn, user)?;
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let shown: Vec<String> =
        rows.iter().filter(|row| reader.sees_all_of(row)).map(|row| row.id.0.to_string()).collect();
    let sponsors = People::load(conn, rows.iter().map(|row| row.sponsor_id.0))?;
    let (mut niches, counts) = (niches(conn, &ids)?, counts(conn, &shown)?);
    let out = |row: CampaignRow| {
        let sponsor = sponsors.get(row.sponsor_id.0)?.into();
        let (niches, counts) = (niches.remove(&row.id.0).unwrap_or_default(), counts.get(&row.id.0).copied());
        Ok(CampaignOut::of(row, sponsor, niches, counts.unwrap_or_default(), &reader, now))
    };
    let mut all: Vec<CampaignOut> = rows.into_iter().map(out).collect::<Result<_>>()?;
    explain_flags(conn, &mut all, &reader)?;
    Ok(all)
}

/// Adds what is known of the flags that the reader sees, and its owner's answer.
fn explain_flags(conn: &mut Conn, all: &mut [CampaignOut], reader: &Reader) -> Result<()> {
    let flagged = all.iter().filter(|campaign| campaign.flag.is_some());
    let rows =
        flags::now(conn, Flagged::Campaign, &flagged.map(|campaign| campaign.id.to_string()).collect::<Vec<_>>())?;
    for campaign in all {
        if let (Some(flag), Some(row)) = (campaign.flag.as_mut(), rows.get(&campaign.id.to_string())) {
            flag.explain(row);
            if row.rules().is_contestable() && matches!(reader, Reader::Sponsor(_)) {
                campaign.actions.push(Action::Contest);
            }
        }
    }
    Ok(())
}

/// One campaign as that reader sees it.
pub fn one(conn: &mut Conn, row: CampaignRow, user: Option<&User>, now: Timestamp) -> Result<CampaignOut> {
    all(conn, vec![row], user, now)?.pop().ok_or(crate::Error::NotFound)
}

impl CampaignOut {
    fn of(
        row: CampaignRow,
        sponsor: SponsorCard,
        niches: Vec<String>,
        counts: AdRequestCounts,
        reader: &Reader,
        now: Timestamp,
    ) -> Self {
        let (rules, whole) = (row.rules(), reader.sees_all_of(&row));
        let influencer = if let Reader::Influencer(influencer) = reader { Some(influencer) } else { None };
        let unmet = influencer.map(|one| row.requirements().unmet(&one.applicant).0).unwrap_or_default();
        let today = rules.today(now);
        let actions = match reader {
            Reader::Sponsor(standing) if whole => rules.sponsor_actions(standing, today),
            Reader::Admin if rules.flagged => vec![Action::Unflag],
            Reader::Admin => vec![Action::Flag],
            Reader::Influencer(one) => influencer_actions(&rules, one, unmet.is_empty(), today),
            Reader::Sponsor(_) | Reader::Anybody => Vec::new(),
        };
        let money = |amount| whole.then(|| row.money(amount));
        Self {
            id: row.id.0,
            sponsor,
            description_html: markdown::html(&row.description),
            time_elapsed_percent: time_elapsed_percent(&rules, now),
            budget: rules.budget,
            committed: money(row.committed),
            spent: money(row.spent),
            available: money(row.budget - row.committed),
            requirements: row.requirements(),
            flagged: rules.flagged,
            flag: Flag::of(row.flag_reason.clone(), row.flagged_at).filter(|_| whole),
            ad_requests: whole.then_some(counts),
            fit: influencer.map(|one| one.fit(&row, &niches)),
            my_ad_request_id: influencer.and_then(|one| one.open_on(row.id.0)),
            unmet_requirements: unmet.iter().map(FieldError::of).collect(),
            title: row.title,
            description: row.description,
            goals: row.goals,
            niches,
            image_url: row.image,
            start_date: row.start_date.0,
            end_date: row.end_date.0,
            time_zone: row.time_zone,
            visibility: row.visibility.0,
            disclosure: row.disclosure,
            status: row.status.0,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            version: row.version,
            actions,
        }
    }
}

/// The slugs of the niches of those campaigns.
pub fn niches(conn: &mut Conn, ids: &[String]) -> Result<HashMap<CampaignId, Vec<String>>> {
    let found = campaign_niches::table
        .filter(campaign_niches::campaign_id.eq_any(ids))
        .order(campaign_niches::niche)
        .select((campaign_niches::campaign_id, campaign_niches::niche))
        .load::<(Text<CampaignId>, String)>(conn)?;
    let mut niches: HashMap<_, Vec<String>> = HashMap::new();
    for (Text(campaign), niche) in found {
        niches.entry(campaign).or_default().push(niche);
    }
    Ok(niches)
}

/// How many ad requests those campaigns have; those without any are left out.
pub fn counts(conn: &mut Conn, ids: &[String]) -> Result<HashMap<CampaignId, AdRequestCounts>> {
    let found = ad_requests::table
        .filter(ad_requests::campaign_id.eq_any(ids))
        .group_by((ad_requests::campaign_id, ad_requests::status))
        .select((ad_requests::campaign_id, ad_requests::status, count_star()))
        .load::<(Text<CampaignId>, Text<AdRequestStatus>, i64)>(conn)?;
    let mut counts: HashMap<_, AdRequestCounts> = HashMap::new();
    for (Text(campaign), Text(status), count) in found {
        *counts.entry(campaign).or_default().of_mut(status) = count;
    }
    Ok(counts)
}
