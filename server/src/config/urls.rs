//! The settings that are URLs, as what they lead to.

use std::path::PathBuf;

use url::Url;

use super::{Config, ConfigError, Secret};

/// Which database, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A connection URL as libpq takes it, several hosts included.
    Postgres(Secret<String>),
}

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageUrl {
    /// A folder of this machine.
    Folder(PathBuf),
    /// `s3://bucket/prefix`; the endpoint and the credentials come from the usual `AWS_*` variables.
    S3(Secret<String>),
}

/// Where mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailUrl {
    /// A folder that takes one `.eml` a message.
    Folder(PathBuf),
    /// A mail server, `smtp://` or `smtps://`, with the credentials.
    Smtp(Secret<String>),
}

impl Config {
    /// Which database, and where.
    pub fn database_url(&self) -> Result<DatabaseUrl, ConfigError> {
        let url = self.database_url.expose();
        if let Some(file) = path(url, "sqlite:") {
            Ok(DatabaseUrl::Sqlite(file))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(DatabaseUrl::Postgres(self.database_url.clone()))
        } else {
            let reason = "must be sqlite:<file> or postgres://…";
            Err(ConfigError::new("database_url", reason))
        }
    }

    /// Where files are kept.
    pub fn storage_url(&self) -> Result<StorageUrl, ConfigError> {
        let url = self.storage_url.expose();
        if let Some(folder) = path(url, "file:") {
            Ok(StorageUrl::Folder(folder))
        } else if has_host(url, &["s3"]) {
            Ok(StorageUrl::S3(self.storage_url.clone()))
        } else {
            let reason = "must be file:<folder> or s3://bucket/prefix";
            Err(ConfigError::new("storage_url", reason))
        }
    }

    /// Where mail goes.
    pub fn mail_url(&self) -> Result<MailUrl, ConfigError> {
        let url = self.mail_url.expose();
        if let Some(folder) = path(url, "file:") {
            Ok(MailUrl::Folder(folder))
        } else if has_host(url, &["smtp", "smtps"]) {
            Ok(MailUrl::Smtp(self.mail_url.clone()))
        } else {
            let reason = "must be file:<folder>, smtp://… or smtps://…";
            Err(ConfigError::new("mail_url", reason))
        }
    }

    /// Redis, when there is one.
    pub fn redis_url(&self) -> Option<&str> {
        self.redis_url.get()
    }

    /// The webhook of the Google Chat space of this instance, when there is one.
    pub fn google_chat_webhook_url(&self) -> Option<&str> {
        self.google_chat_webhook_url.get()
    }

    pub(super) fn check_urls(&self) -> Result<(), ConfigError> {
        self.database_url()?;
        self.storage_url()?;
        self.mail_url()?;
        let wrong = |key, reason: &str| Err(ConfigError::new(key, reason));
        if self.redis_url().is_some_and(|url| !has_host(url, &["redis"])) {
            return wrong("redis_url", "must be redis://…");
        }
        let chat = self.google_chat_webhook_url();
        if chat.is_some_and(|url| !has_host(url, &["http", "https"])) {
            return wrong("google_chat_webhook_url", "must be https://…");
        }
        if !has_host(&self.payments.stripe_url, &["http", "https"]) {
            return wrong("payments.stripe_url", "must be https://…");
        }
        let public = Url::parse(&self.public_url).ok();
        let bare = |url: &Url| url.path() == "/" && url.query().is_none();
        if !has_host(&self.public_url, &["http", "https"]) || !public.is_some_and(|u| bare(&u)) {
            return wrong("public_url", "must be http(s)://host[:port] without a path");
        }
        Ok(())
    }
}

/// The path of `scheme:path`, `scheme://relative` and `scheme:///absolute`.
fn path(url: &str, scheme: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix(scheme)?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    (!path.is_empty()).then(|| path.into())
}

fn has_host(url: &str, schemes: &[&str]) -> bool {
    Url::parse(url)
        .is_ok_and(|url| schemes.contains(&url.scheme()) && url.host_str().is_some_and(|host| !host.is_empty()))
}
