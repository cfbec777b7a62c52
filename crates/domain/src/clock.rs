//! Time: instants, days in a time zone, and the one clock that everything reads.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Milliseconds in a day of 24 hours, the unit that deadlines are given in.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. In JSON an RFC 3339 text in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant and that many days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * DAY_MS)
    }

    /// This instant and that many milliseconds.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0 + ms)
    }

    /// The milliseconds from `earlier` to this instant; negative when it is later.
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The calendar day of this instant in that time zone.
    pub fn day_in(self, zone: &Zone) -> Date {
        zone.0.to_datetime(self.instant()).date()
    }

    /// What clocks in that time zone show at this instant.
    pub fn time_in(self, zone: &Zone) -> Time {
        zone.0.to_datetime(self.instant()).time()
    }

    fn instant(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.as_millisecond())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.instant())
    }
}

impl std::str::FromStr for Timestamp {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse::<jiff::Timestamp>()
            .map(Self::from)
            .map_err(|_| "an RFC 3339 instant such as 2026-11-30T18:00:00Z".into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An IANA time zone such as `Europe/Berlin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// UTC, the default of an instance.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of that name; `None` when the database of zones has no such name.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The first instant of that day in this zone (00:00, or the first minute that exists).
    pub fn start_of(&self, day: Date) -> Timestamp {
        self.at(day, Time::midnight())
    }

    /// The instant at which clocks in this zone show that time on that day. A time that is skipped when clocks go forward is
    /// as much later as they jump; of one that comes twice when they go back it is the first.
    pub fn at(&self, day: Date, time: Time) -> Timestamp {
        day.to_datetime(time).to_zoned(self.0.clone()).map_or(Timestamp(i64::MAX), |at| at.timestamp().into())
    }
}

/// Where the program reads the time: the machine's clock, or one that tests set and move.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `at` until it is moved.
    pub fn at(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.0))))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            None => jiff::Timestamp::now().into(),
            Some(set) => Timestamp(set.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock forward; the machine's clock is not moved.
    pub fn advance_ms(&self, ms: i64) {
        if let Some(set) = &self.0 {
            set.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// Whether this clock is the machine's, so that real waiting passes time on it.
    pub const fn is_system(&self) -> bool {
        self.0.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_depends_on_the_zone() {
        let at: Timestamp = "2026-03-29T22:30:00Z".parse().unwrap();
        assert_eq!(at.day_in(&Zone::UTC).to_string(), "2026-03-29");
        assert_eq!(at.day_in(&Zone::named("Europe/Berlin").unwrap()).to_string(), "2026-03-30");
        assert!(Zone::named("Europe/Atlantis").is_none());
    }

    #[test]
    fn a_time_that_is_skipped_or_comes_twice_is_one_instant() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = |day: &str, time: &str| berlin.at(day.parse().unwrap(), time.parse().unwrap()).to_string();
        assert_eq!(at("2026-03-29", "02:30"), "2026-03-29T01:30:00.000Z", "03:30 in summer");
        assert_eq!(at("2026-10-25", "02:30"), "2026-10-25T00:30:00.000Z", "the first 02:30");
        assert_eq!(at("2026-10-25", "03:00"), "2026-10-25T02:00:00.000Z");
    }

    #[test]
    fn a_timestamp_reads_back_what_it_writes() {
        let text = "\"2026-11-30T18:00:00.000Z\"";
        let at: Timestamp = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&at).unwrap(), text);
    }
}
