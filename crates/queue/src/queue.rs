//! The queue: everything that runs jobs goes through it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Conn, Db, Tx};
use diesel::QueryResult;
use domain::clock::{Clock, Zone};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::monitor;
use crate::registry::Handler;
use crate::schedules::{self, Scheduled};
use crate::shift::{Crew, Hold, Shift};
use crate::store::{self, Claimed, End, Outcome, Pending};
use crate::{JobError, Progress, Registry, Run, Tally};

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Jobs that run at the same time. At least 1.
    pub concurrency: usize,
    /// How often to look for due jobs when nothing wakes the worker.
    pub poll: Duration,
    /// How often a worker shows that it lives.
    pub heartbeat: Duration,
    /// After how long without a sign a worker counts as dead and its jobs are taken over. Several heartbeats.
    pub dead_after: Duration,
    /// How long running jobs may take to end when the worker is to stop; then they are handed back.
    pub grace: Duration,
    /// The pause after the first run that failed; it doubles with each further one.
    pub back_off: Duration,
    /// The longest pause.
    pub longest_back_off: Duration,
    /// Where the days and hours of schedules are those of.
    pub zone: Zone,
    /// What tells whether workers live; the database's clock if it isn't given. For a queue whose own clock was set to
    /// another time beside workers of the present.
    pub pulse: Option<Clock>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 8,
            poll: Duration::from_secs(1),
            heartbeat: Duration::from_secs(2),
            dead_after: Duration::from_secs(10),
            grace: Duration::from_secs(20),
            back_off: Duration::from_secs(5),
            longest_back_off: Duration::from_hours(1),
            zone: Zone::UTC,
            pulse: None,
        }
    }
}

/// The queue of a process. Cheap to clone.
pub struct Queue<C>(pub(crate) Arc<Inner<C>>);

impl<C> Clone for Queue<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

pub(crate) struct Inner<C> {
    pub(crate) db: Db,
    pub(crate) registry: Registry<C>,
    pub(crate) options: Options,
    pub(crate) woken: Notify,
}

impl<C: Clone + Send + Sync + 'static> Queue<C> {
    /// A queue on that database that can run those jobs.
    pub fn new(db: Db, registry: Registry<C>, options: Options) -> Self {
        Self(Arc::new(Inner { db, registry, options, woken: Notify::new() }))
    }

    /// Has this process's worker look for due jobs at once. Call it when [`TOPIC`](crate::TOPIC) was committed.
    pub fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Writes down when schedules are due that are new here. Workers do so when they start.
    pub async fn plan(&self) -> QueryResult<()> {
        let queue = self.clone();
        let db = &self.0.db;
        db.write_relaxed(move |tx| schedules::plan(tx, &queue.0.registry.schedules, &queue.0.options.zone)).await
    }

    /// Runs everything that is due now, schedules too, to its end, including what that enqueues for now, one after the other.
    /// What fails is recorded, not answered.
    pub async fn run_due(&self, context: &C) -> QueryResult<Tally> {
        self.plan().await?;
        self.run_waiting(context, 1, true).await
    }

    /// Runs the job of that schedule as if it were due now, and then every job that is due, to its end, several at once; schedules
    /// stay where they are. `None` when there is no such schedule.
    pub async fn run_schedule(&self, name: &str, context: &C) -> QueryResult<Option<Tally>> {
        let (queue, name) = (self.clone(), name.to_owned());
        if self.0.db.write(move |tx| queue.fire(tx, &name)).await?.is_none() {
            return Ok(None);
        }
        self.run_waiting(context, self.0.options.concurrency.max(1), false).await.map(Some)
    }

    /// Runs what is due, so many at a time.
    async fn run_waiting(&self, context: &C, at_once: usize, ticking: bool) -> QueryResult<Tally> {
        let shift = Shift::begin(self).await?;
        let (mut tally, mut ends) = (Tally::default(), Vec::new());
        loop {
            let claim =
                self.take_turn(shift.crew(), &Turn { ends, limit: at_once, ticking, ..Turn::default() }).await?;
            if claim.holds.is_empty() {
                break;
            }
            let runs: JoinSet<End> =
                claim.holds.into_iter().map(|hold| self.clone().run_one(hold, context.clone())).collect();
            ends = runs.join_all().await;
            for end in &ends {
                tally.count(end);
            }
        }
        shift.end(&[]).await?;
        Ok(tally)
    }

    /// Enqueues the job of that schedule as if it were due now, in this transaction, and leaves its next tick where it is.
    /// Answers the job's id; `None` when there is no such schedule.
    pub fn fire(&self, tx: &mut Tx<'_>, name: &str) -> QueryResult<Option<String>> {
        let schedule = self.0.registry.schedules.iter().find(|schedule| schedule.name == name);
        schedule.map(|schedule| schedules::fire(tx, schedule)).transpose()
    }

    /// All schedules, in the order of the registry.
    pub fn schedules(&self, conn: &mut Conn) -> QueryResult<Vec<Scheduled>> {
        schedules::list(conn, &self.0.registry.schedules)
    }

    /// How many workers live, in all processes.
    pub fn workers(&self, conn: &mut Conn) -> QueryResult<i64> {
        monitor::workers(conn, self.0.options.dead_before(self.0.db.now()))
    }

    /// Jobs that wait, run or were given up.
    pub async fn pending(&self) -> QueryResult<Vec<Pending>> {
        self.0.db.read(store::pending).await
    }

    /// In one transaction: records what ended, gives back what was not begun, and claims up to `limit` jobs, no more of a
    /// kind than may run at once.
    pub(crate) async fn take_turn(&self, crew: &Crew, turn: &Turn) -> QueryResult<Claim> {
        let (worker, queue, turn) = (Arc::clone(&crew.worker), self.clone(), turn.clone());
        let ids: Vec<_> = turn.ends.iter().map(|end| end.job.id.clone()).collect();
        let limit = turn.limit;
        let room = |handler: &Handler<C>, kind: &str| match handler.concurrency {
            usize::MAX => usize::MAX,
            most => most.saturating_sub(crew.count(kind)),
        };
        let handlers = self.0.registry.handlers.iter();
        let rooms: BTreeMap<_, _> = handlers.map(|(kind, handler)| (*kind, room(handler, kind))).collect();
        let open: Vec<_> = rooms.iter().filter(|(_, room)| **room > 0).map(|(kind, _)| format!("'{kind}'")).collect();
        let kinds = open.join(", ");
        let taken = self.0.db.write_relaxed(move |tx| {
            let mine = store::finish(tx, &worker, &turn.ends)?;
            store::give_back(tx, &worker, &turn.unbegun)?;
            if turn.ticking {
                schedules::enqueue_due(tx, &queue.0.registry.schedules, &queue.0.options.zone)?;
            }
            if kinds.is_empty() || turn.limit == 0 {
                return Ok((mine, Vec::new(), 0));
            }
            let mut rooms = rooms.clone();
            let mut jobs = store::due(tx, &kinds, i64::try_from(turn.limit).unwrap_or(i64::MAX))?;
            let found = jobs.len();
            jobs.retain(|job| rooms.get_mut(job.kind.as_str()).is_some_and(take_one));
            store::claim(tx, &worker, &mut jobs)?;
            Ok::<_, diesel::result::Error>((mine, jobs, found))
        });
        let (mine, jobs, found) = taken.await?;
        for id in ids.iter().filter(|id| !mine.contains(id)) {
            tracing::warn!(id, "a run ended whose job was cancelled or taken over");
        }
        let more = limit > 0 && found == limit;
        Ok(Claim { holds: jobs.into_iter().map(|job| crew.hold(job)).collect(), more })
    }

    /// Runs a job; a panic and a run that takes too long are failures like others.
    pub(crate) async fn run_one(self, hold: Hold, context: C) -> End {
        let (outcome, progress) = match self.0.registry.handlers.get(hold.job.kind.as_str()) {
            Some(handler) => self.run_with(handler, &hold, context).await,
            None => (self.outcome(&hold.job, Err(JobError::fail("no handler"))), None),
        };
        End { job: hold.job.clone(), outcome, progress }
    }

    async fn run_with(&self, handler: &Handler<C>, hold: &Hold, context: C) -> (Outcome, Option<Progress>) {
        let job = &hold.job;
        let run = Run::new(self.0.db.clone(), hold.worker(), job);
        let task = tokio::spawn((handler.run)(job.payload.clone(), context, run.clone()));
        // The run ends with us if we are cut off.
        let guard = AbortOnDrop(task.abort_handle());
        hold.runs(task.abort_handle());
        let result = match tokio::time::timeout(handler.timeout, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(death)) if death.is_panic() => Err(JobError::retry("it panicked")),
            Ok(Err(_)) => Err(JobError::retry("it was cut off")),
            Err(_) => Err(JobError::retry("it took too long")),
        };
        drop(guard);
        (self.outcome(job, result), run.reported())
    }

    fn outcome(&self, job: &Claimed, result: Result<(), JobError>) -> Outcome {
        let (id, kind, attempt) = (&job.id, &job.kind, job.attempts);
        match result {
            Ok(()) => {
                tracing::debug!(id, kind, attempt, "job done");
                Outcome::Done
            }
            Err(JobError::Retry(cause)) if job.attempts < job.max_attempts => {
                tracing::warn!(id, kind, attempt, cause, "job failed, to be tried again");
                let at = self.0.db.now().plus_ms(self.pause(job.attempts));
                Outcome::Retry { at, cause }
            }
            Err(JobError::Retry(cause) | JobError::Fail(cause)) => {
                tracing::error!(id, kind, attempt, cause, "job given up");
                Outcome::Dead { cause }
            }
        }
    }

    /// Milliseconds until the next run: doubled with each attempt, spread by a fifth so that a crowd does not come back at once.
    fn pause(&self, attempts: i32) -> i64 {
        let doublings = u32::try_from(attempts.clamp(1, 30) - 1).unwrap_or(0);
        let longest = ms(self.0.options.longest_back_off);
        let pause = ms(self.0.options.back_off).saturating_mul(1 << doublings).min(longest);
        pause - rand::random_range(0..=pause / 5)
    }
}

/// What a worker has the database do in one go.
#[derive(Clone, Default)]
pub(crate) struct Turn {
    /// Runs that ended and are not recorded.
    pub(crate) ends: Vec<End>,
    /// Jobs that were claimed and are not to be begun after all, by id.
    pub(crate) unbegun: Vec<String>,
    /// How many to claim at most.
    pub(crate) limit: usize,
    /// Whether schedules enqueue what is due first.
    pub(crate) ticking: bool,
}

/// What a worker got to do.
#[derive(Default)]
pub(crate) struct Claim {
    pub(crate) holds: Vec<Hold>,
    /// As many were due as were asked for.
    pub(crate) more: bool,
}

fn take_one(room: &mut usize) -> bool {
    let free = *room > 0;
    *room = room.saturating_sub(1);
    free
}

pub(crate) fn ms(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Cuts a task off when it is not waited for any more.
pub(crate) struct AbortOnDrop(pub(crate) tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
