//! What a mail or a notice says, in one language: the words of `locales/` with the facts filled in.

use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::locale::Locale;
use crate::{Error, Result, texts};

/// Characters of a message or reason that is shown at most.
const EXCERPT: usize = 500;

static TEXTS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env
});

/// The words for one thing that is told, to one reader.
pub struct Words {
    locale: Locale,
    facts: Value,
    context: minijinja::Value,
}

impl Words {
    /// The words for `told`, which says in `kind` what it is. `name` is what the reader is called.
    pub fn of(told: &impl Serialize, locale: Locale, name: &str, instance: &str) -> Result<Self> {
        let facts = serde_json::to_value(told).map_err(Error::internal)?;
        let known = minijinja::Value::from(Serde(&facts));
        Ok(Self { locale, facts, context: context! { name, instance, ..known } })
    }

    /// Which kind it is.
    pub fn kind(&self) -> &str {
        self.fact("kind").unwrap_or_default()
    }

    /// The page of the web app that it leads to, if there is one of its own.
    pub fn link(&self) -> Option<&str> {
        self.fact("link")
    }

    /// What a person wrote, shortened.
    pub fn quote(&self) -> Option<String> {
        ["message", "reason"].into_iter().find_map(|name| self.fact(name)).map(excerpt)
    }

    /// A list among the facts; empty when there is none.
    pub fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>> {
        let list = self.facts.get(name).cloned().map(serde_json::from_value).transpose();
        Ok(list.map_err(Error::internal)?.unwrap_or_default())
    }

    /// The kind's own words, else the common ones, as plain text.
    pub fn say(&self, what: &str) -> Result<String> {
        let missing = || Error::internal(format!("no text for mail.{}.{what}", self.kind()));
        let text = self.own(what).or_else(|| self.common(what)).ok_or_else(missing)?;
        TEXTS.render_str(text, &self.context).map_err(Error::internal)
    }

    /// The kind's own words with further facts, if it has such words.
    pub fn say_with(&self, what: &str, facts: &impl Serialize) -> Result<Option<String>> {
        let Some(text) = self.own(what) else { return Ok(None) };
        let context = context! { ..minijinja::Value::from(Serde(facts)), ..self.context.clone() };
        TEXTS.render_str(text, context).map(Some).map_err(Error::internal)
    }

    fn own(&self, what: &str) -> Option<&'static str> {
        texts::get(self.locale, &format!("mail.{}.{what}", self.kind()))
    }

    fn common(&self, what: &str) -> Option<&'static str> {
        let what = if what == "action" { "open" } else { what };
        texts::get(self.locale, &format!("mail.common.{what}"))
    }

    fn fact(&self, name: &str) -> Option<&str> {
        self.facts[name].as_str().filter(|text| !text.is_empty())
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
