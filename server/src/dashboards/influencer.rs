//! An influencer's dashboard.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::clock::{Timestamp, Zone};
use domain::ids::UserId;
use domain::ledger::Account;
use domain::money::{Currency, Money, MoneySchema};
use domain::words::{AdRequestStatus, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::tally::{Tally, by_month};
use super::waiting::WaitingForMe;
use crate::accounts;
use crate::admin::stats::{Counts, counts};
use crate::app::App;
use crate::auth::Influencer;
use crate::earnings;
use crate::error::Result;
use crate::http::{Query, Reply};
use crate::ledger;
use crate::papers::Said;
use crate::reports::{Month, MonthsQuery};
use crate::schema::ad_requests;

/// How an influencer stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InfluencerDashboard {
    /// The first month.
    #[schema(value_type = String, example = "2025-12")]
    pub from: Month,
    /// The last month.
    #[schema(value_type = String, example = "2026-11")]
    pub to: Month,
    /// The IANA time zone that months are in: the reader's.
    pub time_zone: String,
    /// What needs the reader now.
    pub waiting: WaitingForMe,
    /// Each currency in which something is in escrow or available, or was earned in these months, by its code.
    pub currencies: Vec<InfluencerCurrency>,
    /// The ad requests that began in these months, by what has become of them; each status is there, if only with 0.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub ad_requests: Counts,
}

/// What an influencer has in one currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InfluencerCurrency {
    /// Which.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// What is kept for own work, before the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub in_escrow: Money,
    /// What can be paid out now.
    #[schema(value_type = MoneySchema)]
    pub available: Money,
    /// What was released in these months, less the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub earned: Money,
    /// Each of these months, the first one first.
    pub months: Vec<MonthEarned>,
}

/// What was earned in a month.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MonthEarned {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// What was released, less the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub earned: Money,
}

/// See what needs one now, what was earned by month, and what has become of one's ad requests.
#[utoipa::path(get, path = "/me/influencer-dashboard", tag = "me", params(MonthsQuery), responses((status = 200, body = InfluencerDashboard)))]
pub async fn get_influencer_dashboard(
    app: App,
    Influencer(user): Influencer,
    Query(query): Query<MonthsQuery>,
) -> Result<Reply> {
    let now = app.clock.now();
    Reply::ok(&app.db.read(move |conn| read(conn, user.id(), query, now)).await?)
}

fn read(conn: &mut Conn, me: UserId, query: MonthsQuery, now: Timestamp) -> Result<InfluencerDashboard> {
    let zone = Said::to(&accounts::store::find(conn, me)?).zone;
    let (from, to, months) = query.months(Month::of(now.day_in(&zone)))?;
    let (since, until) = (from.start(&zone), to.end(&zone));
    let by_status = ad_requests::table
        .filter(ad_requests::influencer_id.eq(me.to_string()))
        .filter(ad_requests::created_at.ge(since.0).and(ad_requests::created_at.lt(until.0)))
        .group_by(ad_requests::status)
        .select((ad_requests::status, count_star()));
    Ok(InfluencerDashboard {
        waiting: WaitingForMe::count(conn, me, Side::Influencer, now)?,
        ad_requests: counts::<AdRequestStatus>(by_status.load(conn)?),
        currencies: currencies(conn, me, &months, &zone)?,
        time_zone: zone.name().to_owned(),
        from,
        to,
    })
}

fn currencies(conn: &mut Conn, me: UserId, months: &[Month], zone: &Zone) -> Result<Vec<InfluencerCurrency>> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let account = Account::Person(me);
    let released = sql_query(
        "select t.created_at / 900000 as quarter, t.currency as word, cast(sum(e.amount) as bigint) as n
        from ledger_accounts a join ledger_entries e on e.account_id = a.id
        join ledger_transactions t on t.id = e.transaction_id
        where a.kind = $1 and a.owner = $2 and t.kind = 'release' and t.created_at >= $3 and t.created_at < $4
        group by 1, 2",
    );
    let rows: Vec<Tally> = released
        .bind::<Text, _>(account.kind())
        .bind::<Text, _>(account.owner())
        .bind::<BigInt, _>(first.start(zone).0)
        .bind::<BigInt, _>(last.end(zone).0)
        .load(conn)?;
    let earned = by_month::<Currency>(rows, zone);
    let (mut kept, mut available) = (HashMap::new(), HashMap::new());
    for (_, money) in earnings::store::in_escrow(conn, me)? {
        *kept.entry(money.currency).or_insert(0) += money.amount;
    }
    for money in ledger::balances(conn, me)?.into_iter().filter(|money| money.amount != 0) {
        available.insert(money.currency, money.amount);
    }
    let moved = earned.keys().map(|(_, code)| *code);
    let mut codes: Vec<Currency> = moved.chain(kept.keys().chain(available.keys()).copied()).collect();
    codes.sort_unstable();
    codes.dedup();
    let of = |currency| {
        let money = |amount| Money::new(amount, currency);
        let in_month = |month: &Month| earned.get(&(*month, currency)).copied().unwrap_or_default();
        InfluencerCurrency {
            currency,
            in_escrow: money(kept.get(&currency).copied().unwrap_or_default()),
            available: money(available.get(&currency).copied().unwrap_or_default()),
            earned: money(months.iter().map(in_month).sum()),
            months: months.iter().map(|month| MonthEarned { month: *month, earned: money(in_month(month)) }).collect(),
        }
    };
    Ok(codes.into_iter().map(of).collect())
}
