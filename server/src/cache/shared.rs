//! The generations of tags and the answers in Redis.
//!
//! A generation is a random number, never a count: when Redis forgets one, the next is new all the same, so that no old
//! answer is found again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use redis::aio::ConnectionManager;

use crate::redis_link::RedisLink;

/// Every stamp contains it; renewing it forgets everything.
const ALL: &str = "all";
/// Longer than any answer lives.
const TAG_SECONDS: u64 = 7 * 24 * 3600;
const AGAIN: Duration = Duration::from_millis(500);

pub(super) struct Shared {
    link: Arc<RedisLink>,
    /// Invalidations that did not reach Redis, where answers may still stand that they were meant for.
    missed: Arc<AtomicU64>,
}

impl Shared {
    pub(super) fn new(link: Arc<RedisLink>) -> Self {
        Self { link, missed: Arc::default() }
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.link.is_up() && self.missed.load(Ordering::SeqCst) == 0
    }

    /// One number for the generations of all these tags; `None` when Redis can't tell, or can't be trusted to.
    pub(super) async fn stamp(&self, tags: &[&str]) -> Option<u64> {
        if self.missed.load(Ordering::SeqCst) > 0 {
            return None;
        }
        let names = names(&self.link, tags);
        let found = self.link.run(|to| read(to, &names)).await?;
        if let Some(stamp) = sum(&found) {
            return Some(stamp);
        }
        let begin_and_read = |mut to: ConnectionManager| {
            let names = &names;
            async move {
                let mut begin = redis::pipe();
                for name in names {
                    begin.cmd("SET").arg(name).arg(fresh()).arg("NX").arg("EX").arg(TAG_SECONDS).ignore();
                }
                begin.query_async::<()>(&mut to).await?;
                read(to, names).await
            }
        };
        sum(&self.link.run(begin_and_read).await?)
    }

    pub(super) async fn get(&self, key: &str, stamp: u64) -> Option<Bytes> {
        let name = entry_name(&self.link, key, stamp);
        let get = |mut to: ConnectionManager| async move {
            let get = redis::Cmd::get(name);
            get.query_async::<Option<Vec<u8>>>(&mut to).await
        };
        self.link.run(get).await?.map(Bytes::from)
    }

    pub(super) async fn put(&self, key: &str, stamp: u64, value: &Bytes, ttl: Duration) {
        let name = entry_name(&self.link, key, stamp);
        let put = |mut to: ConnectionManager| async move {
            let put = redis::Cmd::set_ex(name, &value[..], ttl.as_secs().max(1));
            put.query_async::<()>(&mut to).await
        };
        self.link.run(put).await;
    }

    pub(super) async fn renew(&self, tags: &[&str]) {
        let names: Vec<_> = tags.iter().map(|tag| tag_name(&self.link, tag)).collect();
        if renew(&self.link, &names).await || self.missed.fetch_add(1, Ordering::SeqCst) > 0 {
            return;
        }
        let (link, missed) = (Arc::clone(&self.link), Arc::clone(&self.missed));
        tokio::spawn(async move {
            loop {
                // One that is missed while everything is renewed came too late for it: then once more.
                let seen = missed.load(Ordering::SeqCst);
                let renewed = forget_all(&link).await;
                let settle = || missed.compare_exchange(seen, 0, Ordering::SeqCst, Ordering::SeqCst);
                if renewed && settle().is_ok() {
                    return;
                }
                tokio::time::sleep(AGAIN).await;
            }
        });
    }
}

pub(super) async fn forget_all(link: &RedisLink) -> bool {
    renew(link, &[tag_name(link, ALL)]).await
}

async fn renew(link: &RedisLink, names: &[String]) -> bool {
    let set = |mut to: ConnectionManager| async move {
        let mut set = redis::pipe();
        for name in names {
            set.set_ex(name, fresh(), TAG_SECONDS).ignore();
        }
        set.query_async::<()>(&mut to).await
    };
    names.is_empty() || link.run(set).await.is_some()
}

async fn read(mut to: ConnectionManager, names: &[String]) -> Result<Vec<Option<u64>>, redis::RedisError> {
    redis::Cmd::mget(names).query_async(&mut to).await
}

fn names(link: &RedisLink, tags: &[&str]) -> Vec<String> {
    tags.iter().chain(&[ALL]).map(|tag| tag_name(link, tag)).collect()
}

fn sum(found: &[Option<u64>]) -> Option<u64> {
    found.iter().try_fold(0u64, |sum, generation| Some(sum.wrapping_add((*generation)?)))
}

fn fresh() -> u64 {
    rand::random()
}

fn tag_name(link: &RedisLink, tag: &str) -> String {
    link.key(&format!("tag:{tag}"))
}

fn entry_name(link: &RedisLink, key: &str, stamp: u64) -> String {
    link.key(&format!("entry:{stamp:x}:{key}"))
}
