//! The list of all settings, read from the commented defaults file, so that `--help`, the environment and the file
//! can't drift apart.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Error, FromArgMatches};
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider, util};

/// Every setting with its comment and default, in TOML.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// One setting.
pub(super) struct Setting {
    /// Its dotted key, `database.readers`.
    pub(super) key: String,
    /// Its environment variable, `TANDEM_DATABASE_READERS`.
    pub(super) env: String,
    flag: String,
    comment: String,
    default: String,
}

/// All settings in the order of the file.
pub(super) static SETTINGS: LazyLock<Vec<Setting>> = LazyLock::new(|| read(DEFAULTS));

fn read(toml: &str) -> Vec<Setting> {
    let (mut table, mut comment, mut settings) = (String::new(), Vec::new(), Vec::new());
    for line in toml.lines() {
        if let Some(text) = line.strip_prefix('#') {
            comment.push(text.trim());
        } else if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = format!("{name}.");
        } else if let Some((name, default)) = line.split_once(" = ") {
            settings.push(Setting::new(format!("{table}{name}"), &comment.join(" "), default));
            comment.clear();
        } else {
            comment.clear();
        }
    }
    settings
}

impl Setting {
    fn new(key: String, comment: &str, default: &str) -> Self {
        Self {
            env: format!("TANDEM_{}", key.replace('.', "_").to_uppercase()),
            flag: key.replace(['.', '_'], "-"),
            comment: comment.to_owned(),
            default: default.to_owned(),
            key,
        }
    }

    fn arg(&'static self) -> Arg {
        let default = self.default.trim_matches('"');
        let default = if default.is_empty() { String::new() } else { format!(" [default: {default}]") };
        Arg::new(self.key.as_str())
            .long(self.flag.as_str())
            .value_name("VALUE")
            .help(format!("{} [env: {}]{default}", self.comment, self.env))
            .help_heading("Settings")
    }

    /// The text as the type that this setting's default has.
    fn value(&self, text: &str) -> Value {
        if self.default.starts_with('"') {
            return Value::from(text);
        }
        text.trim().parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
    }

    fn given(&self, text: &str, origin: String) -> Given {
        Given { data: util::nest(&self.key, self.value(text)).into_dict().unwrap_or_default(), origin }
    }
}

/// One value from the environment or a flag, which remembers where it came from.
pub(super) struct Given {
    data: Dict,
    origin: String,
}

impl Provider for Given {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.data.clone()))
    }
}

/// The settings that environment variables give; an empty variable gives none.
pub(super) fn from_env(env: &BTreeMap<String, String>) -> Vec<Given> {
    let given = |setting: &Setting| {
        let text = env.get(&setting.env).filter(|text| !text.is_empty())?;
        Some(setting.given(text, setting.env.clone()))
    };
    SETTINGS.iter().filter_map(given).collect()
}

/// The settings given on the command line, and the file that the others are in; flatten it into a subcommand.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The settings file, when one is named.
    pub(super) config: Option<String>,
    values: Vec<(&'static str, String)>,
}

impl Flags {
    pub(super) fn given(&self) -> Vec<Given> {
        let find = |key: &str| SETTINGS.iter().find(|setting| setting.key == key);
        self.values.iter().filter_map(|(key, text)| find(key).map(|s| s.given(text, format!("--{}", s.flag)))).collect()
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .help("The settings file [env: TANDEM_CONFIG] [default: tandem.toml, if there is one]");
        command.arg(file).args(SETTINGS.iter().map(Setting::arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let value = |id: &str| {
            (matches.value_source(id) == Some(ValueSource::CommandLine))
                .then(|| matches.get_one::<String>(id).cloned())
                .flatten()
        };
        Ok(Self {
            config: value("config"),
            values: SETTINGS.iter().filter_map(|setting| Some((setting.key.as_str(), value(&setting.key)?))).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
