mod campaigns;
mod influencers;
mod keeping_up;
mod paging;
mod public_pages;
mod words;

use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, with};

/// The names that a list of influencers answers, in its order.
pub fn names(answer: Answer) -> Vec<String> {
    texts(answer, "username")
}

/// The titles that a list of campaigns answers, in its order.
pub fn titles(answer: Answer) -> Vec<String> {
    texts(answer, "title")
}

#[track_caller]
fn texts(answer: Answer, field: &str) -> Vec<String> {
    let body = answer.expect(200);
    body["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

/// An influencer with a profile, and a channel of that many followers where there are any.
pub async fn influencer(app: &TestApp, name: &str, profile: Value, followers: i64) -> Client {
    let client = app.influencer(name).await;
    let whole = with(json!({"bio": "A bio", "niches": ["food"], "country": "DE", "languages": ["de"]}), profile);
    client.put("/me/influencer-profile", whole).await.expect(200);
    if followers > 0 {
        let channel = json!({"platform": "instagram", "handle": format!("@{name}"), "url": "https://example.com", "followers": followers, "engagement_rate": if followers < 5_000 { 2 } else { 3 }});
        client.post("/me/channels", channel).await.expect(201);
    }
    client
}
