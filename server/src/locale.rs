//! The languages that Tandem speaks.

use serde::{Deserialize, Serialize};

/// A language of the web app and the mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English, which stands in where a text is missing.
    #[default]
    En,
    /// German.
    De,
    /// Hindi.
    Hi,
    /// Spanish.
    Es,
    /// Arabic, written from right to left.
    Ar,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Hi, Self::Es, Self::Ar];

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Hi => "hi",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    /// The direction that it is written in, as HTML's `dir` takes it.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            _ => "ltr",
        }
    }

    /// The language of a tag such as `de` or `de-AT`; `None` when it is none of ours.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }
}
