//! One way to read and write, on SQLite and on PostgreSQL.
//!
//! Queries are written once, on [`Conn`], in closures that run on a database thread and read as a story: no `await`
//! between a check and its effect. SQLite has several threads that read and one that writes, which commits whatever
//! is waiting in one go; PostgreSQL has a pool of threads, runs a closure in a transaction of its own, again if another
//! one was in the way, and finds a new connection if one is lost.
//!
//! ```
//! use db::{Db, Options};
//! use diesel::prelude::*;
//! use domain::clock::Clock;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let url = format!("sqlite:{}", folder.path().join("tandem.db").display());
//! let db = Db::open(Options::new(url), Clock::system())?;
//! db.on_commit(|topics| Box::pin(async move { println!("changed: {topics:?}") }));
//!
//! let rows = db
//!     .write(|tx| {
//!         diesel::sql_query("create table notes (text text not null)").execute(tx.conn)?;
//!         let rows = diesel::sql_query("insert into notes values ('hello')").execute(tx.conn)?;
//!         tx.announce("notes");
//!         Ok::<_, diesel::result::Error>(rows)
//!     })
//!     .await?;
//! assert_eq!(rows, 1);
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

mod conn;
mod database;
mod failure;
mod migrate;
mod options;
mod postgres;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
mod tx;
mod work;

pub use conn::{Conn, MultiBackend, OnConflict, insert_or_ignore, is_unique_violation, upsert};
pub use database::Db;
pub use failure::Failure;
pub use migrate::{MigrateError, Migration};
pub use options::{Isolation, OpenError, Options, Synchronous};
pub use tx::{Topic, Tx, carrying};
pub use work::BoxFuture;
