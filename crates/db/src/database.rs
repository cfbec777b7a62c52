//! The handle that everything reads and writes through.

use std::any::Any;
use std::sync::Arc;

use domain::clock::{Clock, Timestamp};
use flume::Sender;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::options::{OpenError, Options, Target};
use crate::tx::{Shared, carried};
use crate::work::{BoxFuture, Hook, Mode, Request, Work};
use crate::{Conn, Failure, Topic, Tx, postgres, sqlite};

/// The database. Cheap to clone; its threads end with the last clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    writes: Sender<Box<dyn Work>>,
    reads: Sender<Box<dyn Work>>,
    hook: Hook,
    shared: Arc<Shared>,
    clock: Clock,
    target: Target,
    options: Options,
}

impl Db {
    /// Opens the database and starts its threads. Blocks for as long as connecting takes.
    pub fn open(options: Options, clock: Clock) -> Result<Self, OpenError> {
        let target = options.target()?;
        let (writes, to_write) = flume::bounded(options.queue.max(1));
        let (reads, to_read) = flume::bounded(options.queue.max(1));
        match &target {
            Target::Sqlite(path) => sqlite::start(path, &options, &clock, to_write, &to_read)?,
            Target::Postgres(url) => postgres::start(url, &options, &clock, &to_write)?,
        }
        // On PostgreSQL the same threads read and write.
        let reads = match &target {
            Target::Sqlite(_) => reads,
            Target::Postgres(_) => writes.clone(),
        };
        Ok(Self(Arc::new(Inner {
            writes,
            reads,
            hook: Arc::default(),
            shared: Arc::default(),
            clock,
            target,
            options,
        })))
    }

    /// Runs a closure that only reads. On SQLite all its statements see the same state, on PostgreSQL each sees what was
    /// committed before it. It may be run again, so it must have no other effects.
    ///
    /// A panic of the closure goes on in the caller.
    pub async fn read<T, E>(&self, closure: impl Fn(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.send(&self.0.reads, Mode::Read, move |tx| closure(tx.conn)).await
    }

    /// Runs a closure in a transaction and answers after COMMIT. `Err` rolls it back. The closure may be run again when
    /// another transaction was in its way, so it must have no other effects; it is never run again once a COMMIT was
    /// tried whose outcome is unknown.
    ///
    /// A panic of the closure rolls it back and goes on in the caller.
    pub async fn write<T, E>(&self, closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.send(&self.0.writes, Mode::Write, closure).await
    }

    /// Like [`write`](Self::write), but always READ COMMITTED on PostgreSQL: for work whose every statement is safe alone
    /// (a conditional update, a claim that skips locked rows), so that it is not in the way of other transactions.
    pub async fn write_relaxed<T, E>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.send(&self.0.writes, Mode::WriteRelaxed, closure).await
    }

    /// Sets who is told what transactions announced, after their COMMIT and before their callers get the answer. Only the
    /// first call counts; answers whether this was it.
    pub fn on_commit(&self, hook: impl Fn(Vec<Topic>) -> BoxFuture<()> + Send + Sync + 'static) -> bool {
        self.0.hook.set(Box::new(hook)).is_ok()
    }

    /// Shares with all transactions what they go by besides the data, such as a setting: they find it with
    /// [`Tx::shared`]. Only the first call counts; answers whether this was it.
    pub fn share(&self, fact: impl Any + Send + Sync) -> bool {
        self.0.shared.set(Box::new(fact)).is_ok()
    }

    /// The clock that transactions take their time from.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Whether this is the embedded database, which only one process uses.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.0.target, Target::Sqlite(_))
    }

    /// How many closures wait for a thread.
    pub fn waiting(&self) -> usize {
        self.0.reads.len() + if self.is_sqlite() { self.0.writes.len() } else { 0 }
    }

    pub(crate) fn target(&self) -> (&Target, &Options) {
        (&self.0.target, &self.0.options)
    }

    async fn send<F, T, E>(&self, to: &Sender<Box<dyn Work>>, mode: Mode, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let request = Request {
            closure,
            mode,
            hook: self.0.hook.clone(),
            shared: self.0.shared.clone(),
            carried: carried(),
            runtime: Handle::current(),
            reply,
            kept: None,
            topics: Vec::new(),
        };
        if to.try_send(Box::new(request)).is_err() {
            tracing::warn!("too many closures wait for the database");
            return Err(E::unavailable());
        }
        match answer.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(E::unavailable()),
        }
    }
}
