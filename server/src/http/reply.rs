//! Answers: a status, perhaps where the thing is and its version, and the thing as JSON.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::etag;
use crate::error::{Error, Result};

/// A successful answer, already written, so that it can be kept and given again.
#[derive(Clone, Debug)]
pub struct Reply {
    /// 200, 201, 202 or 204.
    pub(super) status: StatusCode,
    /// Where the created thing is.
    pub(super) location: Option<String>,
    /// JSON; empty for 204.
    pub(super) body: String,
    version: Option<i64>,
}

impl Reply {
    /// 200 with the thing.
    pub fn ok(thing: &impl Serialize) -> Result<Self> {
        Ok(Self { status: StatusCode::OK, location: None, body: written(thing)?, version: None })
    }

    /// 201 with the thing and where it is.
    pub fn created(location: String, thing: &impl Serialize) -> Result<Self> {
        Ok(Self { status: StatusCode::CREATED, location: Some(location), ..Self::ok(thing)? })
    }

    /// 202: what the answer tells of is still to be done.
    #[must_use]
    pub fn accepted(self) -> Self {
        Self { status: StatusCode::ACCEPTED, ..self }
    }

    /// 204.
    pub const fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, location: None, body: String::new(), version: None }
    }

    /// Where the created thing is.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The thing as JSON; empty for 204.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Tells the thing's version in `ETag`.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// An answer that was given before.
    pub(super) fn again(status: i64, location: Option<String>, body: String) -> Self {
        let status =
            u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        Self { status, location, body, version: None }
    }
}

fn written(thing: &impl Serialize) -> Result<String> {
    serde_json::to_string(thing).map_err(Error::internal)
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let tag = self.version.map(|version| etag::tag(version, self.body.as_bytes()));
        let mut answer = (self.status, self.body).into_response();
        let headers = answer.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        if self.status != StatusCode::NO_CONTENT {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let text = |text: Option<String>| text.and_then(|text| HeaderValue::from_str(&text).ok());
        if let Some(location) = text(self.location) {
            headers.insert(header::LOCATION, location);
        }
        if let Some(tag) = text(tag) {
            headers.insert(header::ETAG, tag);
        }
        answer
    }
}
