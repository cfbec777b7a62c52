//! Chance that can be thrown again: the same seed, the same world.

use domain::clock::Timestamp;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// A seeded source of chance.
pub struct Dice(StdRng);

impl Dice {
    /// Dice of that seed for the part of the world that has this number, so that parts do not depend on each other.
    pub fn new(seed: u64, part: u64) -> Self {
        Self(StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(part)))
    }

    /// A number from `least` to `most`, both included; `least` when there is none between.
    pub fn number(&mut self, least: i64, most: i64) -> i64 {
        if most <= least { least } else { self.0.random_range(least..=most) }
    }

    /// An instant from `from` to `to`.
    pub fn instant(&mut self, from: Timestamp, to: Timestamp) -> Timestamp {
        Timestamp(self.number(from.0, to.0))
    }

    /// True in that many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.number(1, 100) <= percent
    }

    /// One of them.
    pub fn pick<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        of.choose(&mut self.0).copied().unwrap_or(otherwise)
    }

    /// One of the lines; empty when there is none.
    pub fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        of.choose(&mut self.0).map_or("", String::as_str)
    }

    /// The place of one of the weights, as often as it is heavy.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.number(1, weights.iter().sum());
        weights
            .iter()
            .position(|weight| {
                left -= weight;
                left <= 0
            })
            .unwrap_or(0)
    }
}
