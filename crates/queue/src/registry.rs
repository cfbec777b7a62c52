//! The list of all kinds of jobs, and of those that come again and again.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use diesel::QueryResult;

use crate::{Job, JobError, NewJob};

type Run = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// How to run a job of one kind.
pub(crate) struct Handler<C> {
    pub(crate) run: Box<dyn Fn(String, C) -> Run + Send + Sync>,
    pub(crate) timeout: Duration,
}

/// A job that comes again and again.
#[derive(Clone)]
pub(crate) struct Schedule {
    pub(crate) name: &'static str,
    pub(crate) every_ms: i64,
    pub(crate) job: Arc<dyn Fn() -> QueryResult<NewJob> + Send + Sync>,
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
        let run = |payload: String, context: C| -> Run {
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload).map_err(JobError::fail)?;
                job.run(&context).await
            })
        };
        let handler = Handler { run: Box::new(run), timeout: J::TIMEOUT };
        let taken = self.handlers.insert(J::KIND, handler).is_some();
        assert!(!taken, "two jobs are called {}", J::KIND);
        self
    }

    /// Adds a kind of job that also runs by itself, at once and then every so often, once for all replicas. Runs that
    /// were missed are not made up for.
    ///
    /// # Panics
    /// Like [`job`](Self::job).
    #[must_use]
    pub fn every<J: Job<C> + Default>(self, period: Duration) -> Self {
        let mut registry = self.job::<J>();
        registry.schedules.push(Schedule {
            name: J::KIND,
            every_ms: i64::try_from(period.as_millis()).unwrap_or(i64::MAX).max(1),
            job: Arc::new(|| Ok(NewJob::of(&J::default())?.key("schedule"))),
        });
        registry
    }

    /// The kinds, as a list for SQL.
    pub(crate) fn kinds(&self) -> String {
        let quoted: Vec<_> = self.handlers.keys().map(|kind| format!("'{kind}'")).collect();
        if quoted.is_empty() { "''".to_owned() } else { quoted.join(", ") }
    }
}
