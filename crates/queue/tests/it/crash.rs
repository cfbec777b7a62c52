//! Processes that are killed at random: every job runs, and what it does by its key is done once.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use db::Db;
use db::testing::{Kind, database, kinds};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer};
use domain::clock::Clock;
use queue::{Job, JobError, NewJob, Options, Queue, Registry, Run, counts, enqueue};
use serde::{Deserialize, Serialize};

use crate::MIGRATIONS;

/// Where a process finds its database that is to work and nothing else.
const DATABASE: &str = "QUEUE_TEST_DATABASE";
const JOBS: i32 = 240;
const KILLS: usize = 12;

/// Pays once, by its number, however often it is run; now and then it fails.
#[derive(Serialize, Deserialize)]
struct Pay(i32);

impl Job<Db> for Pay {
    const KIND: &'static str = "pay";
    const MAX_ATTEMPTS: i32 = 100;
    async fn run(self, db: &Db, _: &Run) -> Result<(), JobError> {
        let number = self.0;
        db.write(move |tx| sql_query("update till set runs = runs + 1").execute(tx.conn)).await?;
        // Long enough for a process to be killed in it.
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..30))).await;
        let paid = db.write(move |tx| {
            let new = sql_query("insert into paid (number) values ($1) on conflict do nothing")
                .bind::<Integer, _>(number)
                .execute(tx.conn)?;
            if new > 0 {
                sql_query("update till set amount = amount + 1").execute(tx.conn)?;
            }
            Ok::<_, Error>(())
        });
        paid.await?;
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..30))).await;
        if rand::random_ratio(1, 10) { Err(JobError::retry("by chance")) } else { Ok(()) }
    }
}

fn queue(db: Db) -> Queue<Db> {
    let options = Options {
        poll: Duration::from_millis(20),
        heartbeat: Duration::from_millis(100),
        dead_after: Duration::from_millis(600),
        back_off: Duration::from_millis(20),
        longest_back_off: Duration::from_millis(200),
        ..Options::default()
    };
    Queue::new(db, Registry::new().job::<Pay>(), options)
}

/// Another process of this test that works until it is killed.
struct Worker(Child);

impl Worker {
    fn start(url: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        let test = "crash::every_job_of_killed_processes_runs_and_pays_once";
        let mut command = Command::new(program);
        command.args([test, "--exact"]).env(DATABASE, url).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // SIGKILL, from which nothing can be saved.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Till {
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = BigInt)]
    runs: i64,
}

async fn done(db: &Db) -> i64 {
    let counts = db.read(counts).await.unwrap();
    assert!(counts.iter().all(|count| count.state != "dead"), "{counts:?}");
    counts.iter().filter(|count| count.state == "done").map(|count| count.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_job_of_killed_processes_runs_and_pays_once() {
    if let Ok(url) = std::env::var(DATABASE) {
        let db = Db::open(db::Options::new(url), Clock::system()).unwrap();
        return queue(db.clone()).work(db, std::future::pending()).await;
    }
    for kind in kinds() {
        let test = database(kind, MIGRATIONS, Clock::system()).await;
        let db = test.db.clone();
        let prepared = db.write(|tx| {
            sql_query("create table paid (number integer primary key)").execute(tx.conn)?;
            sql_query("create table till (amount bigint not null, runs bigint not null)").execute(tx.conn)?;
            sql_query("insert into till values (0, 0)").execute(tx.conn)?;
            (0..JOBS).try_for_each(|number| enqueue(tx, &NewJob::of(&Pay(number))?).map(|_| ()))
        });
        prepared.await.unwrap();

        // SQLite is one process's.
        let replicas = if kind == Kind::Sqlite { 1 } else { 3 };
        let mut workers: Vec<_> = (0..replicas).map(|_| Worker::start(&test.url)).collect();
        let step = i64::from(JOBS) / i64::try_from(KILLS + 1).unwrap();
        let (mut next_kill, mut kills) = (step, 0);
        while done(&db).await < i64::from(JOBS) {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if done(&db).await >= next_kill {
                next_kill += step;
                kills += 1;
                let chosen = rand::random_range(0..workers.len());
                drop(workers.swap_remove(chosen));
                workers.push(Worker::start(&test.url));
            }
        }
        drop(workers);
        let till = db.read(|conn| sql_query("select amount, runs from till").get_result::<Till>(conn)).await.unwrap();
        assert_eq!(till.amount, i64::from(JOBS), "{kind:?}");
        assert!(kills >= KILLS / 2, "{kills}");
        assert!(till.runs > till.amount, "some were cut off or failed and ran again: {till:?}");
    }
}
