//! The daily reminder of many influencers of one time zone, all long away, half of them with an ad request to answer, and 1,000
//! public campaigns. All are due at the same tick, the worst there is: how long it takes with all mail, and how much memory.
//! `cargo xtask bench reminders`, with `--count` as many as you like.

use std::time::Instant;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::common::{Measured, count_or, resident};

/// `COUNT` influencers, 100 sponsors, 1,000 campaigns; asked on 28 November 2026, to be answered by 12 December.
const WORLD: &str = include_str!("reminders.sql");

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Measures them.
pub async fn measure() {
    let people = count_or(100_000).max(1_000);
    let measured = Measured::at("2026-11-30T17:45:00Z").await;
    measured.fill(WORLD.replace("COUNT", &people.to_string())).await;
    let idle = resident("VmRSS");
    measured.app.clock.advance_ms(15 * 60 * 1000);
    let began = Instant::now();
    let ran = measured.app.jobs.run_schedule("daily-reminder", &measured.app).await.expect("a queue");
    let took = began.elapsed();
    assert_eq!(ran.map(|ran| ran.dead()), Some(0), "all of it succeeds");
    let reminded = measured.app.db.read(|conn| {
        let count = diesel::sql_query("select count(*) as n from daily_reminders").get_result::<Count>(conn)?;
        Ok::<_, tandem::Error>(count.n)
    });
    let reminded = reminded.await.expect("a count");
    println!("| database | influencers | reminded | total | each | memory before | at most |");
    println!("|---|---|---|---|---|---|---|");
    println!(
        "| {} | {people} | {reminded} | {took:.1?} | {:.2?} | {idle} MiB | {} MiB |",
        measured.database,
        took / people.max(1),
        resident("VmHWM"),
    );
    measured.end();
}
