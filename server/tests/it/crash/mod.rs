//! The process is killed at random points under load, again and again: whatever it has acknowledged is there afterwards, once,
//! and every invariant holds.

mod load;
mod process;

use std::time::Duration;

use db::testing::{Kind, database, kinds};
use domain::clock::Clock;
use serde_json::json;

use load::{Load, Side};
use process::Process;

/// How often the process is killed on each database; `TANDEM_CRASH_ROUNDS` says otherwise.
const ROUNDS: usize = 8;
/// The longest that it lives once it answers, in milliseconds.
const LONGEST_LIFE: u64 = 700;
/// How many pairs of a sponsor and an influencer work at once.
const PAIRS: usize = 4;

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
    let process = Process::new(&test.url);
    let mut running = process.start().await;
    let load = Load::new(&process.url);
    let mut people = Vec::new();
    for number in 0..PAIRS {
        people.push(load.pair(number).await);
    }
    let work: Vec<_> = people.iter().map(|pair| tokio::spawn(load.clone().work(pair.clone()))).collect();
    for _ in 0..rounds() {
        // The instant is what is random here.
        tokio::time::sleep(Duration::from_millis(rand::random_range(1..LONGEST_LIFE))).await;
        running.kill();
        running = process.start().await;
    }
    load.stop();
    let mut stories = 0;
    for (done, pair) in work.into_iter().zip(&people) {
        stories += verify(&load, pair, done.await.unwrap()).await;
    }
    running.kill();
    process.check();
    let cut = load.cut();
    println!("{kind:?}: {} kills, {cut} requests cut off, {stories} collaborations from deposit to payout", rounds());
    assert!(cut > rounds() / 2, "{kind:?}: the load was hardly there: {cut}");
}

/// Sees that everything of these two is there as it was acknowledged, and nothing beside it; answers how many collaborations.
async fn verify(load: &Load, pair: &[Side; 2], acknowledged: Vec<load::Story>) -> usize {
    let [sponsor, influencer] = pair;
    let count = acknowledged.len();
    assert!(count > 0);
    for story in &acknowledged {
        let work = load.get(sponsor, &format!("/collaborations/{}", story.collaboration)).await;
        assert_eq!(
            (&work["status"], &work["released"]["amount"]),
            (&json!("completed"), &json!(load::PRICE)),
            "{work}"
        );
        let what: Vec<_> = work["events"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(what, ["agreed", "funded", "submitted", "approved", "published", "completed"]);
        for (who, payment) in [(sponsor, &story.deposit), (influencer, &story.payout)] {
            let payment = load.settled(who, payment).await;
            assert_eq!((&payment["status"], &payment["amount"]["amount"]), (&json!("succeeded"), &json!(load::PRICE)));
        }
    }
    for side in pair {
        let wallet = load.get(side, "/wallet").await;
        for part in ["available", "escrow", "in_transit"] {
            assert_eq!(wallet["balances"][0][part]["amount"], 0, "{part} of {}: all that came in went out", side.name);
        }
        let payments = load.get(side, "/wallet/payments?limit=100").await;
        assert_eq!(
            payments["items"].as_array().unwrap().len(),
            count.min(100),
            "{} has no payment that nobody made",
            side.name
        );
        let works = load.get(side, "/collaborations?limit=1&count=true").await;
        assert_eq!(works["total"], count);
    }
    count
}
