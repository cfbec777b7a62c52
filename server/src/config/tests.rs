use clap::{Args, Command, FromArgMatches};

use super::*;

fn flags(args: &[&str]) -> Flags {
    let command = Flags::augment_args(Command::new("tandem").no_binary_name(true));
    Flags::from_arg_matches(&command.try_get_matches_from(args).unwrap()).unwrap()
}

fn read(toml: &str, env: &[(&str, &str)], args: &[&str]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tandem.toml");
    std::fs::write(&file, toml).unwrap();
    let env = env.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    Config::read(&flags(args), &env, &file).map_err(|e| e.to_string())
}

#[test]
fn the_example_is_the_defaults() {
    assert_eq!(include_str!("../../../tandem.example.toml"), DEFAULTS);
}

#[test]
fn the_defaults_are_valid_and_complete() {
    let config = read("", &[], &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url(), "http://127.0.0.1:8080");
    let file = DatabaseUrl::Sqlite("./data/tandem.db".into());
    assert_eq!(config.database_url(), Ok(file));
    let files = StorageUrl::Folder("./data/files".into());
    assert_eq!(config.storage_url(), Ok(files));
    assert_eq!(config.mail_url(), Ok(MailUrl::Folder("./data/mail".into())));
    assert_eq!(config.mail_from().unwrap().to_string(), "Tandem <no-reply@localhost>");
    assert!(!config.verifies_email());
    assert_eq!(config.metrics_listen, None);
    assert_eq!(config.uploads.max_bytes, 10 * 1024 * 1024);
}

#[test]
fn a_flag_beats_the_environment_beats_the_file() {
    let toml = "listen = \"0.0.0.0:1\"\n[database]\nreaders = 2\n";
    assert_eq!(read(toml, &[], &[]).unwrap().database.readers, 2);
    let env = [("TANDEM_DATABASE_READERS", "3"), ("TANDEM_LISTEN", "[::1]:2")];
    let config = read(toml, &env, &["--database-readers", "5"]).unwrap();
    assert_eq!(config.database.readers, 5);
    assert_eq!(config.listen.to_string(), "[::1]:2");
}

#[test]
fn nested_keys_and_texts_of_digits_come_from_the_environment() {
    let env = [("TANDEM_ADMIN_USERNAME", "12345"), ("TANDEM_ADMIN_PASSWORD", "true 1234")];
    let config = read("", &env, &[]).unwrap();
    assert_eq!(config.admin.username, "12345");
    assert_eq!(config.admin.password.expose(), "true 1234");
}

#[test]
fn an_empty_variable_is_none() {
    let config = read("", &[("TANDEM_LISTEN", "")], &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
}

#[test]
fn mail_by_smtp_wants_addresses_verified() {
    let env = [("TANDEM_MAIL_URL", "smtps://me:secret@mail.example")];
    assert!(read("", &env, &[]).unwrap().verifies_email());
    let off = [env[0], ("TANDEM_EMAIL_VERIFICATION", "off")];
    assert!(!read("", &off, &[]).unwrap().verifies_email());
}

#[test]
fn a_wrong_value_is_one_line_with_key_reason_and_origin() {
    for (key, value, reason) in [
        ("listen", "here", "invalid socket address syntax"),
        ("database_url", "mysql://x", "must be sqlite:<file> or postgres://…"),
        ("redis_url", "localhost", "must be redis://…"),
        ("storage_url", "ftp://x", "must be file:<folder> or s3://bucket/prefix"),
        ("mail_url", "smtp:", "must be file:<folder>, smtp://… or smtps://…"),
        ("public_url", "https://a.example/x", "must be http(s)://host[:port] without a path"),
        ("google_chat_webhook_url", "x", "must be https://…"),
        ("secret_key", "short", "must be at least 32 characters"),
        ("email_verification", "maybe", "must be one of auto, required, off"),
        ("rate_limits", "true", "must be one of on, off"),
        ("metrics_listen", "9090", "invalid socket address syntax"),
        ("instance.name", "a\nb", "must be 1 to 60 characters on one line"),
        ("instance.time_zone", "Mars/Olympus", "is not a time zone such as Europe/Berlin"),
        ("instance.locale", "fr", "must be one of en, de, hi, es, ar"),
        ("admin.email", "nobody", "is not an e-mail address"),
        ("admin.password", "hunter2", "must be at least 8 characters"),
        ("mail.from", "x <y", "is not an e-mail address"),
        ("deadlines.ad_request_days", "0", "must be between 1 and 365"),
        ("deadlines.funding_days", "soon", "must be a whole number"),
        ("uploads.max_bytes", "-1", "must be a whole number"),
        ("database.readers", "65", "must be between 1 and 64"),
        ("database.synchronous", "off", "must be one of normal, full"),
        ("worker.concurrency", "0", "must be between 1 and 256"),
        ("log.level", "a=b=c", "must be a level such as `info`"),
    ] {
        let env = format!("TANDEM_{}", key.replace('.', "_").to_uppercase());
        let error = read("", &[(&env, value)], &[]).unwrap_err();
        assert_eq!(error, format!("{key}: {reason} (from {env})"));
    }
}

#[test]
fn unknown_keys_and_wrong_types_in_the_file_are_named() {
    for (toml, line) in [
        ("listne = \"x\"", "listne: there is no such setting"),
        ("[database]\nreader = 3", "database.reader: there is no such setting"),
        ("secret_key = 12345", "secret_key: must be a string"),
        ("[cache]\nttl_seconds = \"long\"", "cache.ttl_seconds: must be a whole number"),
    ] {
        let error = read(toml, &[], &[]).unwrap_err();
        assert!(error.starts_with(&format!("{line} (from ")), "{error}");
        assert!(error.ends_with("tandem.toml)"), "{error}");
    }
    let error = read("listen = ", &[], &[]).unwrap_err();
    assert!(error.starts_with("config: ") && !error.contains('\n'), "{error}");
}

#[test]
fn a_named_file_must_be_there() {
    let error = read("", &[], &["--config", "/nowhere/tandem.toml"]).unwrap_err();
    assert_eq!(error, "config: there is no file /nowhere/tandem.toml");
}

#[test]
fn a_file_that_nobody_named_need_not_be_there() {
    let nowhere = Path::new("/nowhere/tandem.toml");
    assert!(Config::read(&flags(&[]), &BTreeMap::new(), nowhere).is_ok());
}

#[test]
fn several_replicas_must_share_a_key() {
    let redis = ("TANDEM_REDIS_URL", "redis://cache");
    let error = read("", &[redis], &[]).unwrap_err();
    assert!(error.starts_with("secret_key: is required when redis_url is set"), "{error}");
    let key = ("TANDEM_SECRET_KEY", "0123456789abcdef0123456789abcdef");
    assert!(read("", &[redis, key], &[]).is_ok());
}

#[test]
fn secrets_are_not_printed() {
    let env = [
        ("TANDEM_ADMIN_PASSWORD", "correct horse"),
        ("TANDEM_DATABASE_URL", "postgres://u:battery@db/x"),
        ("TANDEM_MAIL_URL", "smtp://u:staple@mail"),
    ];
    let printed = format!("{:?}", read("", &env, &[]).unwrap());
    for secret in ["horse", "battery", "staple"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn help_tells_each_setting_with_its_variable_and_default() {
    let help = Flags::augment_args(Command::new("tandem")).render_long_help().to_string();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for setting in settings::SETTINGS.iter() {
        assert!(help.contains(&format!("[env: {}]", setting.env)), "{}", setting.env);
    }
    assert!(help.contains("--database-readers <VALUE> Threads that read from SQLite"));
    assert!(help.contains("[env: TANDEM_LISTEN] [default: 127.0.0.1:8080]"));
}

#[test]
fn the_secret_key_is_made_once_and_only_its_owner_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let config = read("", &[], &["--data-dir", data.to_str().unwrap()]).unwrap();
    let key = config.secret_key().unwrap();
    assert_eq!(key.expose().len(), 32);
    assert_eq!(config.secret_key().unwrap(), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = data.join("secret.key").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(data.join("secret.key"), "torn").unwrap();
    assert!(config.secret_key().unwrap_err().reason.contains("64 hexadecimal digits"));
}

#[test]
fn a_data_folder_that_is_no_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let config = read("", &[], &["--data-dir", file.to_str().unwrap()]).unwrap();
    assert_eq!(config.prepare_data_dir().unwrap_err().key, "data_dir");
}
