//! How many jobs a second that do nothing go through the queue. `cargo xtask bench jobs` starts PostgreSQL and calls this.

use std::time::{Duration, Instant};

use anyhow::Result;
use db::testing::{Kind, database, kinds};
use db::{Db, Migration};
use domain::clock::Clock;
use queue::{Job, JobError, NewJob, Options, Queue, Registry, Run, TOPIC, counts, enqueue};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

const JOBS: i64 = 20_000;
const BATCH: i64 = 500;

const FIRST: &str = include_str!("../../../server/migrations/0002_jobs/up.sql");
const SECOND: &str = include_str!("../../../server/migrations/0003_schedules/up.sql");
const MIGRATIONS: &[Migration] = &[
    Migration { name: "0002_jobs", needs: 0, sqlite: FIRST, postgres: FIRST },
    Migration { name: "0003_schedules", needs: 0, sqlite: SECOND, postgres: SECOND },
];

#[derive(Serialize, Deserialize)]
struct Empty {}

impl Job<()> for Empty {
    const KIND: &'static str = "empty";
    async fn run(self, (): &(), _: &Run) -> Result<(), JobError> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    for kind in kinds() {
        for workers in [1, 3] {
            let (enqueued, run) = measure(kind, workers).await?;
            println!("{kind:?}, {workers} workers: {enqueued:.0} enqueued and {run:.0} run a second");
        }
    }
    Ok(())
}

/// Jobs a second that are enqueued, and that are run.
async fn measure(kind: Kind, workers: usize) -> Result<(f64, f64)> {
    let test = database(kind, MIGRATIONS, Clock::system()).await;
    let db = test.db.clone();
    let begun = Instant::now();
    for _ in 0..JOBS / BATCH {
        db.write(|tx| (0..BATCH).try_for_each(|_| enqueue(tx, &NewJob::of(&Empty {})?).map(|_| ()))).await?;
    }
    let enqueued = begun.elapsed();
    let begun = Instant::now();
    let (stop, stopped) = watch::channel(false);
    let mut working = Vec::new();
    for _ in 0..workers {
        // On PostgreSQL each has connections of its own, as processes have.
        let db =
            if kind == Kind::Sqlite { db.clone() } else { Db::open(db::Options::new(&test.url), Clock::system())? };
        let queue = Queue::new(db.clone(), Registry::new().job::<Empty>(), Options::default());
        let waker = queue.clone();
        db.on_commit(move |topics| {
            if topics.iter().any(|topic| topic == TOPIC) {
                waker.wake();
            }
            Box::pin(async {})
        });
        let mut stopped = stopped.clone();
        working.push(tokio::spawn(async move {
            queue.work((), async move { drop(stopped.wait_for(|stop| *stop).await) }).await;
        }));
    }
    while db.read(counts).await?.iter().any(|count| count.state != "done") {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let run = begun.elapsed();
    stop.send(true)?;
    for worker in working {
        worker.await?;
    }
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let jobs = JOBS as f64;
    Ok((jobs / enqueued.as_secs_f64(), jobs / run.as_secs_f64()))
}
