//! What the index holds of each thing, and how it is laid out. Only what everybody may see is ever in it.

use std::path::Path;

use sha2::{Digest, Sha256};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, TantivyDocument, Term};
use uuid::Uuid;

use super::words;

/// Counts the changes of this layout and of how texts become words: an index of another version is built anew.
pub const FORMAT: u32 = 2;

/// Which things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Influencers.
    Influencer,
    /// Campaigns.
    Campaign,
}

impl Kind {
    /// The facet that all of them have.
    pub fn facet(self) -> u64 {
        facet("kind", if self == Self::Influencer { "influencer" } else { "campaign" })
    }
}

/// One thing that can be found.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: Kind,
    pub id: Uuid,
    /// What it is called: counts most.
    pub name: String,
    /// What it is about, in a few words.
    pub tags: String,
    /// What it says.
    pub body: String,
    /// See [`facet`].
    pub facets: Vec<u64>,
    /// Followers: an influencer's, or those that a campaign asks for.
    pub followers: i64,
    /// In hundredths of a percent.
    pub engagement: i64,
    /// The mean rating in hundredths; 0 without reviews, and for campaigns.
    pub rating: i64,
    /// The lowest price or the budget in each currency, the main one first.
    pub prices: Vec<(&'static str, i64)>,
    /// First and last day, counted from 1970; for influencers 0.
    pub days: (i64, i64),
    /// Until when it can be found, UTC milliseconds.
    pub ends_at: i64,
    /// When it appeared, UTC milliseconds.
    pub since: i64,
    /// What goes first among equals, 0 to 2^32 - 1.
    pub weight: u32,
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub key: Field,
    pub name: Field,
    pub tags: Field,
    pub body: Field,
    pub facets: Field,
    pub followers: Field,
    pub engagement: Field,
    pub rating: Field,
    pub prices: Field,
    pub price: Field,
    pub first_day: Field,
    pub last_day: Field,
    pub ends_at: Field,
    pub since: Field,
    pub weight: Field,
    id_high: Field,
    id_low: Field,
}

/// A word of a fixed list, such as a niche or a country, as a number. Two that fall together are as good as impossible.
pub fn facet(list: &str, word: &str) -> u64 {
    let hash = Sha256::digest(format!("{list}:{word}"));
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What a campaign has in a list from which it asks for nothing in particular.
pub const ANY: &str = "*";

/// An amount with its currency, ordered by currency, then amount.
pub fn priced(currency: &str, amount: i64) -> u64 {
    let code = currency.bytes().take(3).fold(0, |code, byte| code << 5 | u64::from(byte & 31));
    code << 48 | number(amount)
}

/// The amount of such a price, if it is in that currency.
pub fn amount_in(currency: &str, price: u64) -> Option<i64> {
    (price >> 48 == priced(currency, 0) >> 48).then(|| i64::try_from(price & ((1 << 48) - 1)).unwrap_or(0))
}

/// A number of the database, which is never negative.
pub fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

impl Fields {
    /// The layout.
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default().set_fieldnorms(false).set_index_option(IndexRecordOption::Basic);
        let words = TextOptions::default().set_indexing_options(words.set_tokenizer("raw"));
        let mut text = |name: &str| schema.add_text_field(name, words.clone());
        let (name, tags, body) = (text("name"), text("tags"), text("body"));
        let key = schema.add_text_field("key", STRING);
        let facets = schema.add_u64_field("facets", INDEXED | FAST);
        let mut number = |name: &str| schema.add_u64_field(name, FAST);
        let fields = Self {
            followers: number("followers"),
            engagement: number("engagement"),
            rating: number("rating"),
            prices: number("prices"),
            price: number("price"),
            first_day: number("first_day"),
            last_day: number("last_day"),
            ends_at: number("ends_at"),
            since: number("since"),
            weight: number("weight"),
            id_high: number("id_high"),
            id_low: number("id_low"),
            key,
            name,
            tags,
            body,
            facets,
        };
        (schema.build(), fields)
    }

    /// Opens the index in that folder, or makes an empty one.
    pub fn open(folder: &Path) -> tantivy::Result<(Index, Self)> {
        let (schema, fields) = Self::schema();
        let directory = super::directory::Folder::open(folder)?;
        Ok((Index::open_or_create(directory, schema)?, fields))
    }

    /// What names a thing in the index.
    pub fn key(&self, kind: Kind, id: &str) -> Term {
        Term::from_field_text(self.key, &format!("{kind:?}:{id}"))
    }

    /// The thing as the index takes it.
    pub fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.key, format!("{:?}:{}", entry.kind, entry.id));
        for (field, text) in [(self.name, &entry.name), (self.tags, &entry.tags), (self.body, &entry.body)] {
            document.add_pre_tokenized_text(field, tokens(text));
        }
        for facet in entry.facets.iter().copied().chain([entry.kind.facet()]) {
            document.add_u64(self.facets, facet);
        }
        for (currency, amount) in &entry.prices {
            document.add_u64(self.prices, priced(currency, *amount));
        }
        if let Some((_, amount)) = entry.prices.first() {
            document.add_u64(self.price, number(*amount));
        }
        let (high, low) = entry.id.as_u64_pair();
        for (field, value) in [
            (self.followers, number(entry.followers)),
            (self.engagement, number(entry.engagement)),
            (self.rating, number(entry.rating)),
            (self.first_day, number(entry.days.0)),
            (self.last_day, number(entry.days.1)),
            (self.ends_at, number(entry.ends_at)),
            (self.since, number(entry.since)),
            (self.weight, u64::from(entry.weight)),
            (self.id_high, high),
            (self.id_low, low),
        ] {
            document.add_u64(field, value);
        }
        document
    }
}

fn tokens(text: &str) -> PreTokenizedString {
    let token = |(position, text)| Token { position, text, ..Token::default() };
    let tokens = words::of_text(text).into_iter().enumerate().map(token).collect();
    PreTokenizedString { text: String::new(), tokens }
}
