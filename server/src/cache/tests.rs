use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Barrier;

use super::*;
use crate::Error;
use crate::redis_link::tests::{gone, real};

const TTL: Duration = Duration::from_mins(1);

/// An empty cache of each kind.
async fn kinds() -> Vec<Cache> {
    let mut kinds = vec![Cache::memory(1 << 20)];
    kinds.extend(real().await.map(|link| Cache::redis(link, 1 << 20)));
    kinds
}

async fn get(cache: &Cache, key: &str, tags: &[&str], value: &'static str) -> Bytes {
    let make = || async { Ok(Bytes::from_static(value.as_bytes())) };
    cache.get_or(key, tags, TTL, make).await.unwrap()
}

#[tokio::test]
async fn an_answer_is_kept_until_one_of_its_tags_is_invalidated() {
    for cache in kinds().await {
        assert_eq!(get(&cache, "key", &["a", "b"], "first").await, "first");
        assert_eq!(get(&cache, "key", &["a", "b"], "second").await, "first");
        assert_eq!(get(&cache, "other", &["a"], "other").await, "other");
        cache.invalidate(&["b"]).await;
        assert_eq!(get(&cache, "key", &["a", "b"], "third").await, "third");
        assert_eq!(get(&cache, "other", &["a"], "fourth").await, "other");
        assert!(cache.is_healthy());
    }
}

#[tokio::test]
async fn what_was_read_before_an_invalidation_is_not_found_after_it() {
    for cache in &kinds().await {
        let tag = "late";
        let make = || async {
            // The change happens while the old state is already read and not yet stored.
            cache.invalidate(&[tag]).await;
            assert_eq!(get(cache, tag, &[tag], "new").await, "new");
            Ok(Bytes::from_static(b"old"))
        };
        assert_eq!(cache.get_or(tag, &[tag], TTL, make).await.unwrap(), "old");
        assert_eq!(get(cache, tag, &[tag], "newer").await, "new");
    }
}

#[tokio::test]
async fn a_stampede_computes_once() {
    for cache in kinds().await {
        let (count, start) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(50)));
        let callers = (0..50).map(|_| {
            let (cache, count, start) = (cache.clone(), count.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                let make = || async {
                    count.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    Ok(Bytes::from_static(b"once"))
                };
                cache.get_or("stampede", &["stampede"], TTL, make).await.unwrap()
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            assert_eq!(caller.await.unwrap(), "once");
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_failure_reaches_its_caller_and_is_not_kept() {
    for cache in kinds().await {
        let fail = || async { Err(Error::NotFound) };
        let failed = cache.get_or("failure", &[], TTL, fail).await;
        assert!(matches!(failed, Err(Error::NotFound)));
        assert_eq!(get(&cache, "failure", &[], "found").await, "found");
    }
}

#[tokio::test]
async fn an_answer_expires() {
    let cache = Cache::memory(1 << 20);
    let old = || async { Ok(Bytes::from_static(b"old")) };
    let short = Duration::from_nanos(1);
    cache.get_or("key", &[], short, old).await.unwrap();
    assert_eq!(get(&cache, "key", &[], "new").await, "new");
}

#[tokio::test]
async fn an_invalidation_that_redis_missed_is_made_up_for() {
    let Some(link) = real().await else { return };
    let (there, cut_off) = (Cache::redis(link.clone(), 0), Shared::new(gone()));
    assert_eq!(get(&there, "key", &["key"], "old").await, "old");
    cut_off.renew(&["key"]).await;
    assert!(!cut_off.is_healthy());
    assert_eq!(cut_off.stamp(&["key"]).await, None);
    assert!(shared::forget_all(&link).await);
    assert_eq!(get(&there, "key", &["key"], "new").await, "new");
}

#[tokio::test]
async fn two_replicas_share_answers_and_invalidations() {
    let Some(link) = real().await else { return };
    let (one, two) = (Cache::redis(link.clone(), 1 << 20), Cache::redis(link, 1 << 20));
    assert_eq!(get(&one, "key", &["key"], "one").await, "one");
    assert_eq!(get(&two, "key", &["key"], "two").await, "one");
    two.invalidate(&["key"]).await;
    assert_eq!(get(&one, "key", &["key"], "three").await, "three");
}

#[tokio::test]
async fn without_redis_everything_is_computed_and_nothing_fails() {
    let cache = Cache::redis(gone(), 1 << 20);
    assert_eq!(get(&cache, "key", &["tag"], "first").await, "first");
    assert_eq!(get(&cache, "key", &["tag"], "second").await, "second");
    cache.invalidate(&["tag"]).await;
    assert!(!cache.is_healthy());
}
