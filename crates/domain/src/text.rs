//! Text that people type: trimmed, NFC-normalised, bounded, without control characters.

use unicode_normalization::UnicodeNormalization;

use crate::fault::Wrong;

/// Cleans a text of one line: trimmed, NFC, at most `max` characters, no control characters.
pub fn line(raw: &str, max: usize) -> Result<String, Wrong> {
    cleaned(raw, max, |_| false)
}

/// Cleans a text of several lines, such as a brief or a message; line feeds and tabs stay, CR LF becomes LF.
pub fn prose(raw: &str, max: usize) -> Result<String, Wrong> {
    cleaned(&raw.replace("\r\n", "\n"), max, |c| matches!(c, '\n' | '\t'))
}

/// The same, but an empty text is a fault.
pub fn required(clean: Result<String, Wrong>) -> Result<String, Wrong> {
    clean.and_then(|text| if text.is_empty() { Err(Wrong::new("required", "Must not be empty.")) } else { Ok(text) })
}

fn cleaned(raw: &str, max: usize, keeps: impl Fn(char) -> bool) -> Result<String, Wrong> {
    let text: String = raw.trim().nfc().collect();
    if text.chars().any(|c| (c.is_control() && !keeps(c)) || is_direction_override(c)) {
        return Err(Wrong::new("control_character", "Must not contain control characters."));
    }
    if text.chars().count() > max {
        return Err(Wrong::new("too_long", format!("Must be at most {max} characters.")));
    }
    Ok(text)
}

/// Characters that make the following text read in another order, which is used to disguise names and links.
const fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The form in which names are compared: NFKC and lower case.
pub fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// A user name: 3 to 30 of `a-z 0-9 . _ -`, beginning and ending with a letter or digit. Compared without case.
pub fn username(raw: &str) -> Result<String, Wrong> {
    let name = raw.trim();
    let inner = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let edges = [name.chars().next(), name.chars().last()].iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()));
    if !(3..=30).contains(&name.len()) || !inner || !edges {
        return Err(Wrong::new(
            "invalid_username",
            "Must be 3 to 30 letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit.",
        ));
    }
    Ok(name.to_owned())
}

/// An absolute `https` or `http` address of at most 2,000 characters, without a user name or password in it.
pub fn web_address(raw: &str) -> Result<String, Wrong> {
    let wrong = || Wrong::new("invalid_url", "Must be a web address beginning with https:// or http://.");
    let clean = line(raw, 2_000)?;
    let address = url::Url::parse(&clean).map_err(|_| wrong())?;
    let plain = address.username().is_empty() && address.password().is_none() && address.has_host();
    if matches!(address.scheme(), "https" | "http") && plain { Ok(clean) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning() {
        assert_eq!(line("  Cafe\u{301} ", 10).unwrap(), "Café");
        assert_eq!(line("a\nb", 10).unwrap_err().code, "control_character");
        assert_eq!(line("a\0b", 10).unwrap_err().code, "control_character");
        assert_eq!(line("ab\u{202E}c", 10).unwrap_err().code, "control_character");
        assert_eq!(prose("a\r\nb", 10).unwrap(), "a\nb");
        assert_eq!(line("नमस्ते दुनिया", 5).unwrap_err().code, "too_long");
        assert_eq!(required(line("   ", 5)).unwrap_err().code, "required");
    }

    #[test]
    fn usernames() {
        for good in ["ada", "Ada.Lovelace", "x-1_y"] {
            assert!(username(good).is_ok(), "{good}");
        }
        for bad in ["ab", ".ada", "ada-", "ada lovelace", "आदा", "a/../b", &"a".repeat(31)] {
            assert!(username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn web_addresses() {
        assert!(web_address("https://example.com/a?b=c").is_ok());
        for bad in ["javascript:alert(1)", "example.com", "https://user:pw@example.com", "data:text/html,x", "https://"]
        {
            assert!(web_address(bad).is_err(), "{bad}");
        }
    }
}
