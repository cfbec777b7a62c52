//! `cargo xtask test`: everything that can fail, after what it needs has been installed and started.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{chromium, process, services, services::Services, tools, workspace::Workspace};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// All crates, on SQLite, PostgreSQL and Redis
    Rust,
    /// The web app's types, lints and unit tests
    Web,
    /// The web app in Chromium against the real binary
    E2e,
}

pub(crate) fn run(
    workspace: &Workspace,
    keep: bool,
    part: Option<Part>,
    args: &[String],
) -> Result<()> {
    match part {
        Some(Part::Rust) => rust(workspace, keep, args),
        Some(Part::Web) => web(workspace, args),
        Some(Part::E2e) => {
            tools::all([tools::need_build_tools(), chromium::need().map(drop)])?;
            process::run(&mut workspace.cargo(&["build", "--package", "tandem"]))?;
            e2e(workspace, args)
        }
        None if !args.is_empty() => bail!("say which part the arguments are for: rust, web or e2e"),
        None => {
            tools::all([
                tools::need_build_tools(),
                services::need(),
                chromium::need().map(drop),
            ])?;
            rust(workspace, keep, args)?;
            web(workspace, args)?;
            // The Rust tests have just built the binary.
            e2e(workspace, args)
        }
    }
}

fn rust(workspace: &Workspace, keep: bool, args: &[String]) -> Result<()> {
    tools::need_build_tools()?;
    let services = Services::start(workspace, keep)?;
    let run = |line: &[&str]| process::run(services.tell(workspace.cargo(line).args(args)));
    if tools::find(&["cargo-nextest"]).is_none() {
        return run(&["test", "--workspace"]);
    }
    run(&["nextest", "run", "--workspace"])?;
    if args.is_empty() {
        // nextest leaves out the examples in documentation.
        run(&["test", "--workspace", "--doc", "--quiet"])?;
    }
    Ok(())
}

fn web(workspace: &Workspace, args: &[String]) -> Result<()> {
    tools::need_web_tools()?;
    workspace.npm_ci()?;
    if args.is_empty() {
        process::run(&mut workspace.npm(&["run", "typecheck"]))?;
        process::run(&mut workspace.npm(&["run", "lint"]))?;
    }
    process::run(workspace.npm(&["run", "unit", "--"]).args(args))
}

fn e2e(workspace: &Workspace, args: &[String]) -> Result<()> {
    workspace.npm_ci()?;
    let binary = workspace.tandem("debug");
    if !Path::exists(&binary) {
        bail!(
            "{} is missing: the Rust tests did not build it",
            binary.display()
        );
    }
    let mut command = workspace.npm(&["run", "e2e", "--"]);
    process::run(
        command
            .args(args)
            .env("CHROMIUM", chromium::need()?)
            .env("TANDEM_BIN", binary),
    )
}
