//! The time in which a worker may hold jobs: it shows that it lives, and hands back what is left at the end.

use diesel::QueryResult;
use tokio::time::{MissedTickBehavior, interval_at};

use crate::Queue;
use crate::queue::AbortOnDrop;
use crate::store;

pub(crate) struct Shift<C> {
    queue: Queue<C>,
    worker: String,
    _heart: AbortOnDrop,
}

impl<C: Clone + Send + Sync + 'static> Shift<C> {
    /// Makes a worker known before it claims anything: a job whose worker nobody knows counts as abandoned.
    pub(crate) async fn begin(queue: &Queue<C>) -> QueryResult<Self> {
        let worker = format!("{:016x}", rand::random::<u64>());
        beat(queue, &worker).await?;
        let heart = tokio::spawn(keep_beating(queue.clone(), worker.clone()));
        Ok(Self { queue: queue.clone(), worker, _heart: AbortOnDrop(heart.abort_handle()) })
    }

    pub(crate) fn worker(&self) -> &str {
        &self.worker
    }

    /// Hands back what is still claimed.
    pub(crate) async fn end(self) -> QueryResult<()> {
        let worker = self.worker.clone();
        let db = &self.queue.0.db;
        db.write_relaxed(move |tx| store::hand_back(tx, &worker)).await
    }
}

async fn keep_beating<C: Clone + Send + Sync + 'static>(queue: Queue<C>, worker: String) {
    let period = queue.0.options.heartbeat;
    let mut beats = interval_at(tokio::time::Instant::now() + period, period);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        if let Err(error) = beat(&queue, &worker).await {
            tracing::warn!(%error, "a heartbeat was missed");
        }
    }
}

async fn beat<C: Clone + Send + Sync + 'static>(queue: &Queue<C>, worker: &str) -> QueryResult<()> {
    let ms = i64::try_from(queue.0.options.dead_after.as_millis()).unwrap_or(i64::MAX);
    let worker = worker.to_owned();
    let db = &queue.0.db;
    let taken = db.write_relaxed(move |tx| store::heartbeat(tx, &worker, tx.now.plus_ms(-ms))).await?;
    if taken > 0 {
        tracing::warn!(jobs = taken, "jobs of a dead worker are taken over");
        queue.wake();
    }
    Ok(())
}
