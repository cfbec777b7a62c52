//! Which months somebody asks for.

use serde::Deserialize;
use utoipa::IntoParams;

use super::Month;
use crate::error::{Error, Result};

/// How many months there are when none is named.
const MONTHS: i64 = 12;
/// The most months that may be asked for.
const MOST: i64 = 36;

/// Which months.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthsQuery {
    /// The first month; left out, `months` says how many there are.
    #[param(value_type = Option<String>, example = "2025-12")]
    from: Option<Month>,
    /// The last month, at most 35 later; left out, this one.
    #[param(value_type = Option<String>, example = "2026-11")]
    to: Option<Month>,
    /// How many months, 1 to 36, when `from` does not say it; 12 when left out.
    #[param(minimum = 1, maximum = 36)]
    months: Option<i64>,
}

impl MonthsQuery {
    /// The first month, the last, and each of them in order, when `this` is the present one.
    pub fn months(self, this: Month) -> Result<(Month, Month, Vec<Month>)> {
        let last = self.to.unwrap_or(this);
        let count = self.months.unwrap_or(MONTHS);
        if !(1..=MOST).contains(&count) {
            return Err(Error::invalid("?months", "out_of_range", "Must be from 1 to 36."));
        }
        let first = self.from.unwrap_or_else(|| last.before(count - 1));
        let all = std::iter::successors(Some(first), |month| Some(month.next()));
        let all: Vec<Month> = all.zip(0..MOST).map(|(month, _)| month).take_while(|month| *month <= last).collect();
        if all.last() == Some(&last) {
            Ok((first, last, all))
        } else {
            Err(Error::invalid("?from", "out_of_range", "Must be the month of `to` or one of the 35 before it."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_by_table() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let asked = |from: Option<&str>, to: Option<&str>| {
            let query = MonthsQuery { from: from.map(month), to: to.map(month), months: None };
            query.months(month("2026-11")).map(|(first, last, all)| (first.to_string(), last.to_string(), all.len()))
        };
        let is = |from: &str, to: &str, count| (from.to_owned(), to.to_owned(), count);
        assert_eq!(asked(None, None).unwrap(), is("2025-12", "2026-11", 12));
        assert_eq!(asked(Some("2026-11"), None).unwrap(), is("2026-11", "2026-11", 1));
        assert_eq!(asked(None, Some("2025-01")).unwrap(), is("2024-02", "2025-01", 12));
        assert_eq!(asked(Some("2023-12"), None).unwrap(), is("2023-12", "2026-11", 36));
        let count = |months| MonthsQuery { months: Some(months), ..MonthsQuery::default() }.months(month("2026-11"));
        assert_eq!((count(3).unwrap().0, count(3).unwrap().2.len()), (month("2026-09"), 3));
        assert!(count(36).is_ok() && count(0).is_err() && count(37).is_err());
        assert!(asked(Some("2023-11"), None).is_err());
        assert!(asked(Some("2026-12"), None).is_err());
    }
}
