//! What a mail may show below its text: headline figures, and lists. They stand among the facts of a notice, as `figures` and
//! `sections`, without a word of any language.

use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::Words;
use crate::Result;

/// A headline figure. Its label is the text `mail.<kind>.<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Names the label.
    pub name: String,
    /// The figure in words, such as `12` or `1,500.00 EUR`.
    pub value: String,
    /// A short remark, such as `+12 %`; may be empty.
    #[serde(default)]
    pub note: String,
}

/// A list under a heading, the text `mail.<kind>.<name>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Names the heading.
    pub name: String,
    /// What is listed.
    pub rows: Vec<Row>,
}

/// One of a list. Where there is a text `mail.<kind>.<section>_detail`, it stands below the title; its placeholders are the
/// `facts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is called.
    pub title: String,
    /// What stands at its end, such as an amount; may be empty.
    #[serde(default)]
    pub value: String,
    /// Its page in the web app; may be empty.
    #[serde(default)]
    pub link: String,
    /// What the detail tells.
    #[serde(default)]
    pub facts: serde_json::Map<String, serde_json::Value>,
}

impl Figure {
    /// As the page takes it.
    pub(super) fn shown(&self, words: &Words) -> Result<Value> {
        let label = words.say(&self.name)?;
        Ok(context! { label, value => self.value.as_str(), note => self.note.as_str() })
    }
}

impl Section {
    /// As the page takes it; `at` makes addresses of paths.
    pub(super) fn shown(&self, words: &Words, at: impl Fn(&str) -> String) -> Result<Value> {
        let row = |row: &Row| {
            let detail = words.say_with(&format!("{}_detail", self.name), &row.facts)?.unwrap_or_default();
            let link = Some(row.link.as_str()).filter(|link| !link.is_empty()).map(&at);
            Ok(context! { title => row.title.as_str(), value => row.value.as_str(), link, detail })
        };
        let rows = self.rows.iter().map(row).collect::<Result<Vec<Value>>>()?;
        Ok(context! { heading => words.say(&self.name)?, rows })
    }
}
