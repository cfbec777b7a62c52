//! The public campaigns that run now, laid out so that each influencer's own are found quickly.

use std::collections::{HashMap, HashSet};

use db::Conn;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::matching::{self, Wanted};
use domain::profile::{Applicant, Requirements};
use domain::words::{AccountStatus, CampaignStatus, Visibility};
use serde_json::json;

use crate::campaigns::CampaignRow;
use crate::error::Result;
use crate::mail::{Row, Section};
use crate::profiles::{self, Influencer};
use crate::schema::{ad_requests, campaign_niches, campaigns, users};

/// Campaigns on the shelf at most, the newest of all.
const MOST: i64 = 1_000;
/// Campaigns that one person is shown at most.
const SHOWN: usize = 3;

/// Public campaigns by niche.
pub struct Shelf {
    offers: Vec<Offer>,
    by_niche: HashMap<String, Vec<usize>>,
}

struct Offer {
    id: String,
    title: String,
    sponsor: String,
    wanted: Wanted,
    requirements: Requirements,
}

impl Shelf {
    /// What runs now.
    pub fn load(conn: &mut Conn, now: Timestamp) -> Result<Self> {
        let rows: Vec<(CampaignRow, String)> = campaigns::table
            .inner_join(users::table.on(users::id.eq(campaigns::sponsor_id)))
            .filter(campaigns::status.eq(CampaignStatus::Active.to_string()))
            .filter(campaigns::visibility.eq(Visibility::Public.to_string()).and(campaigns::flagged_at.is_null()))
            .filter(users::status.eq(AccountStatus::Active.to_string()).and(users::flagged_at.is_null()))
            .order(campaigns::id.desc())
            .limit(MOST)
            .select((CampaignRow::as_select(), users::display_name))
            .load(conn)?;
        let ids: Vec<_> = rows.iter().map(|(row, _)| row.id.0.to_string()).collect();
        let pairs: Vec<(String, String)> = campaign_niches::table
            .filter(campaign_niches::campaign_id.eq_any(&ids))
            .order(campaign_niches::niche)
            .select((campaign_niches::campaign_id, campaign_niches::niche))
            .load(conn)?;
        let mut niches: HashMap<String, Vec<String>> = HashMap::new();
        for (campaign, niche) in pairs {
            niches.entry(campaign).or_default().push(niche);
        }
        let runs = |row: &CampaignRow| {
            let rules = row.rules();
            !rules.is_over(rules.today(now))
        };
        let offers = rows.into_iter().filter(|(row, _)| runs(row)).map(|(row, sponsor)| {
            let niches = niches.remove(&row.id.0.to_string()).unwrap_or_default();
            Offer::of(row, sponsor, niches)
        });
        Ok(Self::of(offers.collect()))
    }

    fn of(offers: Vec<Offer>) -> Self {
        let mut by_niche: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, offer) in offers.iter().enumerate() {
            for niche in &offer.wanted.niches {
                by_niche.entry(niche.clone()).or_default().push(place);
            }
        }
        Self { offers, by_niche }
    }

    /// The campaigns that fit each of these people best, as a list in a mail: of a niche of theirs, open to them, and not
    /// yet negotiated with them. Nobody is in it for whom there is none.
    pub fn fitting(&self, conn: &mut Conn, people: &[String]) -> Result<HashMap<String, Section>> {
        if self.offers.is_empty() || people.is_empty() {
            return Ok(HashMap::new());
        }
        let negotiated: HashSet<(String, String)> = ad_requests::table
            .filter(ad_requests::influencer_id.eq_any(people))
            .select((ad_requests::influencer_id, ad_requests::campaign_id))
            .load::<(String, String)>(conn)?
            .into_iter()
            .collect();
        let section = |influencer: Influencer| {
            let person = influencer.user.id.0.to_string();
            let best = self.best(&influencer, |campaign| negotiated.contains(&(person.clone(), campaign.to_owned())));
            let rows: Vec<_> = best.into_iter().map(|(score, offer)| offer.row(score)).collect();
            (!rows.is_empty()).then(|| (person, Section { name: "campaigns".into(), rows }))
        };
        Ok(profiles::store::influencers(conn, people)?.into_iter().filter_map(section).collect())
    }

    /// The best for that influencer with their scores, the newer first among equals.
    fn best(&self, influencer: &Influencer, is_known: impl Fn(&str) -> bool) -> Vec<(u32, &Offer)> {
        let mut offered = influencer.offered();
        let applicant = Applicant {
            reach: offered.reach,
            platforms: offered.platforms.clone(),
            country: offered.country.clone(),
            languages: offered.languages.clone(),
        };
        let mut places: Vec<usize> =
            influencer.niches.iter().filter_map(|niche| self.by_niche.get(niche)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let mut scored: Vec<(u32, &Offer)> = Vec::with_capacity(places.len());
        for offer in places.into_iter().map(|place| &self.offers[place]) {
            offered.lowest_price = offer.wanted.budget.and_then(|budget| influencer.lowest_price_in(budget.currency));
            scored.push((matching::score(&offer.wanted, &offered).score, offer));
        }
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let is_open = |offer: &Offer| !is_known(&offer.id) && offer.requirements.unmet(&applicant).0.is_empty();
        scored.into_iter().filter(|(_, offer)| is_open(offer)).take(SHOWN).collect()
    }
}

impl Offer {
    fn of(row: CampaignRow, sponsor: String, niches: Vec<String>) -> Self {
        let requirements = row.requirements();
        let wanted = Wanted {
            niches,
            platforms: requirements.platforms.clone(),
            countries: requirements.countries.clone(),
            languages: requirements.languages.clone(),
            min_followers: requirements.min_followers,
            budget: Some(row.money(row.budget)),
        };
        Self { id: row.id.0.to_string(), title: row.title, sponsor, wanted, requirements }
    }

    fn row(&self, score: u32) -> Row {
        let facts = json!({ "sponsor": self.sponsor, "score": score });
        Row {
            title: self.title.clone(),
            value: self.wanted.budget.map(|budget| budget.to_string()).unwrap_or_default(),
            link: format!("/campaigns/{}", self.id),
            facts: facts.as_object().cloned().unwrap_or_default(),
        }
    }
}
