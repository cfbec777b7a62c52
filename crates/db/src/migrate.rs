//! The schema: SQL texts in order, applied once, by whichever process comes first.

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::conn::{begin, rollback_to};
use crate::options::{OpenError, Target};
use crate::{Conn, Db, postgres, sqlite};

/// One step of the schema. Made by [`migration!`](crate::migration).
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `<version>_<what it does>`, the name of its folder.
    pub name: &'static str,
    /// The lowest schema version that a binary must know to run on a database with this step; 0: every binary may,
    /// since the step only adds.
    pub needs: i32,
    /// Its text for SQLite.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL.
    pub postgres: &'static str,
}

impl Migration {
    /// The number that its name starts with; 0 if it does not.
    pub fn version(&self) -> i32 {
        let digits = self.name.split('_').next().unwrap_or_default();
        digits.parse().unwrap_or_default()
    }
}

/// The step in `migrations/<name>/up.sql` of the calling crate; with `, twins` the step in `up.sqlite.sql` and
/// `up.postgres.sql` there; with `, needs = <version>` refused to binaries that know less than that version.
#[macro_export]
macro_rules! migration {
    ($name:literal) => { $crate::migration!($name, needs = 0) };
    ($name:literal, needs = $needs:literal) => {
        $crate::migration!(@ $name, $needs, "/up.sql", "/up.sql")
    };
    ($name:literal, twins) => { $crate::migration!($name, twins, needs = 0) };
    ($name:literal, twins, needs = $needs:literal) => {
        $crate::migration!(@ $name, $needs, "/up.sqlite.sql", "/up.postgres.sql")
    };
    (@ $name:literal, $needs:literal, $sqlite:literal, $postgres:literal) => {
        $crate::Migration {
            name: $name,
            needs: $needs,
            sqlite: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, $sqlite)),
            postgres: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, $postgres)),
        }
    };
}

/// Why the schema is not what this program needs.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// No connection.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A newer program changed the schema beyond what this one understands.
    #[error("the database needs a newer program: one that knows schema version {needs}, this one knows {known}")]
    TooNew {
        /// What the database asks for.
        needs: i32,
        /// What this program knows.
        known: i32,
    },
    /// A step failed; nothing of it or the others was kept.
    #[error("migration {name} failed: {cause}")]
    Step {
        /// Its name.
        name: &'static str,
        /// The database's reason.
        cause: diesel::result::Error,
    },
    /// A step left rows that point nowhere (SQLite).
    #[error("after the migrations {0} rows point to rows that do not exist")]
    Dangling(usize),
    /// The table of steps cannot be read or written.
    #[error("the schema's version cannot be read or written: {0}")]
    Database(#[from] diesel::result::Error),
    /// The thread that did the work died.
    #[error("the migration was interrupted")]
    Interrupted,
}

impl Db {
    /// Applies the steps that are missing, all or none, and answers their names. Several processes may call it at once:
    /// one works, the others wait and find nothing to do. Refuses when the database needs a newer program; a database
    /// that is only newer is left as it is, so that programs can be replaced one by one.
    pub async fn migrate(&self, steps: &'static [Migration]) -> Result<Vec<&'static str>, MigrateError> {
        self.on_own_connection(move |conn| {
            let applied = locked(conn, |conn| apply(conn, steps))?;
            for name in &applied {
                tracing::info!(name, "migrated");
            }
            Ok(applied)
        })
        .await
    }

    /// The names of the steps that are missing; refuses like [`migrate`](Self::migrate), and changes nothing.
    pub async fn missing_migrations(&self, steps: &'static [Migration]) -> Result<Vec<&'static str>, MigrateError> {
        self.on_own_connection(move |conn| {
            Ok(locked(conn, |conn| missing(conn, steps))?.iter().map(|step| step.name).collect())
        })
        .await
    }

    /// Whether no step is missing, by one query and without waiting for anybody.
    pub async fn is_current(&self, steps: &'static [Migration]) -> QueryResult<bool> {
        let applied = self.read(|conn| diesel::sql_query(APPLIED).load::<Applied>(conn)).await?;
        Ok(steps.iter().all(|step| applied.iter().any(|done| done.version == step.version())))
    }

    async fn on_own_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, MigrateError> + Send + 'static,
    ) -> Result<T, MigrateError> {
        let (target, options) = self.target();
        let (target, options) = (target.clone(), options.clone());
        let done = tokio::task::spawn_blocking(move || {
            let mut conn = match &target {
                Target::Sqlite(path) => sqlite::open(path, &options, sqlite::Use::Migrate)?,
                // Building an index may take long.
                Target::Postgres(url) => postgres::connect(url, std::time::Duration::ZERO)?,
            };
            work(&mut conn)
        });
        done.await.unwrap_or(Err(MigrateError::Interrupted))
    }
}

/// Any constant will do; this one is "tandem" in ASCII.
const LOCK: i64 = 0x7461_6e64_656d;

fn locked<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, MigrateError>) -> Result<T, MigrateError> {
    if conn.is_sqlite() {
        begin(conn, "begin immediate")?;
    } else {
        begin(conn, "begin")?;
        conn.batch_execute(&format!("select pg_advisory_xact_lock({LOCK})"))?;
    }
    let result = work(conn).and_then(|value| {
        no_dangling_rows(conn)?;
        Conn::commit_transaction(conn)?;
        Ok(value)
    });
    if result.is_err() {
        rollback_to(conn, 0);
    }
    result
}

fn apply(conn: &mut Conn, steps: &'static [Migration]) -> Result<Vec<&'static str>, MigrateError> {
    let missing = missing(conn, steps)?;
    for step in &missing {
        let text = if conn.is_sqlite() { step.sqlite } else { step.postgres };
        conn.batch_execute(text)
            .and_then(|()| {
                diesel::sql_query("insert into schema_version (version, name, needs) values ($1, $2, $3)")
                    .bind::<Integer, _>(step.version())
                    .bind::<Text, _>(step.name)
                    .bind::<Integer, _>(step.needs)
                    .execute(conn)
            })
            .map_err(|cause| MigrateError::Step { name: step.name, cause })?;
    }
    Ok(missing.iter().map(|step| step.name).collect())
}

const APPLIED: &str = "select version, needs from schema_version";

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Integer)]
    needs: i32,
}

fn missing(conn: &mut Conn, steps: &'static [Migration]) -> Result<Vec<&'static Migration>, MigrateError> {
    conn.batch_execute(
        "create table if not exists schema_version \
         (version integer primary key, name text not null, needs integer not null)",
    )?;
    let applied: Vec<Applied> = diesel::sql_query(APPLIED).load(conn)?;
    let needs = applied.iter().map(|step| step.needs).max().unwrap_or(0);
    let known = steps.iter().map(Migration::version).max().unwrap_or(0);
    if needs > known {
        return Err(MigrateError::TooNew { needs, known });
    }
    let mut missing: Vec<_> =
        steps.iter().filter(|step| applied.iter().all(|done| done.version != step.version())).collect();
    missing.sort_by_key(|step| step.version());
    Ok(missing)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn no_dangling_rows(conn: &mut Conn) -> Result<(), MigrateError> {
    if !conn.is_sqlite() {
        return Ok(());
    }
    let found: Count = diesel::sql_query("select count(*) as count from pragma_foreign_key_check").get_result(conn)?;
    match usize::try_from(found.count) {
        Ok(0) => Ok(()),
        found => Err(MigrateError::Dangling(found.unwrap_or_default())),
    }
}
