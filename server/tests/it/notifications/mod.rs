mod chat;
mod digest;
mod list;
mod preferences;
mod unsubscribe;

use serde_json::{Value, json};

use crate::support::Client;

/// The one kind of news in these tests: an invitation from a new campaign of that sponsor.
async fn invite(sponsor: &Client, influencer: &Client) -> Value {
    let campaign = sponsor.campaign(json!({})).await;
    sponsor.invite(&campaign, influencer, 150_000).await
}
