//! What a document is answered as: the ending behind its name says it, else `Accept` does.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// A form of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// For programs.
    Json,
    /// A page.
    Html,
    /// For spreadsheets.
    Csv,
    /// For people, to keep.
    Pdf,
}

impl Form {
    const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Csv => "text/csv",
            Self::Pdf => "application/pdf",
        }
    }

    /// The name without its ending, and the form that is asked for of those that there are; `None` for another ending.
    /// Who takes anything gets the first.
    pub fn asked<'a>(name: &'a str, headers: &HeaderMap, there_are: &[Self]) -> Option<(&'a str, Self)> {
        let Some((name, ending)) = name.split_once('.') else {
            return Some((name, Self::accepted(headers, there_are)?));
        };
        let form = there_are.iter().find(|form| form.ending() == ending)?;
        Some((name, *form))
    }

    /// The first of our forms that the caller names.
    fn accepted(headers: &HeaderMap, there_are: &[Self]) -> Option<Self> {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut named = accept.split(',').filter_map(|kind| kind.split(';').next());
        let form = |kind: &str| there_are.iter().find(|form| form.media_type() == kind.trim()).copied();
        named.find_map(form).or(there_are.first().copied())
    }
}

/// A file to be saved under that name, which is its owner's alone.
pub fn file(name: &str, form: Form, bytes: Bytes) -> Response {
    let kind = if form == Form::Csv { "text/csv; charset=utf-8" } else { form.media_type() };
    let saved_as = format!("attachment; filename=\"{name}.{}\"", form.ending());
    let mut answer = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(saved_as) = HeaderValue::from_str(&saved_as) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, saved_as);
    }
    answer
}

/// Says that the answer depends on what is accepted.
pub fn varies(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_stronger_than_what_is_accepted() {
        let form = |name: &str, accept: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            Form::asked(name, &headers, &[Form::Json, Form::Html, Form::Pdf])
                .map(|(name, form)| (name.to_owned(), form))
        };
        for (name, accept, expected) in [
            ("2026-10", "", Some(Form::Json)),
            ("2026-10", "*/*", Some(Form::Json)),
            ("2026-10", "text/html,application/xhtml+xml,*/*;q=0.8", Some(Form::Html)),
            ("2026-10", "application/pdf", Some(Form::Pdf)),
            ("2026-10", "text/csv", Some(Form::Json)),
            ("2026-10.html", "application/pdf", Some(Form::Html)),
            ("2026-10.json", "text/html", Some(Form::Json)),
            ("2026-10.pdf", "", Some(Form::Pdf)),
            ("2026-10.csv", "", None),
            ("2026-10.exe", "", None),
            ("2026-10.pdf.exe", "", None),
        ] {
            assert_eq!(form(name, accept), expected.map(|form| ("2026-10".to_owned(), form)), "{name} {accept}");
        }
    }
}
