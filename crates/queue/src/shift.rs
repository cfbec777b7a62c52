//! The time in which a worker may hold jobs: it shows that it lives, ends runs whose job it lost, and hands back what is
//! left at the end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::QueryResult;
use domain::clock::Timestamp;
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval_at};

use crate::queue::{AbortOnDrop, ms};
use crate::store::{self, Claimed, End};
use crate::{Options, Queue};

pub(crate) struct Shift<C> {
    queue: Queue<C>,
    crew: Crew,
    _heart: AbortOnDrop,
}

/// A worker and what it holds just now.
#[derive(Clone)]
pub(crate) struct Crew {
    pub(crate) worker: Arc<str>,
    held: Arc<Mutex<HashMap<String, Running>>>,
}

struct Running {
    kind: String,
    /// Set once it runs.
    run: Option<AbortHandle>,
}

impl Crew {
    fn held(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn hold(&self, job: Claimed) -> Hold {
        self.held().insert(job.id.clone(), Running { kind: job.kind.clone(), run: None });
        Hold { crew: self.clone(), job }
    }

    /// How many are held.
    pub(crate) fn holds(&self) -> usize {
        self.held().len()
    }

    /// How many of that kind are held.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.held().values().filter(|running| running.kind == kind).count()
    }
}

/// A worker's hold on a job that it claimed, until its run ended.
pub(crate) struct Hold {
    crew: Crew,
    pub(crate) job: Claimed,
}

impl Hold {
    pub(crate) fn worker(&self) -> &Arc<str> {
        &self.crew.worker
    }

    pub(crate) fn runs(&self, run: AbortHandle) {
        if let Some(running) = self.crew.held().get_mut(&self.job.id) {
            running.run = Some(run);
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.crew.held().remove(&self.job.id);
    }
}

impl<C: Clone + Send + Sync + 'static> Shift<C> {
    /// Makes a worker known before it claims anything: a job whose worker nobody knows counts as abandoned.
    pub(crate) async fn begin(queue: &Queue<C>) -> QueryResult<Self> {
        let crew = Crew { worker: format!("{:016x}", rand::random::<u64>()).into(), held: Arc::default() };
        beat(queue, &crew).await?;
        let heart = tokio::spawn(keep_beating(queue.clone(), crew.clone()));
        Ok(Self { queue: queue.clone(), crew, _heart: AbortOnDrop(heart.abort_handle()) })
    }

    pub(crate) fn crew(&self) -> &Crew {
        &self.crew
    }

    /// Records those ends and hands back what is still claimed.
    pub(crate) async fn end(self, ends: &[End]) -> QueryResult<()> {
        let (worker, ends) = (Arc::clone(&self.crew.worker), ends.to_vec());
        let closed = self.queue.0.db.write_relaxed(move |tx| {
            store::finish(tx, &worker, &ends)?;
            store::hand_back(tx, &worker)
        });
        closed.await
    }
}

impl Options {
    /// Now, as hearts beat.
    pub(crate) fn pulse(&self, now: Timestamp) -> Timestamp {
        self.pulse.as_ref().map_or(now, domain::clock::Clock::now)
    }

    /// Workers that were not seen since then count as dead.
    pub(crate) fn dead_before(&self, now: Timestamp) -> Timestamp {
        self.pulse(now).plus_ms(-ms(self.dead_after))
    }
}

async fn keep_beating<C: Clone + Send + Sync + 'static>(queue: Queue<C>, crew: Crew) {
    let period = queue.0.options.heartbeat;
    let mut beats = interval_at(tokio::time::Instant::now() + period, period);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        if let Err(error) = beat(&queue, &crew).await {
            tracing::warn!(%error, "a heartbeat was missed");
        }
    }
}

async fn beat<C: Clone + Send + Sync + 'static>(queue: &Queue<C>, crew: &Crew) -> QueryResult<()> {
    let (worker, options) = (Arc::clone(&crew.worker), queue.0.options.clone());
    let running: Vec<String> = crew.held().keys().cloned().collect();
    let beat = queue.0.db.write_relaxed(move |tx| {
        let taken = store::heartbeat(tx, &worker, options.pulse(tx.now), options.dead_before(tx.now))?;
        Ok::<_, diesel::result::Error>((taken, store::held(tx.conn, &worker)?))
    });
    let (taken, still_mine) = beat.await?;
    if taken > 0 {
        tracing::warn!(jobs = taken, "jobs of a dead worker are taken over");
        queue.wake();
    }
    for id in running.iter().filter(|id| !still_mine.contains(id)) {
        if let Some(Running { kind, run: Some(run) }) = crew.held().get(id)
            && !run.is_finished()
        {
            tracing::info!(id, kind, "a run is cut off: its job was cancelled or taken over");
            run.abort();
        }
    }
    Ok(())
}
