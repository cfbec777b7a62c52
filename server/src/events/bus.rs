//! How open streams learn that something is new: hints inside this process, and through Redis from the other replicas.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::{SessionId, UserId};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::Event;
use super::replicas::{Said, Shared};
use super::watch;
use crate::app::App;
use crate::db::Topic;
use crate::error::{Error, Result};
use crate::redis_link::RedisLink;

/// How many streams somebody can have open on one replica.
const MOST_STREAMS: usize = 20;
/// Hints that wait for a stream at most; one that was missed is made good by looking.
const HINTS: usize = 8;
/// Seconds after which somebody with too many streams may try again.
const LATER: u64 = 30;

/// Topics of transactions that wrote to somebody's log.
pub(super) const LOOK: &str = "event:look:";
/// Topics of transactions that ended somebody's sessions.
pub(super) const CHECK: &str = "event:check:";

pub(super) fn topic(prefix: &str, user: UserId) -> Topic {
    Cow::Owned(format!("{prefix}{user}"))
}

/// Takes out of what a transaction announced what streams are told.
pub(crate) fn sort(topics: Vec<Topic>) -> (Vec<Said>, Vec<Topic>) {
    let said = |topic: &Topic| {
        let look = topic.strip_prefix(LOOK).and_then(|user| Some(Said::Look(user.parse().ok()?)));
        look.or_else(|| Some(Said::Check(topic.strip_prefix(CHECK)?.parse().ok()?)))
    };
    let (mut hints, mut others) = (Vec::new(), Vec::new());
    for topic in topics {
        match said(&topic) {
            Some(hint) => hints.push(hint),
            None => others.push(topic),
        }
    }
    (hints, others)
}

/// A hint to a stream.
#[derive(Clone)]
pub(super) enum Hint {
    /// The log may have grown.
    Look,
    /// The session may have ended.
    Check,
    /// This is not in the log.
    Whisper(Arc<Event>),
}

/// The open streams of this process, and the way to those of the others. Cheap to clone.
#[derive(Clone)]
pub struct Events(Arc<Inner>);

struct Inner {
    kind: Kind,
    homes: Mutex<HashMap<UserId, Home>>,
    is_watched: AtomicBool,
    closing: CancellationToken,
}

enum Kind {
    /// No other replica is told.
    Alone,
    /// They are, through Redis.
    Shared(Arc<Shared>),
}

/// Somebody's open streams.
struct Home {
    hints: broadcast::Sender<Hint>,
    /// One for each stream.
    sessions: Vec<SessionId>,
    /// How far the log was when it was last looked at for all.
    seen: i64,
}

impl Events {
    /// Events between the streams of this process.
    pub fn alone() -> Self {
        Self::new(Kind::Alone)
    }

    /// Events between all replicas at this Redis. It must be made inside the async runtime.
    ///
    /// # Errors
    /// When the URL can't be understood.
    pub fn shared(url: &str, link: Arc<RedisLink>) -> Result<Self, redis::RedisError> {
        Ok(Self::new(Kind::Shared(Shared::new(url, link)?)))
    }

    fn new(kind: Kind) -> Self {
        Self(Arc::new(Inner {
            kind,
            homes: Mutex::default(),
            is_watched: AtomicBool::new(false),
            closing: CancellationToken::new(),
        }))
    }

    /// Tells that person's open pages, on every replica, what is kept nowhere. It may get lost.
    pub fn whisper(&self, user: UserId, event: &Event) {
        self.tell(vec![Said::Whisper(user, event.clone())]);
    }

    /// Hands hints to the streams of all replicas.
    pub(crate) fn tell(&self, said: Vec<Said>) {
        if said.is_empty() {
            return;
        }
        for one in &said {
            self.hint(one);
        }
        if let Kind::Shared(shared) = &self.0.kind {
            shared.say(said);
        }
    }

    /// Hands a hint to the streams of this process.
    pub(super) fn hint(&self, said: &Said) {
        let (user, hint) = match said {
            Said::Look(user) => (user, Hint::Look),
            Said::Check(user) => (user, Hint::Check),
            Said::Whisper(user, event) => (user, Hint::Whisper(Arc::new(event.clone()))),
        };
        if let Some(home) = self.homes().get(user) {
            // A stream that is just going away does not listen any more.
            let _ = home.hints.send(hint);
        }
    }

    /// Ends all streams: the process is to stop. Their readers come again, to whoever serves then.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    /// Resolves when the process is to stop.
    pub(super) async fn closed(&self) {
        self.0.closing.cancelled().await;
    }

    pub(super) fn shared_bus(&self) -> Option<&Arc<Shared>> {
        match &self.0.kind {
            Kind::Alone => None,
            Kind::Shared(shared) => Some(shared),
        }
    }

    /// Hears of what concerns that person from now on. 429 when too many of their streams are open.
    pub(super) fn subscribe(&self, app: &App, user: UserId, session: SessionId) -> Result<Subscription> {
        if !self.0.is_watched.swap(true, Ordering::Relaxed) {
            watch::start(app);
        }
        let mut homes = self.homes();
        let home = homes.entry(user).or_insert_with(|| Home {
            hints: broadcast::Sender::new(HINTS),
            sessions: Vec::with_capacity(1),
            seen: 0,
        });
        if home.sessions.len() >= MOST_STREAMS {
            return Err(Error::TooMany(LATER));
        }
        home.sessions.push(session);
        let hints = home.hints.subscribe();
        drop(homes);
        metrics::gauge!("tandem_event_streams").increment(1.0);
        Ok(Subscription { events: self.clone(), user, session, hints })
    }

    /// Everybody with an open stream.
    pub(super) fn people(&self) -> Vec<UserId> {
        self.homes().keys().copied().collect()
    }

    /// Everybody's sessions that streams are open in.
    pub(super) fn sessions(&self) -> Vec<(UserId, SessionId)> {
        let homes = self.homes();
        homes.iter().flat_map(|(user, home)| home.sessions.iter().map(|session| (*user, *session))).collect()
    }

    /// The logs are so far: whoever did not know is to look.
    pub(super) fn reached(&self, lasts: &[(UserId, i64)]) {
        let mut homes = self.homes();
        for (user, last) in lasts {
            if let Some(home) = homes.get_mut(user).filter(|home| home.seen < *last) {
                home.seen = *last;
                let _ = home.hints.send(Hint::Look);
            }
        }
    }

    /// A stream of that person has come so far.
    pub(super) fn read_up_to(&self, user: UserId, position: i64) {
        if let Some(home) = self.homes().get_mut(&user) {
            home.seen = home.seen.max(position);
        }
    }

    fn homes(&self) -> MutexGuard<'_, HashMap<UserId, Home>> {
        // Nothing that holds it leaves it half changed.
        self.0.homes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, user: UserId, session: SessionId) {
        if let Entry::Occupied(mut home) = self.homes().entry(user) {
            let sessions = &mut home.get_mut().sessions;
            if let Some(index) = sessions.iter().position(|one| *one == session) {
                sessions.swap_remove(index);
            }
            if sessions.is_empty() {
                home.remove();
            }
        }
        metrics::gauge!("tandem_event_streams").decrement(1.0);
    }
}

/// The place of an open stream. It is free again once this is dropped.
pub(super) struct Subscription {
    events: Events,
    user: UserId,
    session: SessionId,
    /// What it hears.
    pub(super) hints: broadcast::Receiver<Hint>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.events.leave(self.user, self.session);
    }
}
