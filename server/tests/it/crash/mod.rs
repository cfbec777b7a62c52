//! The process is killed at random points under load, again and again: whatever it has acknowledged is there afterwards, once,
//! and every invariant holds.

mod load;
mod process;

use std::time::Duration;

use db::testing::{Kind, database, kinds};
use domain::clock::Clock;
use serde_json::json;

use load::{Course, Load, Story, Trio};
use process::Process;

/// How often the process is killed on each database; `TANDEM_CRASH_ROUNDS` says otherwise.
const ROUNDS: usize = 8;
/// The longest that it lives once it answers, in milliseconds.
const LONGEST_LIFE: u64 = 700;
/// How many sponsors work at once, each with an influencer.
const TRIOS: usize = 4;

fn rounds() -> usize {
    std::env::var("TANDEM_CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_every_kill_once() {
    for kind in kinds() {
        survive(kind).await;
    }
}

async fn survive(kind: Kind) {
    let test = database(kind, tandem::db::MIGRATIONS, Clock::system()).await;
    let processes = replicas(kind, &test.url);
    let mut running = Vec::new();
    for process in &processes {
        running.push(process.start().await);
    }
    let load = Load::new(processes.iter().map(|process| process.url.clone()).collect());
    let mut people = Vec::new();
    for number in 0..TRIOS {
        people.push(load.trio(number).await);
    }
    let begin = |(number, trio): (usize, &Trio)| tokio::spawn(load.clone().work(trio.clone(), number));
    let work: Vec<_> = people.iter().enumerate().map(begin).collect();
    for _ in 0..rounds() {
        // The instant and the replica are what is random here.
        tokio::time::sleep(Duration::from_millis(rand::random_range(1..LONGEST_LIFE))).await;
        let one = rand::random_range(0..processes.len());
        running[one].kill();
        running[one] = processes[one].start().await;
    }
    load.stop();
    let mut stories = 0;
    for (done, trio) in work.into_iter().zip(&people) {
        stories += verify(&load, trio, done.await.unwrap()).await;
    }
    running.iter_mut().for_each(process::Running::kill);
    processes[0].check();
    let (replicas, cut) = (processes.len(), load.cut());
    println!("{kind:?}: {replicas} replicas, {} kills, {cut} requests cut off, {stories} collaborations", rounds());
    assert!(cut > rounds() / 2, "{kind:?}: the load was hardly there: {cut}");
}

/// On PostgreSQL two, which share what Redis is there to share; on SQLite one process is the whole instance.
fn replicas(kind: Kind, database_url: &str) -> Vec<Process> {
    let redis = std::env::var("TANDEM_TEST_REDIS_URL").ok().filter(|_| kind == Kind::Postgres);
    (0..if redis.is_some() { 2 } else { 1 }).map(|_| Process::new(database_url, redis.as_deref())).collect()
}

/// Sees that everything of these two is there as it was acknowledged, and nothing beside it; answers how many collaborations.
async fn verify(load: &Load, Trio { sponsor, influencer, .. }: &Trio, acknowledged: Vec<Story>) -> usize {
    let count = acknowledged.len();
    assert!(count > 0);
    for story in &acknowledged {
        let work = load.get(sponsor, &format!("/collaborations/{}", story.collaboration)).await;
        let (released, expected): (i64, &[&str]) = match story.course {
            Course::Smooth | Course::Confirmed => {
                (load::PRICE, &["agreed", "funded", "submitted", "approved", "published", "completed"])
            }
            Course::Disputed => {
                (load::PRICE / 2, &["agreed", "funded", "submitted", "disputed", "resolved", "completed"])
            }
        };
        let what: Vec<_> = work["events"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!((&work["status"], what.as_slice()), (&json!("completed"), expected));
        assert_eq!(work["released"]["amount"], released, "{:?}", story.course);
        let paid = story.paid.iter().map(|payment| (sponsor, payment));
        for (who, (payment, amount)) in paid.chain([(influencer, &story.earned)]) {
            let payment = load.settled(who, payment).await;
            assert_eq!((&payment["status"], &payment["amount"]["amount"]), (&json!("succeeded"), &json!(amount)));
        }
    }
    let paid = acknowledged.iter().map(|story| story.paid.len()).sum();
    for (side, payments) in [(sponsor, paid), (influencer, count)] {
        let wallet = load.get(side, "/wallet").await;
        for part in ["available", "escrow", "in_transit"] {
            assert_eq!(wallet["balances"][0][part]["amount"], 0, "{part} of {}: all that came in went out", side.name);
        }
        let seen = load.get(side, "/wallet/payments?limit=100").await;
        let seen = seen["items"].as_array().unwrap().len();
        assert_eq!(seen, payments.min(100), "{} has no payment that nobody made", side.name);
        let works = load.get(side, "/collaborations?limit=1&count=true").await;
        assert_eq!(works["total"], count);
    }
    count
}
