//! `cargo xtask run`: from a checkout to a page in the browser.

use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{process, tools, workspace::Workspace};

/// Builds everything, fills a new data folder with the demo world, starts. Only comes back with an error.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    tools::need_build_tools()?;
    process::run(&mut workspace.cargo(&["build", "--package", "tandem"]))?;
    let tandem = workspace.binary("debug", "tandem");
    let data = data_folder(workspace);
    fs::create_dir_all(&data).with_context(|| format!("cannot create the data folder {}", data.display()))?;
    if is_new(&data) {
        let demo = process::run(process::tool(&tandem).arg("demo").env("TANDEM_DATA_DIR", &data));
        demo.inspect_err(|_| forget_half_a_world(&data))?;
    } else if let Ok(logins) = fs::read_to_string(data.join("demo-logins.txt")) {
        eprintln!("{}", logins.trim_end());
    }
    let error = process::tool(&tandem).arg("serve").args(args).env("TANDEM_DATA_DIR", &data).exec();
    Err(error).with_context(|| format!("cannot start {}", tandem.display()))
}

fn data_folder(workspace: &Workspace) -> PathBuf {
    env::var_os("TANDEM_DATA_DIR").map_or_else(|| workspace.root.join("data"), PathBuf::from)
}

/// A folder without a database gets the demo world; a database elsewhere is nobody's playground.
fn is_new(data: &Path) -> bool {
    env::var_os("TANDEM_DATABASE_URL").is_none() && !data.join("tandem.db").exists()
}

/// Removes the database that an interrupted `tandem demo` made, so that the next start makes a whole one.
fn forget_half_a_world(data: &Path) {
    for file in ["tandem.db", "tandem.db-wal", "tandem.db-shm"] {
        // What cannot be removed, or was never there, is no worse than before.
        let _ = fs::remove_file(data.join(file));
    }
}
