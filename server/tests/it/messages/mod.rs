mod begin;
mod files;
mod talk;
mod unread;

use serde_json::{Value, json};
use tandem::check;

use crate::support::things::path;
use crate::support::{Answer, Client, TestApp};

/// Past this, what is unread is told.
const PATIENCE_MS: i64 = 10 * 60 * 1000;

/// A sponsor and an influencer who may write to each other, since there is an ad request between them.
struct Pair {
    acme: Client,
    mira: Client,
    /// Their ad request.
    request: Value,
    /// Their conversation, in which nothing was said.
    id: String,
}

impl Pair {
    async fn of(app: &TestApp) -> Self {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, 100).await;
        let begun = acme.post("/conversations", json!({"user_id": mira.id})).await.expect(201);
        Self { acme, mira, request, id: begun["id"].as_str().unwrap().to_owned() }
    }

    fn path(&self, behind: &str) -> String {
        format!("/conversations/{}{behind}", self.id)
    }

    async fn say(&self, by: &Client, body: &str) -> Answer {
        by.post(&self.path("/messages"), json!({"body": body})).await
    }

    async fn read(&self, by: &Client, up_to: i64) -> Value {
        by.post(&self.path("/read"), json!({"up_to": up_to})).await.expect(200)
    }

    /// What was said, the first first.
    async fn said(&self, by: &Client) -> Vec<String> {
        let list = by.get(&self.path("/messages?limit=100")).await.expect(200);
        let bodies = list["items"].as_array().unwrap().iter().rev();
        bodies.map(|message| message["body"].as_str().unwrap().to_owned()).collect()
    }
}

/// Whoever has not read by then is told, and every invariant holds.
async fn sound(app: TestApp) -> TestApp {
    app.app.clock.advance_ms(PATIENCE_MS);
    app.run_jobs().await;
    let findings = check::all(&app.app).await.unwrap();
    let broken: Vec<_> = findings.iter().filter(|finding| !finding.broken.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:?}");
    app
}

/// How often it was mailed that there are unread messages of Acme.
fn told(app: &TestApp) -> usize {
    app.mails().iter().filter(|mail| mail.contains("Subject: acme wrote to you")).count()
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["influencer"]["username"].as_str().unwrap()).collect()
}

fn withdraw(request: &Value) -> String {
    path(request, "/withdraw")
}
