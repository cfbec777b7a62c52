//! One run of a job, as the job sees it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use db::Db;
use domain::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::JobError;
use crate::store::{self, Claimed};

/// How far at most a report in the database is behind.
const REPORTING: Duration = Duration::from_millis(500);

/// How far a run has come, in a unit that the job chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is done, 0 to `total`.
    pub done: u64,
    /// All that there is to do.
    pub total: u64,
}

/// One run of a job: why it is made, and how it tells what it does. Cheap to clone.
///
/// A run whose job was cancelled, or taken over because its worker seemed dead, is cut off where it awaits something
/// within a few seconds.
#[derive(Clone)]
pub struct Run(Arc<Inner>);

struct Inner {
    db: Db,
    worker: String,
    job: Claimed,
    reported: Mutex<Option<(Progress, Instant)>>,
}

impl Run {
    pub(crate) fn new(db: Db, worker: &str, job: &Claimed) -> Self {
        Self(Arc::new(Inner { db, worker: worker.to_owned(), job: job.clone(), reported: Mutex::new(None) }))
    }

    /// The job's id: the same for all its runs.
    pub fn id(&self) -> &str {
        &self.0.job.id
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> i32 {
        self.0.job.attempts
    }

    /// Of a scheduled job: the tick that it was due at, however late it runs. One run stands for all ticks that were missed
    /// before. Of another job: when it was to run.
    pub fn due_at(&self) -> Timestamp {
        Timestamp(self.0.job.due_at.unwrap_or(self.0.job.run_at))
    }

    /// Tells how far it has come, for people who wait; as often as one likes, it is written twice a second at most.
    /// `Err` when the job isn't this run's any more: it was cancelled or taken over.
    pub async fn progress(&self, done: u64, total: u64) -> Result<(), JobError> {
        let progress = Progress { done: done.min(total), total };
        if !self.is_to_be_written(progress) {
            return Ok(());
        }
        let run = Arc::clone(&self.0);
        let mine = self.0.db.write_relaxed(move |tx| store::report(tx, &run.worker, &run.job, progress));
        if mine.await? { Ok(()) } else { Err(JobError::retry("it was cancelled or taken over")) }
    }

    fn is_to_be_written(&self, progress: Progress) -> bool {
        let mut reported = self.0.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let written = reported.map(|(_, at)| at).filter(|at| now.duration_since(*at) < REPORTING);
        *reported = Some((progress, written.unwrap_or(now)));
        written.is_none()
    }

    /// What it told last, written or not.
    pub(crate) fn reported(&self) -> Option<Progress> {
        self.0.reported.lock().unwrap_or_else(PoisonError::into_inner).map(|(progress, _)| progress)
    }
}
