//! Reviews: after the work each side rates the other, and neither reads the other's before writing its own.

use crate::clock::Timestamp;
use crate::waiting::{Periods, Waiting};
use crate::words::CollaborationStatus;

/// The least and the greatest rating.
pub const RATINGS: std::ops::RangeInclusive<i64> = 1..=5;

/// Why a review is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The work is not completed.
    #[error("Each side can rate the other once the work is completed.")]
    NotCompleted,
    /// This side has already said it.
    #[error("You have already rated this collaboration.")]
    AlreadyRated,
    /// The time for it is over.
    #[error("The time to rate this collaboration is over.")]
    TooLate,
}

impl Refused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotCompleted => "not_completed",
            Self::AlreadyRated => "already_rated",
            Self::TooLate => "too_late",
        }
    }
}

/// Until when a side may rate the other, and after which a single review is shown.
///
/// # Errors
/// Where it may not, and why.
pub fn may_rate(
    status: CollaborationStatus,
    ended: Option<Timestamp>,
    has_rated: bool,
    now: Timestamp,
    periods: &Periods,
) -> Result<Timestamp, Refused> {
    let (CollaborationStatus::Completed, Some(ended)) = (status, ended) else { return Err(Refused::NotCompleted) };
    let until = periods.deadline(Waiting::Rating, ended, None);
    if has_rated {
        Err(Refused::AlreadyRated)
    } else if until <= now {
        Err(Refused::TooLate)
    } else {
        Ok(until)
    }
}

/// The mean of ratings in hundredths, so that it sorts as a number: 433 is 4.33. `None` without any.
pub const fn mean_in_hundredths(total: i64, count: i64) -> Option<i64> {
    if count > 0 { Some((total * 100 + count / 2) / count) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_rate_by_table() {
        use CollaborationStatus::{Active, Cancelled, Completed};
        let day = |day: i64| Timestamp(0).plus_days(day);
        let ask = |status, ended, rated, now| may_rate(status, ended, rated, now, &Periods::default());
        assert_eq!(ask(Completed, Some(day(1)), false, day(2)), Ok(day(15)));
        assert_eq!(ask(Completed, Some(day(1)), true, day(2)), Err(Refused::AlreadyRated));
        assert_eq!(ask(Completed, Some(day(1)), false, day(15)), Err(Refused::TooLate));
        assert_eq!(ask(Active, None, false, day(2)), Err(Refused::NotCompleted));
        assert_eq!(ask(Cancelled, Some(day(1)), false, day(2)), Err(Refused::NotCompleted));
    }

    #[test]
    fn means_by_table() {
        assert_eq!(mean_in_hundredths(13, 3), Some(433));
        assert_eq!(mean_in_hundredths(14, 3), Some(467));
        assert_eq!(mean_in_hundredths(0, 0), None);
    }
}
