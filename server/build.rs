//! Builds the web app into `OUT_DIR/web`, which the binary embeds.
//!
//! | setting | what happens |
//! |---|---|
//! | `WEB_DIST=dir` | embeds that finished build and runs nothing: packagers, or a separate npm job |
//! | `WEB=skip` | embeds a page that says so: work on the Rust side, docs |
//! | `WEB=require` | fails when the app cannot be built; release builds imply it |
//!
//! Without any of these a debug build tries, and embeds the page that says so when npm is missing. An app that npm
//! is there for but that does not build always fails the build.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// What decides whether the app must be built again. `dist` and `node_modules` are results, not sources.
const SOURCES: [&str; 8] =
    ["src", "public", "build", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tandem</title>\
    <h1>The web app is not in this build</h1>\
    <p>Install Node 20.19 or newer with npm and build again. The API is at <a href=\"/api/docs\">/api/docs</a>.</p></html>";

enum Failure {
    /// There is nothing to build the app with, or nobody wants it built.
    Absent(String),
    /// It was tried and went wrong.
    Broken(String),
}

fn main() {
    let out = path_from_env("OUT_DIR").join("web");
    let web = path_from_env("CARGO_MANIFEST_DIR").join("../web");
    println!("cargo:rerun-if-changed=build.rs");
    for source in SOURCES {
        println!("cargo:rerun-if-changed={}", web.join(source).display());
    }
    for name in ["WEB", "WEB_DIST"] {
        println!("cargo:rerun-if-env-changed={name}");
    }

    let wish = env::var("WEB").unwrap_or_default();
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let required = wish == "require" || (is_release && wish != "skip");
    let outcome = empty(&out).and_then(|()| match env::var_os("WEB_DIST") {
        Some(dist) => embed_finished(&PathBuf::from(dist), &out),
        None if wish == "skip" => Err(Failure::Absent("WEB=skip".to_owned())),
        None => build(&web, &out),
    });
    match outcome {
        Ok(()) => {}
        Err(Failure::Absent(why)) if !required => embed_placeholder(&out, &why),
        Err(Failure::Absent(why) | Failure::Broken(why)) => fail(&why),
    }
}

fn path_from_env(name: &str) -> PathBuf {
    env::var_os(name).map_or_else(|| fail(&format!("cargo did not set {name}")), PathBuf::from)
}

fn fail(why: &str) -> ! {
    eprintln!("\nThe web app could not be built: {why}\n");
    eprintln!(
        "It needs Node 20.19 or newer with npm. WEB=skip builds without it, WEB_DIST=<dir> embeds a finished build.\n"
    );
    std::process::exit(1)
}

fn empty(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|e| broken(folder, &e))?;
    }
    fs::create_dir_all(folder).map_err(|e| broken(folder, &e))
}

fn broken(path: &Path, error: &io::Error) -> Failure {
    Failure::Broken(format!("{}: {error}", path.display()))
}

fn embed_finished(dist: &Path, out: &Path) -> Result<(), Failure> {
    println!("cargo:rerun-if-changed={}", dist.display());
    if !dist.join("index.html").is_file() {
        return Err(Failure::Broken(format!("WEB_DIST: {} holds no index.html", dist.display())));
    }
    copy(dist, out).map_err(|e| broken(dist, &e))
}

fn embed_placeholder(out: &Path, why: &str) {
    println!("cargo:warning=the web app is not embedded ({why}); the binary serves a page that says so");
    if let Err(error) = fs::write(out.join("index.html"), PLACEHOLDER) {
        fail(&error.to_string());
    }
}

fn build(web: &Path, out: &Path) -> Result<(), Failure> {
    if !is_installed(web) {
        npm(web, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    }
    let folder = out.to_string_lossy();
    npm(web, &["run", "build", "--", "--outDir", &folder, "--emptyOutDir", "--logLevel", "warn"])
}

/// npm writes its own lockfile last, so that an interrupted install is repeated.
fn is_installed(web: &Path) -> bool {
    let changed = |file: &str| web.join(file).metadata().and_then(|m| m.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    installed.is_some() && installed >= changed("package-lock.json")
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program)
        .current_dir(web)
        .args(arguments)
        .env("NO_COLOR", "1")
        // Cargo's target triple would mislead native packages.
        .env_remove("TARGET")
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::Absent("npm is not installed".to_owned()),
            _ => Failure::Broken(format!("npm: {error}")),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<_> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines[lines.len().saturating_sub(15)..].join("\n  ");
    Err(Failure::Broken(format!("npm {} failed\n  {last}", arguments.join(" "))))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
