//! What the server itself says to people, in their language: `locales/<language>.toml`, compiled in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use figment::Figment;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};

use crate::locale::Locale;

type Texts = BTreeMap<String, String>;

static ALL: LazyLock<[Texts; 5]> = LazyLock::new(|| Locale::ALL.map(read));

/// The text of a dotted key such as `mail.verify_email.subject`, in English where that language has none; `None` where
/// English has none either. It may contain placeholders for minijinja.
pub fn get(locale: Locale, key: &str) -> Option<&'static str> {
    let own = ALL[locale as usize].get(key);
    own.or_else(|| ALL[Locale::En as usize].get(key)).map(String::as_str)
}

const fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../locales/en.toml"),
        Locale::De => include_str!("../locales/de.toml"),
        Locale::Hi => include_str!("../locales/hi.toml"),
        Locale::Es => include_str!("../locales/es.toml"),
        Locale::Ar => include_str!("../locales/ar.toml"),
    }
}

/// A file that can't be read has no texts; a test reads all of them.
fn read(locale: Locale) -> Texts {
    let tree: Dict = Figment::from(Toml::string(source(locale))).extract().unwrap_or_default();
    let mut texts = Texts::new();
    flatten("", &tree, &mut texts);
    texts
}

fn flatten(prefix: &str, tree: &Dict, into: &mut Texts) {
    for (name, value) in tree {
        match value {
            Value::Dict(_, tree) => flatten(&format!("{prefix}{name}."), tree, into),
            Value::String(_, text) => {
                into.insert(format!("{prefix}{name}"), text.clone());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_exactly_the_keys_and_placeholders_of_english() {
        let placeholders = |text: &str| {
            let parts = text.split("{{ ").skip(1);
            let mut names: Vec<_> = parts.filter_map(|part| part.split(" }}").next().map(str::to_owned)).collect();
            names.sort();
            names.dedup();
            names
        };
        let english = &ALL[Locale::En as usize];
        assert!(english.len() > 40, "the English texts can't be read");
        for locale in Locale::ALL {
            let texts = &ALL[locale as usize];
            assert!(texts.keys().eq(english.keys()), "{locale:?}");
            for (key, text) in texts {
                assert_eq!(placeholders(text), placeholders(&english[key]), "{locale:?} {key}");
            }
        }
    }

    #[test]
    fn a_locale_finds_its_own_texts() {
        for (index, locale) in Locale::ALL.into_iter().enumerate() {
            assert_eq!(locale as usize, index);
        }
        assert_eq!(get(Locale::De, "mail.verify_email.action"), Some("Adresse bestätigen"));
        assert_eq!(get(Locale::De, "no.such.key"), None);
    }
}
