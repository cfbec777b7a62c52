//! `cargo xtask check`: what a reviewer should not have to say.

use std::env;

use anyhow::Result;

use crate::{process, tools, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::need_build_tools()?;
    process::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))?;
    workspace.npm_ci()?;
    for script in ["fmt:check", "lint", "typecheck"] {
        process::run(&mut workspace.npm(&["run", script]))?;
    }
    if env::var_os("RUSTC_WORKSPACE_WRAPPER").is_some() {
        // Everything is compiled by clippy as it is, which .ci/run sees to.
        return Ok(());
    }
    process::run(&mut workspace.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}
