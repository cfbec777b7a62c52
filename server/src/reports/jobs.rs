//! Writing the reports of the month that is over.

use domain::clock::Zone;
use domain::ids::UserId;
use serde::{Deserialize, Serialize};

use super::month::Month;
use super::{news, store};
use crate::accounts;
use crate::app::App;
use crate::db::{Text, Tx};
use crate::error::Result;
use crate::jobs::{self, Job, JobError, NewJob, Run};
use crate::locale::Locale;
use crate::notifications::{self, Notice};

/// How many sponsors are enqueued in one transaction.
const BATCH: i64 = 500;

/// How many months are made up for at most after a time in which nothing ran.
const MISSED: i64 = 12;

/// Has the reports of the month that is over, and of those before it that were missed, written for each sponsor who may have
/// something to be told.
#[derive(Default, Serialize, Deserialize)]
pub struct MonthlyReport {}

impl Job<App> for MonthlyReport {
    const KIND: &'static str = "monthly-report";

    async fn run(self, app: &App, run: &Run) -> Result<(), JobError> {
        let today = run.due_at().day_in(&app.config.instance.time_zone);
        let month = Month::of(today).before(1);
        let months = months_until(month, app.db.read(store::last_written).await?);
        let mut after = String::new();
        loop {
            let (from, months) = (after.clone(), months.clone());
            let last = app.db.write(move |tx| {
                let sponsors = store::sponsors_after(tx.conn, &from, BATCH)?;
                for (Text(sponsor), zone) in &sponsors {
                    let zone = Zone::named(zone).unwrap_or(Zone::UTC);
                    for &month in &months {
                        // Where the month is not over yet, it is waited for.
                        let over = month.end(&zone).max(tx.now);
                        let job = NewJob::of(&WriteReport { sponsor: *sponsor, month })?;
                        jobs::enqueue_new(tx, &job.key(format!("{sponsor}:{month}")).at(over).priority(-1))?;
                    }
                }
                Ok::<_, crate::Error>(sponsors.last().map(|(Text(sponsor), _)| sponsor.to_string()))
            });
            match last.await? {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}

/// The months to write reports of, in their order: those behind the last one written, up to `last` and at least that.
fn months_until(last: Month, written: Option<Month>) -> Vec<Month> {
    let is_missing = |month: &Month| *month == last || written.is_none_or(|written| *month > written);
    (0..MISSED).rev().map(|back| last.before(back)).filter(is_missing).collect()
}

/// Writes one sponsor's report and tells them, unless that was done or there is nothing to tell.
#[derive(Serialize, Deserialize)]
pub struct WriteReport {
    sponsor: UserId,
    month: Month,
}

impl Job<App> for WriteReport {
    const KIND: &'static str = "write-report";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let Self { sponsor, month } = self;
        write(app, sponsor, month).await?;
        Ok(())
    }
}

async fn write(app: &App, sponsor: UserId, month: Month) -> Result<()> {
    let computed = app.db.read(move |conn| {
        if store::exists(conn, sponsor, month)? {
            return Ok(None);
        }
        store::compute(conn, sponsor, month)
    });
    let Some(report) = computed.await? else { return Ok(()) };
    app.db
        .write(move |tx| {
            // Only whoever keeps it tells of it, so that it is told of once.
            if store::keep(tx, sponsor, &report, tx.now)? {
                let locale = accounts::store::find(tx.conn, sponsor)?.locale;
                let news = news::of(&report, Locale::of(&locale).unwrap_or_default());
                notifications::tell(tx, sponsor, Notice::MonthlyReport(news))?;
            }
            Ok(())
        })
        .await
}

/// Writes the reports of the last months of all sponsors and tells nobody: for a world that has a past.
pub fn write_past(tx: &mut Tx, months: i64) -> Result<()> {
    let now = tx.now;
    let this = Month::of(now.day_in(&Zone::UTC));
    for (Text(sponsor), zone) in store::sponsors_after(tx.conn, "", i64::MAX)? {
        let zone = Zone::named(&zone).unwrap_or(Zone::UTC);
        for month in (1..=months).map(|back| this.before(back)).filter(|month| month.end(&zone) <= now) {
            if let Some(report) = store::compute(tx.conn, sponsor, month)? {
                store::keep(tx, sponsor, &report, month.end(&zone))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_is_made_up_for_a_year_at_most() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let until = |written: Option<&str>| {
            let months = months_until(month("2027-03"), written.map(month));
            (months.first().unwrap().to_string(), months.len())
        };
        assert_eq!(until(Some("2027-02")), ("2027-03".to_owned(), 1));
        assert_eq!(until(Some("2026-12")), ("2027-01".to_owned(), 3));
        assert_eq!(until(Some("2020-01")), ("2026-04".to_owned(), 12));
        assert_eq!(until(None), ("2026-04".to_owned(), 12));
        // Asked for again, it is looked again.
        assert_eq!(until(Some("2027-03")), ("2027-03".to_owned(), 1));
    }
}
