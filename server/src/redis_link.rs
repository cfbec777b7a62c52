//! The connection to Redis (or Valkey), which replicas share and nothing depends on.
//!
//! Each command gets a quarter of a second. After a failure the link is taken for gone: for a second nothing is
//! attempted, then one caller tries again while the others go on without.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError};

const PATIENCE: Duration = Duration::from_millis(250);
const PAUSE_MS: u64 = 1000;

/// A link to Redis that is either up or gone, and never in the way.
pub struct RedisLink {
    manager: ConnectionManager,
    instance: String,
    born: Instant,
    /// Milliseconds after `born` when a gone link may be tried again; 0 while it is up.
    retry_at: AtomicU64,
}

impl RedisLink {
    /// A link that connects at its first use; it must be made inside the async runtime. `instance` is what the keys of
    /// its replicas have in common and no other instance at the same Redis has.
    ///
    /// # Errors
    /// When the URL can't be understood.
    pub fn new(url: &str, instance: impl Into<String>) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        metrics::gauge!("tandem_redis_up").set(1.0);
        Ok(Self {
            manager: ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?,
            instance: instance.into(),
            born: Instant::now(),
            retry_at: AtomicU64::new(0),
        })
    }

    /// The key of that name, of this instance alone.
    pub fn key(&self, name: &str) -> String {
        format!("tandem:{}:{name}", self.instance)
    }

    /// Runs commands; `None` when Redis is gone or does not answer in time.
    pub async fn run<T, F>(&self, commands: impl FnOnce(ConnectionManager) -> F) -> Option<T>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        if !self.may_try() {
            return None;
        }
        match tokio::time::timeout(PATIENCE, commands(self.manager.clone())).await {
            Ok(Ok(value)) => {
                self.succeeded();
                Some(value)
            }
            Ok(Err(error)) => self.failed(error.category()),
            Err(_) => self.failed("no answer in time"),
        }
    }

    /// Whether the last command was answered.
    pub fn is_up(&self) -> bool {
        self.retry_at.load(Ordering::Relaxed) == 0
    }

    /// Asks Redis for a sign of life.
    pub async fn ping(&self) -> bool {
        let ping = |mut to: ConnectionManager| async move { redis::cmd("PING").query_async::<String>(&mut to).await };
        self.run(ping).await.is_some()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether to try now; of all who ask when the pause is over, one is let through.
    fn may_try(&self) -> bool {
        let retry_at = self.retry_at.load(Ordering::Relaxed);
        let now = self.now();
        retry_at == 0
            || (now >= retry_at
                && self
                    .retry_at
                    .compare_exchange(retry_at, now + PAUSE_MS, Ordering::Relaxed, Ordering::Relaxed)
                    .is_ok())
    }

    fn succeeded(&self) {
        if !self.is_up() && self.retry_at.swap(0, Ordering::Relaxed) != 0 {
            tracing::info!("Redis is back");
            metrics::gauge!("tandem_redis_up").set(1.0);
        }
    }

    fn failed<T>(&self, reason: &str) -> Option<T> {
        let retry_at = self.now() + PAUSE_MS;
        if self.retry_at.swap(retry_at, Ordering::Relaxed) == 0 {
            tracing::warn!(reason, "Redis is gone; going on without it");
            metrics::gauge!("tandem_redis_up").set(0.0);
        }
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use super::*;

    /// The Redis that tests use, from `TANDEM_TEST_REDIS_URL`, to each as if it were its own. Where services are required, it must be there.
    pub(crate) async fn real() -> Option<Arc<RedisLink>> {
        let Ok(url) = std::env::var("TANDEM_TEST_REDIS_URL") else {
            let required = ["CI", "TANDEM_REQUIRE_SERVICES"];
            let required = required.iter().any(|name| std::env::var_os(name).is_some());
            assert!(!required, "TANDEM_TEST_REDIS_URL must name a Redis");
            return None;
        };
        let link = RedisLink::new(&url, uuid::Uuid::new_v4()).unwrap();
        assert!(link.ping().await, "no Redis at TANDEM_TEST_REDIS_URL");
        Some(Arc::new(link))
    }

    /// A link to a port where nobody listens.
    pub(crate) fn gone() -> Arc<RedisLink> {
        Arc::new(RedisLink::new("redis://127.0.0.1:9", "gone").unwrap())
    }

    #[tokio::test]
    async fn a_gone_redis_costs_one_attempt_a_second() {
        let link = gone();
        assert!(!link.ping().await && !link.is_up());
        let attempt = |_| async { panic!("no attempt while it pauses") };
        assert!(link.run::<(), _>(attempt).await.is_none());
    }

    #[tokio::test]
    async fn a_real_redis_answers() {
        if let Some(link) = real().await {
            assert!(link.is_up());
        }
    }
}
