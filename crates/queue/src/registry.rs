//! The list of all kinds of jobs, and of those that come again and again.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use diesel::QueryResult;
use domain::clock::Timestamp;
use jiff::civil::Time;

use crate::{Job, JobError, NewJob, Run, Timing};

type Running = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// How to run a job of one kind.
pub(crate) struct Handler<C> {
    pub(crate) run: Box<dyn Fn(String, C, Run) -> Running + Send + Sync>,
    pub(crate) timeout: Duration,
    pub(crate) concurrency: usize,
}

/// A job that comes again and again.
#[derive(Clone)]
pub(crate) struct Schedule {
    pub(crate) name: &'static str,
    pub(crate) timing: Timing,
    /// The job for a tick.
    pub(crate) job: Arc<dyn Fn(Timestamp) -> QueryResult<NewJob> + Send + Sync>,
}

/// The list of all kinds of jobs that a process can run.
pub struct Registry<C> {
    pub(crate) handlers: BTreeMap<&'static str, Handler<C>>,
    pub(crate) schedules: Vec<Schedule>,
}

impl<C> Default for Registry<C> {
    fn default() -> Self {
        Self { handlers: BTreeMap::new(), schedules: Vec::new() }
    }
}

impl<C: Clone + Send + Sync + 'static> Registry<C> {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind of job.
    ///
    /// # Panics
    /// When its name is malformed or taken: a mistake in the program that shows at its start.
    #[must_use]
    pub fn job<J: Job<C>>(mut self) -> Self {
        let well_formed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        assert!(J::KIND.chars().all(well_formed), "kind {}", J::KIND);
        let run = |payload: String, context: C, run: Run| -> Running {
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload).map_err(JobError::fail)?;
                job.run(&context, &run).await
            })
        };
        let handler = Handler { run: Box::new(run), timeout: J::TIMEOUT, concurrency: J::CONCURRENCY.max(1) };
        let taken = self.handlers.insert(J::KIND, handler).is_some();
        assert!(!taken, "two jobs are called {}", J::KIND);
        self
    }

    /// Adds a kind of job that also runs by itself at those times, once for all replicas. After a time in which nothing
    /// ran it runs once, not once for each tick that was missed. Its job says [`Run::due_at`] for which tick it runs.
    ///
    /// # Panics
    /// Like [`job`](Self::job).
    #[must_use]
    pub fn schedule<J: Job<C> + Default>(self, timing: Timing) -> Self {
        let mut registry = self.job::<J>();
        let job = |tick| Ok(NewJob::of(&J::default())?.key("schedule").due(tick));
        registry.schedules.push(Schedule { name: J::KIND, timing, job: Arc::new(job) });
        registry
    }

    /// [`schedule`](Self::schedule) by a period.
    #[must_use]
    pub fn every<J: Job<C> + Default>(self, period: Duration) -> Self {
        self.schedule::<J>(Timing::Every(period))
    }

    /// [`schedule`](Self::schedule) each day at that time.
    #[must_use]
    pub fn daily<J: Job<C> + Default>(self, time: Time) -> Self {
        self.schedule::<J>(Timing::Daily(time))
    }

    /// [`schedule`](Self::schedule) on that day of each month, or its last one if it is shorter, at that time.
    #[must_use]
    pub fn monthly<J: Job<C> + Default>(self, day: i8, time: Time) -> Self {
        self.schedule::<J>(Timing::Monthly(day, time))
    }

    /// The names of all schedules, in the order they were added.
    pub fn schedules(&self) -> impl Iterator<Item = &'static str> {
        self.schedules.iter().map(|schedule| schedule.name)
    }
}
