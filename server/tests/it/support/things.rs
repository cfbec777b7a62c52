//! What tests begin with: approved sponsors, campaigns, terms, negotiations.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Client, TestApp, with};

impl TestApp {
    /// A sponsor whom the admin has approved.
    pub async fn sponsor(&self, name: &str) -> Client {
        let sponsor = self.pending_sponsor(name).await;
        self.admin().await.act(&format!("/admin/users/{}/approve", sponsor.id)).await.expect(200);
        sponsor
    }
}

/// One red pixel.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0,
    3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A good campaign, to be changed by tests.
pub fn campaign() -> Value {
    json!({
        "title": "Spring launch", "description": "Show the **bottle**.", "goals": "Awareness",
        "niches": ["beauty"], "start_date": "2026-11-21", "end_date": "2027-03-31",
        "budget": {"amount": 1_000_000, "currency": "EUR"}, "visibility": "public", "disclosure": "#ad"
    })
}

/// Good terms with that payment.
pub fn terms(amount: i64) -> Value {
    json!({
        "payment": {"amount": amount, "currency": "EUR"}, "requirements": "In daylight.",
        "deliverables": [{"kind": "reel", "platform": "instagram", "count": 2, "due_date": "2026-12-31", "note": ""}],
        "usage_rights": "organic", "usage_days": 30, "exclusivity_days": 0, "revisions_allowed": 2
    })
}

impl Client {
    /// Uploads a file to be attached.
    pub async fn upload(&self, name: &str, content: &[u8]) -> Answer {
        self.send(self.uploading(name, content)).await
    }

    /// The same, to be changed.
    pub fn uploading(&self, name: &str, content: &[u8]) -> RequestBuilder {
        let form = Form::new().part("file", Part::bytes(content.to_vec()).file_name(name.to_owned()));
        self.request(Method::POST, "/attachments").multipart(form)
    }

    /// A published campaign of this sponsor; answers its id.
    pub async fn campaign(&self, changes: Value) -> String {
        let campaign = self.post("/campaigns", with(campaign(), changes)).await.expect(201);
        let id = campaign["id"].as_str().unwrap().to_owned();
        self.act(&format!("/campaigns/{id}/publish")).await.expect(200);
        id
    }

    /// Invites that influencer; answers the ad request.
    pub async fn invite(&self, campaign: &str, influencer: &Self, amount: i64) -> Value {
        let body = json!({"influencer_id": influencer.id, "terms": terms(amount), "message": "Hello"});
        self.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201)
    }

    /// Applies to that campaign; answers the ad request.
    pub async fn apply(&self, campaign: &str, amount: i64) -> Value {
        let body = json!({"terms": terms(amount), "message": "I would love to"});
        self.post(&format!("/campaigns/{campaign}/ad-requests"), body).await.expect(201)
    }
}

/// The path of an ad request, with what comes behind it.
pub fn path(ad_request: &Value, behind: &str) -> String {
    format!("/ad-requests/{}{behind}", ad_request["id"].as_str().unwrap())
}
