//! What went wrong, as far as running a closure again or not depends on it.

use diesel::result::{DatabaseErrorKind, Error};

/// An error that a closure may answer with.
pub trait Failure: From<Error> + Send + 'static {
    /// The database's error behind this one, if there is one.
    fn database(&self) -> Option<&Error>;

    /// Nothing was changed, and trying again later makes sense.
    fn unavailable() -> Self;
}

impl Failure for Error {
    fn database(&self) -> Option<&Error> {
        Some(self)
    }

    fn unavailable() -> Self {
        Self::DatabaseError(
            DatabaseErrorKind::UnableToSendCommand,
            Box::new("the database is busy or cannot be reached".to_owned()),
        )
    }
}

/// Whether the server gave up this transaction in favour of another one, so that it may be run again.
pub(crate) fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        // A deadlock (40P01) has no kind of its own, and its message is in the server's language; the names of
        // locks in its details are not, and it has one line for each of at least two processes.
        Error::DatabaseError(DatabaseErrorKind::Unknown, info) => info.details().is_some_and(|details| {
            details.lines().filter(|line| line.contains("Lock") && line.contains(char::is_numeric)).count() >= 2
        }),
        _ => false,
    }
}

/// Whether the connection is of no more use.
pub(crate) const fn is_lost(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(
            DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
            _
        ) | Error::BrokenTransactionManager
    )
}
