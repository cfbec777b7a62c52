//! PostgreSQL: threads with a connection each, a transaction a closure, and patience with what a network does.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::Clock;
use flume::Receiver;

use crate::conn::{begin, rollback_to};
use crate::failure::{is_conflict, is_lost};
use crate::options::{Isolation, OpenError, Options, redact};
use crate::work::{Mode, Verdict, Work};
use crate::{Conn, threads};

/// How often a closure is run at most when others are in its way.
const ATTEMPTS: u32 = 30;
/// How often a closure is moved to a new connection.
const RECONNECTS: u32 = 2;

/// Connects once, to fail early, and starts the threads.
pub(crate) fn start(
    url: &str,
    options: &Options,
    clock: &Clock,
    work: &Receiver<Box<dyn Work>>,
) -> Result<(), OpenError> {
    let mut first = Some(connect(url, options.statement_timeout)?);
    for _ in 0..options.pool_size.max(1) {
        let mut thread = Thread {
            url: url.to_owned(),
            statement_timeout: options.statement_timeout,
            isolation: options.isolation,
            clock: clock.clone(),
            conn: first.take(),
        };
        let work = work.clone();
        threads::spawn("db", move || {
            while let Ok(work) = work.recv() {
                thread.serve(work);
            }
        })?;
    }
    Ok(())
}

pub(crate) fn connect(url: &str, statement_timeout: Duration) -> Result<Conn, OpenError> {
    let failed = |text: String| OpenError::Server(redact(&text, url));
    let mut conn = PgConnection::establish(url).map_err(|error| failed(error.to_string()))?;
    let timeout = statement_timeout.as_millis();
    conn.batch_execute(&format!(
        "set statement_timeout = {timeout}; set idle_in_transaction_session_timeout = 60000; \
         set client_min_messages = warning; set time zone 'UTC'"
    ))
    .map_err(|error| failed(error.to_string()))?;
    Ok(Conn::Postgres(conn))
}

struct Thread {
    url: String,
    statement_timeout: Duration,
    isolation: Isolation,
    clock: Clock,
    conn: Option<Conn>,
}

/// How a run ended.
enum Ended {
    Answered,
    Conflict,
    /// The connection broke before COMMIT: nothing was changed.
    Lost,
    /// Failed outside the closure, or nobody knows whether it was committed: never run it again.
    Failed(Error),
}

impl Thread {
    fn serve(&mut self, mut work: Box<dyn Work>) {
        let mut reconnects = 0;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                back_off(attempt);
            }
            match self.attempt(&mut work) {
                Ended::Answered => return work.answer(),
                Ended::Conflict => {}
                Ended::Lost => {
                    self.conn = None;
                    reconnects += 1;
                    if reconnects > RECONNECTS {
                        break;
                    }
                }
                Ended::Failed(error) => {
                    tracing::error!(%error, "a transaction failed");
                    return work.fail(error);
                }
            }
        }
        tracing::warn!("a closure was given up after being run again and again");
        work.unavailable();
    }

    fn attempt(&mut self, work: &mut Box<dyn Work>) -> Ended {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => match connect(&self.url, self.statement_timeout) {
                Ok(conn) => conn,
                Err(error) => {
                    tracing::warn!(%error, "no connection to the database");
                    return Ended::Lost;
                }
            },
        };
        let (ended, usable) = match work.mode() {
            Mode::Write => transact(&mut conn, self.isolation, work, &self.clock),
            Mode::WriteRelaxed => transact(&mut conn, Isolation::ReadCommitted, work, &self.clock),
            Mode::Read => match work.run(&mut conn, self.clock.now()) {
                Verdict::Lost => (Ended::Lost, false),
                Verdict::Conflict => (Ended::Conflict, true),
                Verdict::Panicked => (Ended::Answered, false),
                Verdict::Commit | Verdict::Rollback => (Ended::Answered, true),
            },
        };
        if usable {
            self.conn = Some(conn);
        }
        ended
    }
}

/// One transaction around one run; answers also whether the connection can be used again.
fn transact(conn: &mut Conn, isolation: Isolation, work: &mut Box<dyn Work>, clock: &Clock) -> (Ended, bool) {
    if let Err(error) = begin(conn, isolation.begin()) {
        return if is_lost(&error) { (Ended::Lost, false) } else { (Ended::Failed(error), false) };
    }
    let ended = match work.run(conn, clock.now()) {
        Verdict::Commit => return commit(conn),
        Verdict::Lost => return (Ended::Lost, false),
        Verdict::Conflict => Ended::Conflict,
        Verdict::Rollback => Ended::Answered,
        Verdict::Panicked => return (Ended::Answered, false),
    };
    let usable = rollback_to(conn, 0);
    (ended, usable)
}

fn commit(conn: &mut Conn) -> (Ended, bool) {
    // A closure that swallowed an error left an aborted transaction, whose COMMIT would roll back without a word:
    // the empty `select` fails then. Both go in one message.
    match conn.batch_execute("select; commit") {
        Ok(()) => (Ended::Answered, true),
        Err(error) if is_conflict(&error) => {
            let usable = rollback_to(conn, 0);
            (Ended::Conflict, usable)
        }
        Err(error) => (Ended::Failed(error), false),
    }
}

/// Waits a random part of a span that doubles up to a quarter of a second.
fn back_off(attempt: u32) {
    let most = (1_u64 << attempt.min(8)).min(250);
    std::thread::sleep(Duration::from_millis(rand::random_range(0..=most)));
}
