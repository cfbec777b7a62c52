//! The figures of the house, counted afresh.

use std::collections::BTreeMap;
use std::str::FromStr;

use db::Conn;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::clock::Zone;
use domain::ledger::Account;
use domain::money::{Currency, Money, MoneySchema};
use domain::words::{AccountStatus, AdRequestStatus, CampaignStatus, Role, Visibility};
use jiff::civil::Date;
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use super::days::{self, DayStats};
use crate::app::App;
use crate::auth::Admin;
use crate::dashboards::period::PeriodQuery;
use crate::db::Text;
use crate::error::Result;
use crate::http::{Query, Reply};
use crate::schema::{ad_requests, campaigns, ledger_accounts, users};

/// Counts by word, such as `{"active": 12, "draft": 3}`; each word is there, if only with 0.
pub type Counts = BTreeMap<&'static str, i64>;

/// How the house stands now, and how it fared in those days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "users": {"admin": 1, "sponsor": 40, "influencer": 200}, "pending_approvals": 3, "flagged_users": 1, "flagged_campaigns": 0,
    "campaigns": {"public": {"draft": 5, "active": 60, "paused": 2, "completed": 30, "cancelled": 3}, "private": {"draft": 1, "active": 9, "paused": 0, "completed": 4, "cancelled": 0}},
    "ad_requests": {"pending": 80, "accepted": 120, "rejected": 40, "withdrawn": 12, "expired": 9},
    "escrow": [{"amount": 2_400_000, "currency": "EUR"}], "jobs": {"workers": 1, "ready": 0, "dead": 0, "oldest_ready_seconds": 0},
    "from": "2026-11-21", "to": "2026-11-21", "time_zone": "Europe/Berlin", "days": []
}))]
pub struct AdminStats {
    /// Active accounts by role.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub users: Counts,
    /// Sponsors who wait for approval.
    pub pending_approvals: i64,
    /// People who are flagged.
    pub flagged_users: i64,
    /// Campaigns that are flagged.
    pub flagged_campaigns: i64,
    /// Campaigns by status.
    pub campaigns: CampaignStats,
    /// Ad requests by status.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub ad_requests: Counts,
    /// What is kept for work under way, by currency.
    #[schema(value_type = Vec<MoneySchema>)]
    pub escrow: Vec<Money>,
    /// How the queue does.
    pub jobs: JobsHealth,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The IANA time zone that days are in: the instance's, so that all admins see the same.
    pub time_zone: String,
    /// Each of those days, the first one first.
    pub days: Vec<DayStats>,
}

/// How the queue does, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobsHealth {
    /// How many workers live, in all processes.
    pub workers: i64,
    /// Jobs that are due and wait.
    pub ready: i64,
    /// Jobs that were given up.
    pub dead: i64,
    /// For how many seconds the oldest job that is due has waited; 0 when none waits.
    pub oldest_ready_seconds: i64,
}

/// Campaigns by status.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignStats {
    /// Those that any influencer finds.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub public: Counts,
    /// Those that only the invited see.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub private: Counts,
}

/// How many people, campaigns and ad requests there are, what is kept in escrow, and how it was day by day.
#[utoipa::path(get, path = "/admin/stats", tag = "admin", params(PeriodQuery), responses((status = 200, body = AdminStats)))]
pub async fn get_stats(app: App, _: Admin, Query(query): Query<PeriodQuery>) -> Result<Reply> {
    let (zone, queue, now) = (app.config.instance.time_zone.clone(), app.jobs.clone(), app.clock.now());
    let days = query.days(now.day_in(&zone))?;
    app.db
        .read(move |conn| {
            let health = queue::health(conn, now)?;
            let jobs = JobsHealth {
                workers: queue.workers(conn)?,
                ready: health.ready,
                dead: health.dead,
                oldest_ready_seconds: health.oldest_ms / 1000,
            };
            Reply::ok(&stats(conn, &days, &zone, jobs)?)
        })
        .await
}

fn stats(conn: &mut Conn, days: &[Date], zone: &Zone, jobs: JobsHealth) -> Result<AdminStats> {
    let with_status = |status: AccountStatus| users::table.filter(users::status.eq(status.to_string()));
    let by_role = with_status(AccountStatus::Active).group_by(users::role).select((users::role, count_star()));
    let by_status = ad_requests::table.group_by(ad_requests::status).select((ad_requests::status, count_star()));
    Ok(AdminStats {
        users: counts::<Role>(by_role.load(conn)?),
        pending_approvals: with_status(AccountStatus::PendingApproval).count().get_result(conn)?,
        flagged_users: users::table.filter(users::flagged_at.is_not_null()).count().get_result(conn)?,
        flagged_campaigns: campaigns::table.filter(campaigns::flagged_at.is_not_null()).count().get_result(conn)?,
        campaigns: CampaignStats {
            public: campaigns_of(conn, Visibility::Public)?,
            private: campaigns_of(conn, Visibility::Private)?,
        },
        ad_requests: counts::<AdRequestStatus>(by_status.load(conn)?),
        escrow: escrow(conn)?,
        jobs,
        from: days.first().copied().unwrap_or_default(),
        to: days.last().copied().unwrap_or_default(),
        time_zone: zone.name().to_owned(),
        days: days::of(conn, days, zone)?,
    })
}

/// What is kept for all work, by currency; those of which nothing is kept are left out.
fn escrow(conn: &mut Conn) -> Result<Vec<Money>> {
    let rows: Vec<(Text<Currency>, i64)> = ledger_accounts::table
        .filter(ledger_accounts::kind.eq(Account::ESCROW).and(ledger_accounts::balance.gt(0)))
        .group_by(ledger_accounts::currency)
        .order(ledger_accounts::currency)
        // A sum of `bigint` is another type on PostgreSQL.
        .select((ledger_accounts::currency, sql::<BigInt>("cast(sum(balance) as bigint)")))
        .load(conn)?;
    Ok(rows.into_iter().map(|(currency, amount)| Money::new(amount, currency.0)).collect())
}

fn campaigns_of(conn: &mut Conn, visibility: Visibility) -> Result<Counts> {
    let by_status = campaigns::table
        .filter(campaigns::visibility.eq(visibility.to_string()))
        .group_by(campaigns::status)
        .select((campaigns::status, count_star()));
    Ok(counts::<CampaignStatus>(by_status.load(conn)?))
}

/// The counts by word, with those that are 0.
pub fn counts<W>(rows: Vec<(String, i64)>) -> Counts
where
    W: IntoEnumIterator + Into<&'static str> + FromStr,
{
    let mut counts: Counts = W::iter().map(|word| (word.into(), 0)).collect();
    for (word, count) in rows {
        if let Ok(word) = word.parse::<W>() {
            counts.insert(word.into(), count);
        }
    }
    counts
}
