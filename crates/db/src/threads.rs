//! Threads of the database.

use crate::OpenError;

/// Starts a thread that ends when nobody can send it work any more.
pub(crate) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map(drop).map_err(OpenError::Thread)
}
