//! `tandem jobs`.

use std::io::Write;

use anyhow::{Result, bail};
use clap::Subcommand;
use domain::clock::{Clock, Timestamp};

use crate::config::{Config, Flags};
use crate::jobs::{self, Tally};
use crate::{start, telemetry};

/// See and run what comes again and again.
#[derive(Subcommand)]
pub(super) enum Jobs {
    /// List the schedules with their next and last run, and the jobs that wait, run or were given up.
    List {
        #[command(flatten)]
        flags: Flags,
    },
    /// Run a schedule now, and every job that is due; a failure when one is given up.
    Run {
        /// Its name, as `tandem jobs list` shows it.
        name: String,
        /// Run it as if it were then, and handle all that is due by then.
        #[arg(long, value_name = "INSTANT")]
        at: Option<Timestamp>,
        #[command(flatten)]
        flags: Flags,
    },
}

pub(super) async fn run(command: Jobs) -> Result<()> {
    match command {
        Jobs::List { flags } => list(Config::load(&flags)?).await,
        Jobs::Run { name, at, flags } => run_schedule(&name, at, Config::load(&flags)?).await,
    }
}

async fn list(config: Config) -> Result<()> {
    let app = start::app(config, Clock::system()).await?;
    let queue = app.jobs.clone();
    let (schedules, counts) =
        app.db.read(move |conn| Ok::<_, crate::Error>((queue.schedules(conn)?, jobs::counts(conn)?))).await?;
    let shown = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let mut lines = vec![format!("{:24} {:28} {:26} LAST", "SCHEDULE", "WHEN", "NEXT")];
    lines.extend(schedules.into_iter().map(|each| {
        let (next, last) = (shown(each.next_run_at), shown(each.last_run_at));
        format!("{:24} {:28} {next:26} {last}", each.name, each.timing.to_string())
    }));
    lines.push(format!("\n{:24} {:10} {:>8}", "KIND", "STATE", "JOBS"));
    lines.extend(counts.into_iter().map(|each| format!("{:24} {:10} {:>8}", each.kind, each.state, each.count)));
    // Whoever reads only the beginning is no failure of ours.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
    Ok(())
}

async fn run_schedule(name: &str, at: Option<Timestamp>, config: Config) -> Result<()> {
    let all = jobs::all();
    if !all.schedules().any(|schedule| schedule == name) {
        let known: Vec<_> = all.schedules().collect();
        bail!("jobs: there is no schedule {name}; there are {}", known.join(", "));
    }
    telemetry::log(&config.log)?;
    let app = start::app(config, at.map_or_else(Clock::system, Clock::at)).await?;
    let Some(tally) = app.jobs.run_schedule(name, &app).await? else { bail!("jobs: there is no schedule {name}") };
    print(&tally);
    if !tally.0.contains_key(name) {
        println!("{name:24} was taken by another worker");
    }
    match tally.dead() {
        0 => Ok(()),
        dead => bail!("jobs: {dead} of {} runs were given up", tally.runs()),
    }
}

fn print(tally: &Tally) {
    for (kind, ends) in &tally.0 {
        let mut parts = vec![format!("{} done", ends.done)];
        if ends.to_retry > 0 {
            parts.push(format!("{} to be tried again", ends.to_retry));
        }
        if ends.dead > 0 {
            parts.push(format!("{} given up", ends.dead));
        }
        println!("{kind:24} {}", parts.join(", "));
    }
}
