//! PostgreSQL and Redis for the tests: shared by all runs of a checkout, stopped by the last one.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    net::TcpListener,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::{
    postgres::{self, Postgres},
    process,
    redis::{self, Redis},
    tools,
    workspace::Workspace,
};

/// Both, running as long as this lives.
pub(crate) struct Services {
    dir: PathBuf,
    /// Each run that uses the services shares a lock on it: who can have it alone was the last.
    users: File,
    /// The variables that tell the tests where the services are.
    environment: Vec<(&'static str, String)>,
}

impl Services {
    /// Starts what does not run yet; the end of the last user stops it, unless somebody asked to keep it.
    pub(crate) fn start(workspace: &Workspace, keep: bool) -> Result<Self> {
        need()?;
        let dir = folder(workspace)?;
        let users = open(&dir, "users")?;
        let mut services = Self { dir, users, environment: Vec::new() };
        services.start_both(keep)?;
        Ok(services)
    }

    fn start_both(&mut self, keep: bool) -> Result<()> {
        let _alone = starting_or_stopping(&self.dir)?;
        self.users.lock_shared()?;
        if keep {
            open(&self.dir, "keep")?;
        }
        self.environment = vec![
            ("TANDEM_TEST_POSTGRES_URL", Postgres::at(&self.dir).start(postgres::FAST)?),
            ("TANDEM_TEST_REDIS_URL", Redis::at(&self.dir).start()?),
        ];
        Ok(())
    }

    /// Tells the command where the services are.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.environment.iter().map(|(name, value)| (name, value)))
    }

    fn release(&self) -> Result<()> {
        let _alone = starting_or_stopping(&self.dir)?;
        self.users.unlock()?;
        if self.users.try_lock().is_ok() && !self.dir.join("keep").exists() {
            stop_both(&self.dir)?;
        }
        Ok(())
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if let Err(error) = self.release() {
            eprintln!("warning: PostgreSQL and Redis may still run: {error:#}");
        }
    }
}

/// Finds or installs both.
pub(crate) fn need() -> Result<()> {
    tools::all([postgres::need().map(drop), redis::need().map(drop)])
}

/// `cargo xtask services`: for those who start the tests themselves.
pub(crate) fn keep_running(workspace: &Workspace) -> Result<()> {
    let services = Services::start(workspace, true)?;
    for (name, value) in &services.environment {
        println!("export {name}={value}");
    }
    Ok(())
}

/// `cargo xtask services stop`: whoever uses them.
pub(crate) fn stop(workspace: &Workspace) -> Result<()> {
    let dir = folder(workspace)?;
    let _alone = starting_or_stopping(&dir)?;
    stop_both(&dir)
}

fn stop_both(dir: &Path) -> Result<()> {
    let keep = dir.join("keep");
    if keep.exists() {
        fs::remove_file(keep)?;
    }
    tools::all([Postgres::at(dir).stop(), Redis::at(dir).stop()])
}

/// `target/services`, or a folder under /var/tmp when an unprivileged PostgreSQL could not get there.
pub(crate) fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let inside = workspace.target.join("services");
    let dir = if tools::is_root() && !open_to_all(&workspace.target) {
        let mut hasher = DefaultHasher::new();
        inside.hash(&mut hasher);
        PathBuf::from(format!("/var/tmp/tandem-services-{:016x}", hasher.finish()))
    } else {
        inside
    };
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    if fs::symlink_metadata(&dir)?.uid() != geteuid().as_raw() {
        bail!("{} belongs to somebody else; remove it", dir.display());
    }
    Ok(dir)
}

/// Whether every user may pass through this folder and all above it.
fn open_to_all(dir: &Path) -> bool {
    dir.ancestors().all(|folder| fs::metadata(folder).is_ok_and(|data| data.permissions().mode() & 0o001 != 0))
}

/// Held while services start or stop, so that two runs don't do it at once.
fn starting_or_stopping(dir: &Path) -> Result<File> {
    let file = open(dir, "lock")?;
    file.lock()?;
    Ok(file)
}

fn open(dir: &Path, name: &str) -> Result<File> {
    let path = dir.join(name);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

/// A port on 127.0.0.1 that nobody listens on now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Asks again and again until it is so.
pub(crate) fn until(limit: Duration, mut so: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    while !so() {
        process::stop_if_interrupted()?;
        if start.elapsed() > limit {
            bail!("not within {} seconds", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
