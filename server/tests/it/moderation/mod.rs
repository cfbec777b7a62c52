mod bulk;
mod chain;
mod contest;
mod reports;

use serde_json::Value;

use crate::support::{Client, TestApp};

/// The items of a list.
async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200)["items"].as_array().unwrap().clone()
}

/// Lets that many days pass and does what is due.
async fn after_days(app: &TestApp, days: i64) {
    app.wait_days(days);
    app.app.jobs.run_schedule("expire", &app.app).await.unwrap().unwrap();
}

/// What somebody was told, by its kind, the latest first.
async fn told(app: &TestApp, name: &str) -> Vec<String> {
    let items = items(&app.log_in(name).await, "/notifications").await;
    items.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}
