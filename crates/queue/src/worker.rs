//! A worker: a desk that claims and records for its runners, and stops without losing anything.

use std::time::Duration;

use flume::{Receiver, Sender, unbounded};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Queue;
use crate::queue::{Claim, Turn};
use crate::shift::{Crew, Hold, Shift};
use crate::store::End;

/// How long a job that was claimed ahead waits for a runner at most while none becomes free; then others may have it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many jobs are claimed ahead at most for each runner.
const AHEAD: usize = 4;

impl<C: Clone + Send + Sync + 'static> Queue<C> {
    /// Works until `stop` comes, then lets running jobs end within the time of grace and hands back the others.
    pub async fn work(&self, context: C, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let shift = tokio::select! {
            () = &mut stop => return,
            shift = self.begin() => shift,
        };
        let mut desk = Desk::open(self, shift.crew(), &context);
        loop {
            // To its end even when it is time to stop, so that nothing is claimed that nobody knows of.
            let more = desk.take_turn(true).await;
            tokio::select! {
                biased;
                () = &mut stop => break,
                () = desk.wait(more) => {}
            }
        }
        let ends = desk.close().await;
        if let Err(error) = shift.end(&ends).await {
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
}

/// Where a worker's claims wait for its runners, and their ends to be recorded.
struct Desk<C> {
    queue: Queue<C>,
    crew: Crew,
    runners: JoinSet<()>,
    to_runners: Sender<Hold>,
    waiting: Receiver<Hold>,
    ended: Receiver<End>,
    /// What is still to be told to the database. Until an end is recorded nobody else may run the job, so it must not be
    /// forgotten while the database is away.
    turn: Turn,
}

impl<C: Clone + Send + Sync + 'static> Desk<C> {
    fn open(queue: &Queue<C>, crew: &Crew, context: &C) -> Self {
        let (to_runners, waiting) = unbounded::<Hold>();
        let (to_desk, ended) = unbounded();
        let mut runners = JoinSet::new();
        for _ in 0..queue.0.options.concurrency.max(1) {
            let (queue, context, waiting, to_desk) = (queue.clone(), context.clone(), waiting.clone(), to_desk.clone());
            runners.spawn(async move {
                while let Ok(hold) = waiting.recv_async().await {
                    // The desk takes ends for as long as there are runners.
                    let _ = to_desk.send(queue.clone().run_one(hold, context.clone()).await);
                }
            });
        }
        let (queue, crew) = (queue.clone(), crew.clone());
        Self { queue, crew, runners, to_runners, waiting, ended, turn: Turn::default() }
    }

    /// Records what ended and, unless it is time to stop, claims what there is room for. Answers whether there may be more.
    async fn take_turn(&mut self, claiming: bool) -> bool {
        self.turn.ends.extend(self.ended.try_iter());
        self.turn.ticking = claiming;
        self.turn.limit = if claiming { self.room() } else { 0 };
        match self.queue.take_turn(&self.crew, &self.turn).await {
            Ok(Claim { holds, more }) => {
                self.turn = Turn::default();
                for hold in holds {
                    // There are runners until the desk closes.
                    let _ = self.to_runners.send(hold);
                }
                more && self.room() > 0
            }
            Err(error) => {
                tracing::warn!(%error, "no jobs could be claimed, nor ends recorded");
                sleep(self.queue.0.options.poll.min(PATIENCE)).await;
                false
            }
        }
    }

    /// For how many more jobs there are runners, or soon will be: as many as became free since the last turn but for one,
    /// so that jobs that take their time are not claimed ahead.
    fn room(&self) -> usize {
        let runners = self.runners.len();
        let ahead = self.turn.ends.len().saturating_sub(1).min(AHEAD * runners);
        (runners + ahead).saturating_sub(self.crew.holds())
    }

    /// Until there is something to do.
    async fn wait(&mut self, more: bool) {
        if more || !self.turn.ends.is_empty() {
            return;
        }
        let Queue(queue) = &self.queue;
        let pause = if self.waiting.is_empty() { queue.options.poll } else { PATIENCE };
        tokio::select! {
            Ok(end) = self.ended.recv_async() => self.turn.ends.push(end),
            () = queue.woken.notified(), if self.room() > 0 => {}
            () = sleep(pause) => self.turn.unbegun.extend(self.waiting.try_iter().map(|hold| hold.job.id.clone())),
        }
    }

    /// Lets the runners end what they run within the time of grace, and answers the ends that are not recorded.
    async fn close(mut self) -> Vec<End> {
        drop(std::mem::replace(&mut self.to_runners, unbounded().0));
        self.waiting.drain();
        let grace = self.queue.0.options.grace;
        let ended = timeout(grace, async {
            while let Ok(end) = self.ended.recv_async().await {
                self.turn.ends.push(end);
                while !self.turn.ends.is_empty() {
                    self.take_turn(false).await;
                }
            }
        });
        if ended.await.is_err() {
            tracing::warn!(jobs = self.crew.holds(), "jobs are cut off and handed back");
            self.runners.shutdown().await;
        }
        self.turn.ends.extend(self.ended.try_iter());
        self.turn.ends
    }
}
