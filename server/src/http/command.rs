//! Requests that change something: the body is read only after the caller was let in, all its faults are told at once,
//! and with an `Idempotency-Key` it happens once.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use db::Tx;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::idempotency::{Key, once};
use super::{Reply, shape};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::limits::Rule;

/// The body that a move without fields takes: none, or `{}`.
#[derive(Debug, Default, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A request to change something, not yet looked at.
pub struct Command {
    method_and_path: String,
    headers: HeaderMap,
    body: Result<Bytes>,
}

impl<S: Send + Sync> FromRequest<S> for Command {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let method_and_path = format!("{} {}", request.method(), request.uri().path());
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            axum::http::StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("The body is larger than allowed.".into()),
            _ => Error::Malformed("The body could not be read.".into()),
        });
        Ok(Self { method_and_path, headers, body })
    }
}

impl Command {
    /// The body as a `T`, or everything that is wrong with it.
    pub fn read<T: DeserializeOwned + ToSchema>(&mut self) -> Result<T> {
        let body = self.take()?;
        if body.is_empty() {
            return shape::read(b"{}");
        }
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            return Err(Error::UnsupportedMedia("The body must be application/json.".into()));
        }
        shape::read(&body)
    }

    /// What makes the request happen once. `caller` names who asks, so that nobody gets another's answer.
    pub fn key(&self, app: &App, caller: &str) -> Result<Once> {
        let body = self.body.as_deref().unwrap_or_default();
        Once::of(&self.headers, caller, &self.method_and_path, body, app)
    }

    /// Reads the body and runs the change in one transaction; with an `Idempotency-Key`, once for that caller.
    pub async fn run<T, F>(mut self, app: &App, caller: &User, change: F) -> Result<Reply>
    where
        T: DeserializeOwned + ToSchema + Send + Sync + 'static,
        F: Fn(&mut Tx, &T) -> Result<Reply> + Send + 'static,
    {
        let me = caller.id().to_string();
        app.limits.check(Rule::Write, &me).await?;
        let key = self.key(app, &me)?;
        let input = self.read::<T>()?;
        key.write(app, move |tx| change(tx, &input)).await
    }

    fn take(&mut self) -> Result<Bytes> {
        std::mem::replace(&mut self.body, Ok(Bytes::new()))
    }
}

/// Makes a request happen once, if it carries a key.
pub struct Once(Option<Key>);

impl Once {
    /// By the request's `Idempotency-Key`, if it carries one. `body` is what tells it from other requests.
    pub(super) fn of(headers: &HeaderMap, caller: &str, method_and_path: &str, body: &[u8], app: &App) -> Result<Self> {
        Key::of(headers, caller, method_and_path, body, app).map(Self)
    }

    /// Runs the change in one transaction, or gives the answer that it was given before.
    pub async fn write<F>(self, app: &App, change: F) -> Result<Reply>
    where
        F: Fn(&mut Tx) -> Result<Reply> + Send + 'static,
    {
        app.db.write(move |tx| once(tx, self.0.as_ref(), &change)).await
    }
}
