//! `cargo xtask bench`: the release build under load, on a database of its own.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::{
    postgres::Postgres,
    process,
    server::{ADMIN_PASSWORD, Server},
    services, tools,
    workspace::Workspace,
};

/// What docs/operations.md says to set.
const DOCUMENTED: &str = "random_page_cost = 1.1\n";

#[derive(Args)]
pub(crate) struct Settings {
    /// Only the kinds of requests whose name contains this; instead, `jobs` measures the queue, `reports` the monthly reports,
    /// `reminders` the daily reminder, `exports` the CSV files, and `events` opens 5,000 streams of live events
    name: Option<String>,
    /// Of `reports`, `reminders` and `exports`: how many sponsors, influencers or rows (10,000, 100,000 and 1,000,000)
    #[arg(long)]
    count: Option<u32>,
    /// How long each kind is measured
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// On PostgreSQL, as durable as it is by default, instead of SQLite
    #[arg(long)]
    postgres: bool,
}

pub(crate) fn run(workspace: &Workspace, settings: &Settings) -> Result<()> {
    tools::need_build_tools()?;
    if settings.name.as_deref() == Some("jobs") {
        return jobs(workspace);
    }
    match settings.name.as_deref() {
        Some("reports") => return process::run(&mut harness(workspace, "reports", settings.count)),
        Some(name @ ("reminders" | "exports")) => return on_both(workspace, name, settings.count),
        _ => {}
    }
    process::run(&mut workspace.cargo(&["build", "--release", "--package", "tandem", "--package", "bench"]))?;
    let dir = services::folder(workspace)?.join("bench");
    let postgres = settings.postgres.then(|| Postgres::at(&dir));
    let database = postgres.as_ref().map(|postgres| postgres.start(DOCUMENTED)).transpose();
    let measured = database.and_then(|database| measure(workspace, settings, database.as_deref()));
    if let Some(postgres) = postgres {
        postgres.stop()?;
    }
    measured
}

/// A measurement of the server's own.
fn harness(workspace: &Workspace, name: &str, count: Option<u32>) -> Command {
    let mut harness = workspace.cargo(&["bench", "--package", "tandem", "--bench", "measure", "--", name]);
    harness.args(count.map(|count| count.to_string()));
    harness
}

/// On SQLite and on PostgreSQL, each in a process of its own, whose memory is counted.
fn on_both(workspace: &Workspace, name: &str, count: Option<u32>) -> Result<()> {
    process::run(&mut harness(workspace, name, count))?;
    let postgres = Postgres::at(&services::folder(workspace)?.join("bench"));
    let database = postgres.start(DOCUMENTED)?;
    let measured = process::run(harness(workspace, name, count).env("BENCH_POSTGRES_URL", database));
    postgres.stop()?;
    measured
}

/// Empty jobs a second, on SQLite and on PostgreSQL.
fn jobs(workspace: &Workspace) -> Result<()> {
    let postgres = Postgres::at(&services::folder(workspace)?.join("bench"));
    let database = postgres.start(DOCUMENTED)?;
    let bench = ["bench", "--package", "queue", "--bench", "jobs"];
    let measured = process::run(workspace.cargo(&bench).env("TANDEM_TEST_POSTGRES_URL", database));
    postgres.stop()?;
    measured
}

fn measure(workspace: &Workspace, settings: &Settings, database: Option<&str>) -> Result<()> {
    let dir = workspace.target.join("bench");
    let server = Server::start(&workspace.binary("release", "tandem"), &dir, database, true)?;
    let (seconds, connections) = (settings.seconds.to_string(), settings.connections.to_string());
    process::run(
        process::tool(workspace.binary("release", "bench"))
            .args(["--address", &server.address.to_string(), "--pid", &server.id().to_string()])
            .args(["--seconds", &seconds, "--connections", &connections])
            .args(&settings.name)
            .env("TANDEM_ADMIN_PASSWORD", ADMIN_PASSWORD),
    )
}
