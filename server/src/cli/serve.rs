//! `tandem serve`, `tandem worker` and `tandem migrate`.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::clock::Clock;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, DatabaseUrl, Switch};
use crate::jobs::watch;
use crate::{router, start, telemetry};

/// With fewer files than that a process serves fewer people than it could.
#[cfg(target_os = "linux")]
const FEW_FILES: u64 = 8_192;

/// How long the first jobs and all that is read once may take.
const BEGINNING: Duration = Duration::from_secs(15);

/// Serves until it is told to stop; then finishes what is under way.
pub(super) async fn serve(config: Config, jobs: bool) -> anyhow::Result<()> {
    allocator::give_back();
    observe(&config)?;
    open_many_files();
    let _alone = alone_on_sqlite(&config)?;
    let app = start::app(config, Clock::system()).await?;
    if !app.db.is_sqlite() && app.config.redis_url().is_none() {
        tracing::warn!("redis_url is not set: fine for one replica, required for several");
    }
    if app.db.is_sqlite() && !jobs {
        tracing::warn!("--no-jobs on SQLite: nothing does the jobs but `tandem jobs run`");
    }
    if app.config.rate_limits == Switch::Off {
        tracing::warn!("rate_limits are off: for load tests only");
    }
    let address = app.config.listen;
    let listener = TcpListener::bind(address).await.with_context(|| format!("listen: {address}"))?;
    if let Some(password) = start::first_admin(&app).await? {
        println!(
            "First start. Log in as {} with the password {password}\nIt is shown only this once.",
            app.config.admin.username
        );
    }
    start::search(&app).await?;
    println!("Tandem is at {}", app.config.public_url());
    let service = router::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let watch = tokio::spawn(watch::watch(app.clone()));
    tokio::spawn(async {
        tokio::time::sleep(BEGINNING).await;
        allocator::keep();
    });
    let stop = CancellationToken::new();
    let worker = jobs.then(|| {
        let (app, stop) = (app.clone(), stop.clone());
        tokio::spawn(async move { app.jobs.work(app.clone(), stop.cancelled_owned()).await })
    });
    let events = app.events.clone();
    let stopping = async move {
        stop_signal().await;
        events.close();
    };
    axum::serve(listener, service).with_graceful_shutdown(stopping).await?;
    stop.cancel();
    if let Some(worker) = worker {
        worker.await?;
    }
    watch.abort();
    Ok(())
}

/// Does jobs until it is told to stop; then lets those that run end.
pub(super) async fn work(config: Config) -> anyhow::Result<()> {
    if matches!(config.database_url()?, DatabaseUrl::Sqlite(_)) {
        bail!("worker: needs PostgreSQL (database_url); on SQLite `tandem serve` does the jobs itself");
    }
    observe(&config)?;
    let app = start::app(config, Clock::system()).await?;
    println!("Tandem does jobs, up to {} at once", app.config.worker.concurrency);
    let watch = tokio::spawn(watch::watch(app.clone()));
    app.jobs.work(app.clone(), stop_signal()).await;
    watch.abort();
    Ok(())
}

/// Lets this process open as many files as it may: every open page holds a connection, each of which counts as one.
#[cfg(target_os = "linux")]
fn open_many_files() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let raised = getrlimit(Resource::RLIMIT_NOFILE).and_then(|(usual, most)| {
        if usual < most {
            setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
        }
        Ok(most)
    });
    match raised {
        Ok(most) if most < FEW_FILES => {
            tracing::warn!(most, "few files can be open at once, and every open page needs one: raise `ulimit -n`");
        }
        Ok(most) => tracing::debug!(most, "files that can be open at once"),
        Err(error) => tracing::warn!(%error, "the limit of open files could not be raised"),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_many_files() {}

/// Opens the eyes of those who run it.
fn observe(config: &Config) -> anyhow::Result<()> {
    telemetry::log(&config.log)?;
    if let Some(address) = config.metrics_listen {
        telemetry::metrics(address)?;
    }
    Ok(())
}

/// Sees that no other process serves the same SQLite database: it would not know what this one has cached and found.
fn alone_on_sqlite(config: &Config) -> anyhow::Result<Option<File>> {
    if !matches!(config.database_url()?, DatabaseUrl::Sqlite(_)) {
        return Ok(None);
    }
    config.prepare_data_dir()?;
    let path = config.data_dir.join("serve.lock");
    let file = File::create(&path).with_context(|| format!("data_dir: {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => bail!(
            "data_dir: another tandem serves {}; several processes need PostgreSQL (database_url)",
            config.data_dir.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("data_dir: {}", path.display())),
    }
}

/// Migrates and ends.
pub(super) async fn migrate(config: Config) -> anyhow::Result<()> {
    config.prepare_data_dir()?;
    let db = start::database(&config, Clock::system())?;
    for name in db.migrate(crate::db::MIGRATIONS).await.context("database_url")? {
        println!("{name}");
    }
    Ok(())
}

/// Asks for a new search index.
pub(super) async fn reindex(config: Config) -> anyhow::Result<()> {
    let app = start::app(config, Clock::system()).await?;
    app.db.write(crate::discovery::reindex).await?;
    println!("The search index is built anew.");
    Ok(())
}

async fn stop_signal() {
    let interrupt = async {
        // Without a handler the process ends on the signal anyway.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
