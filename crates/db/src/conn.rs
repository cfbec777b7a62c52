//! The connection that takes one text for both databases, and the few words that must differ.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorKind, Error};

#[expect(missing_docs, reason = "the derive leaves what it makes without a word")]
mod multi {
    use diesel::prelude::*;

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// A file on this machine.
        Sqlite(SqliteConnection),
        /// A server.
        Postgres(PgConnection),
    }
}
pub use multi::{Conn, MultiBackend};

impl Conn {
    /// Whether this is the embedded database.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// What a `select` ends with to lock its rows until the end of the transaction. SQLite has one writer and needs nothing.
    pub const fn lock_clause(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for update",
        }
    }

    /// The same, passing over rows that another transaction holds.
    pub const fn skip_locked_clause(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for update skip locked",
        }
    }

    /// From here to the end of this transaction rows come in the order of an index rather than sorted. PostgreSQL
    /// believes that few rows of a table match that has just grown, and would sort all of them to find the first.
    pub fn prefer_index_order(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(conn) => conn.batch_execute("set local enable_sort = off"),
        }
    }
}

/// Begins the outermost transaction with that statement.
pub(crate) fn begin(conn: &mut Conn, sql: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, sql),
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, sql),
    }
}

/// Whether the connection has lost track of its transactions and must be opened anew.
pub(crate) fn is_broken(conn: &mut Conn) -> bool {
    Conn::transaction_manager_status_mut(conn).transaction_depth().is_err()
}

/// Rolls back until only `depth` transactions are open, however many a panic left behind; answers whether that worked.
pub(crate) fn rollback_to(conn: &mut Conn, depth: u32) -> bool {
    loop {
        let open = match Conn::transaction_manager_status_mut(conn).transaction_depth() {
            Ok(open) => open.map_or(0, std::num::NonZeroU32::get),
            Err(_) => return false,
        };
        if open <= depth {
            return open == depth;
        }
        if Conn::rollback_transaction(conn).is_err() && depth > 0 {
            return false;
        }
    }
}

/// Whether a unique constraint refused the statement. On PostgreSQL the transaction is lost then: ask inside
/// [`Tx::savepoint`](crate::Tx::savepoint) or use [`insert_or_ignore`].
pub const fn is_unique_violation(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// An insert that inserts nothing (and answers 0) where a unique constraint would refuse it.
pub const fn insert_or_ignore<Q>(insert: Q) -> OnConflict<Q> {
    OnConflict { insert, action: " on conflict do nothing", set: None }
}

/// An insert that becomes an update of the row that has the same `target` columns.
///
/// `set` names columns and new values; `excluded` is the row that was to be inserted: `upsert(insert, "kind, key", "value = excluded.value")`.
pub const fn upsert<Q>(insert: Q, target: &'static str, set: &'static str) -> OnConflict<Q> {
    OnConflict { insert, action: " on conflict (", set: Some((target, set)) }
}

/// An insert with what is to happen on a conflict.
#[derive(Debug, Clone, Copy)]
pub struct OnConflict<Q> {
    insert: Q,
    action: &'static str,
    set: Option<(&'static str, &'static str)>,
}

impl<Q> QueryId for OnConflict<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for OnConflict<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.insert.walk_ast(out.reborrow())?;
        out.push_sql(self.action);
        if let Some((target, set)) = self.set {
            out.push_sql(target);
            out.push_sql(") do update set ");
            out.push_sql(set);
        }
        Ok(())
    }
}

impl<Q> RunQueryDsl<Conn> for OnConflict<Q> {}
