mod attachments;
mod campaign_over;
mod cancel;
mod concurrent;
mod dispute;
mod flow;
mod lapse;
mod moves;
mod reminded;
mod rights;
mod suspended;
mod turn;

use serde_json::{Value, json};
use tandem::check;

use crate::support::things::{path, terms};
use crate::support::{Answer, Client, TestApp, with};

/// What pays.
const CARD: &str = "pm_card_visa";
/// A caption with the disclosure of the campaigns here.
const CAPTION: &str = "A week with the bottle. #ad";

/// A sponsor and an influencer who have agreed on two reels.
#[derive(Clone)]
struct Pair {
    acme: Client,
    mira: Client,
    campaign: String,
    id: String,
    parts: Vec<String>,
}

impl Pair {
    /// They have agreed on a payment; nothing is funded.
    async fn agreed(app: &TestApp, amount: i64) -> Self {
        Self::on(app.sponsor("acme").await, app.influencer("mira").await, amount, json!({})).await
    }

    /// The same of these two, with other terms.
    async fn on(acme: Client, mira: Client, amount: i64, changes: Value) -> Self {
        let campaign = acme.campaign(json!({})).await;
        Self::of(acme, mira, campaign, with(terms(amount), changes)).await
    }

    /// Another one of the same two.
    async fn another(&self, amount: i64, changes: Value) -> Self {
        Self::on(self.acme.clone(), self.mira.clone(), amount, changes).await
    }

    /// The same on that campaign.
    async fn of(acme: Client, mira: Client, campaign: String, terms: Value) -> Self {
        let body = json!({"terms": terms, "message": "I would love to"});
        let request = mira.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201);
        let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
        let id = accepted["collaboration_id"].as_str().unwrap().to_owned();
        let seen = acme.get(&format!("/collaborations/{id}")).await.expect(200);
        let parts = seen["deliverables"].as_array().unwrap().iter();
        let parts = parts.map(|part| part["id"].as_str().unwrap().to_owned()).collect();
        Self { acme, mira, campaign, id, parts }
    }

    /// They have agreed, the sponsor has paid in just that and funded it.
    async fn funded(app: &TestApp, amount: i64) -> Self {
        let pair = Self::agreed(app, amount).await;
        pair.acme.pay_in(amount, CARD).await.expect(201);
        pair.fund().await;
        pair
    }

    async fn fund(&self) {
        self.acme.act(&self.path("/fund")).await.expect(200);
    }

    fn path(&self, behind: &str) -> String {
        format!("/collaborations/{}{behind}", self.id)
    }

    fn part(&self, at: usize, behind: &str) -> String {
        format!("/collaborations/{}/deliverables/{}{behind}", self.id, self.parts[at])
    }

    fn client(&self, side: &str) -> &Client {
        if side == "sponsor" { &self.acme } else { &self.mira }
    }

    async fn see(&self) -> Value {
        self.acme.get(&self.path("")).await.expect(200)
    }

    async fn submit(&self, at: usize, caption: &str) -> Value {
        self.mira.post(&self.part(at, "/submit"), json!({"caption": caption})).await.expect(200)
    }

    async fn ask_for_changes(&self, at: usize) -> Value {
        self.acme.post(&self.part(at, "/request-changes"), json!({"note": "Show the label."})).await.expect(200)
    }

    async fn approve(&self, at: usize) -> Value {
        self.acme.act(&self.part(at, "/approve")).await.expect(200)
    }

    async fn publish(&self, at: usize) -> Answer {
        self.mira.post(&self.part(at, "/publish"), json!({"url": "https://instagram.example/p/1"})).await
    }

    /// Somebody wants to end it.
    async fn cancel(&self, side: &str) -> Answer {
        self.client(side).post(&self.path("/cancel"), json!({"reason": "Not this year."})).await
    }

    async fn dispute(&self, side: &str) -> Answer {
        self.client(side).post(&self.path("/dispute"), json!({"reason": "It is not what was agreed."})).await
    }

    /// Both with sessions that are good again after time has passed.
    async fn back(&self, app: &TestApp) -> Self {
        Self { acme: app.log_in(&self.acme.name).await, mira: app.log_in(&self.mira.name).await, ..self.clone() }
    }

    /// What each has: the sponsor available and in escrow, the influencer available.
    async fn money(&self) -> (i64, i64, i64) {
        let (sponsor, influencer) = (self.acme.euros().await, self.mira.euros().await);
        (sponsor.0, sponsor.1, influencer.0)
    }

    /// All that moves change, to see that nothing has.
    async fn everything(&self) -> Value {
        let campaign = self.acme.get(&format!("/campaigns/{}", self.campaign)).await.expect(200);
        json!({"work": self.see().await, "money": self.money().await, "campaign": campaign})
    }
}

/// Lets time do what was declared for silence, twice: the second time changes nothing.
async fn expire(app: &TestApp, pair: &Pair) -> Pair {
    let run = async || app.app.jobs.run_schedule("expire", &app.app).await.unwrap().unwrap();
    assert_eq!(run().await.dead(), 0);
    let pair = pair.back(app).await;
    let before = pair.everything().await;
    assert_eq!(run().await.dead(), 0);
    assert_eq!(pair.everything().await, before);
    pair
}

/// Every invariant holds.
async fn sound(app: TestApp) -> TestApp {
    let findings = check::all(&app.app).await.unwrap();
    let broken: Vec<_> = findings.iter().filter(|finding| !finding.broken.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:?}");
    app
}

/// The status of each deliverable.
fn statuses(work: &Value) -> Vec<&str> {
    work["deliverables"].as_array().unwrap().iter().map(|part| part["status"].as_str().unwrap()).collect()
}

/// What is released and refunded of a collaboration.
fn shares(work: &Value) -> (i64, i64) {
    (work["released"]["amount"].as_i64().unwrap(), work["refunded"]["amount"].as_i64().unwrap())
}
