//! The daily reminder: at the hour that each influencer has chosen, in their time zone.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::Conn;
use domain::clock::{Timestamp, Zone};
use domain::ids::UserId;
use domain::reminder::{self, Sent};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::shelf::Shelf;
use super::{store, waiting};
use crate::app::App;
use crate::error::{Error, Result};
use crate::house::House;
use crate::jobs::{Job, JobError, Run};
use crate::mail::Section;
use crate::notifications::notice::{Digest, Notice};
use crate::notifications::{self, Group};

/// How many people are looked at together, and written to in one transaction.
const BATCH: i64 = 200;

/// Reminds each influencer whose hour it is and who has something waiting or was long away. It runs each quarter of an hour,
/// since that is how time zones differ.
#[derive(Default, Serialize, Deserialize)]
pub struct DailyReminder {}

/// People of one zone who have chosen the same hour, which has come.
#[derive(Clone, Debug)]
pub(super) struct Appointment {
    /// The zone's name, as it stands in the accounts.
    pub(super) zone_name: String,
    pub(super) hour: i64,
    /// The day that it is there.
    pub(super) day: Date,
    /// Whoever was seen since is not away.
    pub(super) away_since: Timestamp,
    /// Whether only confirmed addresses are written to.
    pub(super) verified_only: bool,
    zone: Zone,
    now: Timestamp,
}

impl Job<App> for DailyReminder {
    const KIND: &'static str = "daily-reminder";
    const TIMEOUT: Duration = Duration::from_hours(2);
    const CONCURRENCY: usize = 1;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let now = app.clock.now();
        let read = app.db.read(|conn| Ok::<_, Error>((store::handled_until(conn)?, store::zones(conn)?)));
        let (handled, zones) = read.await?;
        let handled = handled.filter(|handled| *handled <= now);
        let appointments: Vec<_> = zones.iter().flat_map(|zone| appointments(app, zone, handled, now)).collect();
        if !appointments.is_empty() {
            let offers = Arc::new(app.db.read(move |conn| Shelf::load(conn, now)).await?);
            for appointment in appointments {
                remind(app, &Arc::new(appointment), &offers).await?;
            }
        }
        Ok(app.db.write_relaxed(move |tx| store::set_handled_until(tx, now)).await?)
    }
}

/// The hours that have come in that zone since it was last looked.
fn appointments(app: &App, zone_name: &str, handled: Option<Timestamp>, now: Timestamp) -> Vec<Appointment> {
    let zone = Zone::named(zone_name).unwrap_or(Zone::UTC);
    let appointment = |hour| {
        let day = reminder::due(&zone, hour, handled, now, &[])?;
        Some(Appointment {
            zone_name: zone_name.to_owned(),
            hour: i64::from(hour),
            day,
            away_since: now.plus_days(-app.config.reminders.absence_days),
            verified_only: House::of(app).verifies_email,
            zone: zone.clone(),
            now,
        })
    };
    (0..24).filter_map(appointment).collect()
}

/// Writes to everybody of that appointment, some at a time, so that memory does not grow with their number.
async fn remind(app: &App, appointment: &Arc<Appointment>, shelf: &Arc<Shelf>) -> Result<()> {
    let mut after = String::new();
    loop {
        let (appointment, shelf, from, day) = (appointment.clone(), shelf.clone(), after.clone(), appointment.day);
        let (last, notices) = app.db.read(move |conn| write_some(conn, &appointment, &shelf, &from)).await?;
        let Some(last) = last else { return Ok(()) };
        after = last;
        let told = app.db.write(move |tx| {
            for (user, notice) in &notices {
                // Whoever takes the day is the one who writes, whatever else runs.
                if store::take_day(tx, *user, day)? {
                    notifications::tell(tx, *user, notice.clone())?;
                }
            }
            Ok::<_, Error>(())
        });
        told.await?;
    }
}

/// The last of those who were looked at, if there was anybody, and what some of them are told.
type Written = (Option<String>, Vec<(UserId, Notice)>);

/// The reminders of the next people after that id who have something to be told, and the last of those who were looked at.
fn write_some(conn: &mut Conn, appointment: &Appointment, shelf: &Shelf, after: &str) -> Result<Written> {
    let people = store::people(conn, appointment, after, BATCH)?;
    let last = people.last().map(|(id, _)| id.clone());
    let sent = store::sent(conn, &ids(&people), appointment.now)?;
    let Appointment { zone, now, day, .. } = appointment;
    let is_due = |id: &str| {
        let sent: &[Sent] = sent.get(id).map_or(&[], Vec::as_slice);
        reminder::due(zone, i8::try_from(appointment.hour).unwrap_or(0), None, *now, sent) == Some(*day)
    };
    let wants = |preferences: &notifications::Preferences| preferences.channels(Group::Reminders).is_any();
    let due: Vec<_> = people.into_iter().filter(|(id, wish)| is_due(id) && wants(wish)).collect();
    let due = ids(&due);
    let mut requests: HashMap<String, Section> = waiting::load(conn, &due, zone, *now)?;
    let mut offers = shelf.fitting(conn, &due)?;
    let notice = |id: String| {
        let (requests, offers) = (requests.remove(&id), offers.remove(&id));
        Some((id.parse().ok()?, notice(requests, offers)?))
    };
    Ok((last, due.into_iter().filter_map(notice).collect()))
}

fn ids<T>(people: &[(String, T)]) -> Vec<String> {
    people.iter().map(|(id, _)| id.clone()).collect()
}

/// What somebody is told, if there is anything.
fn notice(requests: Option<Section>, offers: Option<Section>) -> Option<Notice> {
    let waiting = requests.as_ref().map(|section| section.rows.len());
    let link = if waiting.is_some() { "/app/ad-requests" } else { "/app/discover" };
    let sections: Vec<_> = requests.into_iter().chain(offers).collect();
    let digest = Digest { count: waiting.unwrap_or(0), sections, link: link.to_owned() };
    match (waiting, digest.sections.is_empty()) {
        (Some(_), _) => Some(Notice::RequestsWaiting(digest)),
        (None, false) => Some(Notice::CampaignsForYou(digest)),
        (None, true) => None,
    }
}
