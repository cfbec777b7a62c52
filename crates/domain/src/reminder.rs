//! Reminders: who is due for the daily one, and when somebody who lets others wait is told that time runs out.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::clock::{DAY_MS, Timestamp, Zone};

/// How often it is looked who is due, in milliseconds.
pub const TICK_MS: i64 = 15 * 60 * 1000;

/// A daily reminder that somebody got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The day that it was for, in the time zone that they had.
    pub day: Date,
    /// When it was made.
    pub at: Timestamp,
}

/// When the reminder of a day is due: as clocks in that zone show the hour (0 to 23). An hour that is skipped comes as much
/// later as the clocks jump, but never after the last quarter of its own day; of one that comes twice it is the first.
pub fn due_at(zone: &Zone, day: Date, hour: i8) -> Timestamp {
    let at = zone.at(day, Time::new(hour.clamp(0, 23), 0, 0, 0).unwrap_or_default());
    day.tomorrow().map_or(at, |next| at.min(zone.start_of(next).plus_ms(-TICK_MS)))
}

/// The day whose reminder somebody is to get now, who has that zone and hour and got those of the last days.
///
/// `handled` is up to when it was looked before: whoever chooses an hour that had passed by then is reminded tomorrow. `None`
/// when nobody looked before. What was missed while nothing ran is made up for until the day is over. Nobody gets two on one
/// day: neither of the zone that they have nor of the one that they had.
pub fn due(zone: &Zone, hour: i8, handled: Option<Timestamp>, now: Timestamp, sent: &[Sent]) -> Option<Date> {
    let today = now.day_in(zone);
    let at = due_at(zone, today, hour);
    let is_time = at <= now && handled.is_none_or(|handled| handled < at);
    let had_one = sent.iter().any(|one| one.day == today || one.at.day_in(zone) == today);
    (is_time && !had_one).then_some(today)
}

/// How soon somebody's mail comes.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum EmailPace {
    /// A mail for each thing, when it happens.
    #[default]
    AtOnce,
    /// What happened in one mail, an hour after the first of it.
    Hourly,
    /// What happened in one mail a day, at the hour of the daily reminder.
    Daily,
}

/// When what waits since `oldest` is to be mailed to somebody who has that zone and hour (0 to 23).
pub fn digest_at(pace: EmailPace, oldest: Timestamp, zone: &Zone, hour: i8) -> Timestamp {
    match pace {
        EmailPace::AtOnce => oldest,
        EmailPace::Hourly => oldest.plus_ms(DAY_MS / 24),
        EmailPace::Daily => {
            let today = oldest.day_in(zone);
            let at = due_at(zone, today, hour);
            if at > oldest { at } else { today.tomorrow().map_or(at, |next| due_at(zone, next, hour)) }
        }
    }
}

/// What somebody is told who lets others wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Nudge {
    /// Half of the time has passed.
    HalfTime,
    /// A day is left.
    LastDay,
}

impl Nudge {
    /// What is due now of a wait from then until then; the later one, if both are.
    pub const fn due(since: Timestamp, until: Timestamp, now: Timestamp) -> Option<Self> {
        let (all, left_ms) = (until.0 - since.0, until.0 - now.0);
        if left_ms <= 0 {
            None
        } else if left_ms <= DAY_MS && DAY_MS < all {
            Some(Self::LastDay)
        } else if left_ms <= all / 2 {
            Some(Self::HalfTime)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR_MS: i64 = DAY_MS / 24;
    const ZONES: [&str; 10] = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Nuuk",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
    ];

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_hour_that_is_skipped_or_comes_twice_is_one_instant_of_its_day() {
        // Berlin and New York go forward and back at night, Nuuk skips the last hour of a Saturday, Cairo the first of a Friday.
        for (name, day, hour, expected) in [
            ("UTC", "2026-11-21", 18, "2026-11-21T18:00:00Z"),
            ("Asia/Kathmandu", "2026-11-21", 18, "2026-11-21T12:15:00Z"),
            ("Europe/Berlin", "2026-03-28", 2, "2026-03-28T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29", 2, "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29", 18, "2026-03-29T16:00:00Z"),
            ("Europe/Berlin", "2026-10-25", 2, "2026-10-25T00:00:00Z"),
            ("Europe/Berlin", "2026-10-25", 3, "2026-10-25T02:00:00Z"),
            ("America/New_York", "2026-11-01", 1, "2026-11-01T05:00:00Z"),
            ("America/Nuuk", "2026-03-28", 23, "2026-03-29T00:45:00Z"),
            ("Africa/Cairo", "2026-04-24", 0, "2026-04-23T22:00:00Z"),
        ] {
            let due = due_at(&zone(name), day.parse().unwrap(), hour);
            assert_eq!(due.to_string(), at(expected).to_string(), "{name} {day} {hour}");
        }
    }

    #[test]
    fn a_digest_goes_out_an_hour_later_or_at_the_next_hour_of_the_day() {
        let berlin = zone("Europe/Berlin");
        for (pace, oldest, expected) in [
            (EmailPace::AtOnce, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"),
            (EmailPace::Hourly, "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"),
            (EmailPace::Daily, "2026-11-21T12:00:00Z", "2026-11-21T17:00:00Z"),
            (EmailPace::Daily, "2026-11-21T17:00:00Z", "2026-11-22T17:00:00Z"),
            // It is the 22nd there already.
            (EmailPace::Daily, "2026-11-21T23:30:00Z", "2026-11-22T17:00:00Z"),
            (EmailPace::Daily, "2026-03-28T18:00:00Z", "2026-03-29T16:00:00Z"),
        ] {
            assert_eq!(
                digest_at(pace, at(oldest), &berlin, 18).to_string(),
                at(expected).to_string(),
                "{pace} {oldest}"
            );
        }
    }

    #[test]
    fn who_is_due_by_table() {
        let sent = |day: &str, then: &str| vec![Sent { day: day.parse().unwrap(), at: at(then) }];
        let (none, before) = (Vec::new(), Some("2026-11-21T16:45:00Z"));
        let yesterday = sent("2026-11-20", "2026-11-20T17:00:00Z");
        let today = sent("2026-11-21", "2026-11-21T07:00:00Z");
        // The last one was for the 21st in Tokyo, made when it was still the 20th in New York; and the other way round.
        let in_tokyo = sent("2026-11-21", "2026-11-20T23:00:00Z");
        let in_new_york = sent("2026-11-20", "2026-11-20T23:00:00Z");
        for (why, name, now, handled, sent, expected) in [
            ("its hour", "Europe/Berlin", "2026-11-21T17:00:00Z", before, &none, true),
            ("had yesterday's", "Europe/Berlin", "2026-11-21T17:00:00Z", before, &yesterday, true),
            ("too early", "Europe/Berlin", "2026-11-21T16:45:00Z", Some("2026-11-21T16:30:00Z"), &none, false),
            ("was handled", "Europe/Berlin", "2026-11-21T17:15:00Z", Some("2026-11-21T17:00:00Z"), &none, false),
            ("nothing ran for hours", "Europe/Berlin", "2026-11-21T22:45:00Z", before, &none, true),
            (
                "nothing ran for days",
                "Europe/Berlin",
                "2026-11-21T22:45:00Z",
                Some("2026-11-18T12:00:00Z"),
                &none,
                true,
            ),
            ("the day is over", "Europe/Berlin", "2026-11-21T23:00:00Z", before, &none, false),
            ("nobody looked before", "Europe/Berlin", "2026-11-21T20:00:00Z", None, &none, true),
            ("had today's at another hour", "Europe/Berlin", "2026-11-21T17:00:00Z", before, &today, false),
            ("moved east", "Asia/Tokyo", "2026-11-21T09:00:00Z", None, &in_new_york, false),
            ("moved west, same day", "America/New_York", "2026-11-20T23:00:00Z", None, &in_tokyo, false),
            ("moved west, next day", "America/New_York", "2026-11-21T23:00:00Z", None, &in_tokyo, false),
            ("moved west, the day after", "America/New_York", "2026-11-22T23:00:00Z", None, &in_tokyo, true),
        ] {
            let due = due(&zone(name), 18, handled.map(at), at(now), sent);
            assert_eq!(due.is_some(), expected, "{why}");
            assert!(due.is_none_or(|day| day == at(now).day_in(&zone(name))), "{why}");
        }
    }

    #[test]
    fn each_day_of_a_year_has_one_in_every_zone_at_every_hour() {
        let begin = at("2026-01-01T12:00:00Z");
        for name in ZONES {
            let zone = zone(name);
            for hour in 0..24 {
                let (mut now, mut handled, mut sent) = (begin, None, Vec::<Sent>::new());
                while now < begin.plus_days(365) {
                    let day = due(&zone, hour, handled, now, &sent);
                    handled = Some(now);
                    let last = sent.first().map_or(begin, |one| one.at);
                    assert!(now.ms_since(last) < 26 * HOUR_MS, "{name} {hour}: none since {last}");
                    now = now.plus_ms(TICK_MS);
                    if let Some(day) = day {
                        assert!(sent.iter().all(|one| one.day < day), "{name} {hour}: {day}");
                        sent = vec![Sent { day, at: now.plus_ms(-TICK_MS) }];
                        // Nothing is due in the next hours; the property below sees to that.
                        now = now.plus_ms(20 * HOUR_MS);
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn however_they_move_and_choose_nobody_gets_two_on_a_day(
            moves in prop::collection::vec((0..ZONES.len(), 0..24_i8, 1..200_i64), 1..60),
        ) {
            let (mut now, mut handled, mut sent) = (at("2026-03-01T00:00:00Z"), None, Vec::<Sent>::new());
            for (index, hour, ticks) in moves {
                now = now.plus_ms(ticks * TICK_MS);
                let zone = zone(ZONES[index]);
                if let Some(day) = due(&zone, hour, handled, now, &sent) {
                    prop_assert!(sent.iter().all(|one| one.day != day && one.at.day_in(&zone) != day));
                    sent.push(Sent { day, at: now });
                }
                handled = Some(now);
            }
        }

        #[test]
        fn each_nudge_comes_once_and_the_last_day_last(days in 1..365_i64, steps in 1..200_i64) {
            let all = days * DAY_MS;
            let mut said = Vec::new();
            for step in 0..=steps {
                let now = Timestamp(all / steps * step);
                if let Some(nudge) = Nudge::due(Timestamp(0), Timestamp(all), now) && !said.contains(&nudge) {
                    prop_assert!(said != [Nudge::LastDay]);
                    said.push(nudge);
                }
            }
            prop_assert!(said.len() <= 2);
        }
    }

    #[test]
    fn time_runs_out_by_table() {
        for (days, left, expected) in [
            (14, 14 * DAY_MS, None),
            (14, 7 * DAY_MS + 1, None),
            (14, 7 * DAY_MS, Some(Nudge::HalfTime)),
            (14, DAY_MS + 1, Some(Nudge::HalfTime)),
            (14, DAY_MS, Some(Nudge::LastDay)),
            (14, 1, Some(Nudge::LastDay)),
            (14, 0, None),
            (2, DAY_MS, Some(Nudge::LastDay)),
            (1, DAY_MS, None),
            (1, 12 * HOUR_MS, Some(Nudge::HalfTime)),
        ] {
            let (until, now) = (Timestamp(days * DAY_MS), Timestamp(days * DAY_MS - left));
            assert_eq!(Nudge::due(Timestamp(0), until, now), expected, "{left} of {days} days");
        }
    }
}
