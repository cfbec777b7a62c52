//! What the queue promises, on SQLite and on PostgreSQL.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod crash;
mod runs;
mod schedules;
mod workers;

use std::sync::{Arc, Mutex};

use db::testing::{Kind, TestDb, database, kinds};
use db::{Migration, Tx};
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::{Clock, Timestamp};
use queue::{Job, JobError, NewJob, Options, Queue, Registry, Run, cancel, delete_finished, enqueue};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

const JOBS: &str = include_str!("../../../../server/migrations/0002_jobs/up.sql");
const SCHEDULES: &str = include_str!("../../../../server/migrations/0003_schedules/up.sql");
const MIGRATIONS: &[Migration] = &[
    Migration { name: "0002_jobs", needs: 0, sqlite: JOBS, postgres: JOBS },
    Migration { name: "0003_schedules", needs: 0, sqlite: SCHEDULES, postgres: SCHEDULES },
];

/// What jobs work with here: they note their runs, and some wait to be let go.
#[derive(Clone, Default)]
struct World {
    log: Arc<Mutex<Vec<String>>>,
    noted: Arc<Notify>,
    gate: Arc<Notify>,
    let_go: Arc<Notify>,
}

impl World {
    fn note(&self, line: &str) {
        self.log.lock().unwrap().push(line.to_owned());
        self.noted.notify_one();
    }

    fn lines(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    async fn until(&self, count: usize) {
        while self.lines().len() < count {
            self.noted.notified().await;
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Note(String);

impl Job<World> for Note {
    const KIND: &'static str = "note";
    async fn run(self, world: &World, _: &Run) -> Result<(), JobError> {
        world.note(&self.0);
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct Flaky(String);

impl Job<World> for Flaky {
    const KIND: &'static str = "flaky";
    const MAX_ATTEMPTS: i32 = 3;
    async fn run(self, world: &World, _: &Run) -> Result<(), JobError> {
        world.note(&self.0);
        match self.0.as_str() {
            "panic" => panic!("on purpose"),
            "fail" => Err(JobError::fail("never")),
            _ => Err(JobError::retry("not now")),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Gated(String);

impl Job<World> for Gated {
    const KIND: &'static str = "gated";
    async fn run(self, world: &World, _: &Run) -> Result<(), JobError> {
        world.note(&self.0);
        world.gate.notified().await;
        Ok(())
    }
}

fn registry() -> Registry<World> {
    Registry::new().job::<Note>().job::<Flaky>().job::<Gated>()
}

struct Setup {
    test: TestDb,
    clock: Clock,
    queue: Queue<World>,
    world: World,
}

async fn setup(kind: Kind) -> Setup {
    with(kind, registry(), Options::default()).await
}

async fn with(kind: Kind, registry: Registry<World>, options: Options) -> Setup {
    let clock = Clock::at(Timestamp(1_000_000));
    let test = database(kind, MIGRATIONS, clock.clone()).await;
    let queue = Queue::new(test.db.clone(), registry, options);
    Setup { test, clock, queue, world: World::default() }
}

impl Setup {
    async fn add(&self, make: impl Fn(&mut Tx<'_>) -> Result<NewJob, Error> + Send + 'static) {
        self.test.db.write(move |tx| make(tx).and_then(|job| enqueue(tx, &job))).await.unwrap();
    }

    async fn run_due(&self) -> usize {
        self.queue.run_due(&self.world).await.unwrap().runs()
    }

    async fn states(&self) -> Vec<(String, i32)> {
        let pending = self.queue.pending().await.unwrap();
        pending.into_iter().map(|job| (job.state, job.attempts)).collect()
    }
}

fn note(text: &str) -> Result<NewJob, Error> {
    NewJob::of(&Note(text.to_owned()))
}

#[tokio::test]
async fn a_job_runs_only_if_its_transaction_commits() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|_| note("kept")).await;
        let undone = setup.test.db.write(|tx| {
            enqueue(tx, &note("undone")?)?;
            Err::<(), _>(Error::NotFound)
        });
        assert!(undone.await.is_err());
        assert_eq!(setup.run_due().await, 1, "{kind:?}");
        assert_eq!(setup.world.lines(), ["kept"]);
        assert!(setup.states().await.is_empty());
    }
}

#[tokio::test]
async fn the_urgent_come_first_then_the_order_of_enqueuing_and_none_before_its_time() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|tx| Ok(note("later")?.at(tx.now.plus_ms(1000)))).await;
        for text in ["a", "b", "c"] {
            setup.add(move |_| note(text)).await;
        }
        setup.add(|_| Ok(note("urgent")?.priority(5))).await;
        setup.run_due().await;
        assert_eq!(setup.world.lines(), ["urgent", "a", "b", "c"], "{kind:?}");
        setup.clock.advance_ms(999);
        assert_eq!(setup.run_due().await, 0);
        setup.clock.advance_ms(1);
        assert_eq!(setup.run_due().await, 1);
    }
}

#[tokio::test]
async fn a_failing_job_is_tried_after_growing_pauses_and_then_given_up() {
    for kind in kinds() {
        for (text, cause) in [("again", "not now"), ("panic", "it panicked")] {
            let setup = setup(kind).await;
            setup.add(move |_| NewJob::of(&Flaky(text.into()))).await;
            assert_eq!(setup.run_due().await, 1);
            // The first pause is 4 to 5 seconds, the second one 8 to 10.
            setup.clock.advance_ms(3_999);
            assert_eq!(setup.run_due().await, 0, "{kind:?} {text}");
            setup.clock.advance_ms(1_001);
            assert_eq!(setup.run_due().await, 1);
            setup.clock.advance_ms(7_999);
            assert_eq!(setup.run_due().await, 0);
            assert_eq!(setup.states().await, [("ready".to_owned(), 2)]);
            setup.clock.advance_ms(2_001);
            assert_eq!(setup.run_due().await, 1);
            let left = setup.queue.pending().await.unwrap();
            assert_eq!((left[0].state.as_str(), left[0].attempts), ("dead", 3));
            assert_eq!(left[0].last_error.as_deref(), Some(cause));
        }
    }
}

#[tokio::test]
async fn a_job_that_can_never_succeed_is_given_up_at_once() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|_| NewJob::of(&Flaky("fail".into()))).await;
        setup.run_due().await;
        assert_eq!(setup.states().await, [("dead".to_owned(), 1)], "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_keeps_one_job_waiting() {
    for kind in kinds() {
        let setup = setup(kind).await;
        for text in ["old", "new"] {
            setup.add(move |_| Ok(note(text)?.key("k"))).await;
        }
        setup.add(|_| Ok(note("other")?.key("l"))).await;
        assert_eq!(setup.run_due().await, 2);
        assert_eq!(setup.world.lines(), ["new", "other"], "{kind:?}");
        setup.add(|_| Ok(note("after")?.key("k"))).await;
        assert_eq!(setup.run_due().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_enqueued_again_while_it_runs_runs_once_more() {
    for kind in kinds() {
        let setup = setup(kind).await;
        let gated = |text: &'static str| move |_: &mut Tx<'_>| Ok(NewJob::of(&Gated(text.into()))?.key("k"));
        setup.add(gated("first")).await;
        let (queue, world) = (setup.queue.clone(), setup.world.clone());
        let running = tokio::spawn(async move { queue.run_due(&world).await });
        setup.world.until(1).await;
        setup.add(gated("second")).await;
        setup.world.gate.notify_one();
        setup.world.until(2).await;
        setup.world.gate.notify_one();
        assert_eq!(running.await.unwrap().unwrap().runs(), 2);
        assert_eq!(setup.world.lines(), ["first", "second"], "{kind:?}");
        assert!(setup.states().await.is_empty());
    }
}

#[tokio::test]
async fn a_kind_that_this_program_does_not_know_is_left_to_others() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|_| NewJob::of(&schedules::Tick {})).await;
        assert_eq!(setup.run_due().await, 0, "{kind:?}");
        assert_eq!(setup.states().await, [("ready".to_owned(), 0)]);
    }
}

#[tokio::test]
async fn a_waiting_job_can_be_cancelled_and_old_ones_are_cleared_away() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|_| Ok(note("no")?.key("k"))).await;
        setup.add(|_| note("yes")).await;
        let db = &setup.test.db;
        assert!(db.write(|tx| cancel(tx, "note", "k")).await.unwrap());
        assert!(!db.write(|tx| cancel(tx, "note", "k")).await.unwrap());
        assert_eq!(setup.run_due().await, 1);
        assert_eq!(setup.world.lines(), ["yes"], "{kind:?}");
        setup.clock.advance_ms(1);
        let deleted = db
            .write(|tx| Ok::<_, Error>((delete_finished(tx, tx.now, 1)?, delete_finished(tx, tx.now, 9)?)))
            .await
            .unwrap();
        assert_eq!(deleted, (1, 1), "{kind:?}");
        let rows = db.read(|conn| diesel::sql_query("select 1 from jobs").execute(conn)).await.unwrap();
        assert_eq!(rows, 0);
    }
}
