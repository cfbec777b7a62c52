//! Posting to addresses of others: without following redirects, within a time, and reading little of what they answer.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use domain::clock::Timestamp;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as CallError};
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use strum::Display;

use super::target::{self, Resolver};
use super::{DeliveryRow, EndpointRow, secret};
use crate::auth::keys::Keys;
use crate::config::{Switch, Webhooks};

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much of an answer is read and kept.
const KEPT: usize = 1024;

/// Posts to addresses. Cheap to clone.
#[derive(Clone)]
pub struct Caller {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    keys: Keys,
    /// Whether addresses of the own network may be called.
    pub allow_private: bool,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display)]
#[strum(serialize_all = "snake_case")]
pub enum Failure {
    /// The answer was not 2xx.
    Status,
    /// There was none in time.
    Timeout,
    /// There was no connection, or it broke off.
    Unreachable,
    /// The address leads into the own network.
    PrivateTarget,
    /// The address is switched off.
    SwitchedOff,
}

/// What came of an attempt.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The status of the answer.
    pub status: Option<StatusCode>,
    /// Its beginning.
    pub body: Option<String>,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

impl Outcome {
    /// Whether another attempt may end otherwise.
    pub fn may_be_repeated(&self) -> bool {
        self.failure.is_some_and(|failure| failure != Failure::SwitchedOff) && !self.is_gone()
    }

    /// Whether the address said that it wants nothing more, ever.
    pub fn is_gone(&self) -> bool {
        self.status == Some(StatusCode::GONE)
    }
}

impl Caller {
    /// Nothing is connected yet.
    pub fn new(settings: Webhooks, keys: &Keys) -> anyhow::Result<Self> {
        let allow_private = settings.allow_private == Switch::On;
        let mut http = HttpConnector::new_with_resolver(Resolver { allow_private });
        http.enforce_http(false);
        let tls = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(ring::default_provider())?;
        let client =
            Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().wrap_connector(http));
        Ok(Self { client, keys: keys.clone(), allow_private })
    }

    /// The secret of that address, as it is told.
    pub fn secret(&self, endpoint: &EndpointRow) -> String {
        secret::told(&self.keys, endpoint)
    }

    /// Posts the delivery.
    pub async fn post(&self, endpoint: &EndpointRow, delivery: &DeliveryRow, now: Timestamp) -> Outcome {
        // A number in place of a name is never looked up, so it is judged here.
        if target::checked(&endpoint.url, self.allow_private).is_err() {
            return Failure::PrivateTarget.into();
        }
        let Some(request) = self.request(endpoint, delivery, now) else { return Failure::Unreachable.into() };
        tokio::time::timeout(PATIENCE, self.answer(request)).await.unwrap_or_else(|_| Failure::Timeout.into())
    }

    fn request(&self, endpoint: &EndpointRow, delivery: &DeliveryRow, now: Timestamp) -> Option<Request<Full<Bytes>>> {
        let message = format!("msg_{}", delivery.id.0);
        let signature = secret::signature(&self.keys, endpoint, &message, &delivery.payload, now).ok()?;
        Request::post(&endpoint.url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Tandem/", env!("CARGO_PKG_VERSION")))
            .header(HEADER_WEBHOOK_ID, message)
            .header(HEADER_WEBHOOK_TIMESTAMP, now.0 / 1000)
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .body(Full::from(delivery.payload.clone()))
            .ok()
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Outcome {
        let answer = match self.client.request(request).await {
            Ok(answer) => answer,
            Err(error) => return why(&error).into(),
        };
        let (status, mut body) = (answer.status(), answer.into_body());
        let mut read = Vec::new();
        while read.len() < KEPT
            && let Some(Ok(frame)) = body.frame().await
        {
            read.extend(frame.into_data().unwrap_or_default());
        }
        read.truncate(KEPT);
        // Neither database takes a NUL in a text.
        let body = String::from_utf8_lossy(&read).replace('\0', "\u{fffd}");
        let failure = (!status.is_success()).then_some(Failure::Status);
        Outcome { status: Some(status), body: Some(body), failure }
    }
}

/// A name that leads inside was refused by the resolver, somewhere below.
fn why(error: &CallError) -> Failure {
    let mut cause = error.source();
    while let Some(below) = cause {
        let refused = below.downcast_ref::<io::Error>().map(io::Error::kind) == Some(io::ErrorKind::PermissionDenied);
        if refused && below.to_string() == target::INSIDE {
            return Failure::PrivateTarget;
        }
        cause = below.source();
    }
    Failure::Unreachable
}
