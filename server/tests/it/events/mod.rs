mod ends;
mod replicas;
mod stream;

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::events::Event;

/// Something that the influencer is told of: an invitation.
async fn invite(sponsor: &Client, influencer: &Client) -> Value {
    let campaign = sponsor.campaign(json!({})).await;
    sponsor.invite(&campaign, influencer, 150_000).await
}

fn ids(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.id.unwrap()).collect()
}

/// The pages that notifications lead to.
fn links(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.data["notification"]["link"].as_str().unwrap()).collect()
}
