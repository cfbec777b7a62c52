//! The generations of tags in this process.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many counters the tags share. Two tags on one counter are invalidated together, which costs a computation
/// and is never wrong.
const SLOTS: usize = 4096;

/// A counter for each tag, in a fixed amount of memory.
pub(super) struct Generations {
    slots: Box<[AtomicU64]>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl Default for Generations {
    fn default() -> Self {
        Self { slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(), hasher: BuildHasherDefault::new() }
    }
}

impl Generations {
    /// One number for the generations of all these tags: it grows when any of them does.
    pub(super) fn stamp(&self, tags: &[&str]) -> u64 {
        tags.iter().map(|tag| self.slot(tag).load(Ordering::SeqCst)).fold(0, u64::wrapping_add)
    }

    pub(super) fn renew(&self, tags: &[&str]) {
        for tag in tags {
            self.slot(tag).fetch_add(1, Ordering::SeqCst);
        }
    }

    fn slot(&self, tag: &str) -> &AtomicU64 {
        #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
        let hash = self.hasher.hash_one(tag) as usize;
        &self.slots[hash % SLOTS]
    }
}
