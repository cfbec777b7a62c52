//! CSV exports of ever more campaigns: how many rows a second, and that memory stays flat. `cargo xtask bench exports`, with
//! `--count` as many rows as you like in the largest.

use std::time::Instant;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::clock::Timestamp;
use domain::ids::{ExportId, UserId};
use serde::{Deserialize, Serialize};
use tandem::app::App;
use tandem::jobs::{self, Job, JobError, Run};

use crate::common::{Measured, count_or, resident};

/// Sponsor number `NUMBER` with `COUNT` campaigns, each with a brief of a few hundred letters and two niches.
const WORLD: &str = include_str!("exports.sql");

/// The app's own job by its name.
#[derive(Serialize, Deserialize)]
struct WriteExport {
    export: ExportId,
}

impl Job<App> for WriteExport {
    const KIND: &'static str = "write-export";

    async fn run(self, _: &App, _: &Run) -> Result<(), JobError> {
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Done {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = BigInt)]
    row_count: i64,
    #[diesel(sql_type = BigInt)]
    size: i64,
}

/// Measures them.
pub async fn measure() {
    let most = count_or(1_000_000);
    let measured = Measured::at("2026-11-30T12:00:00Z").await;
    let app = &measured.app;
    println!("| database | rows | MiB | total | rows/s | memory before | at most |");
    println!("|---|---|---|---|---|---|---|");
    for (number, rows) in (1..).zip([most / 100, most / 10, most]) {
        let owner = UserId::new(Timestamp(number));
        let world = WORLD.replace("OWNER", &owner.to_string()).replace("NUMBER", &number.to_string());
        measured.fill(world.replace("COUNT", &rows.to_string())).await;
        let idle = resident("VmRSS");
        let export = ExportId::new(app.clock.now());
        ask_for(&measured, owner, export).await;
        let began = Instant::now();
        app.jobs.run_due(app).await.expect("a queue");
        let took = began.elapsed();
        let done = app.db.read(move |conn| {
            let row =
                diesel::sql_query("select status, row_count, coalesce(size, 0) as size from exports where id = $1");
            Ok::<_, tandem::Error>(row.bind::<Text, _>(export.to_string()).get_result::<Done>(conn)?)
        });
        let done = done.await.expect("an export");
        assert_eq!((done.status.as_str(), done.row_count), ("done", i64::from(rows)), "all of it is written");
        println!(
            "| {} | {rows} | {} | {took:.1?} | {:.0} | {idle} MiB | {} MiB |",
            measured.database,
            done.size >> 20,
            f64::from(rows) / took.as_secs_f64(),
            resident("VmHWM"),
        );
    }
    measured.end();
}

/// An export that is asked for, with its job.
async fn ask_for(measured: &Measured, owner: UserId, export: ExportId) {
    let asked = measured.app.db.write(move |tx| {
        let row =
            "insert into exports (id, user_id, kind, status, created_at) values ($1, $2, 'campaigns', 'queued', $3)";
        diesel::sql_query(row)
            .bind::<Text, _>(export.to_string())
            .bind::<Text, _>(owner.to_string())
            .bind::<BigInt, _>(tx.now.0)
            .execute(tx.conn)?;
        jobs::enqueue(tx, &WriteExport { export })
    });
    asked.await.expect("an export");
}
