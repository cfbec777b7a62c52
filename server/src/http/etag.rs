//! Versions of single resources: `ETag` out, `If-Match` and `If-None-Match` in.
//!
//! A tag is `"<version>-<hash of the answer>"`: a write is guarded by the version alone, since what else stands in the
//! answer, such as the moves that its reader has, may change without anybody's edit.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::conditional::is_known;
use crate::error::{Error, Result};

/// The tag of that version of a resource in that representation.
pub fn tag(version: i64, body: &[u8]) -> String {
    format!("\"{version}-{}\"", hex::encode(&Sha256::digest(body)[..8]))
}

/// The version that a write is meant for; without the header any.
pub struct IfMatch(Option<Vec<i64>>);

impl IfMatch {
    /// A write that is meant for whatever version is there.
    pub const fn any() -> Self {
        Self(None)
    }

    /// Refuses with 412 when the write was meant for another version.
    pub fn check(&self, version: i64) -> Result<()> {
        match &self.0 {
            Some(versions) if !versions.contains(&version) => Err(Error::Stale),
            _ => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let Some(text) = parts.headers.get(header::IF_MATCH).map(|value| value.to_str().unwrap_or_default()) else {
            return Ok(Self(None));
        };
        if text.trim() == "*" {
            return Ok(Self(None));
        }
        let version = |tag: &str| {
            tag.trim()
                .trim_start_matches("W/")
                .trim_matches('"')
                .split('-')
                .next()
                .and_then(|version| version.parse().ok())
        };
        Ok(Self(Some(text.split(',').filter_map(version).collect())))
    }
}

/// Answers 304 to a reader who has the same representation already.
pub async fn not_modified(request: Request, next: Next) -> Response {
    let asked = (request.method() == Method::GET).then(|| request.headers().clone());
    let answer = next.run(request).await;
    match (asked, answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok())) {
        (Some(asked), Some(tag)) if answer.status() == StatusCode::OK && is_known(&asked, tag) => {
            let mut same = StatusCode::NOT_MODIFIED.into_response();
            for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
                if let Some(value) = answer.headers().get(&name) {
                    same.headers_mut().insert(name, value.clone());
                }
            }
            same
        }
        _ => answer,
    }
}
