//! People who go on whatever happens to the server: each request has a key and is sent until it is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use domain::clock::{Clock, Zone};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::{campaign, terms};
use crate::support::{Client, PASSWORD, with};

/// What each collaboration costs.
pub const PRICE: i64 = 1_000;

/// All the load, shared by those who make it.
#[derive(Clone)]
pub struct Load {
    url: String,
    stopped: Arc<AtomicBool>,
    cut: Arc<AtomicUsize>,
}

/// One side of a pair.
#[derive(Clone)]
pub struct Side {
    client: Client,
    pub name: String,
}

/// What the server has acknowledged of one collaboration, from the deposit to the payout.
pub struct Story {
    pub deposit: String,
    pub collaboration: String,
    pub payout: String,
}

impl Load {
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), stopped: Arc::default(), cut: Arc::default() }
    }

    /// Nobody begins anything new.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// How many requests had no answer at first.
    pub fn cut(&self) -> usize {
        self.cut.load(Ordering::Relaxed)
    }

    /// A sponsor and an influencer of their own.
    pub async fn pair(&self, number: usize) -> [Side; 2] {
        let admin = self.log_in("admin").await;
        let sponsor = self.register("sponsor", &format!("acme{number}")).await;
        let influencer = self.register("influencer", &format!("mira{number}")).await;
        admin.client.act(&format!("/admin/users/{}/approve", sponsor.client.id)).await.expect(200);
        let account = json!({"holder": "Mira", "iban": "DE89370400440532013000"});
        influencer.client.put("/wallet/payout-destination", account).await.expect(200);
        [sponsor, influencer]
    }

    async fn register(&self, role: &str, name: &str) -> Side {
        let body = json!({"role": role, "username": name, "email": format!("{name}@example.com"), "password": PASSWORD, "display_name": name});
        Client::new(&self.url).post("/auth/register", body).await.expect(201);
        self.log_in(name).await
    }

    async fn log_in(&self, name: &str) -> Side {
        let mut client = Client::new(&self.url);
        let login = client.post("/auth/login", json!({"login": name, "password": PASSWORD})).await.expect(200);
        client.become_user(&login);
        Side { client, name: name.to_owned() }
    }

    /// Works until it is stopped; answers what was acknowledged.
    pub async fn work(self, pair: [Side; 2]) -> Vec<Story> {
        let mut stories = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) {
            stories.push(self.story(&pair).await);
        }
        stories
    }

    /// From the deposit to the payout.
    async fn story(&self, [sponsor, influencer]: &[Side; 2]) -> Story {
        let amount = json!({"amount": PRICE, "currency": "EUR"});
        let deposit = json!({"amount": amount, "payment_method": "pm_card_visa"});
        let deposit = self.post(sponsor, "/wallet/deposits", &deposit).await;
        let [today, due, end] = [0, 30, 60].map(|days| Clock::system().now().plus_days(days).day_in(&Zone::UTC));
        let dates = json!({"start_date": today.to_string(), "end_date": end.to_string()});
        let made = self.post(sponsor, "/campaigns", &with(campaign(), dates)).await;
        let path = format!("/campaigns/{}", text(&made, "id"));
        self.post(sponsor, &format!("{path}/publish"), &json!({})).await;
        let one = json!({"deliverables": [{"kind": "reel", "platform": "instagram", "count": 1, "due_date": due.to_string(), "note": ""}]});
        let offer = json!({"terms": with(terms(PRICE), one), "message": "I would love to"});
        let request = self.post(influencer, &format!("{path}/ad-requests"), &offer).await;
        let accept = format!("/ad-requests/{}/accept", text(&request, "id"));
        let accepted = self.post(sponsor, &accept, &json!({"revision": 1})).await;
        let collaboration = text(&accepted, "collaboration_id");
        let path = format!("/collaborations/{collaboration}");
        let work = self.post(sponsor, &format!("{path}/fund"), &json!({})).await;
        let part = format!("{path}/deliverables/{}", text(&work["deliverables"][0], "id"));
        self.post(influencer, &format!("{part}/submit"), &json!({"caption": "A week with the bottle. #ad"})).await;
        self.post(sponsor, &format!("{part}/approve"), &json!({})).await;
        let url = json!({"url": "https://instagram.example/p/1"});
        self.post(influencer, &format!("{part}/publish"), &url).await;
        let payout = self.post(influencer, "/wallet/payouts", &json!({"amount": amount})).await;
        Story { deposit: text(&deposit, "id"), collaboration, payout: text(&payout, "id") }
    }

    /// Sends it under one key until it is answered, and that well.
    async fn post(&self, side: &Side, path: &str, body: &Value) -> Value {
        let key = format!("{:032x}", rand::random::<u128>());
        let request = side.client.request(Method::POST, path).header("idempotency-key", key).json(body);
        loop {
            if let Ok(answer) = request.try_clone().unwrap().send().await {
                let status = answer.status();
                // An answer that breaks off is none.
                if let Ok(body) = answer.json::<Value>().await {
                    assert!(status.is_success(), "{path}: {status} {body}");
                    return body;
                }
            }
            self.cut.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// What stands there.
    pub async fn get(&self, side: &Side, path: &str) -> Value {
        side.client.get(path).await.expect(200)
    }

    /// That payment once nothing more is waited for; its job may be at it still.
    pub async fn settled(&self, side: &Side, payment: &str) -> Value {
        loop {
            let seen = self.get(side, &format!("/wallet/payments/{payment}")).await;
            if seen["status"] != "pending" {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}
