//! What a paper says, piece by piece, every word and figure written.

use serde::Serialize;

/// A paper.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// Its language.
    pub lang: &'static str,
    /// The direction of that.
    pub dir: &'static str,
    /// What it is, in small type: `Invoice`.
    pub kind: String,
    /// Its headline.
    pub title: String,
    /// Below it.
    pub subtitle: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// In small type at the end.
    pub notes: Vec<String>,
}

/// A piece of a paper.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Block {
    /// People side by side.
    Parties {
        /// Two of them.
        parties: Vec<PartyBox>,
    },
    /// Small facts in tiles.
    Facts {
        /// Their heading; empty without one.
        title: String,
        /// Any number.
        facts: Vec<Fact>,
    },
    /// The one figure that it is about.
    Sum {
        /// What it is.
        label: String,
        /// The figure.
        value: String,
    },
    /// Rows under titles.
    Table(Table),
    /// Running text.
    Prose {
        /// Its heading.
        title: String,
        /// What somebody wrote, with its line feeds.
        text: String,
    },
    /// Long codes, and the address at which they are verified.
    Codes {
        /// Their heading.
        title: String,
        /// What they are good for.
        note: String,
        /// An address to open, if there is one.
        link: Option<String>,
        /// Each with its name.
        codes: Vec<Fact>,
    },
}

/// Somebody with an address.
#[derive(Clone, Debug, Serialize)]
pub struct PartyBox {
    /// What they are here.
    pub label: String,
    /// What they are called.
    pub name: String,
    /// What stands below.
    pub lines: Vec<String>,
}

/// A figure or word under its name.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Its name.
    pub label: String,
    /// What it is.
    pub value: String,
}

/// Rows under titles; a title for each cell.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Its heading; empty without one.
    pub title: String,
    /// The titles.
    pub head: Vec<&'static str>,
    /// How many of the columns, from the last one on, hold figures.
    pub figures: usize,
    /// The cells.
    pub rows: Vec<Vec<String>>,
    /// The last row, which sums them up.
    pub total: Option<Vec<String>>,
}
