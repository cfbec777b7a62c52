//! What a job is, to those who write one.

use std::fmt::Display;
use std::time::Duration;

use domain::clock::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Run;

/// Work that is done later, at least once: a run that was cut off is run again, so it must not matter if it runs twice.
///
/// `C` is what every job gets to work with; the fields of the type are what this one is about. They are stored as JSON
/// until it runs: ids rather than copies, and new fields need a default, since older jobs may wait.
pub trait Job<C>: Serialize + DeserializeOwned + Send + 'static {
    /// Its stable name in the database: lower case, digits, `.`, `_` and `-`.
    const KIND: &'static str;
    /// How often it is tried before it is given up for dead. With the usual pauses 12 runs span about six hours.
    const MAX_ATTEMPTS: i32 = 12;
    /// When a run is cut off and tried again.
    const TIMEOUT: Duration = Duration::from_mins(10);
    /// How many of this kind a process runs at the same time at most, within what it runs at all. At least 1.
    const CONCURRENCY: usize = usize::MAX;

    /// Does it.
    fn run(self, context: &C, run: &Run) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// Why a run did not do its work, and whether another one may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// Worth another run after a pause.
    Retry(String),
    /// No run will ever succeed.
    Fail(String),
}

impl JobError {
    /// An error that may be gone later. The text goes to the log and the database: no secrets, no personal data.
    pub fn retry(cause: impl Display) -> Self {
        Self::Retry(cause.to_string())
    }

    /// An error that will not go away.
    pub fn fail(cause: impl Display) -> Self {
        Self::Fail(cause.to_string())
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Self::retry(error)
    }
}

/// A job about to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub(crate) kind: &'static str,
    pub(crate) key: Option<String>,
    pub(crate) payload: String,
    pub(crate) priority: i32,
    pub(crate) run_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) max_attempts: i32,
}

impl NewJob {
    /// That job, to be run as soon as possible.
    pub fn of<C, J: Job<C>>(job: &J) -> Result<Self, diesel::result::Error> {
        Ok(Self {
            kind: J::KIND,
            key: None,
            payload: serde_json::to_string(job)
                .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?,
            priority: 0,
            run_at: None,
            due_at: None,
            max_attempts: J::MAX_ATTEMPTS,
        })
    }

    /// Only one job of its kind with this key is unfinished at a time. Enqueuing it again gives
    /// the one that waits the newer content, or has the one that runs run once more.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Not before that instant.
    #[must_use]
    pub const fn at(mut self, run_at: Timestamp) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// For that tick of its schedule.
    pub(crate) fn due(self, tick: Timestamp) -> Self {
        Self { run_at: Some(tick), due_at: Some(tick), ..self }
    }

    /// Higher runs earlier; 0 is usual.
    #[must_use]
    pub const fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }
}
