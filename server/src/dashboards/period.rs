//! Which days somebody asks for.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::{Error, Result};

/// How many days there are when none is named.
const DAYS: usize = 30;
/// The most days that may be asked for: a leap year.
const MOST: usize = 366;

/// Which days.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// The first day; left out, `days` says how many there are.
    #[param(value_type = Option<String>, format = Date, example = "2026-10-23")]
    from: Option<Date>,
    /// The last day, at most 365 later; left out, today.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-21")]
    to: Option<Date>,
    /// How many days, 1 to 366, when `from` does not say it; 30 when left out.
    #[param(minimum = 1, maximum = 366)]
    days: Option<usize>,
}

impl PeriodQuery {
    /// Each of the days in order.
    pub fn days(self, today: Date) -> Result<Vec<Date>> {
        let last = self.to.unwrap_or(today);
        let before = std::iter::successors(Some(last), |day| day.checked_sub(1.day()).ok());
        let mut days: Vec<Date> = match (self.from, self.days) {
            (Some(first), _) => before.take(MOST).take_while(|day| *day >= first).collect(),
            (None, None) => before.take(DAYS).collect(),
            (None, Some(days @ 1..=MOST)) => before.take(days).collect(),
            (None, Some(_)) => return Err(Error::invalid("?days", "out_of_range", "Must be from 1 to 366.")),
        };
        days.reverse();
        let first = days.first().copied();
        if first.is_some() && self.from.is_none_or(|from| first == Some(from)) {
            Ok(days)
        } else {
            Err(Error::invalid("?from", "out_of_range", "Must be the day of `to` or one of the 365 before it."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_by_table() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let asked = |from: Option<&str>, to: Option<&str>| {
            let days = PeriodQuery { from: from.map(day), to: to.map(day), days: None }.days(day("2026-11-21"));
            days.map(|days| (days[0].to_string(), days[days.len() - 1].to_string(), days.len()))
        };
        let is = |from: &str, to: &str, count| (from.to_owned(), to.to_owned(), count);
        assert_eq!(asked(None, None).unwrap(), is("2026-10-23", "2026-11-21", 30));
        assert_eq!(asked(None, Some("2024-03-01")).unwrap(), is("2024-02-01", "2024-03-01", 30));
        assert_eq!(asked(Some("2026-11-21"), None).unwrap(), is("2026-11-21", "2026-11-21", 1));
        assert_eq!(asked(Some("2025-11-21"), None).unwrap(), is("2025-11-21", "2026-11-21", 366));
        assert_eq!(asked(None, Some("-009999-01-02")).unwrap(), is("-009999-01-01", "-009999-01-02", 2));
        let count = |days| PeriodQuery { days: Some(days), ..PeriodQuery::default() }.days(day("2026-11-21"));
        assert_eq!((count(7).unwrap()[0], count(7).unwrap().len()), (day("2026-11-15"), 7));
        assert!(count(366).is_ok() && count(0).is_err() && count(367).is_err());
        assert!(asked(Some("2025-11-20"), None).is_err());
        assert!(asked(Some("2026-11-22"), None).is_err());
    }
}
