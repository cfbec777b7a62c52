//! On which days people were here.

use domain::clock::{Timestamp, Zone};
use jiff::ToSpan;
use jiff::civil::Weekday;

use super::dice::Dice;
use super::rows::{Rows, VisitRow};

/// Adds the days on which each of the people was here, fewer at weekends; the first and the last are among them.
pub fn add(rows: &mut Rows, dice: &mut Dice, zone: &Zone) {
    let day = |at: i64| Timestamp(at).day_in(zone);
    for user in &rows.users {
        let (joined, seen) = (day(user.created_at), day(user.last_seen_at.unwrap_or(user.created_at)));
        let fondness = dice.number(8, 55);
        let days = std::iter::successors(Some(joined), |day| day.checked_add(1.day()).ok());
        for day in days.take_while(|day| *day <= seen) {
            let off = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if day == joined || day == seen || dice.chance(if off { fondness / 2 } else { fondness }) {
                rows.visits.push(VisitRow { day: day.to_string(), user_id: user.id.clone() });
            }
        }
    }
}
