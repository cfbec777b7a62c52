//! Who reads a campaign, and what of them bears on what they are shown.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::access::Standing;
use domain::ids::{AdRequestId, CampaignId, UserId};
use domain::matching::{self, Match, Offered, Wanted};
use domain::profile::{Applicant, Rate};
use domain::words::{AdRequestStatus, Role};

use super::CampaignRow;
use crate::ad_requests::begin::applicant_facts;
use crate::auth::User;
use crate::db::{Json, Text};
use crate::error::Result;
use crate::schema::{ad_requests, influencer_niches, influencer_profiles};

/// The reader of campaigns.
pub enum Reader {
    /// Anybody: shown what is public.
    Anybody,
    /// A sponsor: shown everything of their own campaigns.
    Sponsor(Standing),
    /// An admin: shown everything.
    Admin,
    /// An influencer: shown how well it fits them.
    Influencer(Box<Influencer>),
}

/// What an influencer brings.
pub struct Influencer {
    /// Their account.
    pub standing: Standing,
    /// What requirements look at.
    pub applicant: Applicant,
    /// Their open negotiations.
    open: HashMap<CampaignId, AdRequestId>,
    niches: Vec<String>,
    rates: Vec<Rate>,
}

impl Reader {
    /// Reads what is needed of the caller.
    pub fn load(conn: &mut Conn, user: Option<&User>) -> Result<Self> {
        let Some(standing) = user.map(|user| user.standing) else { return Ok(Self::Anybody) };
        Ok(match standing.role {
            Role::Sponsor => Self::Sponsor(standing),
            Role::Admin => Self::Admin,
            Role::Influencer => Self::Influencer(Box::new(Influencer::load(conn, standing)?)),
        })
    }

    /// Whether they are shown what only its sponsor and admins see of that campaign.
    pub fn sees_all_of(&self, campaign: &CampaignRow) -> bool {
        match self {
            Self::Admin => true,
            Self::Sponsor(standing) => standing.id == campaign.sponsor_id.0,
            Self::Anybody | Self::Influencer(_) => false,
        }
    }
}

impl Influencer {
    fn load(conn: &mut Conn, standing: Standing) -> Result<Self> {
        let id = standing.id.to_string();
        let Json(rates): Json<Vec<Rate>> =
            influencer_profiles::table.find(&id).select(influencer_profiles::rate_card).first(conn)?;
        let chosen = influencer_niches::table.filter(influencer_niches::user_id.eq(&id));
        Ok(Self {
            open: open(conn, standing.id)?,
            niches: chosen.select(influencer_niches::niche).load(conn)?,
            applicant: applicant_facts(conn, standing.id)?,
            standing,
            rates,
        })
    }

    /// Their open negotiation on that campaign.
    pub fn open_on(&self, campaign: CampaignId) -> Option<AdRequestId> {
        self.open.get(&campaign).copied()
    }

    /// How well the campaign fits them.
    pub fn fit(&self, campaign: &CampaignRow, niches: &[String]) -> Match {
        let requirements = campaign.requirements();
        let wanted = Wanted {
            niches: niches.to_vec(),
            platforms: requirements.platforms,
            countries: requirements.countries,
            languages: requirements.languages,
            min_followers: requirements.min_followers,
            budget: Some(campaign.money(campaign.budget)),
        };
        let prices = self.rates.iter().map(|rate| rate.price);
        let offered = Offered {
            niches: self.niches.clone(),
            platforms: self.applicant.platforms.clone(),
            country: self.applicant.country.clone(),
            languages: self.applicant.languages.clone(),
            reach: self.applicant.reach,
            lowest_price: prices.filter(|price| price.currency == campaign.currency.0).min_by_key(|price| price.amount),
        };
        matching::score(&wanted, &offered)
    }
}

fn open(conn: &mut Conn, influencer: UserId) -> Result<HashMap<CampaignId, AdRequestId>> {
    let pending = ad_requests::table
        .filter(ad_requests::influencer_id.eq(influencer.to_string()))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .select((ad_requests::campaign_id, ad_requests::id))
        .load::<(Text<CampaignId>, Text<AdRequestId>)>(conn)?;
    Ok(pending.into_iter().map(|(campaign, id)| (campaign.0, id.0)).collect())
}
