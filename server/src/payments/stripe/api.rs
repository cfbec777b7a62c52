//! How Stripe is spoken to: forms there, JSON back.

use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use domain::payment::Failure;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use serde_json::Value;

use super::super::provider::Unclear;
use crate::config::Secret;

/// The version of Stripe's interface that is spoken here.
const VERSION: &str = "2024-06-20";
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer at most.
const LONGEST: usize = 1024 * 1024;

/// What Stripe said instead of doing it.
pub(super) enum Fault {
    /// No, and nothing happened.
    Refused(Failure),
    /// Nothing that says whether it happened.
    Unclear(Unclear),
}

impl From<Unclear> for Fault {
    fn from(unclear: Unclear) -> Self {
        Self::Unclear(unclear)
    }
}

/// Speaks to Stripe. Cheap to clone.
#[derive(Clone)]
pub(super) struct Api {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: String,
    key: Secret<String>,
}

impl Api {
    /// Nothing is connected yet.
    pub(super) fn new(url: &str, key: Secret<String>) -> anyhow::Result<Self> {
        let tls = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(ring::default_provider())?;
        let client = Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().build());
        Ok(Self { client, url: url.trim_end_matches('/').to_owned(), key })
    }

    /// Reads; whatever is no success says nothing.
    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Unclear> {
        let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", form(query)) };
        let (status, body) = self.send(Method::GET, &path, None, String::new()).await?;
        if status.is_success() { Ok(body) } else { Err(Unclear::because(format!("Stripe answered {status}"))) }
    }

    /// Does something, once for that key.
    pub(super) async fn post(&self, path: &str, key: &str, fields: &[(&str, &str)]) -> Result<Value, Fault> {
        let (status, body) = self.send(Method::POST, path, Some(key), form(fields)).await?;
        if status.is_success() {
            return Ok(body);
        }
        let error = |name: &str| body.pointer(&format!("/error/{name}")).and_then(Value::as_str).unwrap_or_default();
        let is_refusal = matches!(status, StatusCode::BAD_REQUEST | StatusCode::PAYMENT_REQUIRED);
        if is_refusal && !matches!(error("type"), "" | "idempotency_error" | "api_error") {
            return Err(Fault::Refused(failure(error("code"), error("decline_code"))));
        }
        Err(Unclear::because(format!("Stripe answered {status}")).into())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: String,
    ) -> Result<(StatusCode, Value), Unclear> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(AUTHORIZATION, format!("Bearer {}", self.key.expose()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("Stripe-Version", VERSION);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let request = request.body(Full::from(body)).map_err(|_| Unclear::because("no address of Stripe's"))?;
        let answer = async {
            let answer = self.client.request(request).await.map_err(|_| Unclear::because("Stripe can't be reached"))?;
            let (status, body) = (answer.status(), Limited::new(answer.into_body(), LONGEST));
            let body = body.collect().await.map_err(|_| Unclear::because("Stripe's answer broke off"))?;
            // What is no JSON is the answer of something in between.
            Ok((status, serde_json::from_slice(&body.to_bytes()).unwrap_or_default()))
        };
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        answer.map_err(|_| Unclear::because("Stripe took too long"))?
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn failure(code: &str, decline_code: &str) -> Failure {
    match (code, decline_code) {
        (_, "insufficient_funds") => Failure::InsufficientFunds,
        ("card_declined", _) => Failure::CardDeclined,
        ("expired_card", _) => Failure::ExpiredCard,
        ("incorrect_cvc" | "invalid_cvc", _) => Failure::IncorrectCvc,
        ("account_invalid" | "account_closed" | "payouts_not_allowed", _) => Failure::AccountRefused,
        _ => Failure::ProviderRefused,
    }
}
