//! The words of papers in one language, and how its reader writes figures and times.

use domain::billing::Party;
use domain::clock::{Timestamp, Zone};
use domain::money::Money;
use domain::places;
use jiff::civil::Date;

use super::{Fact, Paper, PartyBox};
use crate::accounts::UserRow;
use crate::locale::Locale;
use crate::{texts, written};

/// Who a paper is for: their language and time zone.
#[derive(Clone, Debug)]
pub struct Said {
    /// The language.
    pub locale: Locale,
    /// The time zone.
    pub zone: Zone,
}

impl Said {
    /// To that person.
    pub fn to(reader: &UserRow) -> Self {
        Self {
            locale: Locale::of(&reader.locale).unwrap_or_default(),
            zone: Zone::named(&reader.time_zone).unwrap_or(Zone::UTC),
        }
    }

    /// The text `paper.<key>`.
    pub fn text(&self, key: &str) -> &'static str {
        texts::get(self.locale, &format!("paper.{key}")).unwrap_or_default()
    }

    /// The same with its placeholders filled in.
    pub fn filled<const N: usize>(&self, key: &str, values: [(&str, String); N]) -> String {
        written::filled(self.locale, &format!("paper.{key}"), values)
    }

    /// A paper of that kind, with nothing in it yet.
    pub fn paper(&self, kind: &str, title: String, subtitle: String) -> Paper {
        Paper {
            lang: self.locale.tag(),
            dir: self.locale.dir(),
            kind: self.text(kind).to_owned(),
            title,
            subtitle,
            blocks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A figure or word under the name `paper.<key>`.
    pub fn fact(&self, key: &str, value: impl Into<String>) -> Fact {
        Fact { label: self.text(key).to_owned(), value: value.into() }
    }

    /// An amount, with all its digits.
    pub fn money(&self, money: Money) -> String {
        written::exact_money(self.locale, money)
    }

    /// A number.
    pub fn number(&self, number: impl Into<i64>) -> String {
        written::number(self.locale, number.into())
    }

    /// A day.
    pub fn day(&self, day: Date) -> String {
        written::day(self.locale, day)
    }

    /// An instant, to the minute.
    pub fn instant(&self, at: Timestamp) -> String {
        written::instant(self.locale, at, &self.zone)
    }

    /// In which time zone the times are, for the end of a paper.
    pub fn times(&self) -> String {
        self.filled("times", [("zone", format!("\u{2066}{}\u{2069}", self.zone.name()))])
    }

    /// Somebody as they stand on an invoice.
    pub fn party(&self, key: &str, party: &Party) -> PartyBox {
        let mut lines = party.address_lines.clone();
        lines.extend(party.country.as_deref().map(|code| places::country_name(code).to_owned()));
        lines.extend(
            party.tax_id.as_ref().map(|id| self.filled("tax_id", [("number", format!("\u{2066}{id}\u{2069}"))])),
        );
        PartyBox { label: self.text(key).to_owned(), name: party.legal_name.clone(), lines }
    }
}

/// What somebody is called, in its own direction within a line.
pub fn named(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}
