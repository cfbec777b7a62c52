//! SQLite: several threads that read, one that writes, and many writes in one COMMIT.

use std::path::{Path, PathBuf};

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use domain::clock::Clock;
use flume::Receiver;

use crate::conn::{begin, is_broken, rollback_to};
use crate::options::{OpenError, Options, Synchronous};
use crate::work::{Verdict, Work};
use crate::{Conn, threads};

/// A connection that is opened anew when it broke, as a full disk may leave it.
struct Lasting {
    conn: Conn,
    path: PathBuf,
    options: Options,
    purpose: Use,
}

impl Lasting {
    fn open(path: &Path, options: &Options, purpose: Use) -> Result<Self, OpenError> {
        Ok(Self { conn: open(path, options, purpose)?, path: path.to_owned(), options: options.clone(), purpose })
    }

    fn begin(&mut self, sql: &str) -> Result<&mut Conn, String> {
        if is_broken(&mut self.conn) {
            self.conn = open(&self.path, &self.options, self.purpose).map_err(|error| error.to_string())?;
        }
        begin(&mut self.conn, sql).map_err(|error| error.to_string())?;
        Ok(&mut self.conn)
    }
}

/// Opens the file and starts its threads: one for `writes`, several for `reads`.
pub(crate) fn start(
    path: &Path,
    options: &Options,
    clock: &Clock,
    writes: Receiver<Box<dyn Work>>,
    reads: &Receiver<Box<dyn Work>>,
) -> Result<(), OpenError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|cause| OpenError::Folder { folder: folder.to_owned(), cause })?;
    }
    let main = Lasting::open(path, options, Use::Write)?;
    let (batch, now) = (options.batch.max(1), clock.clone());
    threads::spawn("db-write", move || write_loop(main, batch, &now, &writes))?;
    for _ in 0..options.readers.max(1) {
        let reader = Lasting::open(path, options, Use::Read)?;
        let (now, reads) = (clock.clone(), reads.clone());
        threads::spawn("db-read", move || read_loop(reader, &now, &reads))?;
    }
    Ok(())
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
    /// Foreign keys are checked at the end, since a table may have to be built anew.
    Migrate,
}

pub(crate) fn open(path: &Path, options: &Options, purpose: Use) -> Result<Conn, OpenError> {
    let failed = |cause: String| OpenError::File { path: PathBuf::from(path), cause };
    let name = path.to_str().ok_or_else(|| failed("its name is not valid UTF-8".into()))?;
    let mut conn = SqliteConnection::establish(name).map_err(|error| failed(error.to_string()))?;
    let synchronous = match options.synchronous {
        Synchronous::Normal => "normal",
        Synchronous::Full => "full",
    };
    let busy = options.busy_timeout.as_millis();
    let settings = format!(
        "pragma busy_timeout = {busy}; pragma journal_mode = wal; pragma synchronous = {synchronous}; \
         pragma foreign_keys = {}; pragma temp_store = memory; pragma cache_size = -16000; {}",
        if purpose == Use::Migrate { "off" } else { "on" },
        if purpose == Use::Read {
            "pragma query_only = on"
        } else {
            // Finds out at once that the file is read-only.
            "begin immediate; rollback"
        }
    );
    conn.batch_execute(&settings).map_err(|error| failed(error.to_string()))?;
    Ok(Conn::Sqlite(conn))
}

fn read_loop(mut lasting: Lasting, clock: &Clock, reads: &Receiver<Box<dyn Work>>) {
    while let Ok(mut work) = reads.recv() {
        // A transaction, so that all its statements see the same state.
        match lasting.begin("begin") {
            Ok(conn) => {
                work.run(conn, clock.now());
                rollback_to(conn, 0);
                work.answer();
            }
            Err(error) => {
                tracing::warn!(error, "the database cannot be read");
                work.unavailable();
            }
        }
    }
}

fn write_loop(mut lasting: Lasting, batch: usize, clock: &Clock, writes: &Receiver<Box<dyn Work>>) {
    while let Ok(first) = writes.recv() {
        let conn = match lasting.begin("begin immediate") {
            Ok(conn) => conn,
            Err(error) => {
                tracing::warn!(error, "the database cannot be written");
                first.unavailable();
                continue;
            }
        };
        let mut done = Vec::new();
        let mut next = Some(first);
        let mut intact = true;
        while let Some(mut work) = next.take() {
            intact = run_in_savepoint(conn, &mut work, clock);
            done.push(work);
            if intact && done.len() < batch {
                next = writes.try_recv().ok();
            }
        }
        finish(conn, intact, done);
    }
}

/// Commits the batch and answers its callers: each with its own answer, or all with the failure of the COMMIT.
fn finish(conn: &mut Conn, intact: bool, done: Vec<Box<dyn Work>>) {
    let committed =
        if intact { Conn::commit_transaction(conn) } else { Err(diesel::result::Error::BrokenTransactionManager) };
    match committed {
        Ok(()) => {
            for work in done {
                work.answer();
            }
        }
        Err(error) => {
            tracing::error!(%error, callers = done.len(), "a group of writes was rolled back");
            rollback_to(conn, 0);
            for work in done {
                work.unavailable();
            }
        }
    }
}

/// Answers whether the surrounding transaction is still whole; a full disk, for one, rolls all of it back.
fn run_in_savepoint(conn: &mut Conn, work: &mut Box<dyn Work>, clock: &Clock) -> bool {
    if Conn::begin_transaction(conn).is_err() {
        return false;
    }
    if work.run(conn, clock.now()) == Verdict::Commit {
        return Conn::commit_transaction(conn).is_ok();
    }
    rollback_to(conn, 1)
}
