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
    urls: Vec<String>,
    stopped: Arc<AtomicBool>,
    cut: Arc<AtomicUsize>,
}

/// Somebody, who asks any of the replicas.
#[derive(Clone)]
pub struct Side {
    clients: Vec<Client>,
    pub name: String,
}

/// A sponsor and an influencer, and who decides when they disagree.
#[derive(Clone)]
pub struct Trio {
    pub sponsor: Side,
    pub influencer: Side,
    admin: Side,
}

/// How a collaboration goes.
#[derive(Clone, Copy, Debug)]
pub enum Course {
    /// Paid by a card that asks nothing, delivered, published, paid out.
    Smooth,
    /// The same, paid by a card that asks its bank; more than was needed, and the rest is taken back.
    Confirmed,
    /// Disputed after the submission, split in half by an admin, both halves taken out.
    Disputed,
}

/// What the server has acknowledged of one collaboration, from the deposit to what was taken out.
pub struct Story {
    pub course: Course,
    pub collaboration: String,
    /// The sponsor's payments and what they came to.
    pub paid: Vec<(String, i64)>,
    /// The influencer's.
    pub earned: (String, i64),
}

impl Load {
    pub fn new(urls: Vec<String>) -> Self {
        Self { urls, stopped: Arc::default(), cut: Arc::default() }
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
    pub async fn trio(&self, number: usize) -> Trio {
        let admin = self.log_in("admin").await;
        let sponsor = self.register("sponsor", &format!("acme{number}")).await;
        let influencer = self.register("influencer", &format!("mira{number}")).await;
        admin.any().act(&format!("/admin/users/{}/approve", sponsor.any().id)).await.expect(200);
        let account = json!({"holder": "Mira", "iban": "DE89370400440532013000"});
        influencer.any().put("/wallet/payout-destination", account).await.expect(200);
        Trio { sponsor, influencer, admin }
    }

    async fn register(&self, role: &str, name: &str) -> Side {
        let body = json!({"role": role, "username": name, "email": format!("{name}@example.com"), "password": PASSWORD, "display_name": name});
        Client::new(&self.urls[0]).post("/auth/register", body).await.expect(201);
        self.log_in(name).await
    }

    async fn log_in(&self, name: &str) -> Side {
        let mut clients: Vec<_> = self.urls.iter().map(|url| Client::new(url)).collect();
        let login = clients[0].post("/auth/login", json!({"login": name, "password": PASSWORD})).await.expect(200);
        for client in &mut clients {
            client.become_user(&login);
        }
        Side { clients, name: name.to_owned() }
    }

    /// Works until it is stopped, each trio beginning with another course; answers what was acknowledged.
    pub async fn work(self, trio: Trio, number: usize) -> Vec<Story> {
        let mut stories = Vec::new();
        for course in [Course::Smooth, Course::Confirmed, Course::Disputed].into_iter().cycle().skip(number) {
            if self.stopped.load(Ordering::Relaxed) {
                break;
            }
            stories.push(self.story(&trio, course).await);
        }
        stories
    }

    /// From the deposit to what is taken out.
    async fn story(&self, trio: &Trio, course: Course) -> Story {
        let Trio { sponsor, influencer, admin } = trio;
        let mut paid = vec![self.pay_in(sponsor, course).await];
        let collaboration = self.agree(trio).await;
        let path = format!("/collaborations/{collaboration}");
        let work = self.post(sponsor, &format!("{path}/fund"), &json!({})).await;
        let part = format!("{path}/deliverables/{}", text(&work["deliverables"][0], "id"));
        self.post(influencer, &format!("{part}/submit"), &json!({"caption": "A week with the bottle. #ad"})).await;
        let mut fee = PRICE;
        if let Course::Disputed = course {
            fee = PRICE / 2;
            self.post(sponsor, &format!("{path}/dispute"), &json!({"reason": "Not the bottle."})).await;
            let half = json!({"resolution": "split", "influencer_percent": 50, "note": "Half and half."});
            self.post(admin, &format!("/admin/disputes/{collaboration}/resolve"), &half).await;
        } else {
            self.post(sponsor, &format!("{part}/approve"), &json!({})).await;
            let url = json!({"url": "https://instagram.example/p/1"});
            self.post(influencer, &format!("{part}/publish"), &url).await;
        }
        let left = paid[0].1 - fee;
        if left > 0 {
            paid.push(self.take_out(sponsor, "withdrawals", left).await);
        }
        let earned = self.take_out(influencer, "payouts", fee).await;
        Story { course, collaboration, paid, earned }
    }

    async fn pay_in(&self, sponsor: &Side, course: Course) -> (String, i64) {
        let (card, amount) = match course {
            Course::Smooth | Course::Disputed => ("pm_card_visa", PRICE),
            Course::Confirmed => ("pm_card_threeDSecure2Required", 2 * PRICE),
        };
        let deposit = json!({"amount": {"amount": amount, "currency": "EUR"}, "payment_method": card});
        let deposit = text(&self.post(sponsor, "/wallet/deposits", &deposit).await, "id");
        if let Course::Confirmed = course {
            self.post(sponsor, &format!("/wallet/deposits/{deposit}/confirm"), &json!({"approve": true})).await;
        }
        (deposit, amount)
    }

    async fn take_out(&self, side: &Side, how: &str, amount: i64) -> (String, i64) {
        let body = json!({"amount": {"amount": amount, "currency": "EUR"}});
        (text(&self.post(side, &format!("/wallet/{how}"), &body).await, "id"), amount)
    }

    /// A campaign, an application, an acceptance; answers the collaboration.
    async fn agree(&self, Trio { sponsor, influencer, .. }: &Trio) -> String {
        let [today, due, end] = [0, 30, 60].map(|days| Clock::system().now().plus_days(days).day_in(&Zone::UTC));
        let dates = json!({"start_date": today.to_string(), "end_date": end.to_string()});
        let made = self.post(sponsor, "/campaigns", &with(campaign(), dates)).await;
        let path = format!("/campaigns/{}", text(&made, "id"));
        self.post(sponsor, &format!("{path}/publish"), &json!({})).await;
        let one = json!({"deliverables": [{"kind": "reel", "platform": "instagram", "count": 1, "due_date": due.to_string(), "note": ""}]});
        let offer = json!({"terms": with(terms(PRICE), one), "message": "I would love to"});
        let request = self.post(influencer, &format!("{path}/ad-requests"), &offer).await;
        let accept = format!("/ad-requests/{}/accept", text(&request, "id"));
        text(&self.post(sponsor, &accept, &json!({"revision": 1})).await, "collaboration_id")
    }

    /// Sends it under one key, to one replica or the other, until it is answered, and that well.
    async fn post(&self, side: &Side, path: &str, body: &Value) -> Value {
        let key = format!("{:032x}", rand::random::<u128>());
        loop {
            let request = side.any().request(Method::POST, path).header("idempotency-key", &key).json(body);
            if let Ok(answer) = request.send().await {
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
        side.clients[0].get(path).await.expect(200)
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

impl Side {
    fn any(&self) -> &Client {
        &self.clients[rand::random_range(0..self.clients.len())]
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}
