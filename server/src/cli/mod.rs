//! The program: `tandem <command>`. Whatever goes wrong ends with one line and an exit code that is not 0.

mod admin;
mod check;
mod demo;
mod jobs;
mod serve;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Flags};

/// Sponsorships that both sides can trust.
#[derive(Parser)]
#[command(name = "tandem", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve everything from one process: web app, API, workers and schedules.
    Serve {
        #[command(flatten)]
        flags: Flags,
        /// Leave the jobs to `tandem worker` (PostgreSQL).
        #[arg(long)]
        no_jobs: bool,
    },
    /// Only do jobs, beside processes that serve (PostgreSQL).
    Worker {
        #[command(flatten)]
        flags: Flags,
    },
    /// See and run what comes again and again.
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Bring the database to this program's version, and nothing else.
    Migrate {
        #[command(flatten)]
        flags: Flags,
    },
    /// Manage admins.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Fill an empty database with a believable world to look around in.
    Demo(demo::Demo),
    /// See whether the database keeps every rule: one line for each, and a failure when one is broken.
    Check {
        #[command(flatten)]
        flags: Flags,
    },
    /// Have the search index built anew: at once by what serves now, else at the next start.
    Reindex {
        #[command(flatten)]
        flags: Flags,
    },
    /// Print the interface's OpenAPI document.
    Openapi,
}

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    small_pages();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("tandem: {}", causes.join(": "));
            ExitCode::FAILURE
        }
    }
}

/// Keeps to pages of 4 KiB: with huge ones an idle process takes twice the memory, and is no faster.
fn small_pages() {
    // A kernel that refuses leaves us as large as we were.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_thp_disable(true);
}

fn run(command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve { flags, no_jobs } => serve::serve(Config::load(&flags)?, !no_jobs).await,
            Command::Worker { flags } => serve::work(Config::load(&flags)?).await,
            Command::Jobs(command) => jobs::run(command).await,
            Command::Migrate { flags } => serve::migrate(Config::load(&flags)?).await,
            Command::Admin(command) => admin::run(command).await,
            Command::Check { flags } => check::run(Config::load(&flags)?).await,
            Command::Demo(command) => demo::run(command).await,
            Command::Reindex { flags } => serve::reindex(Config::load(&flags)?).await,
            Command::Openapi => {
                // Whoever reads only the beginning is no failure of ours.
                let _ = writeln!(std::io::stdout(), "{:#}", crate::openapi::json());
                Ok(())
            }
        }
    })
}
