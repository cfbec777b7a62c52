//! Sums over time, by the days and months of a time zone that no database has to know.
//!
//! Queries group by quarter of an hour, which every zone's days begin with; the rest is done here.

use std::collections::HashMap;
use std::hash::Hash;
use std::str::FromStr;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use domain::clock::{Timestamp, Zone};
use jiff::civil::Date;

use crate::reports::Month;

/// A quarter of an hour in milliseconds, as queries divide by it.
const QUARTER_MS: i64 = 900_000;

/// What a query answers: `select <instant> / 900000 as quarter, … as word, … as n`.
#[derive(QueryableByName)]
pub struct Tally {
    #[diesel(sql_type = BigInt)]
    quarter: i64,
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Tally {
    fn day(&self, zone: &Zone) -> Date {
        Timestamp(self.quarter * QUARTER_MS).day_in(zone)
    }
}

/// The sums by day of that zone and by word.
pub fn by_day<W: FromStr + Hash + Eq>(rows: Vec<Tally>, zone: &Zone) -> HashMap<(Date, W), i64> {
    summed(rows, |row| row.day(zone))
}

/// The sums by month of that zone and by word.
pub fn by_month<W: FromStr + Hash + Eq>(rows: Vec<Tally>, zone: &Zone) -> HashMap<(Month, W), i64> {
    summed(rows, |row| Month::of(row.day(zone)))
}

fn summed<T: Hash + Eq, W: FromStr + Hash + Eq>(rows: Vec<Tally>, time: impl Fn(&Tally) -> T) -> HashMap<(T, W), i64> {
    let mut sums = HashMap::new();
    for row in rows {
        if let Ok(word) = row.word.parse() {
            *sums.entry((time(&row), word)).or_default() += row.n;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_with_the_zones_own_quarter_of_an_hour() {
        let rows = |instants: &[&str]| {
            let row = |text: &&str| Tally {
                quarter: text.parse::<Timestamp>().unwrap().0 / QUARTER_MS,
                word: "EUR".into(),
                n: 1,
            };
            instants.iter().map(row).collect::<Vec<_>>()
        };
        for (zone, last, first) in [
            ("UTC", "2026-10-31T23:59:59.999Z", "2026-11-01T00:00:00Z"),
            ("Asia/Kathmandu", "2026-10-31T18:14:59.999Z", "2026-10-31T18:15:00Z"),
            ("America/St_Johns", "2026-11-01T02:29:59.999Z", "2026-11-01T02:30:00Z"),
        ] {
            let zone = Zone::named(zone).unwrap();
            let days = by_day::<String>(rows(&[last, first, first]), &zone);
            let on = |day: &str| days[&(day.parse::<Date>().unwrap(), "EUR".to_owned())];
            assert_eq!((on("2026-10-31"), on("2026-11-01"), days.len()), (1, 2, 2));
            let months = by_month::<String>(rows(&[last, first, first]), &zone);
            assert_eq!(months[&("2026-11".parse().unwrap(), "EUR".to_owned())], 2);
        }
    }
}
