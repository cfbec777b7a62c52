//! Where the database is and how it is used; and what keeps it from being opened, in words.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

/// Where the database is and how it is used.
#[derive(Clone)]
pub struct Options {
    /// `sqlite:<path>` or `postgres://user:password@host:port/name?sslmode=…`, as libpq takes it (several hosts too).
    pub url: String,
    /// SQLite: threads that read. At least 1.
    pub readers: usize,
    /// PostgreSQL: threads, each with a connection, that read and write. At least 1.
    pub pool_size: usize,
    /// Closures that may wait for a thread; more are refused as unavailable.
    pub queue: usize,
    /// SQLite: the most closures that share one COMMIT.
    pub batch: usize,
    /// SQLite: what a COMMIT waits for.
    pub synchronous: Synchronous,
    /// SQLite: how long to wait for another process's lock.
    pub busy_timeout: Duration,
    /// PostgreSQL: what transactions that write may see of each other.
    pub isolation: Isolation,
    /// PostgreSQL: when the server gives up a statement.
    pub statement_timeout: Duration,
}

impl Options {
    /// That database with the usual settings.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            readers: 4,
            pool_size: 16,
            queue: 2048,
            batch: 128,
            synchronous: Synchronous::Normal,
            busy_timeout: Duration::from_secs(5),
            isolation: Isolation::Serializable,
            statement_timeout: Duration::from_secs(15),
        }
    }

    /// Which database the address names.
    pub(crate) fn target(&self) -> Result<Target, OpenError> {
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            let demands_tls = ["require", "verify-ca", "verify-full"]
                .iter()
                .any(|mode| self.url.contains(&format!("sslmode={mode}")));
            if demands_tls && !cfg!(feature = "tls") {
                return Err(OpenError::NoTls);
            }
            return Ok(Target::Postgres(with_connect_timeout(&self.url)));
        }
        match self.url.strip_prefix("sqlite:") {
            Some(path) if !path.trim_start_matches("//").is_empty() => {
                Ok(Target::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
            }
            _ => Err(OpenError::Url),
        }
    }
}

/// libpq waits for ever by default.
fn with_connect_timeout(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}connect_timeout=5")
}

/// A database by kind.
#[derive(Clone)]
pub(crate) enum Target {
    /// The file.
    Sqlite(PathBuf),
    /// The address.
    Postgres(String),
}

/// What a COMMIT waits for on SQLite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Synchronous {
    /// The operating system: a power cut may lose the last commits, never the consistency of the file.
    #[default]
    Normal,
    /// The disk: nothing that was answered is ever lost.
    Full,
}

/// What transactions that write may see of each other on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// As if they ran one after the other; what can't is run again.
    #[default]
    Serializable,
    /// Each statement sees what was committed before it.
    ReadCommitted,
}

impl Isolation {
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            Self::Serializable => "begin isolation level serializable",
            Self::ReadCommitted => "begin isolation level read committed",
        }
    }
}

/// Why the database cannot be opened. No variant holds the password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no kind known.
    #[error("the database address must be `sqlite:<path>` or `postgres://<user>:<password>@<host>/<name>`")]
    Url,
    /// The file's folder cannot be made or written.
    #[error("the folder {folder} for the database cannot be written: {cause}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// The file cannot be used.
    #[error("the database file {path} cannot be opened for writing: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// SQLite's reason.
        cause: String,
    },
    /// The server does not answer or refuses.
    #[error("the PostgreSQL server cannot be reached or refuses: {0}")]
    Server(String),
    /// This program was built without TLS.
    #[error(
        "the database address demands TLS (`sslmode`), but this program was built without it: build with `--features tls`"
    )]
    NoTls,
    /// The operating system gives no thread.
    #[error("no thread for the database: {0}")]
    Thread(std::io::Error),
}

/// The text without the password of that address.
pub(crate) fn redact(text: &str, url: &str) -> String {
    let mut clean = text.trim().replace(url, "…");
    let login = url
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'))
        .and_then(|(login, _)| login.split_once(':'))
        .map(|(_, password)| password);
    let parameter = url.split_once("password=").and_then(|(_, rest)| rest.split('&').next());
    for secret in [login, parameter].into_iter().flatten() {
        if !secret.is_empty() {
            clean = clean.replace(secret, "…");
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_database() {
        let path = |url: &str| match Options::new(url).target() {
            Ok(Target::Sqlite(path)) => path,
            _ => panic!("{url}"),
        };
        assert_eq!(path("sqlite:data/a.db"), PathBuf::from("data/a.db"));
        assert_eq!(path("sqlite:///var/a.db"), PathBuf::from("/var/a.db"));
        for wrong in ["", "sqlite:", "sqlite://", "mysql://x", "a.db"] {
            assert!(matches!(Options::new(wrong).target(), Err(OpenError::Url)), "{wrong}");
        }
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn tls_that_is_not_built_in_is_refused_in_words() {
        let opened = Options::new("postgres://a:b@c/d?sslmode=verify-full").target();
        assert!(matches!(opened, Err(OpenError::NoTls)));
    }

    #[test]
    fn the_password_is_never_told() {
        let url = "postgres://app:p%40ss@db/tandem?password=other";
        let told = redact("invalid token \"p%40ss\" or other in x", url);
        assert_eq!(told, "invalid token \"…\" or … in x");
    }
}
