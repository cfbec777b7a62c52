//! The loop of a worker: claims, runs, shows that it lives, and stops without losing anything.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Queue;
use crate::queue::Claim;
use crate::shift::{Crew, Hold, Shift};

impl<C: Clone + Send + Sync + 'static> Queue<C> {
    /// Works until `stop` comes, then lets running jobs end within the time of grace and hands back the others.
    pub async fn work(&self, context: C, stop: impl Future<Output = ()> + Send) {
        let mut running = JoinSet::new();
        tokio::pin!(stop);
        let shift = tokio::select! {
            () = &mut stop => return,
            shift = self.begin() => shift,
        };
        tokio::select! {
            () = &mut stop => {}
            () = self.claim_and_run(shift.crew(), &context, &mut running) => {}
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

    async fn begin(&self) -> Shift<C> {
        loop {
            let begun = async {
                self.plan().await?;
                Shift::begin(self).await
            };
            match begun.await {
                Ok(shift) => return shift,
                Err(error) => tracing::warn!(%error, "the worker cannot start yet"),
            }
            sleep(self.0.options.poll).await;
        }
    }

    async fn claim_and_run(&self, crew: &Crew, context: &C, running: &mut JoinSet<()>) {
        let most = self.0.options.concurrency.max(1);
        loop {
            while running.try_join_next().is_some() {}
            let free = most - running.len();
            let claim = match self.claim(crew, free, true).await {
                Ok(claim) => claim,
                Err(error) => {
                    tracing::warn!(%error, "no jobs could be claimed");
                    Claim::default()
                }
            };
            for hold in claim.holds {
                running.spawn(run(self.clone(), hold, context.clone()));
            }
            if running.len() == most {
                running.join_next().await;
            } else if !claim.more {
                // What ends may make room for another of its kind.
                tokio::select! {
                    () = self.0.woken.notified() => {}
                    () = sleep(self.0.options.poll) => {}
                    Some(_) = running.join_next(), if claim.held_back => {}
                }
            }
        }
    }
}

async fn run<C: Clone + Send + Sync + 'static>(queue: Queue<C>, hold: Hold, context: C) {
    let ended = queue.run_one(&hold, context).await;
    // Until it is recorded nobody else may run it, so it must not be forgotten while the database is away.
    while let Err(error) = queue.record(&hold, &ended).await {
        tracing::warn!(%error, id = hold.job.id, "the end of a job could not be recorded yet");
        sleep(Duration::from_secs(1)).await;
    }
}
