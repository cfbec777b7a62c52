//! The loop of a worker: claims, runs, shows that it lives, and stops without losing anything.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Queue;
use crate::shift::Shift;
use crate::store::Claimed;

impl<C: Clone + Send + Sync + 'static> Queue<C> {
    /// Works until `stop` comes, then lets running jobs end within the time of grace and hands back the others.
    pub async fn work(&self, context: C, stop: impl Future<Output = ()> + Send) {
        let shift = loop {
            match Shift::begin(self).await {
                Ok(shift) => break shift,
                Err(error) => tracing::warn!(%error, "the worker cannot start yet"),
            }
            sleep(self.0.options.poll).await;
        };
        let mut running = JoinSet::new();
        tokio::select! {
            () = stop => {}
            () = self.claim_and_run(shift.worker(), &context, &mut running) => {}
        }
        let ended = timeout(self.0.options.grace, async { while running.join_next().await.is_some() {} });
        if ended.await.is_err() {
            tracing::warn!(jobs = running.len(), "jobs are cut off and handed back");
            running.shutdown().await;
        }
        if let Err(error) = shift.end().await {
            tracing::warn!(%error, "jobs were not handed back; they will be taken over");
        }
    }

    async fn claim_and_run(&self, worker: &str, context: &C, running: &mut JoinSet<()>) {
        let most = self.0.options.concurrency.max(1);
        loop {
            let free = most - running.len();
            let claimed = match self.claim(worker, free).await {
                Ok(jobs) => jobs,
                Err(error) => {
                    tracing::warn!(%error, "no jobs could be claimed");
                    Vec::new()
                }
            };
            let exhausted = claimed.len() < free;
            for job in claimed {
                running.spawn(run(self.clone(), worker.to_owned(), job, context.clone()));
            }
            if exhausted {
                tokio::select! {
                    () = self.0.woken.notified() => {}
                    () = sleep(self.0.options.poll) => {}
                }
            } else {
                // Every slot is taken: go on when one is free.
                running.join_next().await;
            }
            while running.try_join_next().is_some() {}
        }
    }
}

async fn run<C: Clone + Send + Sync + 'static>(queue: Queue<C>, worker: String, job: Claimed, context: C) {
    let outcome = queue.run_one(&job, context).await;
    // Until it is recorded nobody else may run it, so it must not be forgotten while the database is away.
    while let Err(error) = queue.record(&worker, &job, &outcome).await {
        tracing::warn!(%error, id = job.id, "the end of a job could not be recorded yet");
        sleep(Duration::from_secs(1)).await;
    }
}
