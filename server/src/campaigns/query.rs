//! How campaigns are listed: the parameters of `GET /campaigns`, and the sponsor's own list.

use db::{Conn, MultiBackend};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text as SqlText};
use domain::ids::{CampaignId, UserId};
use domain::text::folded;
use domain::words::{CampaignStatus, Platform};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::CampaignRow;
use crate::error::{Error, Result};
use crate::http::{Page, Paging};
use crate::schema::{campaign_niches, campaigns};

/// What a list of campaigns may be asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CampaignsQuery {
    /// Words to be found in it.
    pub q: Option<String>,
    /// The slug of a niche.
    pub niche: Option<String>,
    /// A platform that it asks for, or it asks for none.
    pub platform: Option<Platform>,
    /// A country that it asks for, or it asks for none.
    pub country: Option<String>,
    /// A language that it asks for, or it asks for none.
    pub language: Option<String>,
    /// The least budget, in minor units.
    #[param(minimum = 0)]
    pub min_budget: Option<i64>,
    /// The highest budget, in minor units.
    #[param(minimum = 0)]
    pub max_budget: Option<i64>,
    /// The currency of the budget.
    pub currency: Option<String>,
    /// The status; only active ones are public.
    pub status: Option<CampaignStatus>,
    /// Starts on that day or before.
    #[param(value_type = Option<String>, format = Date)]
    pub starts_before: Option<Date>,
    /// Ends on that day or after.
    #[param(value_type = Option<String>, format = Date)]
    pub ends_after: Option<Date>,
    /// The order; `newest` when left out, or the best match first for words or an influencer.
    #[param(inline)]
    pub sort: Option<CampaignSort>,
    /// The sponsor's own campaigns in any status, instead of the public ones.
    pub mine: Option<bool>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count them all.
    pub count: Option<bool>,
}

/// Orders of campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignSort {
    /// The best first.
    Match,
    /// The latest made first.
    Newest,
    /// The largest budget first.
    Budget,
    /// The first to end first.
    Ending,
}

/// Where a page of the sponsor's own list ended.
#[derive(Serialize, Deserialize)]
enum After {
    Newest(CampaignId),
    Budget(i64, CampaignId),
    Ending(Date, CampaignId),
}

type Own<'a> = campaigns::BoxedQuery<'a, MultiBackend>;

/// A page of that sponsor's campaigns.
pub fn mine(conn: &mut Conn, sponsor: UserId, query: &CampaignsQuery) -> Result<Page<CampaignRow>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let sort = query.sort.unwrap_or(CampaignSort::Newest);
    let total = match query.count {
        Some(true) => Some(filtered(sponsor, query).count().get_result(conn)?),
        _ => None,
    };
    let rows = ordered(filtered(sponsor, query), sort, paging.after()?)?
        .limit(paging.fetch())
        .select(CampaignRow::as_select())
        .load(conn)?;
    let page = paging.page(rows, |row| match sort {
        CampaignSort::Budget => After::Budget(row.budget, row.id.0),
        CampaignSort::Ending => After::Ending(row.end_date.0, row.id.0),
        CampaignSort::Newest | CampaignSort::Match => After::Newest(row.id.0),
    });
    Ok(Page { total, ..page })
}

fn filtered<'a>(sponsor: UserId, query: &CampaignsQuery) -> Own<'a> {
    let mut own = campaigns::table.filter(campaigns::sponsor_id.eq(sponsor.to_string())).into_boxed();
    if let Some(words) = &query.q {
        let words = folded(words.trim()).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = sql::<Bool>("lower(campaigns.title) like ").bind::<SqlText, _>(format!("%{words}%"));
        own = own.filter(like.sql(" escape '\\'"));
    }
    if let Some(niche) = query.niche.clone() {
        let of = campaign_niches::campaign_id.eq(campaigns::id).and(campaign_niches::niche.eq(niche));
        own = own.filter(exists(campaign_niches::table.filter(of)));
    }
    let quoted = |word: &str| format!("%\"{}\"%", word.replace(['%', '_', '\\'], ""));
    if let Some(platform) = query.platform {
        own = own.filter(campaigns::platforms.eq("[]").or(campaigns::platforms.like(quoted(&platform.to_string()))));
    }
    if let Some(country) = &query.country {
        own = own.filter(campaigns::countries.eq("[]").or(campaigns::countries.like(quoted(&country.to_uppercase()))));
    }
    if let Some(language) = &query.language {
        own = own.filter(campaigns::languages.eq("[]").or(campaigns::languages.like(quoted(&language.to_lowercase()))));
    }
    if let Some(least) = query.min_budget {
        own = own.filter(campaigns::budget.ge(least));
    }
    if let Some(most) = query.max_budget {
        own = own.filter(campaigns::budget.le(most));
    }
    if let Some(currency) = &query.currency {
        own = own.filter(campaigns::currency.eq(currency.to_uppercase()));
    }
    if let Some(status) = query.status {
        own = own.filter(campaigns::status.eq(status.to_string()));
    }
    if let Some(day) = query.starts_before {
        own = own.filter(campaigns::start_date.le(day.to_string()));
    }
    if let Some(day) = query.ends_after {
        own = own.filter(campaigns::end_date.ge(day.to_string()));
    }
    own
}

fn ordered(own: Own<'_>, sort: CampaignSort, after: Option<After>) -> Result<Own<'_>> {
    let text = |id: CampaignId| id.to_string();
    let own = match (sort, after) {
        (_, None) => own,
        (CampaignSort::Newest, Some(After::Newest(id))) => own.filter(campaigns::id.lt(text(id))),
        (CampaignSort::Budget, Some(After::Budget(budget, id))) => {
            own.filter(campaigns::budget.lt(budget).or(campaigns::budget.eq(budget).and(campaigns::id.lt(text(id)))))
        }
        (CampaignSort::Ending, Some(After::Ending(day, id))) => own.filter(
            campaigns::end_date
                .gt(day.to_string())
                .or(campaigns::end_date.eq(day.to_string()).and(campaigns::id.gt(text(id)))),
        ),
        (_, Some(_)) => {
            return Err(Error::invalid(
                "?cursor",
                "invalid_cursor",
                "Must be a cursor from an earlier page of the same list.",
            ));
        }
    };
    match sort {
        CampaignSort::Newest => Ok(own.order(campaigns::id.desc())),
        CampaignSort::Budget => Ok(own.order((campaigns::budget.desc(), campaigns::id.desc()))),
        CampaignSort::Ending => Ok(own.order((campaigns::end_date.asc(), campaigns::id.asc()))),
        CampaignSort::Match => {
            Err(Error::invalid("?sort", "not_one_of", "Own campaigns have no match: newest, budget or ending."))
        }
    }
}
