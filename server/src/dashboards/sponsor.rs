//! A sponsor's dashboard.

use std::collections::BTreeMap;

use db::Conn;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::clock::{Timestamp, Zone};
use domain::ids::{CampaignId, UserId};
use domain::money::{Currency, Money, MoneySchema};
use domain::words::{CampaignStatus, Side};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::tally::{Tally, by_month};
use super::waiting::WaitingForMe;
use crate::accounts;
use crate::app::App;
use crate::auth::Sponsor;
use crate::campaigns::CampaignRow;
use crate::error::Result;
use crate::http::{Query, Reply};
use crate::papers::Said;
use crate::reports::{Month, MonthsQuery};
use crate::schema::campaigns;

/// Days from today within which a campaign ends soon.
const SOON_DAYS: i32 = 14;
/// How many of these are told.
const SHOWN: i64 = 6;

/// How a sponsor stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SponsorDashboard {
    /// The first month.
    #[schema(value_type = String, example = "2025-12")]
    pub from: Month,
    /// The last month.
    #[schema(value_type = String, example = "2026-11")]
    pub to: Month,
    /// The IANA time zone that days and months are in: the reader's.
    pub time_zone: String,
    /// What needs the reader now.
    pub waiting: WaitingForMe,
    /// Each currency that a running campaign has, or that was spent in these months, by its code.
    pub currencies: Vec<SponsorCurrency>,
    /// How far the ad requests that began in these months have come.
    pub pipeline: Pipeline,
    /// Running campaigns that end within 14 days, the nearest first; six at most.
    pub ending_soon: Vec<EndingCampaign>,
}

/// What a sponsor's campaigns have in one currency. Those are running that are active or paused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SponsorCurrency {
    /// Which.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// How many campaigns are running.
    pub campaigns: i64,
    /// The sum of their budgets.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// What of it is promised to influencers; what was spent is part of it.
    #[schema(value_type = MoneySchema)]
    pub committed: Money,
    /// What of it was released to influencers.
    #[schema(value_type = MoneySchema)]
    pub spent: Money,
    /// What is not promised yet.
    #[schema(value_type = MoneySchema)]
    pub left: Money,
    /// Each month that was asked for, the first one first; what ended campaigns spent is in it.
    pub months: Vec<MonthSpent>,
}

/// What was spent in a month.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MonthSpent {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// What was released to influencers, with the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub spent: Money,
}

/// How far ad requests have come; whatever has come further is counted in each step before.
#[derive(Clone, Copy, Debug, Default, Serialize, QueryableByName, ToSchema)]
pub struct Pipeline {
    /// All that began.
    #[diesel(sql_type = BigInt)]
    pub begun: i64,
    /// Agreed.
    #[diesel(sql_type = BigInt)]
    pub accepted: i64,
    /// The payment was put aside, or there is none.
    #[diesel(sql_type = BigInt)]
    pub funded: i64,
    /// Something was handed in.
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
    /// All is delivered and paid.
    #[diesel(sql_type = BigInt)]
    pub completed: i64,
}

/// A campaign that ends soon.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EndingCampaign {
    /// Its id.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
    /// Its picture.
    pub image_url: Option<String>,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub end_date: Date,
    /// Its budget.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// What of it is not promised yet.
    #[schema(value_type = MoneySchema)]
    pub available: Money,
}

/// See what needs one now, what is budgeted, promised and spent, and what ends soon.
#[utoipa::path(get, path = "/me/sponsor-dashboard", tag = "me", params(MonthsQuery), responses((status = 200, body = SponsorDashboard)))]
pub async fn get_sponsor_dashboard(
    app: App,
    Sponsor(user): Sponsor,
    Query(query): Query<MonthsQuery>,
) -> Result<Reply> {
    let now = app.clock.now();
    Reply::ok(&app.db.read(move |conn| read(conn, user.id(), query, now)).await?)
}

fn read(conn: &mut Conn, me: UserId, query: MonthsQuery, now: Timestamp) -> Result<SponsorDashboard> {
    let zone = Said::to(&accounts::store::find(conn, me)?).zone;
    let today = now.day_in(&zone);
    let (from, to, months) = query.months(Month::of(today))?;
    let (since, until) = (from.start(&zone), to.end(&zone));
    let running = running(conn, me)?;
    let last = today.checked_add(SOON_DAYS.days()).unwrap_or(today);
    Ok(SponsorDashboard {
        waiting: WaitingForMe::count(conn, me, Side::Sponsor, now)?,
        currencies: currencies(conn, me, &running, &months, &zone)?,
        pipeline: pipeline(conn, me, since, until)?,
        ending_soon: ending(conn, me, last)?,
        time_zone: zone.name().to_owned(),
        from,
        to,
    })
}

/// Budget, committed, spent and number of the running campaigns of one currency.
type Running = BTreeMap<Currency, [i64; 4]>;

const RUNNING: [CampaignStatus; 2] = [CampaignStatus::Active, CampaignStatus::Paused];

fn running(conn: &mut Conn, me: UserId) -> Result<Running> {
    let own = campaigns::table.filter(campaigns::sponsor_id.eq(me.to_string()));
    let own = own.filter(campaigns::status.eq_any(RUNNING.map(|status| status.to_string())));
    let rows: Vec<(crate::db::Text<Currency>, i64, i64, i64)> =
        own.select((campaigns::currency, campaigns::budget, campaigns::committed, campaigns::spent)).load(conn)?;
    let mut sums = Running::new();
    for (currency, budget, committed, spent) in rows {
        let sum = sums.entry(currency.0).or_default();
        for (all, one) in sum.iter_mut().zip([budget, committed, spent, 1]) {
            *all += one;
        }
    }
    Ok(sums)
}

fn currencies(
    conn: &mut Conn,
    me: UserId,
    running: &Running,
    months: &[Month],
    zone: &Zone,
) -> Result<Vec<SponsorCurrency>> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let released = sql_query(
        "select t.created_at / 900000 as quarter, t.currency as word, cast(sum(t.amount) as bigint) as n
        from ledger_transactions t join collaborations k on k.id = t.collaboration_id
        where k.sponsor_id = $1 and t.kind = 'release' and t.created_at >= $2 and t.created_at < $3 group by 1, 2",
    );
    let rows: Vec<Tally> = released
        .bind::<Text, _>(me.to_string())
        .bind::<BigInt, _>(first.start(zone).0)
        .bind::<BigInt, _>(last.end(zone).0)
        .load(conn)?;
    let spent = by_month::<Currency>(rows, zone);
    let mut codes: Vec<Currency> = running.keys().copied().chain(spent.keys().map(|(_, code)| *code)).collect();
    codes.sort_unstable();
    codes.dedup();
    let of = |currency| {
        let money = |amount| Money::new(amount, currency);
        let [budget, committed, used, campaigns] = running.get(&currency).copied().unwrap_or_default();
        let month = |month: &Month| MonthSpent {
            month: *month,
            spent: money(spent.get(&(*month, currency)).copied().unwrap_or_default()),
        };
        SponsorCurrency {
            currency,
            campaigns,
            budget: money(budget),
            committed: money(committed),
            spent: money(used),
            left: money(budget - committed),
            months: months.iter().map(month).collect(),
        }
    };
    Ok(codes.into_iter().map(of).collect())
}

fn pipeline(conn: &mut Conn, me: UserId, since: Timestamp, until: Timestamp) -> Result<Pipeline> {
    let steps = sql_query(
        "select count(*) as begun, count(k.id) as accepted,
            cast(coalesce(sum(case when k.payment = 0 or exists (select 1 from ledger_transactions t
                where t.collaboration_id = k.id and t.kind = 'fund') then 1 else 0 end), 0) as bigint) as funded,
            cast(coalesce(sum(case when k.status = 'completed' or exists (select 1 from deliverables d
                where d.collaboration_id = k.id and d.submitted_at is not null) then 1 else 0 end), 0) as bigint) as delivered,
            cast(coalesce(sum(case when k.status = 'completed' then 1 else 0 end), 0) as bigint) as completed
        from ad_requests a left join collaborations k on k.ad_request_id = a.id
        where a.sponsor_id = $1 and a.created_at >= $2 and a.created_at < $3",
    );
    let steps = steps.bind::<Text, _>(me.to_string()).bind::<BigInt, _>(since.0).bind::<BigInt, _>(until.0);
    Ok(steps.get_result(conn)?)
}

fn ending(conn: &mut Conn, me: UserId, last: Date) -> Result<Vec<EndingCampaign>> {
    let rows: Vec<CampaignRow> = campaigns::table
        .filter(campaigns::sponsor_id.eq(me.to_string()))
        .filter(campaigns::status.eq_any(RUNNING.map(|status| status.to_string())))
        .filter(campaigns::end_date.le(last.to_string()))
        .order((campaigns::end_date, campaigns::id))
        .limit(SHOWN)
        .select(CampaignRow::as_select())
        .load(conn)?;
    let told = |row: CampaignRow| EndingCampaign {
        id: row.id.0,
        end_date: row.end_date.0,
        budget: row.money(row.budget),
        available: row.money(row.budget - row.committed),
        image_url: row.image,
        title: row.title,
    };
    Ok(rows.into_iter().map(told).collect())
}
