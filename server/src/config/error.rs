//! What is wrong with a setting, in one line.

use std::fmt;

use figment::Figment;
use figment::error::Kind;

/// A setting that can't be used: `database.readers: must be between 1 and 64 (from TANDEM_DATABASE_READERS)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The dotted key of the setting.
    pub key: String,
    /// Why its value can't be used; never the value.
    pub reason: String,
    origin: Option<String>,
}

impl ConfigError {
    /// A wrong value.
    pub fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into(), origin: None }
    }

    /// What figment says, without the value: it may be a secret.
    pub(super) fn of(error: &figment::Error) -> Self {
        let mut key = error.path.join(".");
        let reason = match &error.kind {
            Kind::UnknownField(..) => "there is no such setting".to_owned(),
            Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
                let number = matches!(expected.as_str(), "i64" | "u64" | "usize");
                let expected = if number { "a whole number" } else { expected };
                format!("must be {expected}")
            }
            Kind::UnknownVariant(_, names) => format!("must be one of {}", names.join(", ")),
            Kind::Message(text) => text.lines().map(str::trim).collect::<Vec<_>>().join(" "),
            _ => "is not what is expected here".to_owned(),
        };
        if let Kind::UnknownField(name, _) = &error.kind
            && !key.ends_with(name.as_str())
        {
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(name);
        }
        if key.is_empty() {
            "config".clone_into(&mut key);
        }
        Self { key, reason, origin: error.metadata.as_ref().map(origin) }
    }

    /// The same, with the place where the value stands.
    pub(super) fn found_in(self, figment: &Figment) -> Self {
        let place = figment.find_metadata(&self.key).map(origin);
        Self { origin: self.origin.or(place), ..self }
    }
}

fn origin(metadata: &figment::Metadata) -> String {
    match &metadata.source {
        Some(figment::Source::File(path)) => path.display().to_string(),
        _ => metadata.name.to_string(),
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.reason)?;
        match &self.origin {
            Some(origin) => write!(f, " (from {origin})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigError {}
