//! The real program, started and killed.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::PASSWORD;

/// The program on a database, with a port and a folder that it keeps.
pub struct Process {
    settings: Vec<(&'static str, String)>,
    pub url: String,
    folder: TempDir,
}

/// A process that is killed at the latest when this is dropped.
pub struct Running(Child);

impl Process {
    /// One of the replicas on that database if there is a `redis_url`, else alone.
    pub fn new(database_url: &str, redis_url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Freed at once, and nobody else's for as long as the test runs.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut settings = vec![
            ("TANDEM_DATABASE_URL", database_url.to_owned()),
            ("TANDEM_DATA_DIR", folder.path().display().to_string()),
            ("TANDEM_LISTEN", address.to_string()),
            ("TANDEM_SECRET_KEY", "a key that outlives every kill of a test".to_owned()),
            ("TANDEM_ADMIN_PASSWORD", PASSWORD.to_owned()),
            ("TANDEM_RATE_LIMITS", "off".to_owned()),
        ];
        settings.extend(redis_url.map(|url| ("TANDEM_REDIS_URL", url.to_owned())));
        Self { settings, url: format!("http://{address}"), folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.args(arguments).envs(self.settings.iter().cloned()).current_dir(self.folder.path());
        command
    }

    /// Starts it, and waits until it answers.
    pub async fn start(&self) -> Running {
        let child = self.command(&["serve"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut running = Running(child);
        let ready = format!("{}/readyz", self.url);
        while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
            assert_eq!(running.0.try_wait().unwrap(), None, "it ended by itself");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        running
    }

    /// Runs `tandem check`: all invariants hold.
    pub fn check(&self) {
        let checked = self.command(&["check"]).output().unwrap();
        let told = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(checked.status.success(), "{told}{}", String::from_utf8_lossy(&checked.stderr));
        println!("{}", told.lines().last().unwrap_or_default());
    }
}

impl Running {
    /// SIGKILL, from which nothing can be saved.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
