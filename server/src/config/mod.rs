//! The settings: compiled-in defaults, then `tandem.toml`, then the environment (`TANDEM_*`), then flags; the later wins.
//!
//! A wrong value ends the start with one line that names the key, the reason and where the value stands.

mod error;
mod secret;
mod secret_key;
mod settings;
#[cfg(test)]
mod tests;
mod urls;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use domain::billing::Party;
use domain::clock::Zone;
use domain::waiting::Periods;
use figment::Figment;
use figment::providers::{Format, Toml};
use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;
use serde::{Deserialize, Deserializer};
use url::Url;

pub use error::ConfigError;
pub use secret::Secret;
pub use settings::{DEFAULTS, Flags};
pub use urls::{DatabaseUrl, MailUrl, StorageUrl};

pub use crate::db::{Isolation, Synchronous};
use crate::locale::Locale;
pub use crate::payments::provider::ProviderName;

/// All settings, checked. `config.default.toml` says what each means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    database_url: Secret<String>,
    redis_url: Secret<String>,
    storage_url: Secret<String>,
    mail_url: Secret<String>,
    google_chat_webhook_url: Secret<String>,
    public_url: String,
    secret_key: Secret<String>,
    pub email_verification: EmailVerification,
    pub rate_limits: Switch,
    #[serde(deserialize_with = "optional_address")]
    pub metrics_listen: Option<SocketAddr>,
    pub instance: Instance,
    pub admin: Admin,
    pub mail: Mail,
    pub deadlines: Periods,
    pub money: MoneySettings,
    pub payments: Payments,
    pub reminders: Reminders,
    pub uploads: Uploads,
    pub webhooks: Webhooks,
    pub database: Database,
    pub cache: Cache,
    pub search: Search,
    pub worker: Worker,
    pub log: Log,
}

/// Whether an e-mail address must be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailVerification {
    /// When mail is sent by SMTP.
    Auto,
    /// Always.
    Required,
    /// Never.
    Off,
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "a switch")]
pub enum Switch {
    On,
    Off,
}

/// Where people may have this instance call.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Webhooks {
    pub allow_private: Switch,
}

/// What this instance is to the people who use it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Instance {
    pub name: String,
    #[serde(deserialize_with = "zone")]
    pub time_zone: Zone,
    pub locale: Locale,
}

/// The first admin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Admin {
    pub username: String,
    pub email: String,
    pub password: Secret<String>,
}

/// How mail goes out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Mail {
    pub from: String,
    return_path: String,
    ca_file: String,
    pub concurrency: usize,
}

/// What the platform takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct MoneySettings {
    pub fee_basis_points: u32,
    legal_name: String,
    address: String,
    country: String,
    tax_id: String,
}

/// How money comes and goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Payments {
    pub provider: ProviderName,
    pub stripe_secret_key: Secret<String>,
    pub stripe_webhook_secret: Secret<String>,
    pub stripe_url: String,
}

/// Who is reminded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Reminders {
    pub absence_days: i64,
}

/// What may be uploaded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Uploads {
    pub max_bytes: usize,
}

/// Tuning of the database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Database {
    pub readers: usize,
    pub pool_size: usize,
    pub synchronous: Synchronous,
    pub isolation: Isolation,
}

/// Tuning of the cache.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Cache {
    pub ttl_seconds: u64,
    pub memory_mib: u64,
}

/// Tuning of the search.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Search {
    pub wait_ms: u64,
}

/// Tuning of the workers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Worker {
    pub concurrency: usize,
}

/// What is logged and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub struct Log {
    pub format: LogFormat,
    pub level: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the defaults file documents each setting, once")]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// The settings of this process: its environment, the file named there or by a flag, and the flags.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let env = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self::read(flags, &env, Path::new("tandem.toml"))
    }

    /// The settings of that environment and those flags; `fallback` is the file to read, if it is there, when none is
    /// named. A named file must be there.
    pub fn read(flags: &Flags, env: &BTreeMap<String, String>, fallback: &Path) -> Result<Self, ConfigError> {
        let named = flags.config.as_ref().or_else(|| env.get("TANDEM_CONFIG"));
        let file = named.map_or(fallback, Path::new);
        if named.is_some() && !file.is_file() {
            let reason = format!("there is no file {}", file.display());
            return Err(ConfigError::new("config", reason));
        }
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if file.is_file() {
            figment = figment.merge(Toml::file_exact(file));
        }
        for given in settings::from_env(env).into_iter().chain(flags.given()) {
            figment = figment.merge(given);
        }
        let mut config: Self = figment.extract().map_err(|e| ConfigError::of(&e))?;
        config.fill_in();
        config.check().map_err(|e| e.found_in(&figment))?;
        Ok(config)
    }

    /// Whether an e-mail address must be confirmed before the account is used.
    pub fn verifies_email(&self) -> bool {
        match self.email_verification {
            EmailVerification::Required => true,
            EmailVerification::Off => false,
            EmailVerification::Auto => self.mail_url.expose().starts_with("smtp"),
        }
    }

    /// The platform as it stands on its invoices.
    pub fn platform(&self) -> Party {
        self.issuer().checked().unwrap_or_else(|_| Party::named(&self.instance.name))
    }

    fn issuer(&self) -> Party {
        let MoneySettings { legal_name, address, country, tax_id, .. } = &self.money;
        let name = if legal_name.trim().is_empty() { &self.instance.name } else { legal_name };
        Party {
            legal_name: name.clone(),
            address_lines: address.split('|').map(str::to_owned).collect(),
            country: Some(country.clone()),
            tax_id: Some(tax_id.clone()),
        }
    }

    /// The address that people reach this instance under, without a slash at its end: links are it and a path.
    pub fn public_url(&self) -> &str {
        self.public_url.trim_end_matches('/')
    }

    /// Who mail comes from.
    pub fn mail_from(&self) -> Result<Mailbox, ConfigError> {
        let wrong = |_| ConfigError::new("mail.from", "is not an e-mail address");
        if !self.mail.from.is_empty() {
            return self.mail.from.parse().map_err(wrong);
        }
        let url = Url::parse(&self.public_url).ok();
        let host = url.as_ref().and_then(Url::domain).unwrap_or("localhost");
        let address = format!("no-reply@{host}").parse().map_err(wrong)?;
        Ok(Mailbox::new(Some(self.instance.name.clone()), address))
    }

    /// Whom mail servers tell what could not be delivered; nobody when it is `None`.
    pub fn mail_return_path(&self) -> Result<Option<Address>, ConfigError> {
        let wrong = |_| ConfigError::new("mail.return_path", "is neither an e-mail address nor `<>`");
        match self.mail.return_path.as_str() {
            "" => Ok(Some(self.mail_from()?.email)),
            "<>" => Ok(None),
            address => address.parse().map(Some).map_err(wrong),
        }
    }

    /// The authority that the mail server's certificate may be signed by, beside the public ones.
    pub fn mail_authority(&self) -> Result<Option<Certificate>, ConfigError> {
        if self.mail.ca_file.is_empty() {
            return Ok(None);
        }
        let wrong = |e: String| ConfigError::new("mail.ca_file", format!("can't be used: {e}"));
        let pem = std::fs::read(&self.mail.ca_file).map_err(|e| wrong(e.to_string()))?;
        Certificate::from_pem(&pem).map(Some).map_err(|e| wrong(e.to_string()))
    }

    fn fill_in(&mut self) {
        let in_data = |kind: &str, name: &str| Secret::new(format!("{kind}:{}", self.data_dir.join(name).display()));
        if !self.database_url.is_set() {
            self.database_url = in_data("sqlite", "tandem.db");
        }
        if !self.storage_url.is_set() {
            self.storage_url = in_data("file", "files");
        }
        if !self.mail_url.is_set() {
            self.mail_url = in_data("file", "mail");
        }
        if self.public_url.is_empty() {
            self.public_url = format!("http://{}", self.listen);
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let at_least = |key, value: u64, least: u64, most: u64| {
            let fits = (least..=most).contains(&value);
            let reason = format!("must be between {least} and {most}");
            fits.then_some(()).ok_or(ConfigError::new(key, reason))
        };
        let within = |key, value: usize, least, most| at_least(key, value as u64, least, most);
        let days = |key, value: i64| at_least(key, value.try_into().unwrap_or(0), 1, 365);
        self.check_urls()?;
        self.check_secrets()?;
        self.check_people()?;
        let waits = &self.deadlines;
        let all = [
            ("deadlines.approval_days", waits.approval_days),
            ("deadlines.ad_request_days", waits.ad_request_days),
            ("deadlines.funding_days", waits.funding_days),
            ("deadlines.grace_days", waits.grace_days),
            ("deadlines.review_days", waits.review_days),
            ("deadlines.changes_days", waits.changes_days),
            ("deadlines.publication_days", waits.publication_days),
            ("deadlines.cancellation_hours", waits.cancellation_hours),
            ("deadlines.dispute_days", waits.dispute_days),
            ("deadlines.payout_days", waits.payout_days),
            ("deadlines.contest_days", waits.contest_days),
            ("deadlines.rating_days", waits.rating_days),
            ("deadlines.flag_days", waits.flag_days),
        ];
        for (key, value) in all {
            days(key, value)?;
        }
        at_least("money.fee_basis_points", self.money.fee_basis_points.into(), 0, 10_000)?;
        self.check_issuer()?;
        days("reminders.absence_days", self.reminders.absence_days)?;
        within("uploads.max_bytes", self.uploads.max_bytes, 1024, 1 << 30)?;
        within("database.readers", self.database.readers, 1, 64)?;
        within("database.pool_size", self.database.pool_size, 1, 1000)?;
        at_least("cache.ttl_seconds", self.cache.ttl_seconds, 1, 86400)?;
        at_least("cache.memory_mib", self.cache.memory_mib, 1, 65536)?;
        at_least("search.wait_ms", self.search.wait_ms, 0, 60_000)?;
        within("worker.concurrency", self.worker.concurrency, 1, 256)?;
        within("mail.concurrency", self.mail.concurrency, 1, 64)?;
        tracing_subscriber::EnvFilter::try_new(&self.log.level)
            .map(|_| ())
            .map_err(|_| ConfigError::new("log.level", "must be a level such as `info`"))
    }

    fn check_issuer(&self) -> Result<(), ConfigError> {
        let Err(faults) = self.issuer().checked() else { return Ok(()) };
        let key = match faults.0.first().and_then(|fault| fault.pointer.split('/').nth(1)) {
            Some("country") => "money.country",
            Some("tax_id") => "money.tax_id",
            Some("address_lines") => "money.address",
            _ => "money.legal_name",
        };
        Err(ConfigError::new(key, faults.0.first().map_or("is wrong", |fault| &fault.message)))
    }

    fn check_people(&self) -> Result<(), ConfigError> {
        let fits = |key, ok: bool, reason: &str| ok.then_some(()).ok_or(ConfigError::new(key, reason));
        let printable = |text: &str| !text.trim().is_empty() && !text.contains(char::is_control);
        fits(
            "instance.name",
            printable(&self.instance.name) && self.instance.name.chars().count() <= 60,
            "must be 1 to 60 characters on one line",
        )?;
        fits("admin.username", printable(&self.admin.username), "must not be empty")?;
        let address = |text: &str| text.parse::<lettre::Address>().is_ok();
        fits("admin.email", address(&self.admin.email), "is not an e-mail address")?;
        self.mail_return_path().map(|_| ())
    }
}

fn optional_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

fn zone<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
    Zone::named(&String::deserialize(from)?)
        .ok_or_else(|| serde::de::Error::custom("is not a time zone such as Europe/Berlin"))
}
