//! The queue: everything that runs jobs goes through it.

use std::sync::Arc;
use std::time::Duration;

use db::Db;
use diesel::QueryResult;
use tokio::sync::Notify;

use crate::shift::Shift;
use crate::store::{self, Claimed, Outcome, Pending};
use crate::{JobError, Registry};

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
    pub(crate) kinds: String,
    pub(crate) options: Options,
    pub(crate) woken: Notify,
}

impl<C: Clone + Send + Sync + 'static> Queue<C> {
    /// A queue on that database that can run those jobs.
    pub fn new(db: Db, registry: Registry<C>, options: Options) -> Self {
        Self(Arc::new(Inner { kinds: registry.kinds(), db, registry, options, woken: Notify::new() }))
    }

    /// Has this process's worker look for due jobs at once. Call it when [`TOPIC`](crate::TOPIC) was committed.
    pub fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Runs everything that is due now to its end, including what that enqueues for now; answers how many runs it took.
    /// For tests, and for `jobs run`. What fails is recorded, not answered.
    pub async fn run_due(&self, context: &C) -> QueryResult<usize> {
        let shift = Shift::begin(self).await?;
        let mut runs = 0;
        while let Some(job) = self.claim(shift.worker(), 1).await?.pop() {
            let outcome = self.run_one(&job, context.clone()).await;
            self.record(shift.worker(), &job, &outcome).await?;
            runs += 1;
        }
        shift.end().await?;
        Ok(runs)
    }

    /// Jobs that wait, run or were given up.
    pub async fn pending(&self) -> QueryResult<Vec<Pending>> {
        self.0.db.read(store::pending).await
    }

    pub(crate) async fn claim(&self, worker: &str, limit: usize) -> QueryResult<Vec<Claimed>> {
        let (worker, queue) = (worker.to_owned(), self.clone());
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.0
            .db
            .write_relaxed(move |tx| {
                store::enqueue_due(tx, &queue.0.registry.schedules)?;
                store::claim(tx, &worker, &queue.0.kinds, limit)
            })
            .await
    }

    /// Runs a job; a panic and a run that takes too long are failures like others.
    pub(crate) async fn run_one(&self, job: &Claimed, context: C) -> Outcome {
        let Some(handler) = self.0.registry.handlers.get(job.kind.as_str()) else {
            return self.outcome(job, Err(JobError::fail("no handler")));
        };
        let run = tokio::spawn((handler.run)(job.payload.clone(), context));
        // The run ends with us if we are cut off.
        let guard = AbortOnDrop(run.abort_handle());
        let result = match tokio::time::timeout(handler.timeout, run).await {
            Ok(Ok(result)) => result,
            Ok(Err(death)) if death.is_panic() => Err(JobError::retry("it panicked")),
            Ok(Err(_)) => Err(JobError::retry("it was cut off")),
            Err(_) => Err(JobError::retry("it took too long")),
        };
        drop(guard);
        self.outcome(job, result)
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
        let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let doublings = u32::try_from(attempts.clamp(1, 30) - 1).unwrap_or(0);
        let longest = ms(self.0.options.longest_back_off);
        let pause = ms(self.0.options.back_off).saturating_mul(1 << doublings).min(longest);
        pause - rand::random_range(0..=pause / 5)
    }

    pub(crate) async fn record(&self, worker: &str, job: &Claimed, outcome: &Outcome) -> QueryResult<()> {
        let (worker, id) = (worker.to_owned(), job.id.clone());
        let (job, outcome) = (job.clone(), outcome.clone());
        let mine = self.0.db.write_relaxed(move |tx| store::finish(tx, &worker, &job, &outcome)).await?;
        if !mine {
            tracing::warn!(id, "a job ended that another worker has taken over");
        }
        Ok(())
    }
}

/// Cuts a task off when it is not waited for any more.
pub(crate) struct AbortOnDrop(pub(crate) tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
