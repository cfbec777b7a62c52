//! A PostgreSQL cluster of our own, on 127.0.0.1 alone, new at each start.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use nix::unistd::User;

use crate::{process, services, tools};

/// Settings for tests: nobody misses their data after a power cut.
pub(crate) const FAST: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";

/// The folder with the cluster and its log.
pub(crate) struct Postgres {
    dir: PathBuf,
}

/// Finds or installs the programs; returns their folder.
pub(crate) fn need() -> Result<PathBuf> {
    if let Some(bin) = find_programs() {
        return Ok(bin);
    }
    tools::apt_install(
        "PostgreSQL",
        &["postgresql"],
        "install its server so that pg_ctl is on the PATH, on macOS with `brew install postgresql`",
    )?;
    find_programs().context("PostgreSQL is still missing after its installation")
}

impl Postgres {
    pub(crate) fn at(dir: &Path) -> Self {
        Self { dir: dir.join("postgres") }
    }

    /// The address of the running cluster, started now with these settings if it was not.
    pub(crate) fn start(&self, settings: &str) -> Result<String> {
        let port = match self.running() {
            Some(port) => port,
            None => self.start_new(settings).context("PostgreSQL does not start")?,
        };
        Ok(format!("postgres://tandem@127.0.0.1:{port}/postgres"))
    }

    /// Stops it, however many connections it has, and removes its data.
    pub(crate) fn stop(&self) -> Result<()> {
        if self.data().join("postmaster.pid").exists() {
            process::cleanup(self.program("pg_ctl")?.args(["stop", "--mode=immediate", "-w"]));
        }
        if self.dir.exists() {
            fs::remove_dir_all(&self.dir).with_context(|| format!("cannot remove {}", self.dir.display()))?;
        }
        Ok(())
    }

    fn start_new(&self, settings: &str) -> Result<u16> {
        self.stop()?;
        fs::create_dir_all(&self.dir)?;
        if let Some(user) = unprivileged() {
            chown(&self.dir, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
        }
        process::output(self.program("initdb")?.args([
            "--username=tandem",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]))?;
        let port = services::free_port()?;
        let mut config = fs::File::options().append(true).open(self.data().join("postgresql.conf"))?;
        write!(
            config,
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 400\n{settings}"
        )?;
        let log = self.dir.join("log");
        process::output(self.program("pg_ctl")?.args(["start", "-w", "-l"]).arg(&log)).with_context(|| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            said.lines().last().unwrap_or_default().to_owned()
        })?;
        Ok(port)
    }

    /// The port of the cluster when it runs and answers. A file left by one that crashed does not count.
    fn running(&self) -> Option<u16> {
        process::output(self.program("pg_ctl").ok()?.arg("status")).ok()?;
        let pid_file = fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        let port = pid_file.lines().nth(3)?.parse().ok()?;
        TcpStream::connect(("127.0.0.1", port)).ok().map(|_| port)
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// One of its programs, told where the cluster is. They refuse to run as root, so root lends them to somebody else.
    fn program(&self, name: &str) -> Result<Command> {
        let mut command = process::tool(need()?.join(name));
        command.env("PGDATA", self.data());
        // The folder that we are in may be closed to that user.
        command.current_dir(if self.dir.exists() { &self.dir } else { Path::new("/") });
        if let Some(user) = unprivileged() {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw()).env("HOME", &self.dir);
        }
        Ok(command)
    }
}

fn unprivileged() -> Option<User> {
    if !tools::is_root() {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten())
}

/// The folder with `pg_ctl`, `initdb` and `postgres`: on the PATH, else the newest one where Linux packages put them.
fn find_programs() -> Option<PathBuf> {
    if let (Some(pg_ctl), Some(_)) = (tools::find(&["pg_ctl"]), tools::find(&["initdb"])) {
        return pg_ctl.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let newest_first = |version: &PathBuf| version.file_name()?.to_str()?.parse::<u32>().ok();
    versions
        .map(|entry| entry.path())
        .filter(|version| version.join("bin/initdb").is_file())
        .max_by_key(newest_first)
        .map(|version| version.join("bin"))
}
