//! From settings to a running [`App`]: opens what it works with, migrates, and sees that there is an admin.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use diesel::prelude::*;
use domain::clock::Clock;
use domain::ids::UserId;
use domain::words::{AccountStatus, Role};

use crate::accounts::store::{self, NewUser};
use crate::app::{App, Tools};
use crate::audit;
use crate::auth::keys::Keys;
use crate::auth::password;
use crate::cache::Cache;
use crate::config::{Config, DatabaseUrl, Switch};
use crate::db::{self, Db, Options};
use crate::discovery::{self, Search};
use crate::events::{self, Events};
use crate::files::Files;
use crate::house::Settled;
use crate::jobs::{self, Queue};
use crate::limits::{Counters, Limits};
use crate::mail::Mailer;
use crate::notifications::chat::Chat;
use crate::payments::provider::Providers;
use crate::redis_link::RedisLink;
use crate::schema::users;
use crate::webhooks::Caller;

/// Opens everything that the settings name. The database is migrated; nothing is served yet.
pub async fn app(config: Config, clock: Clock) -> Result<App> {
    config.prepare_data_dir()?;
    let secret = config.secret_key()?;
    let db = database(&config, clock.clone())?;
    db.migrate(db::MIGRATIONS).await.context("database_url")?;
    let app = assemble(config, clock, db, secret.expose())?;
    audit::chain::adopt(&app).await?;
    Ok(app)
}

/// Opens the database that the settings name.
pub fn database(config: &Config, clock: Clock) -> Result<Db> {
    let url = match config.database_url()? {
        DatabaseUrl::Sqlite(file) => format!("sqlite:{}", file.display()),
        DatabaseUrl::Postgres(url) => url.expose().clone(),
    };
    let tuning = &config.database;
    let options = Options {
        readers: tuning.readers,
        pool_size: tuning.pool_size,
        synchronous: tuning.synchronous,
        isolation: tuning.isolation,
        ..Options::new(url)
    };
    Db::open(options, clock).context("database_url")
}

/// Builds the app around an open database.
pub fn assemble(config: Config, clock: Clock, db: Db, secret: &[u8]) -> Result<App> {
    let keys = Keys::from_secret(secret);
    let link = |url| RedisLink::new(url, keys.instance()).map(Arc::new);
    let redis = config.redis_url().map(link).transpose().context("redis_url")?;
    let capacity = config.cache.memory_mib * 1024 * 1024;
    let cache = redis.clone().map_or_else(|| Cache::memory(capacity), |link| Cache::redis(link, capacity));
    let events = match config.redis_url().zip(redis.clone()) {
        Some((url, link)) => Events::shared(url, link).context("redis_url")?,
        None => Events::alone(),
    };
    let limits = match (config.rate_limits, redis) {
        (Switch::Off, _) => Limits::Off,
        (Switch::On, None) => Limits::Memory(Counters::default()),
        (Switch::On, Some(link)) => Limits::Redis(link, Counters::default()),
    };
    let files = Files::open(&config.storage_url()?)?;
    let mailer = Mailer::open(&config)?;
    let chat = Chat::new()?;
    let webhooks = Caller::new(config.webhooks, &keys)?;
    let payments = Providers::new(&config, db.clone())?;
    let options = jobs::Options {
        concurrency: config.worker.concurrency,
        zone: config.instance.time_zone.clone(),
        pulse: Some(Clock::system()),
        ..jobs::Options::default()
    };
    let jobs = Queue::new(db.clone(), jobs::all(), options);
    db.share(Settled::of(&config));
    let search = Search::below(config.data_dir.join("search"), Duration::from_millis(config.search.wait_ms));
    let app = App::new(Tools {
        db,
        config,
        clock,
        keys,
        cache,
        files,
        mailer,
        chat,
        payments,
        webhooks,
        jobs,
        search,
        events,
        limits,
        migrated: AtomicBool::new(false),
    });
    listen_to_commits(&app);
    Ok(app)
}

/// Once a change is committed, open pages are told, what is cached of it is forgotten and what it queued is begun.
fn listen_to_commits(app: &App) {
    let (cache, queue, search) = (app.cache.clone(), app.jobs.clone(), app.search.clone());
    let open = app.events.clone();
    app.db.on_commit(move |topics| {
        let (cache, queue, search) = (cache.clone(), queue.clone(), search.clone());
        let (said, topics) = events::sort(topics);
        open.tell(said);
        Box::pin(async move {
            let tags: Vec<&str> = topics.iter().map(AsRef::as_ref).collect();
            if tags.contains(&jobs::TOPIC) {
                queue.wake();
            }
            if tags.contains(&discovery::TOPIC) {
                search.wake();
            }
            cache.invalidate(&tags).await;
        })
    });
}

/// Opens what only a process that serves needs: its own search index. A small one is complete when this returns, a large
/// one is built meanwhile.
pub async fn search(app: &App) -> Result<()> {
    discovery::tail::start(app).await.context("search")
}

/// Makes the first admin of a database that has none. Answers the password when it was drawn at random.
pub async fn first_admin(app: &App) -> Result<Option<String>> {
    if has_admin(app).await? {
        return Ok(None);
    }
    let admin = &app.config.admin;
    let drawn = (!admin.password.is_set()).then(crate::auth::tokens::secret);
    let password = drawn.clone().unwrap_or_else(|| admin.password.expose().clone());
    let (username, email) = (admin.username.clone(), admin.email.clone());
    create_admin(app, username, email, password).await?;
    Ok(drawn)
}

/// Whether anybody runs this instance yet.
pub async fn has_admin(app: &App) -> Result<bool> {
    let admins = app.db.read(|conn| -> crate::Result<i64> {
        Ok(users::table.filter(users::role.eq(Role::Admin.to_string())).count().get_result(conn)?)
    });
    Ok(admins.await? > 0)
}

/// Adds an admin.
pub async fn create_admin(app: &App, username: String, email: String, password: String) -> Result<UserId> {
    let username =
        domain::text::username(&username).map_err(|wrong| anyhow::anyhow!("admin.username: {}", wrong.message))?;
    if !email.contains('@') {
        bail!("admin.email: must be an e-mail address");
    }
    let new = NewUser {
        role: Role::Admin,
        display_name: username.clone(),
        username,
        email,
        password_hash: password::hash(password).await?,
        locale: app.config.instance.locale.tag().to_owned(),
        time_zone: app.config.instance.time_zone.name().to_owned(),
        terms_accepted: true,
        email_verified: true,
        status: AccountStatus::Active,
    };
    let id = UserId::new(app.clock.now());
    app.db.write(move |tx| store::insert(tx, id, &new)).await.context("admin")?;
    Ok(id)
}
