//! Campaigns: their states, their budget, and what may be done when.

use jiff::civil::Date;

use crate::access::{Permission, Standing};
use crate::clock::{Timestamp, Zone};
use crate::fault::Faults;
use crate::ids::{CampaignId, UserId};
use crate::money::{MAX_MINOR, Money};
use crate::terms::check_range;
use crate::words::{Action, CampaignStatus, Visibility};

/// What the rules need to know of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Who pays.
    pub sponsor: UserId,
    /// Where it is in its life.
    pub status: CampaignStatus,
    /// Flagged by an admin: hidden, nothing new.
    pub flagged: bool,
    /// Who finds it.
    pub visibility: Visibility,
    /// Its first day, in its zone.
    pub start: Date,
    /// Its last day, included.
    pub end: Date,
    /// The zone that its days are in.
    pub zone: Zone,
    /// What may be committed in all.
    pub budget: Money,
    /// The sum of accepted payments, in minor units of the budget's currency; never above it.
    pub committed: i64,
    /// Whether it ever had an ad request: then its currency is fixed and it can't be deleted.
    pub negotiated: bool,
}

/// Why a move on a campaign is refused; a 409 with this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CampaignRefused {
    /// Its state does not allow the move.
    #[error("The campaign is not in a state that allows this.")]
    WrongState,
    /// Its last day is over.
    #[error("The campaign's end date has passed.")]
    Ended,
    /// It is flagged.
    #[error("The campaign is flagged by an admin: what is agreed goes on, but nothing new can be started.")]
    Flagged,
    /// It had ad requests, so it is cancelled instead.
    #[error("The campaign has had ad requests. Cancel it instead.")]
    HasAdRequests,
    /// The budget would be below what is committed.
    #[error("The budget can't be lower than what is already committed.")]
    BelowCommitted,
    /// The currency is fixed by an ad request.
    #[error("The currency is fixed: the campaign has had ad requests.")]
    CurrencyFixed,
    /// The payment is more than what is left.
    #[error("The payment is more than what is left of the campaign's budget.")]
    BudgetExceeded,
    /// It is private.
    #[error("This campaign is by invitation only.")]
    Private,
}

impl CampaignRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "invalid_state",
            Self::Ended => "campaign_ended",
            Self::Flagged => "campaign_flagged",
            Self::HasAdRequests => "has_ad_requests",
            Self::BelowCommitted => "budget_below_committed",
            Self::CurrencyFixed => "currency_fixed",
            Self::BudgetExceeded => "budget_exceeded",
            Self::Private => "campaign_private",
        }
    }
}

/// A move of the sponsor, or of time, on a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignMove {
    /// Open a draft.
    Publish,
    /// Hold it.
    Pause,
    /// Go on.
    Resume,
    /// It has reached its aim, or its end date.
    Complete,
    /// Call it off.
    Cancel,
}

impl Campaign {
    /// Its status after the move.
    pub fn after(&self, by: CampaignMove, today: Date) -> Result<CampaignStatus, CampaignRefused> {
        use CampaignStatus::{Active, Cancelled, Completed, Draft, Paused};
        match (by, self.status) {
            (CampaignMove::Publish, Draft) | (CampaignMove::Resume, Paused) => {
                self.open_for_new(today).map(|()| Active)
            }
            (CampaignMove::Pause, Active) => Ok(Paused),
            (CampaignMove::Complete, Active | Paused) => Ok(Completed),
            (CampaignMove::Cancel, Active | Paused) => Ok(Cancelled),
            _ => Err(CampaignRefused::WrongState),
        }
    }

    fn open_for_new(&self, today: Date) -> Result<(), CampaignRefused> {
        if self.flagged {
            Err(CampaignRefused::Flagged)
        } else if self.is_over(today) {
            Err(CampaignRefused::Ended)
        } else {
            Ok(())
        }
    }

    /// Whether something new can begin or be agreed on it: active, not flagged, not past its end.
    pub fn accepts_new(&self, today: Date) -> Result<(), CampaignRefused> {
        self.open_for_new(today)?;
        if self.status == CampaignStatus::Active { Ok(()) } else { Err(CampaignRefused::WrongState) }
    }

    /// Whether its last day has passed.
    pub fn is_over(&self, today: Date) -> bool {
        self.end < today
    }

    /// The day that it is now in the campaign's zone.
    pub fn today(&self, now: Timestamp) -> Date {
        now.day_in(&self.zone)
    }

    /// What is left to commit.
    pub const fn available(&self) -> Money {
        Money::new(self.budget.amount - self.committed, self.budget.currency)
    }

    /// What is committed once that payment is too. `committed ≤ budget` holds before and after.
    pub fn commit(&self, payment: Money) -> Result<i64, CampaignRefused> {
        let committed = self.committed.checked_add(payment.amount);
        committed
            .filter(|committed| payment.currency == self.budget.currency && *committed <= self.budget.amount)
            .ok_or(CampaignRefused::BudgetExceeded)
    }

    /// Whether the budget may become that.
    pub fn may_budget(&self, budget: Money) -> Result<(), CampaignRefused> {
        if budget.currency != self.budget.currency && self.negotiated {
            Err(CampaignRefused::CurrencyFixed)
        } else if budget.amount < self.committed {
            Err(CampaignRefused::BelowCommitted)
        } else {
            Ok(())
        }
    }

    /// Whether its fields may be changed at all.
    pub const fn may_edit(&self) -> Result<(), CampaignRefused> {
        match self.status {
            CampaignStatus::Draft | CampaignStatus::Active | CampaignStatus::Paused => Ok(()),
            CampaignStatus::Completed | CampaignStatus::Cancelled => Err(CampaignRefused::WrongState),
        }
    }

    /// Whether it may be deleted: drafts, and campaigns that never had an ad request.
    pub fn may_delete(&self) -> Result<(), CampaignRefused> {
        if self.status == CampaignStatus::Draft || !self.negotiated {
            Ok(())
        } else {
            Err(CampaignRefused::HasAdRequests)
        }
    }

    /// Whether anybody may see it: public, active, not flagged.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public && self.status == CampaignStatus::Active && !self.flagged
    }

    /// The moves that its own sponsor has now.
    pub fn sponsor_actions(&self, sponsor: &Standing, today: Date) -> Vec<Action> {
        let mut actions = Vec::new();
        let may = |permission| sponsor.may(permission).is_ok();
        let mut offer = |action, allowed: bool| {
            if allowed {
                actions.push(action);
            }
        };
        offer(Action::Edit, self.may_edit().is_ok() && may(Permission::PrepareCampaigns));
        offer(Action::Publish, self.after(CampaignMove::Publish, today).is_ok() && may(Permission::PublishCampaigns));
        offer(Action::Pause, self.after(CampaignMove::Pause, today).is_ok() && may(Permission::EndCampaigns));
        offer(Action::Resume, self.after(CampaignMove::Resume, today).is_ok() && may(Permission::PublishCampaigns));
        offer(Action::Complete, self.after(CampaignMove::Complete, today).is_ok() && may(Permission::EndCampaigns));
        offer(Action::Cancel, self.after(CampaignMove::Cancel, today).is_ok() && may(Permission::EndCampaigns));
        offer(Action::Delete, self.may_delete().is_ok() && may(Permission::PrepareCampaigns));
        offer(Action::Invite, self.accepts_new(today).is_ok() && may(Permission::Invite));
        actions
    }
}

/// Checks the dates of a new campaign, or of an edit of one that had `before` as its dates.
///
/// The start may not be moved into the past, the end may not lie before today or the start.
pub fn check_dates(faults: &mut Faults, start: Date, end: Date, before: Option<(Date, Date)>, today: Date) {
    let start_stays = before.is_some_and(|(old, _)| old == start);
    faults.unless(start_stays || start >= today, "/start_date", "in_the_past", "Must be today or later.");
    let end_stays = before.is_some_and(|(_, old)| old == end);
    faults.unless(end_stays || end >= today, "/end_date", "in_the_past", "Must be today or later.");
    faults.unless(end >= start, "/end_date", "before_start", "Must not be before the start date.");
    faults.unless(end.year() <= today.year() + 10, "/end_date", "too_far", "Must be within ten years.");
}

/// Checks a budget: 1 to [`MAX_MINOR`] minor units.
pub fn check_budget(faults: &mut Faults, budget: Money) {
    check_range(faults, "/budget/amount", budget.amount, 1, MAX_MINOR);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn campaign(status: CampaignStatus) -> Campaign {
        Campaign {
            id: CampaignId::new(Timestamp(0)),
            sponsor: UserId::new(Timestamp(0)),
            status,
            flagged: false,
            visibility: Visibility::Public,
            start: day("2026-11-01"),
            end: day("2026-11-30"),
            zone: Zone::UTC,
            budget: Money::new(1_000, "EUR".parse().unwrap()),
            committed: 0,
            negotiated: false,
        }
    }

    #[test]
    fn states_by_table() {
        use CampaignMove::{Cancel, Complete, Pause, Publish, Resume};
        use CampaignStatus::{Active, Cancelled, Completed, Draft, Paused};
        let today = day("2026-11-21");
        let allowed = [
            (Draft, Publish, Active),
            (Active, Pause, Paused),
            (Paused, Resume, Active),
            (Active, Complete, Completed),
            (Paused, Complete, Completed),
            (Active, Cancel, Cancelled),
            (Paused, Cancel, Cancelled),
        ];
        for from in [Draft, Active, Paused, Completed, Cancelled] {
            for by in [Publish, Pause, Resume, Complete, Cancel] {
                let then = allowed.iter().find(|(f, b, _)| (*f, *b) == (from, by)).map(|(_, _, to)| *to);
                assert_eq!(campaign(from).after(by, today).ok(), then, "{from} {by:?}");
            }
        }
        let over = day("2026-12-01");
        assert_eq!(campaign(Draft).after(Publish, over), Err(CampaignRefused::Ended));
        assert_eq!(campaign(Active).accepts_new(day("2026-11-30")), Ok(()));
        assert_eq!(campaign(Active).accepts_new(over), Err(CampaignRefused::Ended));
        assert_eq!(campaign(Paused).accepts_new(today), Err(CampaignRefused::WrongState));
        let flagged = Campaign { flagged: true, ..campaign(Draft) };
        assert_eq!(flagged.after(Publish, today), Err(CampaignRefused::Flagged));
    }

    #[test]
    fn the_budget_by_table() {
        let eur = |amount| Money::new(amount, "EUR".parse().unwrap());
        let busy = Campaign { committed: 600, negotiated: true, ..campaign(CampaignStatus::Active) };
        assert_eq!(busy.commit(eur(400)), Ok(1_000));
        assert_eq!(busy.commit(eur(401)), Err(CampaignRefused::BudgetExceeded));
        assert_eq!(busy.commit(eur(i64::MAX)), Err(CampaignRefused::BudgetExceeded));
        assert_eq!(busy.may_budget(eur(600)), Ok(()));
        assert_eq!(busy.may_budget(eur(599)), Err(CampaignRefused::BelowCommitted));
        assert_eq!(busy.may_budget(Money::new(900, "USD".parse().unwrap())), Err(CampaignRefused::CurrencyFixed));
        assert_eq!(busy.may_delete(), Err(CampaignRefused::HasAdRequests));
    }

    #[test]
    fn dates_by_table() {
        let today = day("2026-11-21");
        let check = |start, end, before: Option<(&str, &str)>| {
            let mut faults = Faults::new();
            check_dates(&mut faults, day(start), day(end), before.map(|(s, e)| (day(s), day(e))), today);
            faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
        };
        assert!(check("2026-11-21", "2026-11-21", None).is_empty());
        assert_eq!(check("2026-11-20", "2026-12-01", None), [("/start_date".into(), "in_the_past")]);
        assert_eq!(check("2026-12-02", "2026-12-01", None), [("/end_date".into(), "before_start")]);
        assert!(check("2026-11-01", "2026-12-01", Some(("2026-11-01", "2026-11-25"))).is_empty());
        assert_eq!(
            check("2026-11-01", "2026-11-20", Some(("2026-11-01", "2026-11-25"))),
            [("/end_date".into(), "in_the_past")]
        );
    }

    proptest! {
        #[test]
        fn no_sequence_of_commits_and_budgets_overspends(moves in prop::collection::vec((any::<bool>(), 0..2_000_i64), 0..60)) {
            let mut campaign = campaign(CampaignStatus::Active);
            for (is_commit, amount) in moves {
                let money = Money::new(amount, campaign.budget.currency);
                if is_commit {
                    if let Ok(committed) = campaign.commit(money) { campaign.committed = committed; }
                } else if campaign.may_budget(money).is_ok() {
                    campaign.budget = money;
                }
                prop_assert!(campaign.committed <= campaign.budget.amount && campaign.available().amount >= 0);
            }
        }
    }
}
