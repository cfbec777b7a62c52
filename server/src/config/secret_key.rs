//! The data folder and the key in it that everything is signed with.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Config, ConfigError, Secret};

/// Fewest characters of a key that a person configures.
const LEAST: usize = 32;

impl Config {
    pub(super) fn check_secrets(&self) -> Result<(), ConfigError> {
        let wrong = |key, reason: &str| Err(ConfigError::new(key, reason));
        if self.secret_key.is_set() && self.secret_key.expose().len() < LEAST {
            return wrong("secret_key", "must be at least 32 characters");
        }
        if !self.secret_key.is_set() && self.redis_url().is_some() {
            let reason = "is required when redis_url is set: all replicas must share one key";
            return wrong("secret_key", reason);
        }
        let password = &self.admin.password;
        if password.is_set() && password.expose().chars().count() < 8 {
            return wrong("admin.password", "must be at least 8 characters");
        }
        let payments = &self.payments;
        if payments.provider == super::ProviderName::Stripe {
            for (key, secret) in [
                ("payments.stripe_secret_key", &payments.stripe_secret_key),
                ("payments.stripe_webhook_secret", &payments.stripe_webhook_secret),
            ] {
                if !secret.is_set() {
                    return wrong(key, "is required with the provider `stripe`");
                }
            }
        }
        Ok(())
    }

    /// Makes the data folder, if it is not there, and sees that it can be written to.
    pub fn prepare_data_dir(&self) -> Result<(), ConfigError> {
        let folder = &self.data_dir;
        let attempt = fs::create_dir_all(folder).and_then(|()| {
            let probe = folder.join(format!(".probe-{}", std::process::id()));
            fs::write(&probe, b"").and_then(|()| fs::remove_file(probe))
        });
        attempt.map_err(|e| {
            let reason = format!("{} can't be written to: {e}", folder.display());
            ConfigError::new("data_dir", reason)
        })
    }

    /// The signing key: the configured one, else the one in the data folder, made there the first time.
    pub fn secret_key(&self) -> Result<Secret<Vec<u8>>, ConfigError> {
        if let Some(key) = self.secret_key.get() {
            return Ok(Secret::new(key.as_bytes().to_vec()));
        }
        self.prepare_data_dir()?;
        let file = self.data_dir.join("secret.key");
        let wrong = |reason: String| ConfigError::new("secret_key", format!("{}: {reason}", file.display()));
        if !file.exists() {
            generate(&file).map_err(|e| wrong(e.to_string()))?;
        }
        let text = fs::read_to_string(&file).map_err(|e| wrong(e.to_string()))?;
        match hex::decode(text.trim()) {
            Ok(key) if key.len() == 32 => Ok(Secret::new(key)),
            _ => Err(wrong("is not a key of 64 hexadecimal digits".into())),
        }
    }
}

/// Writes a new key under another name first and links it into place, so that two processes that start at once agree
/// on one and a crash leaves no half of a key.
fn generate(file: &Path) -> io::Result<()> {
    let draft = file.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(&draft)?;
    writeln!(to, "{}", hex::encode(rand::random::<[u8; 32]>()))?;
    to.sync_all()?;
    let linked = fs::hard_link(&draft, file);
    fs::remove_file(draft)?;
    match linked {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}
