//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process;

/// The folders of this checkout, as cargo sees them.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// `target`, or wherever `CARGO_TARGET_DIR` and cargo's settings put it.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let mut command = process::tool(cargo_program());
        command.args(["metadata", "--format-version=1", "--no-deps", "--offline"]);
        let metadata: serde_json::Value = serde_json::from_str(&process::output(&mut command)?)?;
        let path = |key: &str| {
            metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata names no {key}"))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }

    /// `cargo` in the root of the workspace.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = process::tool(cargo_program());
        command.args(args).current_dir(&self.root);
        command
    }

    /// `npm` in the web app's folder.
    pub(crate) fn npm(&self, args: &[&str]) -> Command {
        let mut command = process::tool("npm");
        command.args(args).current_dir(self.web());
        command
    }

    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// A binary as that profile leaves it (`debug`, `release`).
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Installs the web app's packages unless they are those of the lock file already.
    pub(crate) fn npm_ci(&self) -> Result<()> {
        let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
        let locked = modified(&self.web().join("package-lock.json"));
        // npm writes this file last, so an interrupted installation is repeated.
        let installed = modified(&self.web().join("node_modules/.package-lock.json"));
        if installed.is_some() && installed >= locked {
            return Ok(());
        }
        process::run(&mut self.npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
    }
}

fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
