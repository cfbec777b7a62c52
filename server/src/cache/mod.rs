//! Answers that were computed before, kept until what they tell of changes.
//!
//! Each answer carries tags, and each tag has a generation. An answer is stored and found under the generations that
//! its tags had *before* it was computed; invalidating a tag gives it a new one. So an answer that was read before a
//! change can't be found after it, however late it is stored, and nothing has to be deleted.
//!
//! With Redis the generations and a copy of the answers are shared, and each replica keeps its own copy too.

mod generations;
mod shared;
#[cfg(test)]
mod tests;

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use metrics::Counter;
use moka::Equivalent;

use crate::Result;
use crate::redis_link::RedisLink;
use generations::Generations;
use shared::Shared;

/// A cache of bytes, in this process or shared between replicas. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    kind: Kind,
    entries: moka::future::Cache<Key, Entry>,
    hits: Counter,
    misses: Counter,
}

#[derive(Clone)]
enum Kind {
    Memory(Arc<Generations>),
    Redis(Arc<Shared>),
}

impl Cache {
    /// A cache of this process alone that takes at most that many bytes.
    pub fn memory(capacity: u64) -> Self {
        Self::new(Kind::Memory(Arc::default()), capacity)
    }

    /// A cache that all replicas at this Redis share; each keeps at most `capacity` bytes of it at hand.
    pub fn redis(link: Arc<RedisLink>, capacity: u64) -> Self {
        Self::new(Kind::Redis(Arc::new(Shared::new(link))), capacity)
    }

    fn new(kind: Kind, capacity: u64) -> Self {
        Self {
            kind,
            entries: moka::future::Cache::builder()
                .max_capacity(capacity)
                .weigher(|key: &Key, entry: &Entry| {
                    let bytes = key.name.len() + entry.value.len() + 64;
                    u32::try_from(bytes).unwrap_or(u32::MAX)
                })
                .expire_after(OwnTtl)
                .build(),
            hits: metrics::counter!("tandem_cache_hits_total"),
            misses: metrics::counter!("tandem_cache_misses_total"),
        }
    }

    /// The answer of that key, or else what `make` computes, which is kept for at most `ttl`. Callers that ask for the
    /// same at the same time wait for one computation; what fails is not kept.
    pub async fn get_or<F>(&self, key: &str, tags: &[&str], ttl: Duration, make: impl FnOnce() -> F) -> Result<Bytes>
    where
        F: Future<Output = Result<Bytes>>,
    {
        let stamp = match &self.kind {
            Kind::Memory(generations) => generations.stamp(tags),
            Kind::Redis(shared) => match shared.stamp(tags).await {
                Some(stamp) => stamp,
                None => return make().await,
            },
        };
        if let Some(entry) = self.entries.get(&Asked { stamp, name: key }).await {
            self.hits.increment(1);
            return Ok(entry.value);
        }
        self.misses.increment(1);
        self.compute(key, stamp, ttl, make).await
    }

    async fn compute<F>(&self, key: &str, stamp: u64, ttl: Duration, make: impl FnOnce() -> F) -> Result<Bytes>
    where
        F: Future<Output = Result<Bytes>>,
    {
        // Whoever waits for another's computation keeps its own, in case that one fails.
        let (mut make, mut failure) = (Some(make), None);
        let computed = self.entries.try_get_with(Key::new(stamp, key), async {
            let value = match make.take() {
                Some(make) => self.fetch(key, stamp, ttl, make).await,
                None => return Err(()),
            };
            let keep = |value| Entry { value, ttl };
            value.map(keep).map_err(|e| failure = Some(e))
        });
        match (computed.await, failure, make) {
            (Ok(entry), ..) => Ok(entry.value),
            (Err(_), Some(failure), _) => Err(failure),
            (Err(_), None, Some(make)) => make().await,
            (Err(_), None, None) => Err(crate::Error::Unavailable),
        }
    }

    async fn fetch<F>(&self, key: &str, stamp: u64, ttl: Duration, make: impl FnOnce() -> F) -> Result<Bytes>
    where
        F: Future<Output = Result<Bytes>>,
    {
        let Kind::Redis(shared) = &self.kind else {
            return make().await;
        };
        if let Some(value) = shared.get(key, stamp).await {
            return Ok(value);
        }
        let value = make().await?;
        shared.put(key, stamp, &value, ttl).await;
        Ok(value)
    }

    /// Forgets all answers with any of these tags. Call it after the change is committed and before it is answered.
    pub async fn invalidate(&self, tags: &[&str]) {
        match &self.kind {
            Kind::Memory(generations) => generations.renew(tags),
            Kind::Redis(shared) => shared.renew(tags).await,
        }
    }

    /// Whether the cache works; while it does not, everything is computed.
    pub fn is_healthy(&self) -> bool {
        match &self.kind {
            Kind::Memory(_) => true,
            Kind::Redis(shared) => shared.is_healthy(),
        }
    }
}

#[derive(PartialEq, Eq)]
struct Key {
    stamp: u64,
    name: Box<str>,
}

impl Key {
    fn new(stamp: u64, name: &str) -> Self {
        let name = name.into();
        Self { stamp, name }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.stamp, &*self.name).hash(state);
    }
}

/// A key that is only asked for, so that a hit allocates nothing.
#[derive(Hash)]
struct Asked<'a> {
    stamp: u64,
    name: &'a str,
}

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.stamp == key.stamp && *self.name == *key.name
    }
}

#[derive(Clone)]
struct Entry {
    value: Bytes,
    ttl: Duration,
}

struct OwnTtl;

impl moka::Expiry<Key, Entry> for OwnTtl {
    fn expire_after_create(&self, _: &Key, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }
}
