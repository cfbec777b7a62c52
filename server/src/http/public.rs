//! Answers that everybody gets alike: computed once, kept in the cache as the bytes that are sent.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ClientAddress;
use crate::app::App;
use crate::error::{Error, Result};
use crate::limits::Rule;

/// The `ETag` stands before the body in what is kept, so that a hit computes nothing: two quotes and 16 hex digits.
const TAG: usize = 18;

/// The kept answer of that key, or what `make` answers, as 200. `tags` are those of what the answer tells of.
pub async fn answer<F, T>(
    app: &App,
    from: &ClientAddress,
    key: &str,
    tags: &[&str],
    make: impl FnOnce() -> F,
) -> Result<Response>
where
    F: Future<Output = Result<T>>,
    T: Serialize,
{
    app.limits.check(Rule::Read, &from.to_string()).await?;
    let ttl = Duration::from_secs(app.config.cache.ttl_seconds);
    let kept = app.cache.get_or(key, tags, ttl, || async { written(&make().await?) }).await?;
    let mut answer = Response::new(Body::from(kept.slice(TAG..)));
    set_headers(answer.headers_mut(), HeaderValue::from_bytes(&kept[..TAG]).map_err(Error::internal)?);
    Ok(answer)
}

fn written(thing: &impl Serialize) -> Result<Bytes> {
    let body = serde_json::to_vec(thing).map_err(Error::internal)?;
    let mut kept = BytesMut::with_capacity(TAG + body.len());
    kept.put_slice(format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..8])).as_bytes());
    kept.put_slice(&body);
    Ok(kept.freeze())
}

fn set_headers(headers: &mut HeaderMap, tag: HeaderValue) {
    headers.insert(header::ETAG, tag);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=5"));
    headers.insert(header::VARY, HeaderValue::from_static("authorization"));
}
