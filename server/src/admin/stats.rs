//! The figures of the house, counted afresh.

use std::collections::BTreeMap;
use std::str::FromStr;

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::words::{AccountStatus, AdRequestStatus, CampaignStatus, Role, Visibility};
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Admin;
use crate::error::Result;
use crate::http::Reply;
use crate::schema::{ad_requests, campaigns, users};

/// Counts by word, such as `{"active": 12, "draft": 3}`; each word is there, if only with 0.
type Counts = BTreeMap<&'static str, i64>;

/// How the house stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "users": {"admin": 1, "sponsor": 40, "influencer": 200}, "pending_approvals": 3, "flagged_users": 1, "flagged_campaigns": 0,
    "campaigns": {"public": {"draft": 5, "active": 60, "paused": 2, "completed": 30, "cancelled": 3}, "private": {"draft": 1, "active": 9, "paused": 0, "completed": 4, "cancelled": 0}},
    "ad_requests": {"pending": 80, "accepted": 120, "rejected": 40, "withdrawn": 12, "expired": 9}
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

/// How many people, campaigns and ad requests there are.
#[utoipa::path(get, path = "/admin/stats", tag = "admin", responses((status = 200, body = AdminStats)))]
pub async fn get_stats(app: App, _: Admin) -> Result<Reply> {
    app.db.read(|conn| Reply::ok(&stats(conn)?)).await
}

fn stats(conn: &mut Conn) -> Result<AdminStats> {
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
    })
}

fn campaigns_of(conn: &mut Conn, visibility: Visibility) -> Result<Counts> {
    let by_status = campaigns::table
        .filter(campaigns::visibility.eq(visibility.to_string()))
        .group_by(campaigns::status)
        .select((campaigns::status, count_star()));
    Ok(counts::<CampaignStatus>(by_status.load(conn)?))
}

fn counts<W>(rows: Vec<(String, i64)>) -> Counts
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
