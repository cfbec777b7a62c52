//! A report: every figure of one sponsor's month. What is kept, answered and set in type.

use domain::ids::{CampaignId, UserId};
use domain::money::{Currency, Money, MoneySchema};
use domain::words::CampaignStatus;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::month::Month;

/// The report on one month of a sponsor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// The IANA time zone that its days are in.
    pub time_zone: String,
    /// Whom it is about.
    pub sponsor: Subject,
    /// Campaigns in numbers.
    pub campaigns: CampaignFigures,
    /// Ad requests in numbers.
    pub ad_requests: AdRequestFigures,
    /// Ads in numbers.
    pub ads: AdFigures,
    /// Money by currency, the one with the most going on first.
    pub money: Vec<MoneyFigures>,
    /// What the ads brought; left out where it is not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The campaigns that ran or changed in the month, the one with the most agreed first.
    pub campaign_rows: Vec<CampaignFigure>,
    /// With whom the most was agreed in the month; ten at most.
    pub top_influencers: Vec<InfluencerFigure>,
}

/// The sponsor, as it was called then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSubject)]
pub struct Subject {
    /// Its user id.
    pub id: UserId,
    /// What it was called.
    pub display_name: String,
    /// Its logo.
    pub logo_url: Option<String>,
}

/// A number in the month, beside the month before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trend {
    /// In the month.
    pub value: i64,
    /// In the month before.
    pub before: i64,
    /// The growth in percent; `null` when there was nothing before.
    pub change_percent: Option<i64>,
}

impl Trend {
    /// These two, and how they compare.
    pub fn of(value: i64, before: i64) -> Self {
        let change = i128::from(value) - i128::from(before);
        let percent = |change: i128| {
            let (twice, whole) = (200 * change, 2 * i128::from(before));
            i64::try_from((twice + twice.signum() * i128::from(before)) / whole).ok()
        };
        Self { value, before, change_percent: if before > 0 { percent(change) } else { None } }
    }
}

/// Campaigns in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CampaignFigures {
    /// Ran on at least one day of the month.
    pub running: Trend,
    /// Began to run in the month.
    pub started: Trend,
    /// Ran in the month for the last time.
    pub ended: Trend,
}

/// Ad requests in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdRequestFigures {
    /// Invitations sent in the month.
    pub sent: Trend,
    /// Applications received in the month.
    pub received: Trend,
    /// Agreed in the month.
    pub accepted: Trend,
    /// Turned down in the month.
    pub rejected: Trend,
    /// Taken back in the month.
    pub withdrawn: Trend,
    /// Ended unanswered in the month.
    pub expired: Trend,
    /// Open when the month ended.
    pub pending: Trend,
}

/// Ads, which are deliverables, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdFigures {
    /// Agreed in the month.
    pub agreed: Trend,
    /// Published, of `total`.
    pub done: i64,
    /// All ever agreed in the campaigns of this report, without those that were called off.
    pub total: i64,
}

/// Money of one currency, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoneyFigures {
    /// Which currency.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// The payments agreed in the month.
    pub agreed: Trend,
    /// The budgets of the campaigns of this report.
    pub budget: i64,
    /// What of the budgets was committed by the end of the month.
    pub committed: i64,
    /// What of the budgets was paid.
    pub spent: i64,
    /// What of the budgets was left by the end of the month.
    pub available: i64,
    /// What was agreed from the first day to each day of the month.
    pub days: Vec<i64>,
    /// The same of the month before.
    pub days_before: Vec<i64>,
    /// What was agreed in each of the last six months; the last one is this.
    pub months: Vec<MonthFigure>,
}

/// What was agreed in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthFigure {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// In minor units.
    pub agreed: i64,
}

/// What the ads brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// Clicks on tracking links.
    pub clicks: Trend,
    /// Orders and the like.
    pub conversions: Trend,
    /// Sales by currency.
    pub revenue: Vec<Sales>,
}

/// Sales of one currency, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sales {
    /// Which currency.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// How much.
    pub amount: Trend,
}

/// One campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CampaignFigure {
    /// Its id.
    pub id: CampaignId,
    /// What it is called.
    pub title: String,
    /// Where it was when the report was written.
    pub status: CampaignStatus,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub start_date: Date,
    /// The last day, included.
    #[schema(value_type = String, format = Date)]
    pub end_date: Date,
    /// What may be committed in all.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// What was committed by the end of the month.
    #[schema(value_type = MoneySchema)]
    pub committed: Money,
    /// What was paid.
    #[schema(value_type = MoneySchema)]
    pub spent: Money,
    /// What was agreed in the month.
    #[schema(value_type = MoneySchema)]
    pub agreed: Money,
    /// Ad requests begun in the month.
    pub ad_requests: i64,
    /// Ad requests agreed in the month.
    pub accepted: i64,
    /// Ad requests open when the month ended.
    pub pending: i64,
    /// Ads published, of `ads_total`.
    pub ads_done: i64,
    /// Ads agreed by the end of the month, without those that were called off.
    pub ads_total: i64,
}

/// One influencer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InfluencerFigure {
    /// The user id.
    pub id: UserId,
    /// The unique name.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// Their face.
    pub avatar_url: Option<String>,
    /// Followers over all channels.
    pub reach: i64,
    /// Ad requests agreed in the month.
    pub accepted: i64,
    /// What was agreed in the month.
    #[schema(value_type = MoneySchema)]
    pub agreed: Money,
}
