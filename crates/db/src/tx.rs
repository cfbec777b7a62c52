//! A transaction in the making.

use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use diesel::connection::TransactionManager;
use diesel::result::Error;
use domain::clock::Timestamp;

use crate::Conn;

/// What a transaction changed, in a word that others wait for: a cache tag, `jobs`, `search`.
pub type Topic = Cow<'static, str>;

/// A transaction in the making. It commits when the closure answers `Ok`, else nothing of it ever was.
pub struct Tx<'a> {
    /// Where statements are executed.
    pub conn: &'a mut Conn,
    /// The instant of this transaction, the same for all that it writes.
    pub now: Timestamp,
    pub(crate) topics: Vec<Topic>,
    shared: &'a Shared,
    carried: Option<&'a Carried>,
}

/// What the program shares with transactions.
pub(crate) type Shared = OnceLock<Box<dyn Any + Send + Sync>>;

/// What a task carries into its transactions.
pub(crate) type Carried = Arc<dyn Any + Send + Sync>;

tokio::task_local! {
    static CARRIED: Carried;
}

/// Runs `task`, whose transactions find `fact` with [`Tx::carried`]: who asks, and from where.
pub async fn carrying<F: Future>(fact: impl Any + Send + Sync, task: F) -> F::Output {
    CARRIED.scope(Arc::new(fact), task).await
}

/// What the present task carries.
pub(crate) fn carried() -> Option<Carried> {
    CARRIED.try_with(Arc::clone).ok()
}

impl<'a> Tx<'a> {
    pub(crate) const fn new(
        conn: &'a mut Conn,
        now: Timestamp,
        shared: &'a Shared,
        carried: Option<&'a Carried>,
    ) -> Self {
        Self { conn, now, topics: Vec::new(), shared, carried }
    }

    /// What the program shared with [`Db::share`](crate::Db::share), so that a transaction can go by a setting without a
    /// query; `None` if that was nothing of this type.
    pub fn shared<T: 'static>(&self) -> Option<&'a T> {
        self.shared.get()?.downcast_ref()
    }

    /// Whether nobody else can write before this transaction has ended, so that what it read stays as it is unlocked:
    /// SQLite writes one after the other.
    pub const fn is_alone(&self) -> bool {
        matches!(self.conn, Conn::Sqlite(_))
    }

    /// What the task carries whose transaction this is; `None` if that is nothing of this type. See [`carrying`](crate::carrying).
    pub fn carried<T: 'static>(&self) -> Option<&'a T> {
        self.carried?.downcast_ref()
    }

    /// Tells the topic to those who listen, once, after COMMIT and before the caller gets the answer.
    pub fn announce(&mut self, topic: impl Into<Topic>) {
        let topic = topic.into();
        if !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }

    /// Runs a part that may fail alone: on `Err` what it wrote and announced is undone, and the rest goes on.
    pub fn savepoint<T, E: From<Error>>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        Conn::begin_transaction(self.conn)?;
        let mut inner = Tx::new(self.conn, self.now, self.shared, self.carried);
        match part(&mut inner) {
            Ok(value) => {
                let topics = inner.topics;
                Conn::commit_transaction(self.conn)?;
                for topic in topics {
                    self.announce(topic);
                }
                Ok(value)
            }
            Err(error) => {
                Conn::rollback_transaction(self.conn)?;
                Err(error)
            }
        }
    }
}
