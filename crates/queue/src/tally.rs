//! What became of some runs.

use std::collections::BTreeMap;

use crate::store::{End, Outcome};

/// How many runs ended how, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(pub BTreeMap<String, Ends>);

/// How runs of a kind ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// Their work is done.
    pub done: usize,
    /// They failed and will be tried again.
    pub to_retry: usize,
    /// They were given up.
    pub dead: usize,
}

impl Tally {
    /// All runs.
    pub fn runs(&self) -> usize {
        self.0.values().map(|ends| ends.done + ends.to_retry + ends.dead).sum()
    }

    /// Those that were given up.
    pub fn dead(&self) -> usize {
        self.0.values().map(|ends| ends.dead).sum()
    }

    pub(crate) fn count(&mut self, end: &End) {
        let ends = self.0.entry(end.job.kind.clone()).or_default();
        match end.outcome {
            Outcome::Done => ends.done += 1,
            Outcome::Retry { .. } => ends.to_retry += 1,
            Outcome::Dead { .. } => ends.dead += 1,
        }
    }
}
