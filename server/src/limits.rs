//! How often one may do what: limits that keep guessers and floods out and that no honest person meets.
//!
//! All kinds use the same rule (GCRA): so many at once, then evenly. With Redis the replicas count together; while it is
//! gone, each counts alone.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use redis::Script;
use sha2::{Digest, Sha256};

use crate::redis_link::RedisLink;
use crate::{Error, Result};

/// What is limited; `who` in [`Limits::check`] is named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Attempts to log in by address and login name: 60 a minute, each of which costs a hash.
    Login,
    /// Attempts to log in by address: 300 a minute, since offices and mobile networks share one.
    LoginAddress,
    /// Codes of the second factor by user: 10 in ten minutes, so that nobody guesses one.
    SecondFactor,
    /// New accounts by address: 300 an hour.
    Register,
    /// Mails to reset a password, by address and e-mail: 5 an hour.
    PasswordForgot,
    /// Changes by user: 600 a minute.
    Write,
    /// Public reads by address: 1,200 a minute.
    Read,
    /// Exports by user: 30 an hour, each of which may read a lot and leaves a file.
    Export,
    /// Attachments by user: 300 an hour, each of which is worked on and leaves a file.
    Upload,
    /// Reports of abuse by user: 30 an hour, each of which somebody reads.
    Report,
}

impl Rule {
    const ALL: [Self; 10] = [
        Self::Login,
        Self::LoginAddress,
        Self::SecondFactor,
        Self::Register,
        Self::PasswordForgot,
        Self::Write,
        Self::Read,
        Self::Export,
        Self::Upload,
        Self::Report,
    ];

    const fn times(self) -> (u32, Duration) {
        const MINUTE: Duration = Duration::from_mins(1);
        const HOUR: Duration = Duration::from_hours(1);
        match self {
            Self::Login => (60, MINUTE),
            Self::LoginAddress => (300, MINUTE),
            Self::SecondFactor => (10, Duration::from_mins(10)),
            Self::Register | Self::Upload => (300, HOUR),
            Self::PasswordForgot => (5, HOUR),
            Self::Write => (600, MINUTE),
            Self::Read => (1200, MINUTE),
            Self::Export | Self::Report => (30, HOUR),
        }
    }
}

/// Where is counted.
pub enum Limits {
    /// Nowhere: for load tests.
    Off,
    /// In this process.
    Memory(Counters),
    /// In Redis, and in this process while that is gone.
    Redis(Arc<RedisLink>, Counters),
}

impl Limits {
    /// Counts one `rule` by `who`.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the seconds to wait; such an attempt is not counted.
    pub async fn check(&self, rule: Rule, who: &str) -> Result<()> {
        let wait = match self {
            Self::Off => Duration::ZERO,
            Self::Memory(counters) => counters.wait(rule, who),
            Self::Redis(link, counters) => match shared_wait(link, rule, who).await {
                Some(wait) => wait,
                None => counters.wait(rule, who),
            },
        };
        if wait.is_zero() {
            return Ok(());
        }
        let part = u64::from(wait.subsec_nanos() > 0);
        Err(Error::TooMany(wait.as_secs() + part))
    }
}

/// Counters of this process, which keep hashes of who was counted, not names.
pub struct Counters {
    limiters: Vec<DefaultKeyedRateLimiter<u64>>,
    hasher: RandomState,
    checks: AtomicU32,
}

impl Default for Counters {
    fn default() -> Self {
        let limiter = |rule: Rule| {
            let (count, period) = rule.times();
            let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::with_period(period / count.get())
                .map_or_else(|| Quota::per_minute(count), |q| q.allow_burst(count));
            RateLimiter::keyed(quota)
        };
        Self { limiters: Rule::ALL.map(limiter).into(), hasher: RandomState::new(), checks: AtomicU32::new(0) }
    }
}

impl Counters {
    fn wait(&self, rule: Rule, who: &str) -> Duration {
        // Whoever was not seen for long is forgotten from time to time, so that memory stays flat.
        if self.checks.fetch_add(1, Ordering::Relaxed) % 16_384 == 16_383 {
            for limiter in &self.limiters {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
        let limiter = &self.limiters[rule as usize];
        match limiter.check_key(&self.hasher.hash_one(who)) {
            Ok(()) => Duration::ZERO,
            Err(until) => until.wait_time_from(DefaultClock::default().now()),
        }
    }
}

/// The time at which all that was counted will have drained stands under the key; Redis keeps the time, so that the
/// replicas' clocks don't matter.
const GCRA: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local drained = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + each
local wait = drained - each * burst - now
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', drained), 'PX', math.ceil((drained - now) / 1000))
return 0";

async fn shared_wait(link: &RedisLink, rule: Rule, who: &str) -> Option<Duration> {
    let (count, period) = rule.times();
    let each = u64::try_from((period / count).as_micros()).unwrap_or(u64::MAX);
    let name = hex::encode(&Sha256::digest(who)[..16]);
    let run = |mut to| async move {
        Script::new(GCRA)
            .key(link.key(&format!("limit:{rule:?}:{name}")))
            .arg(each)
            .arg(count)
            .invoke_async::<u64>(&mut to)
            .await
    };
    link.run(run).await.map(Duration::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redis_link::tests::{gone, real};

    async fn kinds() -> Vec<Limits> {
        let mut kinds = vec![Limits::Memory(Counters::default()), Limits::Redis(gone(), Counters::default())];
        kinds.extend(real().await.map(|link| Limits::Redis(link, Counters::default())));
        kinds
    }

    #[tokio::test]
    async fn each_rule_lets_its_count_through_and_names_the_wait() {
        for limits in kinds().await {
            let who = uuid::Uuid::new_v4().to_string();
            for rule in [Rule::Login, Rule::Register, Rule::PasswordForgot] {
                let (count, period) = rule.times();
                for _ in 0..count {
                    limits.check(rule, &who).await.unwrap();
                }
                let Err(Error::TooMany(seconds)) = limits.check(rule, &who).await else {
                    panic!("{rule:?} lets too many through");
                };
                assert!((1..=period.as_secs() / u64::from(count)).contains(&seconds));
                limits.check(rule, &format!("{who}, another")).await.unwrap();
            }
        }
    }

    #[tokio::test]
    async fn off_is_off() {
        for _ in 0..100 {
            Limits::Off.check(Rule::PasswordForgot, "me").await.unwrap();
        }
    }

    #[test]
    fn every_rule_has_its_limiter() {
        for (index, rule) in Rule::ALL.into_iter().enumerate() {
            assert_eq!(rule as usize, index);
        }
    }
}
