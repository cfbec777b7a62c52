//! The queries of reminders.

use std::collections::HashMap;

use db::{Conn, Tx, insert_or_ignore};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use domain::clock::Timestamp;
use domain::ids::UserId;
use domain::reminder::{Nudge, Sent};
use domain::words::{AccountStatus, AdRequestStatus, Role, Side};
use jiff::civil::Date;

use super::daily::Appointment;
use crate::db::Text;
use crate::error::Result;
use crate::notifications::Preferences;
use crate::notifications::preferences::USUAL_HOUR;
use crate::schema::{
    ad_requests, daily_reminder_mark as mark, daily_reminders, deadline_reminders, notification_preferences, users,
};

/// Days for which it is looked whether somebody got one: clocks differ by 26 hours at most.
const MEMORY_DAYS: i64 = 3;

/// Up to when everybody was handled.
pub fn handled_until(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let until: Option<i64> = mark::table.select(mark::handled_until).first(conn)?;
    Ok(until.map(Timestamp))
}

/// Everybody was handled up to then.
pub fn set_handled_until(tx: &mut Tx, until: Timestamp) -> Result<()> {
    diesel::update(mark::table).set(mark::handled_until.eq(until.0)).execute(tx.conn)?;
    Ok(())
}

/// The names of the time zones that influencers are in.
pub fn zones(conn: &mut Conn) -> Result<Vec<String>> {
    let influencers = users::table.filter(users::role.eq(Role::Influencer.to_string()));
    Ok(influencers.select(users::time_zone).distinct().load(conn)?)
}

/// The next people after that id whose appointment it is and whom a request awaits or who were long away, with how they want
/// to be told.
pub fn people(
    conn: &mut Conn,
    appointment: &Appointment,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, Preferences)>> {
    let away = appointment.away_since.0;
    let awaited = ad_requests::table
        .filter(ad_requests::influencer_id.eq(users::id))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .filter(ad_requests::awaiting.eq(Side::Influencer.to_string()));
    let hour = sql::<Bool>("coalesce(notification_preferences.reminder_hour, ")
        .bind::<BigInt, _>(USUAL_HOUR)
        .sql(") = ")
        .bind::<BigInt, _>(appointment.hour);
    let is_away = users::last_seen_at
        .le(away)
        .or(users::last_seen_at.is_null().and(users::created_at.le(away)))
        .assume_not_null();
    let mut people = users::table
        .left_join(notification_preferences::table.on(notification_preferences::user_id.eq(users::id)))
        .filter(users::role.eq(Role::Influencer.to_string()).and(users::time_zone.eq(&appointment.zone_name)))
        .filter(users::id.gt(after))
        .filter(users::status.eq(AccountStatus::Active.to_string()).and(users::flagged_at.is_null()))
        .filter(hour)
        .filter(is_away.or(exists(awaited)))
        .order(users::id)
        .limit(limit)
        .select((users::id, Option::<Preferences>::as_select()))
        .into_boxed();
    if appointment.verified_only {
        people = people.filter(users::email_verified_at.is_not_null());
    }
    let rows: Vec<(String, Option<Preferences>)> = people.load(conn)?;
    Ok(rows.into_iter().map(|(id, chosen)| (id, chosen.unwrap_or_default())).collect())
}

/// The daily reminders that these people got lately.
pub fn sent(conn: &mut Conn, people: &[String], now: Timestamp) -> Result<HashMap<String, Vec<Sent>>> {
    let lately = daily_reminders::sent_at.gt(now.plus_days(-MEMORY_DAYS).0);
    let rows: Vec<(String, Text<Date>, i64)> = daily_reminders::table
        .filter(daily_reminders::user_id.eq_any(people).and(lately))
        .select((daily_reminders::user_id, daily_reminders::day, daily_reminders::sent_at))
        .load(conn)?;
    let mut sent: HashMap<String, Vec<Sent>> = HashMap::new();
    for (user, Text(day), at) in rows {
        sent.entry(user).or_default().push(Sent { day, at: Timestamp(at) });
    }
    Ok(sent)
}

/// Takes that person's reminder of that day; answers whether nobody had taken it.
pub fn take_day(tx: &mut Tx, user: UserId, day: Date) -> Result<bool> {
    let row = (
        daily_reminders::user_id.eq(user.to_string()),
        daily_reminders::day.eq(day.to_string()),
        daily_reminders::sent_at.eq(tx.now.0),
    );
    Ok(insert_or_ignore(diesel::insert_into(daily_reminders::table).values(row)).execute(tx.conn)? > 0)
}

/// Takes a nudge about one round of something that waits; answers whether nobody had taken it.
pub fn take_nudge(tx: &mut Tx, subject: &str, round: i64, nudge: Nudge) -> Result<bool> {
    let row = (
        deadline_reminders::subject_id.eq(subject),
        deadline_reminders::round.eq(round),
        deadline_reminders::nudge.eq(nudge.to_string()),
        deadline_reminders::sent_at.eq(tx.now.0),
    );
    Ok(insert_or_ignore(diesel::insert_into(deadline_reminders::table).values(row)).execute(tx.conn)? > 0)
}
