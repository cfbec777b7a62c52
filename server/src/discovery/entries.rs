//! The things of the database as the index takes them: only those that everybody may see.

use db::Conn;
use diesel::prelude::*;
use domain::words::{AccountStatus, Role};
use jiff::civil::Date;

use super::index::{ANY, Entry, Kind, facet};
use crate::campaigns::CampaignRow;
use crate::error::Result;
use crate::profiles::{self, Influencer};
use crate::schema::{campaign_niches, campaigns, niches, users};

/// Those of these things that can be found.
pub fn load(conn: &mut Conn, kind: Kind, ids: &[String]) -> Result<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    match kind {
        Kind::Influencer => {
            let found = profiles::store::influencers(conn, ids)?;
            let names = niche_names(conn)?;
            Ok(found
                .iter()
                .filter(|one| one.user.standing(false).is_public())
                .map(|one| influencer(one, &names))
                .collect())
        }
        Kind::Campaign => {
            let names = niche_names(conn)?;
            let rows = public_campaigns(conn, ids)?;
            let about: Vec<(String, String)> = campaign_niches::table
                .filter(campaign_niches::campaign_id.eq_any(ids))
                .select((campaign_niches::campaign_id, campaign_niches::niche))
                .load(conn)?;
            let entry = |(row, sponsor): &(CampaignRow, String)| {
                let id = row.id.0.to_string();
                let slugs = about.iter().filter(|(campaign, _)| *campaign == id).map(|(_, slug)| slug.as_str());
                campaign(row, sponsor, &slugs.collect::<Vec<_>>(), &names)
            };
            Ok(rows.iter().map(entry).collect())
        }
    }
}

/// Ids after that one, the next `limit` in their order.
pub fn ids_after(conn: &mut Conn, kind: Kind, after: &str, limit: i64) -> Result<Vec<String>> {
    Ok(match kind {
        Kind::Influencer => users::table
            .filter(users::role.eq(Role::Influencer.to_string()).and(users::id.gt(after)))
            .order(users::id)
            .limit(limit)
            .select(users::id)
            .load(conn)?,
        Kind::Campaign => campaigns::table
            .filter(campaigns::id.gt(after))
            .order(campaigns::id)
            .limit(limit)
            .select(campaigns::id)
            .load(conn)?,
    })
}

/// Those of these campaigns that everybody may see, with their sponsors' names. Whether their time is over is not looked at.
pub fn public_campaigns(conn: &mut Conn, ids: &[String]) -> Result<Vec<(CampaignRow, String)>> {
    let rows: Vec<(CampaignRow, String)> = campaigns::table
        .inner_join(users::table.on(users::id.eq(campaigns::sponsor_id)))
        .filter(campaigns::id.eq_any(ids))
        .filter(users::status.eq(AccountStatus::Active.to_string()).and(users::flagged_at.is_null()))
        .select((CampaignRow::as_select(), users::display_name))
        .load(conn)?;
    Ok(rows.into_iter().filter(|(row, _)| row.rules().is_public()).collect())
}

fn niche_names(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    Ok(niches::table.select((niches::slug, niches::name)).load(conn)?)
}

fn names_of<'a>(slugs: impl Iterator<Item = &'a str>, names: &'a [(String, String)]) -> String {
    let name = |slug| names.iter().find(|(known, _)| known == slug).map_or("", |(_, name)| name.as_str());
    slugs.flat_map(|slug| [slug, name(slug)]).collect::<Vec<_>>().join(" ")
}

fn influencer(one: &Influencer, names: &[(String, String)]) -> Entry {
    let Influencer { user, profile, niches, channels } = one;
    let niches_named = names_of(niches.iter().map(String::as_str), names);
    let handles: Vec<_> = channels.iter().map(|channel| format!("{} {}", channel.handle, channel.platform.0)).collect();
    let mut facets: Vec<u64> = niches.iter().map(|slug| facet("niche", slug)).collect();
    facets.extend(one.platforms().iter().map(|platform| facet("platform", &platform.to_string())));
    facets.extend(profile.country.iter().map(|country| facet("country", country)));
    facets.extend(profile.languages.0.iter().map(|language| facet("language", language)));
    if profile.available != 0 {
        facets.push(facet("available", "yes"));
    }
    let mut prices: Vec<(&'static str, i64)> = Vec::new();
    for rate in &profile.rate_card.0 {
        let (code, amount) = (rate.price.currency.code(), rate.price.amount);
        match prices.iter_mut().find(|(known, _)| *known == code) {
            Some((_, lowest)) => *lowest = amount.min(*lowest),
            None => prices.push((code, amount)),
        }
    }
    // Whoever has a page to judge by goes first, then who reaches more.
    let reach = u32::try_from(profile.reach / 8).unwrap_or(u32::MAX).min(u32::MAX >> 1);
    Entry {
        kind: Kind::Influencer,
        id: user.id.0.uuid(),
        name: format!("{} {}", user.display_name, user.username),
        tags: format!("{} {niches_named} {}", profile.category, handles.join(" ")),
        body: profile.bio.clone(),
        facets,
        followers: profile.reach,
        engagement: one.engagement().unwrap_or(0),
        rating: one.rating().unwrap_or(0),
        prices,
        days: (0, 0),
        ends_at: i64::MAX,
        since: user.created_at,
        weight: u32::from(one.is_complete()) << 31 | reach,
    }
}

fn campaign(row: &CampaignRow, sponsor: &str, slugs: &[&str], names: &[(String, String)]) -> Entry {
    let wanted = |list: &str, words: Vec<String>| -> Vec<u64> {
        if words.is_empty() { vec![facet(list, ANY)] } else { words.iter().map(|word| facet(list, word)).collect() }
    };
    let mut facets: Vec<u64> = slugs.iter().map(|slug| facet("niche", slug)).collect();
    facets.extend(wanted("platform", row.platforms.0.iter().map(ToString::to_string).collect()));
    facets.extend(wanted("country", row.countries.0.clone()));
    facets.extend(wanted("language", row.languages.0.clone()));
    let rules = row.rules();
    let since = row.published_at.unwrap_or(row.created_at);
    Entry {
        kind: Kind::Campaign,
        id: row.id.0.uuid(),
        name: row.title.clone(),
        tags: format!("{sponsor} {}", names_of(slugs.iter().copied(), names)),
        body: format!("{}\n{}", row.description, row.goals),
        facets,
        followers: row.min_followers,
        engagement: 0,
        rating: 0,
        prices: vec![(row.currency.0.code(), row.budget)],
        days: (day_number(rules.start), day_number(rules.end)),
        ends_at: rules.end.tomorrow().map_or(i64::MAX, |next| rules.zone.start_of(next).0),
        since,
        weight: u32::try_from(since / 1000).unwrap_or(u32::MAX),
    }
}

/// A day as a number that grows by one each day; none is negative that a campaign can have.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 372 + i64::from(day.month()) * 31 + i64::from(day.day())
}
