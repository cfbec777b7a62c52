//! Writing files, and away with them after a day.

use std::time::{Duration, Instant};

use domain::ids::ExportId;
use serde::{Deserialize, Serialize};

use super::rows::{self, Scope};
use super::{ExportRow, ExportStatus, KEPT_MS, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, JobError, Run};
use crate::notifications::{self, Notice};

/// How far at most what the owner sees is behind.
const REPORTING: Duration = Duration::from_secs(1);
/// How many files are removed at a time.
const STEP: i64 = 100;

/// Writes the file of an export. A run that was cut off is begun anew, in a file of its own.
#[derive(Debug, Serialize, Deserialize)]
pub struct WriteExport {
    /// Which.
    pub export: ExportId,
}

impl Job<App> for WriteExport {
    const KIND: &'static str = "write-export";
    const MAX_ATTEMPTS: i32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(2);
    const CONCURRENCY: usize = 2;

    async fn run(self, app: &App, run: &Run) -> Result<(), JobError> {
        let id = self.export;
        let Some((row, role)) = app.db.read(move |conn| store::with_role(conn, id)).await? else { return Ok(()) };
        if !matches!(row.status.0, ExportStatus::Queued | ExportStatus::Running) {
            return Ok(());
        }
        let scope = Scope::of(row.user_id.0, role);
        let file = format!("exports/{id}-{}.csv", run.attempt());
        let written = write(app, run, &row, scope, &file).await;
        if let Err(error) = &written {
            let last = matches!(error, JobError::Fail(_)) || run.attempt() >= Self::MAX_ATTEMPTS;
            if last {
                give_up(app, row).await?;
            }
        }
        written
    }
}

/// Writes the file and tells its owner. Nobody sees it before it is whole.
async fn write(app: &App, run: &Run, row: &ExportRow, scope: Scope, file: &str) -> Result<(), JobError> {
    let (id, kind) = (row.id.0, row.kind.0);
    let total = app.db.read(move |conn| rows::count(conn, kind, scope)).await?;
    let mut writer = app.files.writer(file).await?;
    let (mut written, mut size, mut after) = (0_i64, 0_i64, None);
    let mut reported: Option<Instant> = None;
    loop {
        if reported.is_none_or(|at| at.elapsed() >= REPORTING) {
            reported = Some(Instant::now());
            report(app, run, id, written, total).await?;
        }
        let batch = app.db.read(move |conn| rows::batch(conn, kind, scope, after.as_deref())).await?;
        written += count(batch.rows)?;
        size += count(batch.bytes.len())?;
        writer.write(batch.bytes.into()).await?;
        after = batch.next;
        if after.is_none() {
            break;
        }
    }
    writer.finish().await?;
    finish(app, row, file, written, size).await
}

fn count(number: impl TryInto<i64>) -> Result<i64> {
    number.try_into().map_err(|_| Error::internal("too much to count"))
}

async fn report(app: &App, run: &Run, id: ExportId, rows: i64, total: i64) -> Result<(), JobError> {
    run.progress(rows.unsigned_abs(), total.max(rows).unsigned_abs()).await?;
    let is_open = app.db.write_relaxed(move |tx| store::report(tx, id, rows, total)).await?;
    if is_open { Ok(()) } else { Err(JobError::fail("it is no longer asked for")) }
}

/// Marks it as done and tells the owner, in one transaction; a run that comes second takes its file away.
async fn finish(app: &App, row: &ExportRow, file: &str, rows: i64, size: i64) -> Result<(), JobError> {
    let (done, name) = (row.clone(), file.to_owned());
    let first = app.db.write(move |tx| {
        let first = store::finish(tx, done.id.0, &name, rows, size)?;
        if first {
            store::tell(tx, done.id.0)?;
            let news =
                Notice::ExportReady { file_name: done.file_name(), rows: grouped(rows), link: "/app/exports".into() };
            notifications::tell(tx, done.user_id.0, news)?;
        }
        Ok::<_, Error>(first)
    });
    if !first.await? {
        app.files.delete(file).await?;
    }
    Ok(())
}

async fn give_up(app: &App, row: ExportRow) -> Result<()> {
    let failed = app.db.write(move |tx| {
        if store::fail(tx, row.id.0)? {
            store::tell(tx, row.id.0)?;
            let news = Notice::ExportFailed { file_name: row.file_name(), link: "/app/exports".into() };
            notifications::tell(tx, row.user_id.0, news)?;
        }
        Ok(())
    });
    failed.await
}

/// `1,234,567`
fn grouped(rows: i64) -> String {
    let digits = rows.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// Removes the files whose day is over and what runs that were cut off have left, and gives up exports that nobody
/// writes any more.
#[derive(Default, Serialize, Deserialize)]
pub struct ExpireExports {}

impl Job<App> for ExpireExports {
    const KIND: &'static str = "expire-exports";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        remove_old_files(app).await?;
        for row in app.db.read(store::open).await? {
            let key = row.id.0.to_string();
            let is_written = app.db.read(move |conn| jobs::is_unfinished(conn, WriteExport::KIND, &key));
            if !is_written.await? {
                give_up(app, row).await?;
            }
        }
        app.db.write(store::delete_old_tickets).await?;
        // A day more than any file is kept.
        let before = app.clock.now().plus_ms(-2 * KEPT_MS);
        Ok(app.files.delete_older("exports", before).await?)
    }
}

async fn remove_old_files(app: &App) -> Result<()> {
    let now = app.clock.now();
    loop {
        let over = app.db.read(move |conn| store::over(conn, now, STEP)).await?;
        if over.is_empty() {
            return Ok(());
        }
        for (id, file) in over {
            // The file first: if this is cut off, it is done again.
            if let Some(file) = file {
                app.files.delete(&file).await?;
            }
            app.db.write(move |tx| store::expire(tx, id)).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
