//! `GET /campaigns` as everybody has it: the public campaigns that run.

use axum::response::{IntoResponse, Response};
use domain::ids::UserId;
use domain::words::{CampaignStatus, Role};

use super::answers::{Ids, Question};
use super::entries::{day_number, public_campaigns};
use super::index::{ANY, Kind, facet};
use super::page::{Order, Side};
use crate::app::App;
use crate::auth::User;
use crate::campaigns::out::{self, CampaignOut};
use crate::campaigns::query::{CampaignSort, CampaignsQuery};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Page, Paging, Reply, public};
use crate::profiles;

/// A page of the public campaigns.
pub async fn search(app: App, viewer: Option<User>, from: ClientAddress, query: CampaignsQuery) -> Result<Response> {
    if viewer.is_some() {
        return Ok(Reply::ok(&page(&app, viewer, query).await?)?.into_response());
    }
    // The end of a day passes without anybody's change.
    let key = format!("/campaigns {} {query:?}", app.clock.now().0 / 60_000);
    public::answer(&app, &from, &key, &["campaigns"], || page(&app, None, query)).await
}

/// The same without the cache.
pub async fn page(app: &App, viewer: Option<User>, query: CampaignsQuery) -> Result<Page<CampaignOut>> {
    let influencer = viewer.filter(|user| user.standing.role == Role::Influencer).map(|user| user.id());
    let currency = super::currency(query.currency.as_deref())?;
    let (order, order_name) = order(app, &query, influencer, currency).await?;
    let question = Question {
        kind: Kind::Campaign,
        q: query.q.as_deref(),
        order,
        order_name,
        paging: Paging::new(query.limit, query.cursor.as_deref())?,
        count: query.count == Some(true),
    };
    let asked = query.clone();
    let filter = move |filters: &mut super::query::Filters<'_>, fields: &super::index::Fields| {
        let query = asked;
        if query.status.is_some_and(|status| status != CampaignStatus::Active) {
            filters.nothing();
        }
        if let Some(niche) = &query.niche {
            filters.facets(&[facet("niche", niche)]);
        }
        let lists = [
            ("platform", query.platform.map(|platform| platform.to_string())),
            ("country", query.country.map(|code| code.to_uppercase())),
            ("language", query.language.map(|code| code.to_lowercase())),
        ];
        for (list, word) in lists {
            if let Some(word) = word {
                filters.facets(&[facet(list, &word), facet(list, ANY)]);
            }
        }
        super::money_range(filters, fields, currency, query.min_budget, query.max_budget);
        filters.range(fields.first_day, None, query.starts_before.map(day_number));
        filters.range(fields.last_day, query.ends_after.map(day_number), None);
    };
    let Ids { found: ids, next_cursor, total } = question.ask(app, filter).await?;
    let items = load(app, viewer, ids).await?;
    Ok(Page { items, next_cursor, total })
}

/// The rows of these campaigns that are still public, in this order.
async fn load(app: &App, viewer: Option<User>, ids: Vec<uuid::Uuid>) -> Result<Vec<CampaignOut>> {
    let now = app.clock.now();
    app.db
        .read(move |conn| {
            let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let mut rows = public_campaigns(conn, &texts)?;
            rows.retain(|(row, _)| {
                let rules = row.rules();
                !rules.is_over(rules.today(now))
            });
            rows.sort_by_key(|(row, _)| ids.iter().position(|id| *id == row.id.0.uuid()));
            out::all(conn, rows.into_iter().map(|(row, _)| row).collect(), viewer.as_ref(), now)
        })
        .await
}

/// The order that is asked for, and its name. Only an influencer has a match; without one the words decide, or the day.
async fn order(
    app: &App,
    query: &CampaignsQuery,
    influencer: Option<UserId>,
    currency: Option<domain::money::Currency>,
) -> Result<(Order, String)> {
    let has_words = query.q.as_deref().is_some_and(|q| !q.trim().is_empty());
    let by_match = match query.sort {
        Some(CampaignSort::Match) => true,
        None => !has_words,
        Some(_) => false,
    };
    Ok(match (query.sort, influencer) {
        (Some(CampaignSort::Budget), _) => match currency {
            Some(currency) => {
                (Order::Price { currency: currency.code().into(), least_first: false }, format!("budget {currency}"))
            }
            None => (Order::Most("price"), "budget".into()),
        },
        (Some(CampaignSort::Ending), _) => (Order::Least("ends_at"), "ending".into()),
        (Some(CampaignSort::Newest), _) => (Order::Most("since"), "newest".into()),
        (_, Some(id)) if by_match => {
            let side =
                app.db.read(move |conn| Ok::<_, Error>(offered(&profiles::store::influencer(conn, id)?))).await?;
            (Order::Match(Box::new(side)), "match".into())
        }
        _ if has_words => (Order::Relevance, "relevance".into()),
        _ => (Order::Most("since"), "newest".into()),
    })
}

fn offered(influencer: &profiles::Influencer) -> Side {
    let mut prices = std::collections::HashMap::new();
    for rate in &influencer.profile.rate_card.0 {
        let lowest = prices.entry(rate.price.currency.code()).or_insert(rate.price.amount);
        *lowest = rate.price.amount.min(*lowest);
    }
    Side {
        wants: false,
        niches: Side::facets("niche", &influencer.niches),
        lists: [
            Side::facets("platform", &influencer.platforms()),
            Side::facets("language", &influencer.profile.languages.0),
            Side::facets("country", influencer.profile.country.as_slice()),
        ],
        followers: influencer.profile.reach,
        prices,
    }
}
