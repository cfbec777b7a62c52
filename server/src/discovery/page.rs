//! One page of what the index finds: the best by (value, id) after the place where the page before ended.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use domain::matching::Parts;
use serde::{Deserialize, Serialize};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use super::index::{ANY, amount_in, facet, priced};

/// A thing that was found and the value that it is ordered by; the greater goes first.
pub type Found = (u64, u128);

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The order that it is a place in.
    pub order: String,
    /// The value of the last one.
    pub value: u64,
    /// The last one.
    pub id: Uuid,
    /// The words that were taken as misspelt on the first page.
    pub misspelt: u32,
}

/// How things are ordered.
#[derive(Clone, Debug)]
pub enum Order {
    /// By rating, then by weight.
    Rated,
    /// By how well the words are met, then by weight.
    Relevance,
    /// By a number, the greatest first.
    Most(&'static str),
    /// By a number, the least first; those without go last.
    Least(&'static str),
    /// By the price in that currency, the least or the greatest first.
    Price { currency: String, least_first: bool },
    /// By how well they fit.
    Match(Box<Side>),
}

/// One side of a match, as the index looks at it.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// Whether this side is the campaign's; else it is the influencer's.
    pub wants: bool,
    /// Facets of its niches.
    pub niches: Vec<u64>,
    /// Facets of its platforms, languages and countries; empty on the campaign's side means any.
    pub lists: [Vec<u64>; 3],
    /// Followers that are there or asked for.
    pub followers: i64,
    /// Its price or budget in each currency.
    pub prices: HashMap<&'static str, i64>,
}

impl Side {
    /// The facets of these words.
    pub fn facets<T: ToString>(list: &str, words: &[T]) -> Vec<u64> {
        words.iter().map(|word| facet(list, &word.to_string())).collect()
    }

    fn points(&self, facets: &[u64], any: &[u64; 3], followers: i64, prices: impl Iterator<Item = u64>) -> u32 {
        let shared = |own: &[u64]| own.iter().any(|facet| facets.contains(facet));
        let met = |at: usize| {
            let nothing_asked = if self.wants { self.lists[at].is_empty() } else { facets.contains(&any[at]) };
            nothing_asked || shared(&self.lists[at])
        };
        let mut both = None;
        for price in prices {
            let own = self.prices.iter().find_map(|(code, own)| Some((*own, amount_in(code, price)?)));
            both = both.or(own);
        }
        let (wanted, reach) = if self.wants { (self.followers, followers) } else { (followers, self.followers) };
        Parts {
            niche: shared(&self.niches),
            platform: met(0),
            language: met(1),
            country: met(2),
            min_followers: wanted,
            reach,
            budget_and_price: both
                .map(|(own, other)| if self.wants { (own, other) } else { (other, own) })
                .filter(|(budget, _)| *budget > 0),
        }
        .points()
    }
}

/// Collects one page.
pub struct PageOf {
    pub order: Order,
    pub after: Option<Found>,
    pub limit: usize,
}

impl Collector for PageOf {
    type Fruit = Vec<Found>;
    type Child = InSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        let fast = segment.fast_fields();
        let value = match &self.order {
            Order::Relevance => Value::Relevance(fast.u64("weight")?),
            Order::Rated => Value::Rated(fast.u64("rating")?, fast.u64("weight")?),
            Order::Most(field) => Value::Most(fast.u64(field)?),
            Order::Least(field) => Value::Least(fast.u64(field)?),
            Order::Price { currency, least_first } => {
                Value::Price { prices: fast.u64("prices")?, currency: currency.clone(), least_first: *least_first }
            }
            Order::Match(side) => Value::Match {
                side: side.clone(),
                any: ["platform", "language", "country"].map(|list| facet(list, ANY)),
                facets: fast.u64("facets")?,
                followers: fast.u64("followers")?,
                prices: fast.u64("prices")?,
                seen: Vec::new(),
            },
        };
        let ids = (fast.u64("id_high")?, fast.u64("id_low")?);
        Ok(InSegment { value, ids, best: Best::new(self.limit), after: self.after })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.order, Order::Relevance)
    }

    fn merge_fruits(&self, parts: Vec<Vec<Found>>) -> tantivy::Result<Vec<Found>> {
        let mut best = Best::new(self.limit);
        parts.into_iter().flatten().for_each(|found| best.add(found));
        Ok(best.sorted())
    }
}

/// The best of one segment.
pub struct InSegment {
    value: Value,
    ids: (Column<u64>, Column<u64>),
    best: Best,
    after: Option<Found>,
}

enum Value {
    Relevance(Column<u64>),
    Rated(Column<u64>, Column<u64>),
    Most(Column<u64>),
    Least(Column<u64>),
    Price {
        prices: Column<u64>,
        currency: String,
        least_first: bool,
    },
    Match {
        side: Box<Side>,
        any: [u64; 3],
        facets: Column<u64>,
        followers: Column<u64>,
        prices: Column<u64>,
        seen: Vec<u64>,
    },
}

impl Value {
    fn of(&mut self, doc: DocId, score: Score) -> u64 {
        match self {
            // Scores are sums of small numbers with one binary digit behind the point, so nothing is lost.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
            Self::Relevance(weight) => ((score * 2.0) as u64) << 32 | weight.first(doc).unwrap_or(0),
            Self::Rated(rating, weight) => rating.first(doc).unwrap_or(0) << 32 | weight.first(doc).unwrap_or(0),
            Self::Most(field) => field.first(doc).unwrap_or(0),
            Self::Least(field) => field.first(doc).map_or(0, |value| u64::MAX - value),
            Self::Price { prices, currency, least_first } => {
                let base = priced(currency, 0);
                let amount =
                    prices.values_for_doc(doc).filter(|price| price >> 48 == base >> 48).map(|price| price - base);
                if *least_first { amount.min().map_or(0, |value| u64::MAX - value) } else { amount.max().unwrap_or(0) }
            }
            Self::Match { side, any, facets, followers, prices, seen } => {
                seen.clear();
                seen.extend(facets.values_for_doc(doc));
                let followers = i64::try_from(followers.first(doc).unwrap_or(0)).unwrap_or(i64::MAX);
                u64::from(side.points(seen, any, followers, prices.values_for_doc(doc)))
            }
        }
    }
}

impl SegmentCollector for InSegment {
    type Fruit = Vec<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let id = |column: &Column<u64>| u128::from(column.first(doc).unwrap_or(0));
        let found = (self.value.of(doc, score), id(&self.ids.0) << 64 | id(&self.ids.1));
        if self.after.is_none_or(|after| found < after) {
            self.best.add(found);
        }
    }

    fn harvest(self) -> Vec<Found> {
        self.best.sorted()
    }
}

/// The greatest few.
struct Best {
    kept: BinaryHeap<Reverse<Found>>,
    limit: usize,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { kept: BinaryHeap::with_capacity(limit + 1), limit }
    }

    fn add(&mut self, found: Found) {
        if self.kept.len() < self.limit || self.kept.peek().is_some_and(|least| found > least.0) {
            self.kept.push(Reverse(found));
            if self.kept.len() > self.limit {
                self.kept.pop();
            }
        }
    }

    fn sorted(self) -> Vec<Found> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(found)| found).collect()
    }
}
