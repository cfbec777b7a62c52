//! When something that comes again and again is due: pure functions of the timing, the zone and an instant.

use std::fmt;
use std::time::Duration;

use domain::clock::{Timestamp, Zone};
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// When a schedule is due. Days and hours are those of the queue's time zone; across a change of its clocks each day
/// still has one tick: a time that is skipped comes as much later as the clocks jump, one that comes twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// At the whole multiples of a period since 1970-01-01T00:00Z: every 15 minutes is at :00, :15, :30 and :45.
    Every(Duration),
    /// Each day at that time.
    Daily(Time),
    /// On that day of each month, 1 to 31, or its last one if it is shorter, at that time.
    Monthly(i8, Time),
}

impl Timing {
    /// The first tick after that instant.
    pub fn next(self, zone: &Zone, after: Timestamp) -> Timestamp {
        match self {
            Self::Every(period) => {
                let period = whole(period);
                Timestamp(after.0.div_euclid(period).saturating_add(1).saturating_mul(period))
            }
            _ => self.around(zone, after).into_iter().find(|tick| *tick > after).unwrap_or(Timestamp(i64::MAX)),
        }
    }

    /// The last tick that is not after that instant.
    pub fn last(self, zone: &Zone, at: Timestamp) -> Timestamp {
        match self {
            Self::Every(period) => Timestamp(at.0.div_euclid(whole(period)) * whole(period)),
            _ => self.around(zone, at).into_iter().rfind(|tick| *tick <= at).unwrap_or(Timestamp(i64::MIN)),
        }
    }

    /// The ticks around an instant, in their order: of its day or month, the two before and the two after.
    fn around(self, zone: &Zone, at: Timestamp) -> Vec<Timestamp> {
        let today = at.day_in(zone);
        let day = |offset: i64| match self {
            Self::Monthly(day, time) => {
                let month = today.first_of_month().checked_add(offset.months()).ok()?;
                let last = month.days_in_month();
                Some((Date::new(month.year(), month.month(), day.clamp(1, last)).ok()?, time))
            }
            Self::Daily(time) => Some((today.checked_add(offset.days()).ok()?, time)),
            Self::Every(_) => None,
        };
        (-2..=2).filter_map(day).map(|(day, time)| zone.at(day, time)).collect()
    }
}

fn whole(period: Duration) -> i64 {
    i64::try_from(period.as_millis()).unwrap_or(i64::MAX).max(1)
}

/// `every 900 s`, `daily at 03:30`, `monthly on day 1 at 06:00`.
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |time: &Time| format!("{:02}:{:02}", time.hour(), time.minute());
        match self {
            Self::Every(period) if whole(*period) % 60_000 == 0 => write!(f, "every {} min", whole(*period) / 60_000),
            Self::Every(period) => write!(f, "every {} ms", whole(*period)),
            Self::Daily(time) => write!(f, "daily at {}", clock(time)),
            Self::Monthly(day, time) => write!(f, "monthly on day {day} at {}", clock(time)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    const EVERY: Timing = Timing::Every(Duration::from_mins(15));
    const NIGHTLY: Timing = Timing::Daily(time(2, 30, 0, 0));
    const EVENING: Timing = Timing::Daily(time(18, 0, 0, 0));
    const FIRST: Timing = Timing::Monthly(1, time(6, 0, 0, 0));
    const LAST: Timing = Timing::Monthly(31, time(0, 0, 0, 0));

    #[test]
    fn the_next_tick_follows_the_clocks_of_the_zone() {
        // Timing, zone, an instant, and the ticks after it. Berlin goes forward on 29 March and back on 25 October 2026;
        // Lord Howe goes back by half an hour on 5 April; Samoa had no 30 December 2011.
        let cases: [(Timing, &str, &str, &[&str]); 10] = [
            (EVERY, "UTC", "2026-01-01T00:00:00Z", &["2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"]),
            (EVERY, "Asia/Kathmandu", "2026-01-01T00:14:59.999Z", &["2026-01-01T00:15:00Z"]),
            (EVENING, "UTC", "2026-01-01T17:59:59.999Z", &["2026-01-01T18:00:00Z", "2026-01-02T18:00:00Z"]),
            (
                NIGHTLY,
                "Europe/Berlin",
                "2026-03-28T01:29:00Z",
                &["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
            ),
            (
                NIGHTLY,
                "Europe/Berlin",
                "2026-10-24T00:30:00Z",
                &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"],
            ),
            (EVENING, "Europe/Berlin", "2026-03-28T17:00:00Z", &["2026-03-29T16:00:00Z"]),
            (
                Timing::Daily(time(1, 45, 0, 0)),
                "Australia/Lord_Howe",
                "2026-04-03T14:45:00Z",
                &["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"],
            ),
            (EVENING, "Pacific/Apia", "2011-12-30T04:00:00Z", &["2011-12-31T04:00:00Z", "2012-01-01T04:00:00Z"]),
            (FIRST, "Europe/Berlin", "2026-10-01T04:00:00Z", &["2026-11-01T05:00:00Z", "2026-12-01T05:00:00Z"]),
            (
                LAST,
                "America/New_York",
                "2027-12-31T05:00:00Z",
                &["2028-01-31T05:00:00Z", "2028-02-29T05:00:00Z", "2028-03-31T04:00:00Z"],
            ),
        ];
        for (timing, zone, after, expected) in cases {
            let zone = Zone::named(zone).unwrap();
            let mut at: Timestamp = after.parse().unwrap();
            for tick in expected {
                let tick: Timestamp = tick.parse().unwrap();
                assert_eq!(
                    timing.next(&zone, at).to_string(),
                    tick.to_string(),
                    "{timing} after {at} in {}",
                    zone.name()
                );
                assert_eq!(timing.last(&zone, tick), tick);
                assert_eq!(timing.last(&zone, tick.plus_ms(-1)), timing.last(&zone, at));
                at = tick;
            }
        }
    }

    #[test]
    fn each_local_day_of_a_year_has_one_tick_in_every_zone() {
        for zone in ["Europe/Berlin", "America/Sao_Paulo", "Africa/Cairo", "Asia/Kolkata", "Pacific/Chatham"] {
            let zone = Zone::named(zone).unwrap();
            for hour in 0..24 {
                let timing = Timing::Daily(time(hour, 30, 0, 0));
                let mut at: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
                let mut day = timing.next(&zone, at).day_in(&zone);
                for _ in 0..365 {
                    at = timing.next(&zone, at);
                    assert_eq!(at.day_in(&zone), day, "{timing} in {}", zone.name());
                    day = day.tomorrow().unwrap();
                }
            }
        }
    }

    #[test]
    fn a_timing_says_itself_in_words() {
        assert_eq!(EVERY.to_string(), "every 15 min");
        assert_eq!(FIRST.to_string(), "monthly on day 1 at 06:00");
        assert_eq!(NIGHTLY.to_string(), "daily at 02:30");
    }
}
