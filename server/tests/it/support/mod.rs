//! A server of its own for each test, and people who talk to it.

mod answer;
mod client;
pub mod events;
pub mod things;
pub mod world;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use db::testing::{self, Kind, TestDb};
use domain::clock::{Clock, DAY_MS, Timestamp};
use serde_json::{Value, json};
use tandem::app::App;
use tandem::config::{Config, Flags};
use tandem::{db as database, router, start};

pub use answer::Answer;
pub use client::Client;

/// When every test begins: a Saturday, 12:00 UTC.
pub const NOW: &str = "2026-11-21T12:00:00Z";
/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";

/// A running server with a database and a clock of its own.
pub struct TestApp {
    pub app: App,
    pub url: String,
    database: Option<TestDb>,
    _folder: tempfile::TempDir,
}

/// Runs a test on each kind of database, and sees that it leaves no job behind.
pub async fn on_each<F>(test: impl Fn(TestApp) -> F)
where
    F: Future<Output = TestApp>,
{
    for kind in testing::kinds() {
        let app = test(TestApp::start(kind, &[]).await).await;
        app.run_jobs().await;
        let left = app.app.jobs.pending().await.unwrap();
        assert!(left.is_empty(), "{kind:?}: jobs left behind: {left:?}");
    }
}

impl TestApp {
    /// Starts one; `settings` are environment variables without `TANDEM_`.
    pub async fn start(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let now: Timestamp = NOW.parse().unwrap();
        let database = testing::database(kind, database::MIGRATIONS, Clock::at(now)).await;
        let (db, url) = (database.db.clone(), database.url.clone());
        Self::over(db, &url, Some(database), settings).await
    }

    /// A second process on the same database.
    pub async fn beside(&self) -> Self {
        self.beside_with(&[]).await
    }

    /// The same, with those settings.
    pub async fn beside_with(&self, settings: &[(&str, &str)]) -> Self {
        let url = &self.database.as_ref().unwrap().url;
        let options = database::Options { readers: 2, pool_size: 4, ..database::Options::new(url) };
        Self::over(database::Db::open(options, self.app.clock.clone()).unwrap(), url, None, settings).await
    }

    /// On PostgreSQL there is Redis too, as where replicas run.
    async fn over(db: database::Db, database_url: &str, database: Option<TestDb>, settings: &[(&str, &str)]) -> Self {
        let clock = db.clock().clone();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().display().to_string();
        let redis = std::env::var("TANDEM_TEST_REDIS_URL").ok().filter(|_| database_url.starts_with("postgres"));
        let fixed = [
            ("REDIS_URL", redis.as_deref().unwrap_or_default()),
            ("SECRET_KEY", "a key that all replicas of a test share"),
            ("DATA_DIR", data.as_str()),
            ("RATE_LIMITS", "off"),
            ("SEARCH_WAIT_MS", "30000"),
            ("ADMIN_PASSWORD", PASSWORD),
            // Its messages are taken; payments go through the sandbox.
            ("PAYMENTS_STRIPE_SECRET_KEY", "sk_test_nobodys"),
            ("PAYMENTS_STRIPE_WEBHOOK_SECRET", "whsec_nobodys"),
        ];
        let env: BTreeMap<String, String> =
            fixed.iter().chain(settings).map(|(name, value)| (format!("TANDEM_{name}"), (*value).to_owned())).collect();
        tandem::auth::password::hash_cheaply();
        let config = Config::read(&Flags::default(), &env, "no-such-file.toml".as_ref()).unwrap();
        let app = start::assemble(config, clock, db, database_url.as_bytes()).unwrap();
        start::first_admin(&app).await.unwrap();
        start::search(&app).await.unwrap();
        app.jobs.plan().await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = router::router(&app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { app, url, database, _folder: folder }
    }

    /// Runs all jobs that are due.
    pub async fn run_jobs(&self) {
        self.app.jobs.run_due(&self.app).await.unwrap();
    }

    /// Lets time pass, without running what becomes due.
    pub fn wait_days(&self, days: i64) {
        self.app.clock.advance_ms(days * DAY_MS);
    }

    /// Somebody who is not logged in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url)
    }

    /// The first admin, logged in.
    pub async fn admin(&self) -> Client {
        self.log_in("admin").await
    }

    /// Logs somebody in.
    pub async fn log_in(&self, name: &str) -> Client {
        let mut client = self.anonymous();
        let answer = client.post("/auth/login", json!({"login": name, "password": PASSWORD})).await.expect(200);
        client.become_user(&answer);
        client
    }

    async fn register(&self, role: &str, name: &str) -> Client {
        let body = json!({"role": role, "username": name, "email": format!("{name}@example.com"), "password": PASSWORD, "display_name": name});
        self.anonymous().post("/auth/register", body).await.expect(201);
        self.log_in(name).await
    }

    /// A new influencer.
    pub async fn influencer(&self, name: &str) -> Client {
        self.register("influencer", name).await
    }

    /// A new sponsor who still waits for approval.
    pub async fn pending_sponsor(&self, name: &str) -> Client {
        self.register("sponsor", name).await
    }

    /// What stands between `before` and the end of the line or a bracket, in the newest mail that has it.
    pub fn mailed(&self, before: &str) -> String {
        let mails = self.mails();
        let rest = mails.iter().rev().find_map(|mail| mail.split_once(before)).unwrap().1;
        rest.split(['\r', '\n', '>', '"']).next().unwrap().to_owned()
    }

    /// The ids of the mails that were sent so far, the oldest first.
    pub fn mail_ids(&self) -> Vec<String> {
        let folder = self.app.config.data_dir.join("mail");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut ids: Vec<_> = files.filter_map(|name| name.strip_suffix(".eml").map(str::to_owned)).collect();
        ids.sort();
        ids
    }

    /// The mails that were sent so far, the oldest first, as text.
    pub fn mails(&self) -> Vec<String> {
        let folder = self.app.config.data_dir.join("mail");
        let mut mails: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        mails.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
        mails
            .iter()
            .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).replace("=\r\n", "").replace("=3D", "="))
            .collect()
    }
}

/// A value with some of its fields replaced.
pub fn with(mut value: Value, changes: Value) -> Value {
    if let (Some(object), Value::Object(changes)) = (value.as_object_mut(), changes) {
        object.extend(changes);
    }
    value
}
