//! Campaigns: what sponsors want done, with a budget that can't be overspent.

pub mod access;
mod actions;
pub mod image;
pub mod input;
pub mod jobs;
pub mod moves;
pub mod out;
pub mod page;
pub mod query;
pub mod reader;
pub mod routes;
pub mod store;
#[cfg(test)]
mod tests;

use domain::campaign::{Campaign, CampaignRefused};
use domain::clock::Zone;
use domain::ids::{CampaignId, UserId};
use domain::money::{Currency, Money};
use domain::profile::Requirements;
use domain::words::{CampaignStatus, Platform, Visibility};
use jiff::civil::Date;

use crate::db::{Json, Text};
use crate::error::Error;

/// A campaign's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::campaigns)]
pub struct CampaignRow {
    pub id: Text<CampaignId>,
    pub sponsor_id: Text<UserId>,
    pub title: String,
    pub description: String,
    pub goals: String,
    pub image: Option<String>,
    pub start_date: Text<Date>,
    pub end_date: Text<Date>,
    pub time_zone: String,
    pub budget: i64,
    pub currency: Text<Currency>,
    pub committed: i64,
    pub spent: i64,
    pub visibility: Text<Visibility>,
    pub min_followers: i64,
    pub platforms: Json<Vec<Platform>>,
    pub countries: Json<Vec<String>>,
    pub languages: Json<Vec<String>>,
    pub disclosure: String,
    pub status: Text<CampaignStatus>,
    pub flag_reason: Option<String>,
    pub flagged_at: Option<i64>,
    pub negotiated_at: Option<i64>,
    pub published_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl CampaignRow {
    /// An amount in the campaign's currency.
    pub const fn money(&self, amount: i64) -> Money {
        Money::new(amount, self.currency.0)
    }

    /// What the rules see.
    pub fn rules(&self) -> Campaign {
        Campaign {
            id: self.id.0,
            sponsor: self.sponsor_id.0,
            status: self.status.0,
            flagged: self.flagged_at.is_some(),
            visibility: self.visibility.0,
            start: self.start_date.0,
            end: self.end_date.0,
            zone: Zone::named(&self.time_zone).unwrap_or(Zone::UTC),
            budget: self.money(self.budget),
            committed: self.committed,
            negotiated: self.negotiated_at.is_some(),
        }
    }

    /// What it asks of applicants.
    pub fn requirements(&self) -> Requirements {
        Requirements {
            min_followers: self.min_followers,
            platforms: self.platforms.0.clone(),
            countries: self.countries.0.clone(),
            languages: self.languages.0.clone(),
        }
    }
}

impl From<CampaignRefused> for Error {
    fn from(refused: CampaignRefused) -> Self {
        Self::conflict(refused.code(), refused.to_string())
    }
}
