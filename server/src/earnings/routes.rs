//! Reading one's earnings.

use db::Conn;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{CurrencyEarnings, Facts};
use super::store;
use crate::accounts;
use crate::app::App;
use crate::auth::Influencer;
use crate::error::Result;
use crate::http::{Query, Reply};
use crate::ledger;
use crate::papers::Said;
use crate::payments::store as payments;
use crate::payments::transactions::{self, Wanted};
use crate::reports::{Month, MonthsQuery};

/// What an influencer earned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EarningsOut {
    /// The first month.
    #[schema(value_type = String, example = "2025-12")]
    pub from: Month,
    /// The last month.
    #[schema(value_type = String, example = "2026-11")]
    pub to: Month,
    /// The IANA time zone that months are in.
    pub time_zone: String,
    /// Each currency in which something was earned or is in escrow, by its code.
    pub currencies: Vec<CurrencyEarnings>,
}

/// See what one has in escrow, available and paid out, by month of one's time zone and by campaign.
#[utoipa::path(get, path = "/earnings", tag = "money", params(MonthsQuery), responses((status = 200, body = EarningsOut)))]
pub async fn get_earnings(app: App, Influencer(user): Influencer, Query(query): Query<MonthsQuery>) -> Result<Reply> {
    let now = app.clock.now();
    Reply::ok(&app.db.read(move |conn| read(conn, user.id(), query, now)).await?)
}

fn read(conn: &mut Conn, me: UserId, query: MonthsQuery, now: Timestamp) -> Result<EarningsOut> {
    let zone = Said::to(&accounts::store::find(conn, me)?).zone;
    let (from, to, months) = query.months(Month::of(now.day_in(&zone)))?;
    let wanted = Wanted { since: Some(from.start(&zone)), until: Some(to.end(&zone)), ..Wanted::default() };
    let movements = transactions::load(conn, me, &wanted)?;
    let escrow = store::in_escrow(conn, me)?;
    let moved = movements.iter().filter_map(|one| one.campaign.as_ref().map(|id| id.0));
    let mut ids: Vec<_> = moved.chain(escrow.iter().map(|(id, _)| *id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let facts = Facts {
        months,
        sums: ledger::sums(conn, me, Timestamp(i64::MAX))?,
        movements,
        escrow,
        in_transit: payments::in_transit(conn, me)?,
        campaigns: store::campaigns(conn, ids)?,
        zone,
    };
    Ok(EarningsOut { from, to, time_zone: facts.zone.name().to_owned(), currencies: facts.figures() })
}
