mod figures;
mod read;
mod write;

use serde_json::Value;

use crate::support::{Client, TestApp};

/// To the day after the last of a month: the tests begin on 21 November.
const TO_DECEMBER: i64 = 10;
const TO_JANUARY: i64 = 31;

/// Accepts an ad request that the other side made.
async fn accept(who: &Client, ad_request: &Value) {
    let path = crate::support::things::path(ad_request, "/accept");
    who.post(&path, serde_json::json!({"revision": ad_request["revision"]})).await.expect(200);
}

/// The months of that sponsor's reports, the latest first.
async fn months(app: &TestApp, name: &str) -> Vec<String> {
    let reports = app.log_in(name).await.get("/reports").await.expect(200);
    let items = reports["items"].as_array().unwrap();
    items.iter().map(|report| report["month"].as_str().unwrap().to_owned()).collect()
}
