//! A Stripe of its own for each test: it speaks the wire format of the few calls that are made, does a thing once for a key,
//! and can be gone or lose its answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

/// What the settings call the secret key.
pub const KEY: &str = "sk_test_fake";

#[derive(Default)]
pub struct Ledger {
    pub sessions: BTreeMap<String, Value>,
    pub accounts: BTreeMap<String, Value>,
    pub transfers: Vec<Value>,
    pub refunds: Vec<Value>,
    /// Answers nothing but 503.
    pub is_gone: bool,
    /// Does what it is asked, and then breaks down.
    pub loses_answers: bool,
    /// Refuses transfers for that reason.
    pub refuses: Option<&'static str>,
    /// What a new refund is.
    pub refund_status: Option<&'static str>,
    answers: BTreeMap<String, (StatusCode, Value)>,
    made: usize,
}

#[derive(Clone)]
pub struct FakeStripe {
    ledger: Arc<Mutex<Ledger>>,
    pub url: String,
}

impl FakeStripe {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { ledger: Arc::default(), url };
        let router = axum::Router::new().fallback(serve).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        fake
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    /// Somebody pays on the page of that session; answers the session.
    pub fn pay(&self, url: &str) -> Value {
        let mut ledger = self.ledger();
        let session = ledger.sessions.values_mut().find(|session| session["url"] == url).unwrap();
        let intent = session["id"].as_str().unwrap().replace("cs_", "pi_");
        session["status"] = json!("complete");
        session["payment_status"] = json!("paid");
        session["payment_intent"] =
            json!({"id": intent, "payment_method": {"card": {"brand": "visa", "last4": "4242"}}});
        session.clone()
    }
}

type Answer = (StatusCode, Json<Value>);

async fn serve(State(fake): State<FakeStripe>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Answer {
    let mut ledger = fake.ledger();
    let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
    if ledger.is_gone {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Value::Null));
    }
    if header("authorization") != format!("Bearer {KEY}") || header("stripe-version").is_empty() {
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": {"type": "invalid_request_error"}})));
    }
    let key = header("idempotency-key").to_owned();
    assert_eq!(key.is_empty(), method == Method::GET, "whatever is done has a key");
    let known = ledger.answers.get(&key).cloned();
    let (status, said) = known.unwrap_or_else(|| {
        let text = if method == Method::GET { uri.query().unwrap_or_default() } else { &body };
        let fields: BTreeMap<String, String> = serde_urlencoded::from_str(text).unwrap();
        let parts: Vec<&str> = uri.path().trim_start_matches("/v1/").split('/').collect();
        ledger.handle(method.as_str(), &parts, &fields)
    });
    if !key.is_empty() {
        ledger.answers.insert(key, (status, said.clone()));
    }
    if ledger.loses_answers && method == Method::POST {
        return (StatusCode::BAD_GATEWAY, Json(Value::Null));
    }
    (status, Json(said))
}

impl Ledger {
    fn handle(&mut self, method: &str, parts: &[&str], fields: &BTreeMap<String, String>) -> (StatusCode, Value) {
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let refused =
            |code: &str| (StatusCode::BAD_REQUEST, json!({"error": {"type": "invalid_request_error", "code": code}}));
        self.made += 1;
        let n = self.made;
        let done = match (method, parts) {
            ("POST", ["checkout", "sessions"]) => {
                let price = "line_items[0][price_data]";
                let session = json!({
                    "id": format!("cs_{n}"), "status": "open", "payment_status": "unpaid", "payment_intent": null,
                    "url": format!("https://checkout.example/cs_{n}"), "expires_at": field("expires_at"),
                    "amount_total": field(&format!("{price}[unit_amount]")).parse::<i64>().unwrap(),
                    "currency": field(&format!("{price}[currency]")), "client_reference_id": field("client_reference_id")
                });
                self.sessions.insert(format!("cs_{n}"), session.clone());
                session
            }
            ("GET", ["checkout", "sessions", id]) => self.sessions[*id].clone(),
            ("POST", ["checkout", "sessions", id, "expire"]) => {
                let session = self.sessions.get_mut(*id).unwrap();
                if session["status"] != "open" {
                    return refused("");
                }
                session["status"] = json!("expired");
                session.clone()
            }
            ("GET", ["transfers"]) => {
                let group = field("transfer_group");
                json!({"data": self.transfers.iter().filter(|one| one["transfer_group"] == group).collect::<Vec<_>>()})
            }
            ("POST", ["transfers"]) => {
                if let Some(code) = self.refuses {
                    return refused(code);
                }
                let transfer = json!({
                    "id": format!("tr_{n}"), "amount": field("amount").parse::<i64>().unwrap(), "reversed": false,
                    "destination": field("destination"), "transfer_group": field("transfer_group")
                });
                self.transfers.push(transfer.clone());
                transfer
            }
            ("GET", ["refunds"]) => {
                let intent = field("payment_intent");
                json!({"data": self.refunds.iter().filter(|one| one["payment_intent"] == intent).collect::<Vec<_>>()})
            }
            ("POST", ["refunds"]) => {
                let refund = json!({
                    "id": format!("re_{n}"), "status": self.refund_status.unwrap_or("succeeded"),
                    "amount": field("amount").parse::<i64>().unwrap(), "payment_intent": field("payment_intent"),
                    "metadata": {"payment": field("metadata[payment]")}
                });
                self.refunds.push(refund.clone());
                refund
            }
            ("POST", ["accounts"]) => {
                let account = json!({"id": format!("acct_{n}"), "payouts_enabled": false, "country": "DE"});
                self.accounts.insert(format!("acct_{n}"), account.clone());
                account
            }
            ("GET", ["accounts", id]) => self.accounts[*id].clone(),
            ("POST", ["account_links"]) => json!({"url": format!("https://connect.example/{}/{n}", field("account"))}),
            _ => return (StatusCode::NOT_FOUND, json!({"error": {"type": "invalid_request_error"}})),
        };
        (StatusCode::OK, done)
    }
}
