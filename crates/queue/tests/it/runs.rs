//! What a run can tell, and what becomes of it when its job is no longer its own.

use std::time::Duration;

use db::testing::kinds;
use queue::{Job, JobError, NewJob, Options, Progress, Registry, Run, cancel_by_id, counts, find};
use serde::{Deserialize, Serialize};

use crate::workers::start;
use crate::{Setup, World, with};

/// Tells that it has come one further whenever it is let go.
#[derive(Serialize, Deserialize)]
struct Long(u64);

impl Job<World> for Long {
    const KIND: &'static str = "long";
    const CONCURRENCY: usize = 2;
    async fn run(self, world: &World, run: &Run) -> Result<(), JobError> {
        for done in 0..self.0 {
            run.progress(done, self.0).await?;
            world.note(&format!("{done}"));
            world.gate.notified().await;
            world.let_go.notify_one();
        }
        run.progress(self.0, self.0).await
    }
}

/// Notes that it ended only if it was not cut off.
#[derive(Serialize, Deserialize)]
struct Deaf {}

impl Job<World> for Deaf {
    const KIND: &'static str = "deaf";
    async fn run(self, world: &World, _: &Run) -> Result<(), JobError> {
        world.note("begun");
        let cut_off = CutOff(world.clone());
        std::future::pending::<()>().await;
        drop(cut_off);
        Ok(())
    }
}

struct CutOff(World);

impl Drop for CutOff {
    fn drop(&mut self) {
        self.0.note("cut off");
    }
}

fn registry() -> Registry<World> {
    crate::registry().job::<Long>().job::<Deaf>()
}

impl Setup {
    async fn add_one(&self, job: NewJob) -> String {
        self.test.db.write(move |tx| queue::enqueue(tx, &job)).await.unwrap()
    }

    async fn found(&self, id: &str) -> queue::Overview {
        let id = id.to_owned();
        self.test.db.read(move |conn| find(conn, &id)).await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_seen_while_it_runs_and_what_was_told_last_stays() {
    for kind in kinds() {
        let setup = with(kind, registry(), Options::default()).await;
        let id = setup.add_one(NewJob::of(&Long(2)).unwrap()).await;
        assert_eq!(setup.found(&id).await.progress(), None);
        let (stop, worker) = start(&setup.queue, &setup.world);
        setup.world.until(1).await;
        assert_eq!(setup.found(&id).await.progress(), Some(Progress { done: 0, total: 2 }), "{kind:?}");
        setup.world.gate.notify_one();
        setup.world.until(2).await;
        setup.world.gate.notify_one();
        stop.send(()).unwrap();
        worker.await.unwrap();
        let ended = setup.found(&id).await;
        assert_eq!((ended.state.as_str(), ended.progress()), ("done", Some(Progress { done: 2, total: 2 })));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_job_is_cancelled_is_cut_off_and_stays_cancelled() {
    for kind in kinds() {
        let options = Options { heartbeat: Duration::from_millis(20), ..Options::default() };
        let setup = with(kind, registry(), options).await;
        let id = setup.add_one(NewJob::of(&Deaf {}).unwrap()).await;
        let (stop, worker) = start(&setup.queue, &setup.world);
        setup.world.until(1).await;
        let cancelled = id.clone();
        assert!(setup.test.db.write(move |tx| cancel_by_id(tx, &cancelled)).await.unwrap());
        setup.world.until(2).await;
        assert_eq!(setup.world.lines(), ["begun", "cut off"], "{kind:?}");
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert_eq!(setup.found(&id).await.state, "cancelled");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_of_a_kind_run_at_once_than_it_says_and_others_go_on() {
    for kind in kinds() {
        let options = Options { concurrency: 4, poll: Duration::from_hours(1), ..Options::default() };
        let setup = with(kind, registry(), options).await;
        for _ in 0..5 {
            setup.add(|_| NewJob::of(&Long(1))).await;
        }
        setup.add(|_| NewJob::of(&crate::Note("other".into()))).await;
        let (stop, worker) = start(&setup.queue, &setup.world);
        setup.world.until(3).await;
        let mut lines = setup.world.lines();
        lines.sort();
        assert_eq!(lines, ["0", "0", "other"], "{kind:?}");
        for more in 4..=6 {
            let counts = setup.test.db.read(counts).await.unwrap();
            let running = counts.iter().find(|count| count.kind == "long" && count.state == "running");
            assert!(running.is_some_and(|running| running.count <= 2), "{counts:?}");
            setup.world.gate.notify_one();
            setup.world.let_go.notified().await;
            setup.world.until(more).await;
        }
        for _ in 0..2 {
            setup.world.gate.notify_one();
            setup.world.let_go.notified().await;
        }
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert!(setup.states().await.is_empty(), "{kind:?}");
    }
}
