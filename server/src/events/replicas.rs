//! Hints between replicas: one channel of Redis on which each says what it committed and hears what the others did.
//!
//! It is listened to by a connection of its own. Every replica says something every [`watch::PERIOD`](super::watch), so that
//! silence means that the connection is dead; then a new one is made, once a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::ids::UserId;
use futures_util::StreamExt;
use redis::aio::{ConnectionManager, PubSub};
use redis::{Client, RedisError};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Event, Events};
use crate::redis_link::RedisLink;

/// How long connecting may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// After so long without a word the connection is taken for dead.
const SILENCE: Duration = Duration::from_secs(7);
/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_secs(1);
/// What waits to be said at most; what is lost is found by asking the database.
const WAITING: usize = 10_000;
/// What is said in one go at most.
const AT_ONCE: usize = 256;

/// A hint on its way to where the person's streams are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    /// Their log has grown.
    Look(UserId),
    /// Their sessions have changed.
    Check(UserId),
    /// This is not in the log.
    Whisper(UserId, Event),
}

/// What goes over the channel; an empty one is a sign of life.
#[derive(Serialize, Deserialize)]
struct Word {
    /// Which replica says it.
    from: Uuid,
    said: Vec<Said>,
}

/// The channel that replicas share.
pub(super) struct Shared {
    client: Client,
    channel: String,
    me: Uuid,
    to_say: mpsc::Sender<Vec<Said>>,
    is_heard: AtomicBool,
}

impl Shared {
    pub(super) fn new(url: &str, link: Arc<RedisLink>) -> Result<Arc<Self>, RedisError> {
        let (to_say, waiting) = mpsc::channel(WAITING);
        let (channel, me) = (link.key("events"), Uuid::new_v4());
        tokio::spawn(speak(link, channel.clone(), me, waiting));
        Ok(Arc::new(Self { client: Client::open(url)?, channel, me, to_say, is_heard: AtomicBool::new(false) }))
    }

    /// Says it to the other replicas, some time soon.
    pub(super) fn say(&self, said: Vec<Said>) {
        // Whom it does not reach finds it in the database.
        let _ = self.to_say.try_send(said);
    }

    /// Whether the others are heard.
    pub(super) fn is_heard(&self) -> bool {
        self.is_heard.load(Ordering::Relaxed)
    }

    /// Hears the other replicas from now on, again and again.
    pub(super) async fn listen(self: Arc<Self>, events: Events) {
        let mut told = false;
        loop {
            if let Ok(Ok(channel)) = tokio::time::timeout(PATIENCE, self.subscribe()).await {
                if std::mem::take(&mut told) {
                    tracing::info!("live events come through Redis again");
                }
                self.hear(channel, &events).await;
            }
            self.is_heard.store(false, Ordering::Relaxed);
            if !std::mem::replace(&mut told, true) {
                tracing::warn!("live events don't come through Redis: the database is asked for them every 2 seconds");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn subscribe(&self) -> Result<PubSub, RedisError> {
        let mut channel = self.client.get_async_pubsub().await?;
        channel.subscribe(&self.channel).await?;
        Ok(channel)
    }

    async fn hear(&self, channel: PubSub, events: &Events) {
        let mut words = channel.into_on_message();
        self.is_heard.store(true, Ordering::Relaxed);
        while let Ok(Some(word)) = tokio::time::timeout(SILENCE, words.next()).await {
            let Ok(word) = serde_json::from_slice::<Word>(word.get_payload_bytes()) else { continue };
            if word.from != self.me {
                for said in &word.said {
                    events.hint(said);
                }
            }
        }
    }
}

/// Says what waits, as long as there is somebody who says something.
async fn speak(link: Arc<RedisLink>, channel: String, me: Uuid, mut waiting: mpsc::Receiver<Vec<Said>>) {
    let mut said = Vec::new();
    while waiting.recv_many(&mut said, AT_ONCE).await > 0 {
        let word = Word { from: me, said: said.drain(..).flatten().collect() };
        let Ok(word) = serde_json::to_vec(&word) else { continue };
        let channel = &channel;
        let publish = |mut to: ConnectionManager| async move {
            redis::cmd("PUBLISH").arg(channel).arg(word).query_async::<()>(&mut to).await
        };
        link.run(publish).await;
    }
}
