mod agreement;
mod earnings;
mod invoices;
mod statements;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Client;
use crate::support::things::{path, terms};

/// A document: its kind, the name that it is saved under, its bytes.
async fn document(who: &Client, path: &str, accept: &str) -> (String, String, Vec<u8>) {
    let answer = who.request(Method::GET, path).header("accept", accept).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let (kind, saved_as) = (header("content-type"), header("content-disposition"));
    (kind, saved_as, answer.bytes().await.unwrap().to_vec())
}

/// Work on one post, funded, handed in and approved: all but published. Answers its path.
async fn approved(acme: &Client, mira: &Client, campaign: &str, amount: i64) -> String {
    let mut wanted = terms(amount);
    wanted["deliverables"][0]["count"] = json!(1);
    let body = json!({"terms": wanted, "message": ""});
    let request = mira.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201);
    let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
    let work = format!("/collaborations/{}", text(&accepted["collaboration_id"]));
    // A gift needs no funding.
    if amount > 0 {
        acme.act(&format!("{work}/fund")).await.expect(200);
    }
    let seen = acme.get(&work).await.expect(200);
    let part = format!("{work}/deliverables/{}", text(&seen["deliverables"][0]["id"]));
    mira.post(&format!("{part}/submit"), json!({"caption": "Fine tea #ad"})).await.expect(200);
    acme.act(&format!("{part}/approve")).await.expect(200);
    part
}

/// Its address, which releases the share.
fn published() -> Value {
    json!({"url": "https://instagram.com/p/1"})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
