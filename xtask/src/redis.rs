//! A Redis (or Valkey) of our own, without persistence.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{process, services, tools};

const PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];

/// The folder with what the server says of itself: pid, port, log.
pub(crate) struct Redis {
    dir: PathBuf,
}

/// Finds or installs the program.
pub(crate) fn need() -> Result<PathBuf> {
    if let Some(program) = tools::find(&PROGRAMS) {
        return Ok(program);
    }
    tools::apt_install(
        "Redis",
        &["redis-server"],
        "install redis-server or valkey-server, on macOS with `brew install redis`",
    )?;
    tools::find(&PROGRAMS).context("Redis is still missing after its installation")
}

impl Redis {
    pub(crate) fn at(dir: &Path) -> Self {
        Self { dir: dir.join("redis") }
    }

    /// The address of the running server, installed and started now if it was not.
    pub(crate) fn start(&self) -> Result<String> {
        let port = match self.running() {
            Some(port) => port,
            None => self.start_new().context("Redis does not start")?,
        };
        Ok(format!("redis://127.0.0.1:{port}"))
    }

    pub(crate) fn stop(&self) -> Result<()> {
        if let Some(port) = self.running() {
            // It closes the connection instead of answering.
            let _ = ask(port, "SHUTDOWN NOSAVE");
        }
        if self.dir.exists() {
            fs::remove_dir_all(&self.dir)?;
        }
        Ok(())
    }

    fn start_new(&self) -> Result<u16> {
        self.stop()?;
        fs::create_dir_all(&self.dir)?;
        let port = services::free_port()?;
        process::output(
            process::tool(need()?)
                .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
                .args(["--save", "", "--appendonly", "no", "--daemonize", "yes"])
                .arg("--dir")
                .arg(&self.dir)
                .args(["--pidfile", "pid", "--logfile", "log"]),
        )?;
        services::until(Duration::from_secs(20), || {
            ask(port, "PING").is_some_and(|answer| answer.starts_with("+PONG"))
        })
        .with_context(|| format!("it does not answer at port {port}"))?;
        fs::write(self.dir.join("port"), port.to_string())?;
        Ok(port)
    }

    /// The port of our server when it runs. Another one at that port, or a file left by one that crashed, does not count.
    fn running(&self) -> Option<u16> {
        let port = fs::read_to_string(self.dir.join("port")).ok()?.parse().ok()?;
        let pid = fs::read_to_string(self.dir.join("pid")).ok()?;
        let info = ask(port, "INFO server")?;
        info.lines().any(|line| line == format!("process_id:{}", pid.trim())).then_some(port)
    }
}

/// Asks by Redis' inline protocol; the whole answer of a reply with a length, else its first line.
fn ask(port: u16, question: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream.write_all(format!("{question}\r\n").as_bytes()).ok()?;
    let mut reader = BufReader::new(stream);
    let mut answer = String::new();
    reader.read_line(&mut answer).ok()?;
    if let Some(length) = answer.strip_prefix('$').and_then(|length| length.trim().parse::<usize>().ok()) {
        answer.clear();
        while answer.len() < length && reader.read_line(&mut answer).ok()? > 0 {}
    }
    Some(answer)
}
