//! How somebody conducts themselves, computed from what happened and never typed in: response time, days to pay, delivery
//! on time. Each figure comes with how many cases stand behind it.

use jiff::civil::Date;

use crate::clock::{DAY_MS, Timestamp, Zone};

/// A figure and how many cases stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// In the unit that its maker names.
    pub value: i64,
    /// How many cases.
    pub of: usize,
}

/// The median of durations in milliseconds; of an even number the lower of the two in the middle. A median, since one
/// forgotten answer should not stand for all others.
pub fn median(mut durations: Vec<i64>) -> Option<Figure> {
    let of = durations.len();
    durations.sort_unstable();
    let value = *durations.get(of.checked_sub(1)? / 2)?;
    Some(Figure { value: value.max(0), of })
}

/// The same in days, rounded up: what took an hour took a day.
pub fn median_days(durations: Vec<i64>) -> Option<Figure> {
    let figure = median(durations)?;
    Some(Figure { value: (figure.value + DAY_MS - 1) / DAY_MS, ..figure })
}

/// Percent of deliverables that were first handed in by their due date, a day in the campaign's zone. One that is not
/// handed in counts once the day is over.
pub fn on_time<'a>(
    deliveries: impl IntoIterator<Item = (Date, &'a Zone, Option<Timestamp>)>,
    now: Timestamp,
) -> Option<Figure> {
    let (mut kept, mut of) = (0_usize, 0_usize);
    for (due, zone, handed_in) in deliveries {
        let day = handed_in.unwrap_or(now).day_in(zone);
        if handed_in.is_some() || day > due {
            of += 1;
            kept += usize::from(handed_in.is_some() && day <= due);
        }
    }
    let percent = (kept * 100).checked_div(of)?;
    Some(Figure { value: i64::try_from(percent).unwrap_or(0), of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_by_table() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![5, 1, 9]), Some(Figure { value: 5, of: 3 }));
        assert_eq!(median(vec![5, 1]), Some(Figure { value: 1, of: 2 }));
        assert_eq!(median_days(vec![1]), Some(Figure { value: 1, of: 1 }));
        assert_eq!(median_days(vec![2 * DAY_MS]), Some(Figure { value: 2, of: 1 }));
    }

    #[test]
    fn on_time_by_table() {
        let zone = Zone::named("Asia/Kolkata").unwrap();
        let due: Date = "2026-11-21".parse().unwrap();
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let now = at("2026-11-22T00:00:00Z").unwrap();
        let ask = |handed_in: &[Option<Timestamp>]| on_time(handed_in.iter().map(|at| (due, &zone, *at)), now);
        assert_eq!(ask(&[]), None);
        assert_eq!(ask(&[at("2026-11-21T18:29:00Z")]), Some(Figure { value: 100, of: 1 }), "still the day there");
        assert_eq!(ask(&[at("2026-11-21T18:31:00Z"), at("2026-11-20T00:00:00Z")]), Some(Figure { value: 50, of: 2 }));
        assert_eq!(ask(&[None]), Some(Figure { value: 0, of: 1 }), "the day is over");
        let before = on_time([(due, &zone, None)], at("2026-11-21T10:00:00Z").unwrap());
        assert_eq!(before, None, "it can still come");
    }
}
