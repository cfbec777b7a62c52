mod daily;
mod deadlines;
mod month;

use domain::clock::Timestamp;
use serde_json::json;

use crate::support::{Client, TestApp};

/// Lets time pass until then, and runs what is due by then.
async fn run_at(app: &TestApp, at: &str) {
    let at: Timestamp = at.parse().unwrap();
    let left = at.ms_since(app.app.clock.now());
    assert!(left >= 0, "time does not go back");
    app.app.clock.advance_ms(left);
    app.run_jobs().await;
}

/// The daily reminders mailed to that person so far.
fn mailed(app: &TestApp, name: &str) -> Vec<String> {
    let to = format!("To: {name} <");
    let is_daily = |mail: &String| {
        ["Waiting for your answer", "Campaigns that fit"].iter().any(|what| mail.contains(&format!("Subject: {what}")))
    };
    app.mails().into_iter().filter(|mail| mail.contains(&to) && is_daily(mail)).collect()
}

/// An influencer with something to offer.
async fn cook(app: &TestApp, name: &str) -> Client {
    let influencer = app.influencer(name).await;
    influencer.put("/me/influencer-profile", json!({"niches": ["food"]})).await.expect(200);
    influencer
}

async fn choose(person: &Client, hour: i64, app: bool, email: bool, chat: bool) {
    let group = json!({"group": "reminders", "app": app, "email": email, "chat": chat});
    let wish = json!({"reminder_hour": hour, "groups": [group]});
    person.put("/me/notification-preferences", wish).await.expect(200);
}

/// How often that person was told that in the app.
async fn told(app: &TestApp, name: &str, kind: &str) -> usize {
    let page = app.log_in(name).await.get("/notifications?limit=100").await.expect(200);
    page["items"].as_array().unwrap().iter().filter(|item| item["kind"] == kind).count()
}
