//! A fresh database for each test, of either kind.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::clock::Clock;

use crate::{Db, Migration, Options};

/// The variable with the address of a PostgreSQL server on which databases may be made and dropped.
pub const POSTGRES_URL: &str = "TANDEM_TEST_POSTGRES_URL";

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in a folder of its own.
    Sqlite,
    /// A database of its own on the server of [`POSTGRES_URL`].
    Postgres,
}

/// The kinds that this run can test: SQLite always, PostgreSQL when its address is set.
///
/// # Panics
/// When the address is missing where it must be there: in CI, or if `TANDEM_REQUIRE_SERVICES` is set.
pub fn kinds() -> Vec<Kind> {
    let set = |name| std::env::var_os(name).is_some();
    if set(POSTGRES_URL) {
        return vec![Kind::Sqlite, Kind::Postgres];
    }
    assert!(
        !set("CI") && !set("TANDEM_REQUIRE_SERVICES"),
        "{POSTGRES_URL} is not set: these tests must run on PostgreSQL too"
    );
    vec![Kind::Sqlite]
}

/// A database that is gone when this is dropped.
pub struct TestDb {
    /// The database, with its migrations applied.
    pub db: Db,
    /// Its address, for a second handle on the same data.
    pub url: String,
    _kept: Kept,
}

#[expect(dead_code, reason = "held for what dropping it does")]
enum Kept {
    Folder(tempfile::TempDir),
    Database(Dropped),
}

struct Dropped {
    server: String,
    name: String,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            // The cluster is thrown away anyway.
            let _ = conn.batch_execute(&sql);
        }
    }
}

/// A fresh database with those migrations.
///
/// # Panics
/// When it cannot be made.
#[expect(clippy::expect_used, reason = "a test that cannot run must fail")]
pub async fn database(kind: Kind, migrations: &'static [Migration], clock: Clock) -> TestDb {
    let (url, kept) = match kind {
        Kind::Sqlite => {
            let folder = tempfile::tempdir().expect("a folder for the database");
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            (url, Kept::Folder(folder))
        }
        Kind::Postgres => {
            let (url, dropped) = postgres_database(migrations).await;
            (url, Kept::Database(dropped))
        }
    };
    let options = Options { readers: 2, pool_size: 4, ..Options::new(&url) };
    let db = Db::open(options, clock).expect("the database opens");
    db.migrate(migrations).await.expect("the migrations apply");
    TestDb { db, url, _kept: kept }
}

/// A copy of the template that those migrations made once.
#[expect(clippy::expect_used, reason = "a test that cannot run must fail")]
async fn postgres_database(migrations: &'static [Migration]) -> (String, Dropped) {
    let server = std::env::var(POSTGRES_URL).expect("the address of the PostgreSQL server");
    let mut hasher = DefaultHasher::new();
    for step in migrations {
        (step.name, step.needs, step.postgres).hash(&mut hasher);
    }
    let template = format!("tandem_template_{:016x}", hasher.finish());
    let name = format!("tandem_test_{:032x}", rand::random::<u128>());
    ensure_template(&server, &template, migrations).await;
    let mut conn = PgConnection::establish(&server).expect("a connection to the server");
    conn.batch_execute(&format!("create database {name} template {template}")).expect("a database from the template");
    (at(&server, &name), Dropped { server, name })
}

/// Templates that this process knows to be ready.
static READY: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[expect(clippy::expect_used, reason = "a test that cannot run must fail")]
async fn ensure_template(server: &str, template: &str, migrations: &'static [Migration]) {
    let known = |ready: &Vec<String>| ready.iter().any(|name| name == template);
    if READY.lock().is_ok_and(|ready| known(&ready)) {
        return;
    }
    // Tests run in several processes: one makes the template under another name, the last step is to rename it.
    let mut conn = PgConnection::establish(server).expect("a connection to the server");
    let draft = format!("{template}_{:08x}", rand::random::<u32>());
    let exists = |conn: &mut PgConnection| {
        diesel::sql_query("select 1 from pg_database where datname = $1")
            .bind::<diesel::sql_types::Text, _>(template)
            .execute(conn)
            .expect("the list of databases")
            > 0
    };
    if !exists(&mut conn) {
        conn.batch_execute(&format!("create database {draft} template template0")).expect("a database");
        let options = Options { pool_size: 1, ..Options::new(at(server, &draft)) };
        let db = Db::open(options, Clock::system()).expect("the database opens");
        db.migrate(migrations).await.expect("the migrations apply");
        drop(db);
        conn.batch_execute(&format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{draft}'"
        ))
        .expect("nobody uses the template");
        let renamed = conn.batch_execute(&format!("alter database {draft} rename to {template}"));
        if renamed.is_err() {
            conn.batch_execute(&format!("drop database {draft} with (force)")).expect("the draft goes");
            assert!(exists(&mut conn), "the template: {renamed:?}");
        }
    }
    if let Ok(mut ready) = READY.lock() {
        ready.push(template.to_owned());
    }
}

/// The server's address with another database's name.
fn at(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let base = match address.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split('/').next().unwrap_or(rest);
            format!("{scheme}://{host}")
        }
        None => address.to_owned(),
    };
    if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") }
}
