//! A few words on each person of a list, loaded for all of them at once.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::schema::{ad_requests, campaigns, influencer_niches, influencer_profiles, sponsor_profiles};

/// What somebody's profile and doings say; a role leaves out what it does not have.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Summary {
    /// A sponsor's line of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// A sponsor's website.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Where they are: ISO 3166-1, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// An influencer's niches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub niches: Option<Vec<String>>,
    /// An influencer's followers over all channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<i64>,
    /// How many campaigns a sponsor has, drafts too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaigns: Option<i64>,
    /// How many ad requests they have been part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ad_requests: Option<i64>,
}

/// The summaries of these people, by id.
pub fn of(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, Summary>> {
    let mut summaries = HashMap::new();
    sponsors(conn, ids, &mut summaries)?;
    influencers(conn, ids, &mut summaries)?;
    Ok(summaries)
}

fn sponsors(conn: &mut Conn, ids: &[String], summaries: &mut HashMap<String, Summary>) -> Result<()> {
    use sponsor_profiles as profile;
    let profiles: Vec<(String, String, String, Option<String>)> = profile::table
        .filter(profile::user_id.eq_any(ids))
        .select((profile::user_id, profile::industry, profile::website, profile::country))
        .load(conn)?;
    let campaigns: HashMap<String, i64> = campaigns::table
        .filter(campaigns::sponsor_id.eq_any(ids))
        .group_by(campaigns::sponsor_id)
        .select((campaigns::sponsor_id, count_star()))
        .load(conn)?
        .into_iter()
        .collect();
    let ad_requests: HashMap<String, i64> = ad_requests::table
        .filter(ad_requests::sponsor_id.eq_any(ids))
        .group_by(ad_requests::sponsor_id)
        .select((ad_requests::sponsor_id, count_star()))
        .load(conn)?
        .into_iter()
        .collect();
    summaries.extend(profiles.into_iter().map(|(id, industry, website, country)| {
        let (campaigns, ad_requests) = (campaigns.get(&id).copied(), ad_requests.get(&id).copied());
        let summary = Summary {
            industry: Some(industry),
            website: Some(website),
            country,
            campaigns: Some(campaigns.unwrap_or(0)),
            ad_requests: Some(ad_requests.unwrap_or(0)),
            ..Summary::default()
        };
        (id, summary)
    }));
    Ok(())
}

fn influencers(conn: &mut Conn, ids: &[String], summaries: &mut HashMap<String, Summary>) -> Result<()> {
    use influencer_profiles as profile;
    let profiles: Vec<(String, Option<String>, i64)> = profile::table
        .filter(profile::user_id.eq_any(ids))
        .select((profile::user_id, profile::country, profile::reach))
        .load(conn)?;
    let mut niches: HashMap<String, Vec<String>> = HashMap::new();
    let pairs: Vec<(String, String)> = influencer_niches::table
        .filter(influencer_niches::user_id.eq_any(ids))
        .order(influencer_niches::niche)
        .select((influencer_niches::user_id, influencer_niches::niche))
        .load(conn)?;
    for (id, niche) in pairs {
        niches.entry(id).or_default().push(niche);
    }
    let ad_requests: HashMap<String, i64> = ad_requests::table
        .filter(ad_requests::influencer_id.eq_any(ids))
        .group_by(ad_requests::influencer_id)
        .select((ad_requests::influencer_id, count_star()))
        .load(conn)?
        .into_iter()
        .collect();
    summaries.extend(profiles.into_iter().map(|(id, country, reach)| {
        let summary = Summary {
            country,
            niches: Some(niches.remove(&id).unwrap_or_default()),
            reach: Some(reach),
            ad_requests: Some(ad_requests.get(&id).copied().unwrap_or(0)),
            ..Summary::default()
        };
        (id, summary)
    }));
    Ok(())
}
