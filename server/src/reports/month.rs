//! A calendar month, written `2026-10`.

use std::fmt;
use std::str::FromStr;

use domain::clock::{Timestamp, Zone};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A month, known by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month of that day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Its first day.
    pub const fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// How many days it has.
    pub fn days(self) -> i8 {
        self.0.days_in_month()
    }

    /// That many months earlier.
    #[must_use]
    pub fn before(self, months: i64) -> Self {
        Self(self.0.checked_sub(months.months()).unwrap_or(self.0))
    }

    /// The month behind it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add(1.month()).unwrap_or(self.0))
    }

    /// Its first instant in that zone.
    pub fn start(self, zone: &Zone) -> Timestamp {
        zone.start_of(self.0)
    }

    /// The first instant behind it in that zone.
    pub fn end(self, zone: &Zone) -> Timestamp {
        self.next().start(zone)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a month such as 2026-10";
        let day: Date = format!("{text}-01").parse().map_err(|_| wrong)?;
        let month = Self(day);
        if month.to_string() == text { Ok(month) } else { Err(wrong) }
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_what_it_writes_and_nothing_else() {
        let month: Month = "2026-02".parse().unwrap();
        assert_eq!((month.to_string().as_str(), month.days()), ("2026-02", 28));
        assert_eq!(month.before(2).to_string(), "2025-12");
        assert_eq!("2026-12".parse::<Month>().unwrap().next().to_string(), "2027-01");
        for wrong in ["2026-13", "2026-1", "2026", "", "2026-02-03", "26-02", "2026-02.pdf", "+002026-02"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_begins_and_ends_at_midnight_of_the_zone_across_changes_of_the_clock() {
        let month: Month = "2026-03".parse().unwrap();
        for (zone, start, end) in [
            ("UTC", "2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z"),
            ("Europe/Berlin", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"),
            ("America/Los_Angeles", "2026-03-01T08:00:00.000Z", "2026-04-01T07:00:00.000Z"),
            ("Pacific/Kiritimati", "2026-02-28T10:00:00.000Z", "2026-03-31T10:00:00.000Z"),
        ] {
            let zone = Zone::named(zone).unwrap();
            assert_eq!((month.start(&zone).to_string().as_str(), month.end(&zone).to_string().as_str()), (start, end));
        }
    }
}
