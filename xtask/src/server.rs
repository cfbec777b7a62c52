//! A Tandem of our own on a new data folder, for the end-to-end tests and the benchmarks.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use crate::{
    process::{self, Background},
    services,
};

/// How it is reached and what its first admin, `admin`, logs in with.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) data: PathBuf,
    process: Background,
}

pub(crate) const ADMIN_PASSWORD: &str = "four green lamps by the harbour 9";

impl Server {
    /// Starts the binary on a new data folder under `dir`, with the demo world in it if wished, and waits until it is ready.
    pub(crate) fn start(binary: &Path, dir: &Path, database: Option<&str>, demo: bool) -> Result<Self> {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        let data = dir.join("data");
        fs::create_dir_all(&data)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, services::free_port()?));
        let tandem = |subcommand: &str| {
            let mut command = clean(binary);
            command.arg(subcommand).current_dir(dir).env("TANDEM_DATA_DIR", &data);
            command.env("TANDEM_LISTEN", address.to_string()).env("TANDEM_RATE_LIMITS", "off");
            command.env("TANDEM_ADMIN_PASSWORD", ADMIN_PASSWORD).envs(database.map(|url| ("TANDEM_DATABASE_URL", url)));
            command
        };
        if demo {
            process::output(&mut tandem("demo"))?;
        }
        let path = dir.join("log");
        let log = File::create(&path)?;
        let process = Background::start(tandem("serve").stdout(log.try_clone()?).stderr(log))?;
        let mut server = Self { address, data, process };
        server.wait_until_ready().with_context(|| format!("tandem does not start, see {}", path.display()))?;
        Ok(server)
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let mut ended = false;
        services::until(Duration::from_mins(1), || {
            ended = self.process.has_ended();
            ended || is_ready(self.address).unwrap_or(false)
        })?;
        ensure!(!ended, "it ended at once");
        Ok(())
    }
}

/// The binary without settings of whoever calls us: their database is not for tests.
fn clean(binary: &Path) -> Command {
    let mut command = process::tool(binary);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TANDEM_") {
            command.env_remove(name);
        }
    }
    command
}

fn is_ready(address: SocketAddr) -> Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
