//! THE table of waiting: whoever is waited for has a deadline, and it is said beforehand what happens without them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

use crate::clock::{DAY_MS, Timestamp, Zone};
use crate::words::Side;

/// Milliseconds in an hour.
const HOUR_MS: i64 = DAY_MS / 24;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Waiting {
    /// An admin's approval of a sponsor.
    SponsorApproval,
    /// An answer to an ad request.
    Answer,
    /// The money of a collaboration.
    Funding,
    /// A deliverable to be handed in.
    Submission,
    /// The sponsor's answer to a submission.
    Review,
    /// The sponsor's answer to the last submission that the agreed revisions allow.
    LastReview,
    /// A submission with the changes that were asked for.
    Changes,
    /// The post of what was approved.
    Publication,
    /// Consent to a cancellation.
    Cancellation,
    /// An admin's decision on a dispute.
    Dispute,
    /// A payout that the provider carries out.
    Payout,
    /// An admin's decision on a contested flag.
    Contest,
    /// The other side's rating.
    Rating,
}

/// Who is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Owner {
    /// An admin.
    Admin,
    /// The side that pays.
    Sponsor,
    /// The side that delivers.
    Influencer,
    /// The side that did not move last.
    OtherSide,
    /// Both sides.
    EachSide,
    /// The platform itself.
    Instance,
}

impl From<Side> for Owner {
    fn from(side: Side) -> Self {
        match side {
            Side::Sponsor => Self::Sponsor,
            Side::Influencer => Self::Influencer,
        }
    }
}

/// What happens when nobody does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Fallback {
    /// The sponsor is rejected as unanswered and may apply again.
    Rejected,
    /// The ad request expires.
    Expired,
    /// The collaboration is cancelled and its budget freed.
    Cancelled,
    /// It is overdue: the sponsor may cancel it with full refund of its share.
    Overdue,
    /// The submission is approved.
    Approved,
    /// The cancellation is agreed to.
    Agreed,
    /// Approved shares are released, the rest is refunded.
    Settled,
    /// It fails, the balance is restored and its owner told.
    Failed,
    /// The flag is lifted.
    Lifted,
    /// What is there is shown.
    Shown,
}

impl Waiting {
    /// Who is waited for.
    pub const fn owner(self) -> Owner {
        match self {
            Self::SponsorApproval | Self::Dispute | Self::Contest => Owner::Admin,
            Self::Answer | Self::Cancellation => Owner::OtherSide,
            Self::Funding | Self::Review | Self::LastReview => Owner::Sponsor,
            Self::Submission | Self::Changes | Self::Publication => Owner::Influencer,
            Self::Payout => Owner::Instance,
            Self::Rating => Owner::EachSide,
        }
    }

    /// What happens when the deadline passes.
    pub const fn fallback(self) -> Fallback {
        match self {
            Self::SponsorApproval => Fallback::Rejected,
            Self::Answer => Fallback::Expired,
            Self::Funding => Fallback::Cancelled,
            Self::Submission | Self::Changes | Self::Publication => Fallback::Overdue,
            Self::Review | Self::LastReview => Fallback::Approved,
            Self::Cancellation => Fallback::Agreed,
            Self::Dispute => Fallback::Settled,
            Self::Payout => Fallback::Failed,
            Self::Contest => Fallback::Lifted,
            Self::Rating => Fallback::Shown,
        }
    }
}

/// How long each is waited for. The instance's settings; the defaults are the product's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Periods {
    /// Days that an admin has for a sponsor who waits for approval.
    pub approval_days: i64,
    /// Days that a side has to answer an ad request.
    pub ad_request_days: i64,
    /// Days that a sponsor has to fund a collaboration.
    pub funding_days: i64,
    /// Days after its due date after which a deliverable is overdue.
    pub grace_days: i64,
    /// Days that a sponsor has to answer a submission.
    pub review_days: i64,
    /// Days that an influencer has for changes, at least.
    pub changes_days: i64,
    /// Days that an influencer has to publish what was approved.
    pub publication_days: i64,
    /// Hours that a side has to object to a cancellation.
    pub cancellation_hours: i64,
    /// Days that an admin has for a dispute.
    pub dispute_days: i64,
    /// Days that a payout may take.
    pub payout_days: i64,
    /// Days that an admin has for a contested flag.
    pub contest_days: i64,
    /// Days that each side has to rate the other.
    pub rating_days: i64,
    /// Days after which a flag ends by itself, unless the admin says when.
    pub flag_days: i64,
}

impl Default for Periods {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Periods {
    /// The product's own.
    pub const USUAL: Self = Self {
        approval_days: 14,
        ad_request_days: 14,
        funding_days: 7,
        grace_days: 7,
        review_days: 7,
        changes_days: 7,
        publication_days: 7,
        cancellation_hours: 72,
        dispute_days: 14,
        payout_days: 3,
        contest_days: 7,
        rating_days: 14,
        flag_days: 90,
    };

    /// The deadline of what begins to be waited for now. `due` is the deliverable's due date in its campaign's zone,
    /// where there is one.
    pub fn deadline(&self, waiting: Waiting, now: Timestamp, due: Option<(Date, &Zone)>) -> Timestamp {
        let end_of_due = |grace: i64| {
            let after = due.and_then(|(day, zone)| Some(zone.start_of(day.tomorrow().ok()?)));
            after.map_or(now, |end| end.plus_days(grace))
        };
        match waiting {
            Waiting::SponsorApproval => now.plus_days(self.approval_days),
            Waiting::Answer => now.plus_days(self.ad_request_days),
            Waiting::Funding => now.plus_days(self.funding_days),
            // Whoever is paid for late work still gets the days of grace.
            Waiting::Submission => end_of_due(self.grace_days).max(now.plus_days(self.grace_days)),
            Waiting::Review | Waiting::LastReview => now.plus_days(self.review_days),
            Waiting::Changes => end_of_due(0).max(now.plus_days(self.changes_days)),
            Waiting::Publication => now.plus_days(self.publication_days),
            Waiting::Cancellation => now.plus_ms(self.cancellation_hours * HOUR_MS),
            Waiting::Dispute => now.plus_days(self.dispute_days),
            Waiting::Payout => now.plus_days(self.payout_days),
            Waiting::Contest => now.plus_days(self.contest_days),
            Waiting::Rating => now.plus_days(self.rating_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn nothing_is_waited_for_without_an_end() {
        let now = Timestamp(0);
        for waiting in Waiting::iter() {
            assert!(Periods::default().deadline(waiting, now, None) > now, "{waiting}");
        }
    }

    #[test]
    fn deadlines_by_table() {
        let zone = Zone::named("Asia/Kolkata").unwrap();
        let at = |waiting, now: &str, due: &str| {
            let due = Some((due.parse().unwrap(), &zone));
            Periods::default().deadline(waiting, now.parse().unwrap(), due).to_string()
        };
        let now = "2026-11-21T10:00:00Z";
        assert_eq!(at(Waiting::Submission, now, "2026-11-30"), "2026-12-07T18:30:00.000Z", "a week after the day ends");
        assert_eq!(at(Waiting::Submission, now, "2026-11-01"), "2026-11-28T10:00:00.000Z", "funded late");
        assert_eq!(at(Waiting::Changes, now, "2026-12-24"), "2026-12-24T18:30:00.000Z", "the due date is later");
        assert_eq!(at(Waiting::Changes, now, "2026-11-22"), "2026-11-28T10:00:00.000Z", "seven days are later");
        assert_eq!(at(Waiting::Cancellation, now, "2026-12-24"), "2026-11-24T10:00:00.000Z");
    }
}
