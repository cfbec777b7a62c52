//! What measurements begin with: an app of their own, on the database that is to be measured.

use std::collections::BTreeMap;

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use domain::clock::{Clock, Timestamp};
use tandem::app::App;
use tandem::config::{Config, Flags};

/// An app with a clock of its own; its data goes with it.
pub struct Measured {
    pub app: App,
    /// The name of its kind of database.
    pub database: &'static str,
    server: Option<String>,
    _folder: tempfile::TempDir,
}

/// A new database for this process.
fn name() -> String {
    format!("bench_{}", std::process::id())
}

fn on_server(server: &str, sql: &str) {
    let mut server = PgConnection::establish(server).expect("PostgreSQL");
    server.batch_execute(sql).expect("a database of its own");
}

impl Measured {
    /// On SQLite, or on a database of its own at the server that `BENCH_POSTGRES_URL` names.
    pub async fn at(now: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = std::env::var("BENCH_POSTGRES_URL").ok();
        let mut env = BTreeMap::from([("TANDEM_DATA_DIR".to_owned(), folder.path().display().to_string())]);
        if let Some(server) = &server {
            on_server(server, &format!("create database {}", name()));
            let (address, _) = server.rsplit_once('/').expect("an address with a database");
            env.insert("TANDEM_DATABASE_URL".to_owned(), format!("{address}/{}", name()));
        }
        let clock = Clock::at(now.parse::<Timestamp>().expect("an instant"));
        let config = Config::read(&Flags::default(), &env, "none.toml".as_ref()).expect("settings");
        let app = tandem::start::app(config, clock).await.expect("an app");
        app.jobs.run_due(&app).await.expect("the first ticks");
        let database = if server.is_some() { "PostgreSQL" } else { "SQLite" };
        Self { app, database, server, _folder: folder }
    }

    /// Fills it with what those statements make, which both databases understand.
    pub async fn fill(&self, world: String) {
        let fill = self.app.db.write(move |tx| Ok::<_, tandem::Error>(tx.conn.batch_execute(&world)?));
        fill.await.expect("a world");
    }

    /// Takes it away.
    pub fn end(self) {
        let server = self.server.clone();
        drop(self);
        if let Some(server) = server {
            on_server(&server, &format!("drop database {} with (force)", name()));
        }
    }
}

/// The first number that the command line has, or that.
pub fn count_or(usual: u32) -> u32 {
    std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(usual)
}

/// What the kernel counts for this process under that name, in MiB; 0 where it does not tell.
pub fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
