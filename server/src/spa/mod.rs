//! The web app, from inside the binary: its files, and its page with what each address needs in the head.
//!
//! Files are compressed when the app is built; those with a hash in their name never change. A file that is not there
//! is a 404 (a page of an older build then loads itself again), any other address is a page of the app, if only to say
//! that there is nothing.

mod head;
mod policy;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Error;
use crate::http::conditional;

pub use head::{Head, page};

const PAGE: &str = "index.html";

/// What the app has pages for; every address begins with one of these.
const PAGES: [&str; 13] = [
    "",
    "app",
    "campaigns",
    "influencers",
    "sponsors",
    "agreements",
    "terms",
    "sign-in",
    "sign-up",
    "forgot-password",
    "reset-password",
    "verify-email",
    "unsubscribe",
];

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Web;

/// Answers whatever no route took: a file of the web app, or its page. Never a stranger to the API: that is a 404.
pub async fn serve(method: Method, uri: Uri, asked: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Error::NotFound.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (allow, Error::MethodNotAllowed).into_response();
    }
    // The compressed forms have no address of their own, nor has what the build tool leaves behind.
    let packed = [".br", ".gz"].iter().any(|suffix| path.ends_with(suffix));
    let hidden = packed || path.starts_with('.');
    if !hidden && Web::get(path).is_some() {
        return file(path, &asked);
    }
    if looks_like_a_file(path) {
        return Error::NotFound.into_response();
    }
    if PAGES.contains(&path.split('/').next().unwrap_or_default()) { file(PAGE, &asked) } else { missing(asked) }
}

/// The app's page for what is not there: it says so itself, or shows what only the reader may see.
pub fn missing(mut asked: HeaderMap) -> Response {
    asked.remove(header::IF_NONE_MATCH);
    let mut answer = file(PAGE, &asked);
    if answer.status().is_success() {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    answer
}

/// Names of people may have a dot in them, other pages have none.
fn looks_like_a_file(path: &str) -> bool {
    let page = path.strip_prefix("app/").unwrap_or(path);
    let of_a_person = page.starts_with("influencers/") || page.starts_with("sponsors/");
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("assets/") || (name.contains('.') && !of_a_person)
}

fn file(name: &str, asked: &HeaderMap) -> Response {
    let Some(plain) = Web::get(name) else {
        return Error::internal("the web app is not in this binary").into_response();
    };
    let kind = plain.metadata.mimetype().to_owned();
    let (file, encoding) = packed(name, asked).unwrap_or((plain, ""));
    let hash = hex::encode(&file.metadata.sha256_hash()[..12]);
    let etag = format!("\"{hash}{encoding}\"");
    let mut headers = if name == PAGE { policy::page_headers() } else { policy::file_headers() };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &etag);
    set(header::VARY, "accept-encoding");
    if name.starts_with("assets/") {
        set(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    }
    if conditional::is_known(asked, &etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let charset = if kind.starts_with("text/") { "; charset=utf-8" } else { "" };
    set(header::CONTENT_TYPE, &format!("{kind}{charset}"));
    if !encoding.is_empty() {
        set(header::CONTENT_ENCODING, encoding);
    }
    (headers, Body::from(content(file))).into_response()
}

fn content(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

/// The compressed form that the client likes best, if it was built.
fn packed(name: &str, asked: &HeaderMap) -> Option<(EmbeddedFile, &'static str)> {
    let mut forms =
        [("br", "br"), ("gzip", "gz")].map(|(encoding, suffix)| (quality(asked, encoding), encoding, suffix));
    forms.sort_by_key(|form| std::cmp::Reverse(form.0));
    forms
        .into_iter()
        .filter(|(quality, ..)| *quality > 0)
        .find_map(|(_, encoding, suffix)| Some((Web::get(&format!("{name}.{suffix}"))?, encoding)))
}

/// How much the client wants an encoding, from 0 (not at all) to 1000.
fn quality(asked: &HeaderMap, encoding: &str) -> u16 {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter();
    let choices =
        values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).filter_map(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let name = parts.next()?;
            let wanted = parts.find_map(|part| part.strip_prefix("q="));
            let wanted = wanted.map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            let quality = (wanted.clamp(0.0, 1.0) * 1000.0) as u16;
            Some((name, quality))
        });
    let (mut named, mut any) = (None, 0);
    for (name, quality) in choices {
        if name.eq_ignore_ascii_case(encoding) {
            named = Some(quality);
        } else if name == "*" {
            any = quality;
        }
    }
    named.unwrap_or(any)
}
