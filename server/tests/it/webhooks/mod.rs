//! Webhooks, against a receiver that reads them as the specification's own library does.

mod endpoints;
mod sending;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use db::testing::Kind;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::support::{Client, TestApp};

/// What arrived.
struct Heard {
    headers: HeaderMap,
    body: Bytes,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Whether that secret signed it, whatever the time is.
    fn is_signed_with(&self, secret: &str) -> bool {
        let at = self.header("webhook-timestamp").parse().unwrap();
        let signature = Webhook::new(secret).unwrap().sign(self.header("webhook-id"), at, &self.body).unwrap();
        self.header("webhook-signature").split(' ').any(|one| one == signature)
    }
}

/// Somebody's own server, and what it answers next (200 when nothing is left).
#[derive(Clone, Default)]
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Receiver {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, ..Self::default() };
        let router = Router::new().route("/hook", post(hear)).route("/elsewhere", post(hear));
        let router = router.with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// What arrived since it was asked last.
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }

    /// The next answers, the last one first.
    fn will_answer(&self, answers: &[u16]) {
        *self.answers.lock().unwrap() = answers.to_vec();
    }
}

async fn hear(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(header::HeaderName, &'static str); 1], String) {
    receiver.heard.lock().unwrap().push(Heard { headers, body });
    let status = receiver.answers.lock().unwrap().pop().unwrap_or(200);
    (
        StatusCode::from_u16(status).unwrap(),
        [(header::LOCATION, "/elsewhere")],
        format!("{status} {}", "x".repeat(3_000)),
    )
}

/// An instance that calls addresses of its own network.
async fn start(kind: Kind) -> TestApp {
    TestApp::start(kind, &[("WEBHOOKS_ALLOW_PRIVATE", "on")]).await
}

/// Has that address told of those events; answers its path and its secret.
async fn listen(user: &Client, url: &str, events: &[&str]) -> (String, String) {
    let body = json!({"url": url, "description": "Ours", "events": events});
    let endpoint = user.post("/webhook-endpoints", body).await.expect(201);
    let path = format!("/webhook-endpoints/{}", endpoint["id"].as_str().unwrap());
    (path, endpoint["secret"].as_str().unwrap().to_owned())
}

/// The latest delivery to that address.
async fn latest(user: &Client, path: &str) -> Value {
    user.get(&format!("{path}/deliveries?limit=1")).await.expect(200)["items"][0].clone()
}
