//! Questions to the index. Scores don't depend on what else is in it, so that a page continues where the one before ended
//! although others come and go: a word counts by where it stands and how well it is met.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::index::{Fields, Kind};
use super::words::Word;

/// The most words of a question that are looked at.
pub const MOST_WORDS: usize = 12;
/// From how many letters on a typing error is forgiven.
const FORGIVEN_FROM: usize = 4;

/// Parts that all must hold, none of which counts.
pub struct Filters<'a> {
    fields: &'a Fields,
    parts: Vec<(Occur, Box<dyn Query>)>,
}

impl<'a> Filters<'a> {
    /// All of that kind that can be found at that instant (UTC ms).
    pub fn of(fields: &'a Fields, kind: Kind, now: i64) -> Self {
        let mut filters = Self { fields, parts: Vec::new() };
        filters.facets(&[kind.facet()]);
        if kind == Kind::Campaign {
            filters.range(fields.ends_at, Some(now.saturating_add(1)), None);
        }
        filters
    }

    /// Only those with one of these facets.
    pub fn facets(&mut self, any: &[u64]) {
        let term = |facet: &u64| -> Box<dyn Query> {
            let term = Term::from_field_u64(self.fields.facets, *facet);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        self.parts.push((Occur::Must, silent(Box::new(BooleanQuery::union(any.iter().map(term).collect())))));
    }

    /// Only those whose number is in that range, both ends included.
    pub fn range(&mut self, field: Field, least: Option<i64>, most: Option<i64>) {
        let number = |value: i64| u64::try_from(value).unwrap_or(0);
        self.raw_range(field, least.map(number), most.map(number));
    }

    /// The same for numbers as they stand in the index.
    pub fn raw_range(&mut self, field: Field, least: Option<u64>, most: Option<u64>) {
        if least.is_some() || most.is_some() {
            let bound = |value: Option<u64>| {
                value.map_or(Bound::Unbounded, |value| Bound::Included(Term::from_field_u64(field, value)))
            };
            self.parts.push((Occur::Must, silent(Box::new(RangeQuery::new(bound(least), bound(most))))));
        }
    }

    /// None at all.
    pub fn nothing(&mut self) {
        self.parts.push((Occur::Must, Box::new(tantivy::query::EmptyQuery)));
    }

    /// Which words (a bit each) nothing has as they are typed: of those a typing error is forgiven.
    pub fn misspelt(&self, searcher: &Searcher, words: &[Word]) -> tantivy::Result<u32> {
        let mut bits = 0;
        for (index, word) in words.iter().enumerate().take(MOST_WORDS) {
            if word.in_letters && word.letters() >= FORGIVEN_FROM {
                let mut parts = self.kind_only();
                parts.push((Occur::Must, self.word(word, index + 1 == words.len(), false)));
                let found = searcher.search(&BooleanQuery::new(parts), &tantivy::collector::Count)?;
                bits |= u32::from(found == 0) << index;
            }
        }
        Ok(bits)
    }

    fn kind_only(&self) -> Vec<(Occur, Box<dyn Query>)> {
        self.parts.iter().take(1).map(|(occur, part)| (*occur, part.box_clone())).collect()
    }

    /// The whole question: these parts and all words, the last one perhaps not typed to its end.
    pub fn with_words(self, words: &[Word], misspelt: u32) -> Box<dyn Query> {
        let words: Vec<_> = words.iter().take(MOST_WORDS).collect();
        let last = words.len().saturating_sub(1);
        let asked: Vec<(Occur, Box<dyn Query>)> = words
            .iter()
            .enumerate()
            .map(|(index, word)| (Occur::Must, self.word(word, index == last, misspelt & 1 << index != 0)))
            .collect();
        let mut parts = self.parts;
        parts.extend(asked);
        Box::new(BooleanQuery::new(parts))
    }

    fn word(&self, word: &Word, is_last: bool, is_misspelt: bool) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in [(self.fields.name, 12.0), (self.fields.tags, 4.0), (self.fields.body, 1.0)] {
            let term = Term::from_field_text(field, &word.text);
            let mut way = |query: Box<dyn Query>, weight: f32| ways.push(Box::new(ConstScoreQuery::new(query, weight)));
            way(Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)), weight * 4.0);
            if is_last && word.in_letters {
                way(Box::new(FuzzyTermQuery::new_prefix(term.clone(), 0, true)), weight * 2.0);
            }
            if is_misspelt {
                way(Box::new(FuzzyTermQuery::new(term.clone(), 1, true)), weight);
                if is_last && word.letters() > FORGIVEN_FROM {
                    way(Box::new(FuzzyTermQuery::new_prefix(term, 1, true)), weight / 2.0);
                }
            }
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }
}

/// A part that decides, but does not count.
fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
