//! `cargo xtask test`: everything that can fail, after what it needs has been installed and started.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{
    chromium, process,
    server::{ADMIN_PASSWORD, Server},
    services,
    services::Services,
    tools,
    workspace::Workspace,
};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// All crates, on SQLite, PostgreSQL and Redis
    Rust,
    /// The web app's units
    Web,
    /// The web app in Chromium against the real binary
    E2e,
}

pub(crate) fn run(workspace: &Workspace, keep: bool, part: Option<Part>, args: &[String]) -> Result<()> {
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
            tools::all([tools::need_build_tools(), services::need(), chromium::need().map(drop)])?;
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
    process::run(workspace.npm(&["run", "unit", "--"]).args(args))
}

/// Runs the end-to-end tests against a server of their own. They know it by `BASE_URL`; `TANDEM_ADMIN_PASSWORD` is its
/// first admin's, its mail is in `TANDEM_DATA_DIR`, `TANDEM_BIN` is its binary.
fn e2e(workspace: &Workspace, args: &[String]) -> Result<()> {
    workspace.npm_ci()?;
    let binary = workspace.binary("debug", "tandem");
    if !Path::exists(&binary) {
        bail!("{} is missing: the Rust tests did not build it", binary.display());
    }
    let chromium = chromium::need()?;
    let server = Server::start(&binary, &workspace.target.join("e2e"), None, false)?;
    process::run(
        workspace
            .npm(&["run", "e2e", "--"])
            .args(args)
            .env("CHROMIUM", chromium)
            .env("BASE_URL", format!("http://{}", server.address))
            .env("TANDEM_ADMIN_PASSWORD", ADMIN_PASSWORD)
            .env("TANDEM_DATA_DIR", &server.data)
            .env("TANDEM_BIN", &binary),
    )
}
