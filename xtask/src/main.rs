//! What scripts would do, in Rust: `cargo xtask run` starts Tandem, `cargo xtask test` tests it.

mod api;
mod bench;
mod check;
mod chromium;
mod postgres;
mod process;
mod redis;
mod run;
mod server;
mod services;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{test::Part, workspace::Workspace};

/// Builds, starts and tests Tandem.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, fill a new data folder with the demo world, start
    Run {
        /// Handed on to `tandem serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Install or start what the tests need, then run all of them, or one part
    Test {
        /// Leave PostgreSQL and Redis running for the next time
        #[arg(long)]
        keep: bool,
        /// Without it: all three, one after the other
        part: Option<Part>,
        /// Handed on to that part's test runner
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Start PostgreSQL and Redis for the tests, print their addresses as `export` lines, leave them running
    Services {
        #[command(subcommand)]
        action: Option<ServicesAction>,
    },
    /// Write server/openapi.json and the web app's types from the code
    Api {
        /// Change nothing; fail when they are not what the code says
        #[arg(long)]
        check: bool,
    },
    /// Format and lints, with warnings as errors
    Check,
    /// Measure the release build under load and print a table
    Bench(bench::Settings),
}

#[derive(Subcommand)]
enum ServicesAction {
    /// Stop both and remove their data
    Stop,
}

fn main() -> ExitCode {
    match start(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(task: Task) -> anyhow::Result<()> {
    process::forward_signals()?;
    let workspace = Workspace::find()?;
    match task {
        Task::Run { args } => run::run(&workspace, &args),
        Task::Test { keep, part, args } => test::run(&workspace, keep, part, &args),
        Task::Services { action: None } => services::keep_running(&workspace),
        Task::Services { action: Some(ServicesAction::Stop) } => services::stop(&workspace),
        Task::Api { check } => api::run(&workspace, check),
        Task::Bench(settings) => bench::run(&workspace, &settings),
        Task::Check => check::run(&workspace),
    }
}
