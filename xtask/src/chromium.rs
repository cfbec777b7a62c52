//! The browser for the end-to-end tests.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{process, tools};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// With fonts for every script that the tests write in: Latin to Devanagari, Arabic, Han, emoji.
const PACKAGES: [&str; 4] = ["chromium", "fonts-noto-core", "fonts-noto-color-emoji", "fonts-wqy-microhei"];

/// The path of a Chromium or Chrome that starts: `CHROMIUM`, else from the PATH, else installed.
pub(crate) fn need() -> Result<PathBuf> {
    let path = if let Some(path) = find() {
        path
    } else {
        tools::apt_install("Chromium", &PACKAGES, "install Google Chrome or Chromium, or set CHROMIUM to its path")?;
        find().context("Chromium is still missing after its installation")?
    };
    process::output(process::tool(&path).arg("--version"))
        .with_context(|| format!("{} does not start; set CHROMIUM to a Chromium that does", path.display()))?;
    Ok(path)
}

fn find() -> Option<PathBuf> {
    env::var_os("CHROMIUM")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .or_else(|| tools::find(&NAMES))
        .or_else(|| Some(PathBuf::from(MAC)).filter(|path| Path::exists(path)))
}
