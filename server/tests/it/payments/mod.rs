mod access;
mod deposits;
mod fake_stripe;
mod faults;
mod payouts;
mod stripe;
mod wallet;

use serde_json::{Value, json};

use crate::support::things::terms;
use crate::support::{Answer, Client, TestApp};

/// An amount in euros, in cents.
fn eur(amount: i64) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn deposit(amount: i64, method: &str) -> Value {
    json!({"amount": eur(amount), "payment_method": method})
}

impl Client {
    /// Pays in with a test card.
    pub async fn pay_in(&self, amount: i64, method: &str) -> Answer {
        self.post("/wallet/deposits", deposit(amount, method)).await
    }

    /// Takes out, as the role of this person does.
    pub async fn take_out(&self, amount: i64, how: &str) -> Answer {
        self.post(&format!("/wallet/{how}"), json!({"amount": eur(amount)})).await
    }

    /// What is in euros available, in escrow and in transit.
    pub async fn euros(&self) -> (i64, i64, i64) {
        let wallet = self.get("/wallet").await.expect(200);
        let euros = wallet["balances"].as_array().unwrap().iter().find(|row| row["currency"] == "EUR").cloned();
        let part = |name: &str| euros.as_ref().map_or(0, |row| row[name]["amount"].as_i64().unwrap());
        (part("available"), part("escrow"), part("in_transit"))
    }

    /// One's payments, `kind status amount` each, in the order of these words: the clock of a test stands still.
    async fn payments(&self) -> Vec<String> {
        let list = self.get("/wallet/payments").await.expect(200);
        let told = |one: &Value| format!("{} {} {}", text(&one["kind"]), text(&one["status"]), one["amount"]["amount"]);
        sorted(list["items"].as_array().unwrap().iter().map(told).collect())
    }

    /// What moved on one's balance, `kind amount` each, ordered in the same way.
    async fn movements(&self) -> Vec<String> {
        let list = self.get("/wallet/transactions").await.expect(200);
        let told = |one: &Value| format!("{} {}", text(&one["kind"]), one["amount"]["amount"]);
        sorted(list["items"].as_array().unwrap().iter().map(told).collect())
    }
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The path of a payment, with what comes behind it.
fn path(kind: &str, payment: &Value, behind: &str) -> String {
    format!("/wallet/{kind}/{}{behind}", text(&payment["id"]))
}

impl TestApp {
    /// Sees that all invariants hold.
    pub async fn is_sound(&self) {
        for finding in tandem::check::all(&self.app).await.unwrap() {
            assert_eq!(finding.broken, [""; 0], "{}", finding.invariant);
        }
    }

    /// Executes that statement.
    async fn execute(&self, sql: &'static str) -> usize {
        use diesel::RunQueryDsl;
        self.app.db.write(move |tx| diesel::sql_query(sql).execute(tx.conn)).await.unwrap()
    }

    /// Has all payments' jobs run again, as after a crash.
    async fn repeat_jobs(&self) {
        self.execute("update jobs set state = 'ready', finished_at = null, run_at = 0 where kind = 'settle-payment'")
            .await;
        self.run_jobs().await;
    }

    /// A sponsor, and an influencer who has earned that much.
    pub async fn earned(&self, amount: i64) -> (Client, Client) {
        let acme = self.sponsor("acme").await;
        acme.pay_in(amount, "pm_card_visa").await.expect(201);
        let mira = self.employed(&acme, amount).await;
        (acme, mira)
    }

    /// An influencer who has earned that much of what this sponsor had paid in.
    pub async fn employed(&self, acme: &Client, amount: i64) -> Client {
        let mira = self.influencer("mira").await;
        let campaign = acme.campaign(json!({})).await;
        let body = json!({"terms": terms(amount), "message": ""});
        let request = mira.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201);
        let accept = format!("/ad-requests/{}/accept", text(&request["id"]));
        let accepted = acme.post(&accept, json!({"revision": 1})).await.expect(200);
        let work = format!("/collaborations/{}", text(&accepted["collaboration_id"]));
        let work_now = acme.act(&format!("{work}/fund")).await.expect(200);
        for part in work_now["deliverables"].as_array().unwrap() {
            let part = format!("{work}/deliverables/{}", text(&part["id"]));
            mira.post(&format!("{part}/submit"), json!({"caption": "Fine tea #ad"})).await.expect(200);
            acme.act(&format!("{part}/approve")).await.expect(200);
            let url = json!({"url": "https://instagram.com/p/1"});
            mira.post(&format!("{part}/publish"), url).await.expect(200);
        }
        mira
    }
}
