//! Load on a running server through its public interface. `cargo xtask bench` starts one and calls this.
//!
//! Each kind of request runs alone, one after the other, beside the hello world of the same server: the ratio to that
//! says more than the absolute numbers, since both bear the same machine.

mod events;
mod http;
mod load;
mod memory;
mod report;
mod scenarios;
mod world;

use std::{fmt::Display, net::SocketAddr, process::ExitCode, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Parser;

use crate::{load::Load, report::Report, scenarios::SCENARIOS, world::World};

/// Measures a server that runs with `TANDEM_RATE_LIMITS=off` on a database that nobody needs any more.
#[derive(Parser)]
struct Settings {
    /// Where it listens
    #[arg(long)]
    address: SocketAddr,
    /// Its process id, to read how much memory it takes
    #[arg(long)]
    pid: Option<u32>,
    /// Password of its first admin, named `admin`
    #[arg(long, env = "TANDEM_ADMIN_PASSWORD", hide_env_values = true)]
    admin_password: String,
    /// How long each kind of request is measured
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Of `events`: how many streams are opened
    #[arg(long, default_value_t = 5_000)]
    streams: usize,
    /// Only the kinds whose name contains this; hello world always runs. `events` opens streams of live events instead
    name: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    if settings.name.as_deref() == Some("events") {
        let Settings { address, admin_password, pid, streams, .. } = settings;
        return end(events::run(address, &admin_password, pid, streams).await);
    }
    end(run(settings).await)
}

fn end(result: Result<impl Display>) -> ExitCode {
    match result {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> Result<Report> {
    let wanted = |name: &str| settings.name.as_ref().is_none_or(|part| name.contains(part.as_str()));
    ensure!(SCENARIOS.iter().any(|scenario| wanted(scenario.name)), "no kind of request has that name");

    let mut report = Report { idle_kib: settings.pid.and_then(memory::resident_kib), ..Report::default() };
    eprintln!("Preparing the world…");
    let world = World::create(settings.address, &settings.admin_password).await?;
    let load = Load {
        address: settings.address,
        connections: settings.connections,
        time: Duration::from_secs(settings.seconds),
    };
    for (index, scenario) in SCENARIOS.iter().enumerate().filter(|(index, each)| *index == 0 || wanted(each.name)) {
        eprintln!("{} of {}: {}…", index + 1, SCENARIOS.len(), scenario.name);
        let measured = load.run(|| (scenario.requests)(&world)).await.context(scenario.name)?;
        report.measured.push((scenario.name, measured));
    }
    report.loaded_kib = settings.pid.and_then(memory::resident_kib);
    Ok(report)
}
