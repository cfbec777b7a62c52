//! Countries, languages and time zones, by their international codes.

use crate::clock::Zone;
use crate::fault::{Faults, Wrong};

/// An ISO 3166-1 alpha-2 country code such as `DE`; lower case is accepted and raised.
pub fn country(raw: &str) -> Result<String, Wrong> {
    let code = raw.trim().to_ascii_uppercase();
    rust_iso3166::from_alpha2(&code)
        .map(|country| country.alpha2.to_owned())
        .ok_or_else(|| Wrong::new("unknown_country", "Must be an ISO 3166 country code of two letters, such as DE."))
}

/// The English name of a country by its code, as it stands on letters abroad; the code itself where it has none.
pub fn country_name(code: &str) -> &str {
    rust_iso3166::from_alpha2(code).map_or(code, |country| country.name)
}

/// An ISO 639-1 language code such as `hi`.
pub fn language(raw: &str) -> Result<String, Wrong> {
    let code = raw.trim().to_ascii_lowercase();
    isolang::Language::from_639_1(&code)
        .map(|_| code)
        .ok_or_else(|| Wrong::new("unknown_language", "Must be an ISO 639-1 language code of two letters, such as hi."))
}

/// The name of an IANA time zone such as `Asia/Kolkata`.
pub fn time_zone(raw: &str) -> Result<String, Wrong> {
    let name = raw.trim();
    Zone::named(name)
        .filter(|_| name.len() <= 64)
        .map(|zone| zone.name().to_owned())
        .ok_or_else(|| Wrong::new("unknown_time_zone", "Must be an IANA time zone such as Europe/Berlin."))
}

/// Cleans a list of codes: each checked, no doubles, at most `max`.
pub fn codes(
    faults: &mut Faults,
    pointer: &str,
    raw: &[String],
    max: usize,
    check: fn(&str) -> Result<String, Wrong>,
) -> Vec<String> {
    faults.unless(raw.len() <= max, pointer, "too_many", format!("Must be at most {max}."));
    let mut clean: Vec<String> = Vec::with_capacity(raw.len());
    for (index, code) in raw.iter().enumerate() {
        if let Some(code) = faults.take(format!("{pointer}/{index}"), check(code))
            && !clean.contains(&code)
        {
            clean.push(code);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_each_and_kept_once() {
        let mut faults = Faults::new();
        let raw = ["de", "DE", "in", "ZZ"].map(str::to_owned);
        assert_eq!(codes(&mut faults, "/countries", &raw, 10, country), ["DE", "IN"]);
        assert_eq!(faults.0[0].pointer, "/countries/3");
        assert!(language("hi").is_ok() && language("hindi").is_err());
        assert!(time_zone("Asia/Kolkata").is_ok() && time_zone("../etc/passwd").is_err());
    }
}
