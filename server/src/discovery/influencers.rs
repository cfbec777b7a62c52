//! `GET /influencers`: everybody who can be hired.

use std::collections::HashMap;

use axum::response::{IntoResponse, Response};
use db::Conn;
use diesel::prelude::*;
use domain::ids::{CampaignId, UserId};
use domain::matching::{self, Wanted};
use domain::money::Currency;
use domain::words::{CampaignStatus, Platform, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Ids, Question};
use super::index::{Fields, Kind, facet};
use super::page::{Order, Side};
use super::query::Filters;
use crate::app::App;
use crate::auth::{User, Viewer};
use crate::campaigns::CampaignRow;
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Page, Paging, Query, Reply, public};
use crate::profiles;
use crate::profiles::influencer::InfluencerOut;
use crate::schema::{campaign_niches, campaigns};

/// What a search for influencers may ask for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InfluencersQuery {
    /// Words to be found: in names, niches, handles, bios. Typing errors are forgiven, the last word may be unfinished.
    pub q: Option<String>,
    /// The slug of a niche.
    pub niche: Option<String>,
    /// Where they have a channel.
    pub platform: Option<Platform>,
    /// Their ISO 3166 country.
    pub country: Option<String>,
    /// An ISO 639-1 language that they speak.
    pub language: Option<String>,
    /// The least reach.
    #[param(minimum = 0)]
    pub min_followers: Option<i64>,
    /// The greatest reach.
    #[param(minimum = 0)]
    pub max_followers: Option<i64>,
    /// The least engagement, in percent.
    #[param(minimum = 0, maximum = 100)]
    pub min_engagement: Option<f64>,
    /// The greatest engagement, in percent.
    #[param(minimum = 0, maximum = 100)]
    pub max_engagement: Option<f64>,
    /// What their lowest price is at least, in minor units.
    #[param(minimum = 0)]
    pub min_price: Option<i64>,
    /// What their lowest price is at most, in minor units.
    #[param(minimum = 0)]
    pub max_price: Option<i64>,
    /// The currency of the prices; without it amounts are compared as they stand.
    pub currency: Option<String>,
    /// The least rating, 1 to 5.
    #[param(minimum = 0, maximum = 5)]
    pub min_rating: Option<f64>,
    /// Only who takes on work now.
    pub available: Option<bool>,
    /// For a sponsor: the own campaign that they are matched with; all active ones when left out.
    #[param(value_type = Option<String>, format = Uuid)]
    pub campaign: Option<CampaignId>,
    /// The order; `relevance` when left out.
    #[param(inline)]
    pub sort: Option<InfluencerSort>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count them all.
    pub count: Option<bool>,
}

/// Orders of influencers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InfluencerSort {
    /// Who meets the words best, then who has a complete page, then who reaches most.
    Relevance,
    /// Who fits the sponsor's campaigns best; as `relevance` for everybody else.
    Match,
    /// Who reaches most.
    Reach,
    /// Who engages most.
    Engagement,
    /// Who is rated best.
    Rating,
    /// Who asks least.
    Price,
}

/// Search for influencers.
#[utoipa::path(get, path = "/influencers", tag = "influencers", params(InfluencersQuery), security((), ("bearer" = [])), responses((status = 200, body = Page<InfluencerOut>), (status = 401)))]
pub async fn list_influencers(
    app: App,
    Viewer(viewer): Viewer,
    from: ClientAddress,
    Query(query): Query<InfluencersQuery>,
) -> Result<Response> {
    if viewer.is_some() {
        return Ok(Reply::ok(&page(&app, viewer, query).await?)?.into_response());
    }
    let key = format!("/influencers {query:?}");
    public::answer(&app, &from, &key, &["influencers"], || page(&app, None, query)).await
}

/// The same without the cache.
pub async fn page(app: &App, viewer: Option<User>, query: InfluencersQuery) -> Result<Page<InfluencerOut>> {
    let currency = super::currency(query.currency.as_deref())?;
    let wanted = match viewer.filter(|user| user.standing.role == Role::Sponsor) {
        Some(user) => app.db.read(move |conn| wanted(conn, user.id(), query.campaign)).await?,
        None => None,
    };
    let (order, order_name) = order(query.sort, wanted.as_ref(), currency);
    let question = Question {
        kind: Kind::Influencer,
        q: query.q.as_deref(),
        order,
        order_name,
        paging: Paging::new(query.limit, query.cursor.as_deref())?,
        count: query.count == Some(true),
    };
    let asked = query.clone();
    let Ids { found: ids, next_cursor, total } =
        question.ask(app, move |filters, fields| asked.filter(filters, fields, currency)).await?;
    let items = app.db.read(move |conn| load(conn, &ids, viewer.as_ref(), wanted.as_ref())).await?;
    Ok(Page { items, next_cursor, total })
}

impl InfluencersQuery {
    fn filter(&self, filters: &mut Filters<'_>, fields: &Fields, currency: Option<Currency>) {
        let words = [
            ("niche", self.niche.clone()),
            ("platform", self.platform.map(|platform| platform.to_string())),
            ("country", self.country.as_ref().map(|code| code.to_uppercase())),
            ("language", self.language.as_ref().map(|code| code.to_lowercase())),
            ("available", (self.available == Some(true)).then(|| "yes".to_owned())),
        ];
        for (list, word) in words {
            if let Some(word) = word {
                filters.facets(&[facet(list, &word)]);
            }
        }
        filters.range(fields.followers, self.min_followers, self.max_followers);
        filters.range(fields.engagement, self.min_engagement.map(hundredths), self.max_engagement.map(hundredths));
        if self.min_price.is_some() || self.max_price.is_some() || currency.is_some() {
            super::money_range(filters, fields, currency, self.min_price, self.max_price);
        }
        filters.range(fields.rating, self.min_rating.map(hundredths), None);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "out of range means nobody or everybody, as it does cut off")]
fn hundredths(percent: f64) -> i64 {
    (percent * 100.0).round() as i64
}

fn order(sort: Option<InfluencerSort>, wanted: Option<&Wanted>, currency: Option<Currency>) -> (Order, String) {
    let sort = sort.unwrap_or(InfluencerSort::Relevance);
    if let (InfluencerSort::Match, Some(wanted)) = (sort, wanted) {
        return (Order::Match(Box::new(side(wanted))), "match".into());
    }
    match sort {
        InfluencerSort::Reach => (Order::Most("followers"), "reach".into()),
        InfluencerSort::Engagement => (Order::Most("engagement"), "engagement".into()),
        InfluencerSort::Price => match currency.map(Currency::code) {
            Some(code) => (Order::Price { currency: code.into(), least_first: true }, format!("price {code}")),
            None => (Order::Least("price"), "price".into()),
        },

        InfluencerSort::Rating => (Order::Rated, "rating".into()),
        InfluencerSort::Relevance | InfluencerSort::Match => (Order::Relevance, "relevance".into()),
    }
}

fn side(wanted: &Wanted) -> Side {
    Side {
        wants: true,
        niches: Side::facets("niche", &wanted.niches),
        lists: [
            Side::facets("platform", &wanted.platforms),
            Side::facets("language", &wanted.languages),
            Side::facets("country", &wanted.countries),
        ],
        followers: wanted.min_followers,
        prices: wanted
            .budget
            .map(|budget| (budget.currency.code(), budget.amount))
            .into_iter()
            .collect::<HashMap<_, _>>(),
    }
}

/// These influencers, but for those who are no longer public, as that viewer sees them.
fn load(
    conn: &mut Conn,
    ids: &[uuid::Uuid],
    viewer: Option<&User>,
    wanted: Option<&Wanted>,
) -> Result<Vec<InfluencerOut>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let found = profiles::store::influencers(conn, &ids)?;
    let shown = found.into_iter().filter(|one| one.user.standing(false).is_public()).map(|one| {
        let fit = wanted.map(|wanted| fit(wanted, &one));
        InfluencerOut::of(one, viewer.map(|user| &user.standing), fit)
    });
    Ok(shown.collect())
}

/// How well an influencer fits, at the price in the budget's currency.
pub fn fit(wanted: &Wanted, influencer: &profiles::Influencer) -> matching::Match {
    let mut offered = influencer.offered();
    offered.lowest_price = wanted.budget.and_then(|budget| influencer.lowest_price_in(budget.currency));
    matching::score(wanted, &offered)
}

/// What that sponsor's campaign wants, or all of the active ones together: any of their niches, the least reach, the
/// largest budget. `None` without one.
pub fn wanted(conn: &mut Conn, sponsor: UserId, only: Option<CampaignId>) -> Result<Option<Wanted>> {
    let mut own = campaigns::table.filter(campaigns::sponsor_id.eq(sponsor.to_string())).into_boxed();
    own = match only {
        Some(id) => own.filter(campaigns::id.eq(id.to_string())),
        None => own.filter(campaigns::status.eq(CampaignStatus::Active.to_string())).limit(100),
    };
    let rows: Vec<CampaignRow> = own.select(CampaignRow::as_select()).load(conn)?;
    if only.is_some() && rows.is_empty() {
        return Err(Error::invalid("?campaign", "unknown_campaign", "Must be a campaign of your own."));
    }
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let niches: Vec<String> = campaign_niches::table
        .filter(campaign_niches::campaign_id.eq_any(ids))
        .order(campaign_niches::niche)
        .select(campaign_niches::niche)
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(|row| of_campaign(&row)).reduce(together).map(|wanted| Wanted { niches, ..wanted }))
}

fn of_campaign(row: &CampaignRow) -> Wanted {
    let asked = row.requirements();
    Wanted {
        niches: Vec::new(),
        platforms: asked.platforms,
        countries: asked.countries,
        languages: asked.languages,
        min_followers: asked.min_followers,
        budget: Some(row.money(row.budget)),
    }
}

fn together(one: Wanted, other: Wanted) -> Wanted {
    // A list that asks for nothing takes everybody.
    fn either<T: PartialEq>(mut one: Vec<T>, other: Vec<T>) -> Vec<T> {
        if one.is_empty() || other.is_empty() {
            return Vec::new();
        }
        for item in other {
            if !one.contains(&item) {
                one.push(item);
            }
        }
        one
    }
    let budget = match (one.budget, other.budget) {
        (Some(one), Some(other)) if one.currency == other.currency && other.amount > one.amount => Some(other),
        (budget, _) => budget,
    };
    Wanted {
        niches: Vec::new(),
        platforms: either(one.platforms, other.platforms),
        countries: either(one.countries, other.countries),
        languages: either(one.languages, other.languages),
        min_followers: one.min_followers.min(other.min_followers),
        budget,
    }
}
