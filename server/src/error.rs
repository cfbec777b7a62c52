//! The one error of the server, and how it becomes an answer: RFC 9457 `application/problem+json`.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::fault::{Faults, Wrong};
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler, a job or a query answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, by what the client is to make of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: not readable as what it claims to be.
    #[error("{0}")]
    Malformed(String),
    /// 401: nobody is logged in, or the credentials are wrong.
    #[error("{1}")]
    Unauthenticated(&'static str, &'static str),
    /// 403: the caller's role or the account's state forbids it.
    #[error("{1}")]
    Forbidden(&'static str, String),
    /// 404: not there, or not the caller's to see.
    #[error("There is nothing here, or it is not yours to see.")]
    NotFound,
    /// 405: the path is there, the method is not.
    #[error("This address does not take that method.")]
    MethodNotAllowed,
    /// 409: the thing's state or version conflicts; the code says which.
    #[error("{1}")]
    Conflict(&'static str, String),
    /// 412: `If-Match` names an older version.
    #[error("It has changed since you read it. Load it again and repeat your change.")]
    Stale,
    /// 413: the body or file is larger than allowed.
    #[error("{0}")]
    TooLarge(String),
    /// 415: another kind of content is expected.
    #[error("{0}")]
    UnsupportedMedia(String),
    /// 422: readable, but invalid; all faults at once.
    #[error("Some of the values are not valid.")]
    Invalid(Faults),
    /// 422: the caller does not meet what is asked for; each unmet requirement named.
    #[error("You don't meet what this campaign asks of applicants.")]
    Unmet(Faults),
    /// 422: what was asked for was tried, and somebody outside said no, such as the bank of a card.
    #[error("{1}")]
    Refused(&'static str, &'static str, Faults),
    /// 429: too often; try again after that many seconds.
    #[error("Too many requests. Try again in {0} seconds.")]
    TooMany(u64),
    /// 503: overloaded or shutting down; nothing was changed.
    #[error("The service is busy. Nothing was changed; try again.")]
    Unavailable,
    /// A failure of the database; a missing row is a 404, everything else our fault.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// 500: our fault; logged, never told.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// A 422 with one fault.
    pub fn invalid(pointer: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut faults = Faults::new();
        faults.add(pointer, code, message);
        Self::Invalid(faults)
    }

    /// A 422 of one value that stands at `pointer`.
    pub fn wrong(pointer: &str, wrong: Wrong) -> Self {
        Self::invalid(pointer, wrong.code, wrong.message)
    }

    /// A 422 of what was tried with the value at `pointer`, and refused by somebody outside.
    pub fn refused(pointer: &str, code: &'static str, message: &'static str) -> Self {
        let mut faults = Faults::new();
        faults.add(pointer, code, message);
        Self::Refused(code, message, faults)
    }

    /// A 409.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict(code, detail.into())
    }

    /// A 403.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Forbidden(code, detail.into())
    }

    /// A failure of our own: logged, and told only as a 500.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(anyhow::anyhow!("{cause}"))
    }

    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(..) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(..) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::Database(diesel::result::Error::NotFound) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(..) => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::Unmet(_) | Self::Refused(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable, machine-readable code of the answer.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unauthenticated(code, _)
            | Self::Forbidden(code, _)
            | Self::Conflict(code, _)
            | Self::Refused(code, ..) => code,
            Self::NotFound | Self::Database(diesel::result::Error::NotFound) => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Stale => "stale",
            Self::TooLarge(_) => "too_large",
            Self::UnsupportedMedia(_) => "unsupported_media_type",
            Self::Invalid(_) => "invalid",
            Self::Unmet(_) => "requirements_not_met",
            Self::TooMany(_) => "too_many_requests",
            Self::Unavailable => "unavailable",
            Self::Database(_) | Self::Internal(_) => "internal",
        }
    }

    /// The body of the answer; it says nothing of what is inside the server.
    pub fn problem(&self) -> Problem {
        let status = self.status();
        let detail = if status.is_server_error() && !matches!(self, Self::Unavailable) {
            "Something went wrong on our side. It has been noted.".to_owned()
        } else if status == StatusCode::NOT_FOUND {
            Self::NotFound.to_string()
        } else {
            self.to_string()
        };
        Problem {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or_default().into(),
            status: status.as_u16(),
            detail,
            code: self.code().into(),
            request_id: crate::http::request_id::current(),
            errors: match self {
                Self::Invalid(faults) | Self::Unmet(faults) | Self::Refused(_, _, faults) => {
                    faults.0.iter().map(FieldError::of).collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}

/// A problem as RFC 9457 describes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "Some of the values are not valid.",
    "code": "invalid", "request_id": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a",
    "errors": [{"pointer": "/terms/payment/amount", "code": "out_of_range", "message": "Must be at most 1000000000000."}]
}))]
pub struct Problem {
    /// Always `about:blank`: the `code` tells the kinds apart.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, for a person.
    pub detail: String,
    /// What happened, for a program; stable.
    pub code: String,
    /// Names this request in the server's logs.
    pub request_id: String,
    /// All faults of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One fault of the input.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: a JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Which rule, for a program.
    pub code: String,
    /// Which rule, for a person.
    pub message: String,
}

impl FieldError {
    pub(crate) fn of(fault: &domain::fault::Fault) -> Self {
        Self { pointer: fault.pointer.clone(), code: fault.code.into(), message: fault.message.clone() }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = ?self, request_id = crate::http::request_id::current(), "request failed");
        }
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut answer = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        match self {
            Self::TooMany(seconds) => {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::Unavailable => {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            Self::Unauthenticated(..) => {
                answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        answer
    }
}
