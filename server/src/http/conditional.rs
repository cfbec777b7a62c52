//! Answers that depend on what the client already has.

use axum::http::{HeaderMap, header};

/// Whether the client has the thing of this `ETag` already: then 304 says enough.
pub fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag.trim_start_matches("W/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_in_lists_weak_or_strong() {
        for (asked, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, asked.parse().unwrap())]);
            assert_eq!(is_known(&headers, "\"a\""), known, "{asked}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }
}
