//! The programs that must be there: found, installed where we may, or named in one line each.

use std::{
    env,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, bail};
use nix::unistd::geteuid;

use crate::process;

/// The oldest Node that the web app's tools run on: major and minor version.
const NODE: (u32, u32) = (20, 19);

/// The first of these programs on the PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

pub(crate) fn is_root() -> bool {
    geteuid().is_root()
}

/// What building takes, checked before minutes are spent on it: a C compiler, Node and npm.
pub(crate) fn need_build_tools() -> Result<()> {
    all([c_compiler(), node(), npm()])
}

/// What the web app's own checks take.
pub(crate) fn need_web_tools() -> Result<()> {
    all([node(), npm()])
}

/// Every failure, a line each, instead of the first alone.
pub(crate) fn all(results: impl IntoIterator<Item = Result<()>>) -> Result<()> {
    let faults: Vec<_> = results.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if !faults.is_empty() {
        bail!("{}", faults.join("\nerror: "));
    }
    Ok(())
}

fn c_compiler() -> Result<()> {
    if env::var_os("CC").is_none() && find(&["cc", "gcc", "clang"]).is_none() {
        bail!("a C compiler (cc) is missing: `apt-get install gcc libc6-dev`, or on macOS `xcode-select --install`");
    }
    Ok(())
}

fn node() -> Result<()> {
    let hint = format!("Node {}.{} or newer is needed: https://nodejs.org/en/download", NODE.0, NODE.1);
    if find(&["node"]).is_none() {
        bail!("node is missing; {hint}");
    }
    let version = process::output(process::tool("node").arg("--version"))?;
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < NODE {
        bail!("node is {}; {hint}", version.trim());
    }
    Ok(())
}

fn npm() -> Result<()> {
    if find(&["npm"]).is_none() {
        bail!("npm is missing: it comes with Node from https://nodejs.org, or `apt-get install npm`");
    }
    Ok(())
}

/// Installs Debian packages when this is Debian or Ubuntu and we are root.
///
/// Otherwise the error says that `what` is missing and how to get it.
pub(crate) fn apt_install(what: &str, packages: &[&str], elsewhere: &str) -> Result<()> {
    static UPDATED: AtomicBool = AtomicBool::new(false);
    let list = packages.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("{what} is missing: {elsewhere}");
    }
    if !is_root() {
        bail!("{what} is missing: `sudo apt-get install {list}`");
    }
    eprintln!("{what} is missing; installing {list}");
    let apt = || {
        let mut command = process::tool("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        command
    };
    if !UPDATED.swap(true, Ordering::SeqCst) {
        process::output(apt().arg("update"))?;
    }
    process::output(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))?;
    Ok(())
}
