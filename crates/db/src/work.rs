//! A closure on its way to a database thread, and its answer on the way back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use diesel::result::Error;
use domain::clock::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::failure::{is_conflict, is_lost};
use crate::tx::{Carried, Shared};
use crate::{Conn, Failure, Topic, Tx};

/// A future in a box.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pub(crate) type Hook = Arc<OnceLock<Box<dyn Fn(Vec<Topic>) -> BoxFuture<()> + Send + Sync>>>;

/// What the closure answered, or the panic that it died of.
pub(crate) type Answer<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

/// What is to become of the transaction after the closure ran.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Commit,
    Rollback,
    /// Another transaction was in the way: run it again.
    Conflict,
    /// The connection broke while it ran.
    Lost,
    /// The closure panicked; what the connection is in the middle of is not known.
    Panicked,
}

/// What a closure does, and so which transaction it needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
    /// Each of its statements is safe alone.
    WriteRelaxed,
}

/// A closure with its caller, its types forgotten.
pub(crate) trait Work: Send {
    /// Runs the closure and keeps what it answered.
    fn run(&mut self, conn: &mut Conn, now: Timestamp) -> Verdict;
    /// What it does.
    fn mode(&self) -> Mode;
    /// Gives the caller what the last run answered.
    fn answer(self: Box<Self>);
    /// Tells the caller that nothing was changed and that later may be better.
    fn unavailable(self: Box<Self>);
    /// Tells the caller of a failure outside the closure.
    fn fail(self: Box<Self>, error: Error);
}

pub(crate) struct Request<F, T, E> {
    pub closure: F,
    pub mode: Mode,
    pub hook: Hook,
    pub shared: Arc<Shared>,
    pub carried: Option<Carried>,
    pub runtime: Handle,
    pub reply: oneshot::Sender<Answer<T, E>>,
    pub kept: Option<Answer<T, E>>,
    pub topics: Vec<Topic>,
}

impl<F, T, E> Work for Request<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: Failure,
{
    fn run(&mut self, conn: &mut Conn, now: Timestamp) -> Verdict {
        let mut tx = Tx::new(conn, now, &self.shared, self.carried.as_ref());
        let answer = catch_unwind(AssertUnwindSafe(|| (self.closure)(&mut tx)));
        self.topics.clear();
        let verdict = match &answer {
            Ok(Ok(_)) => {
                self.topics = tx.topics;
                Verdict::Commit
            }
            Ok(Err(error)) => match error.database() {
                Some(error) if is_conflict(error) => Verdict::Conflict,
                Some(error) if is_lost(error) => Verdict::Lost,
                _ => Verdict::Rollback,
            },
            Err(_) => Verdict::Panicked,
        };
        self.kept = Some(answer);
        verdict
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn answer(self: Box<Self>) {
        let Some(answer) = self.kept else { return };
        let reply = self.reply;
        // The hook runs even if the caller has gone meanwhile: what was committed must be told.
        match self.hook.get() {
            Some(hook) if !self.topics.is_empty() => {
                let told = hook(self.topics);
                let runtime = self.runtime.clone();
                self.runtime.spawn(async move {
                    if let Err(error) = runtime.spawn(told).await {
                        tracing::error!(%error, "telling what was committed failed");
                    }
                    // Nobody listens any more: the caller was dropped.
                    let _ = reply.send(answer);
                });
            }
            _ => {
                let _ = reply.send(answer);
            }
        }
    }

    fn unavailable(self: Box<Self>) {
        let _ = self.reply.send(Ok(Err(E::unavailable())));
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Ok(Err(error.into())));
    }
}
