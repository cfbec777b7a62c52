//! Sponsors, influencers and campaigns to work with, made through the public interface.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, Result};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::http::{Connection, get, post};

pub(crate) const PASSWORD: &str = "a long lane of plane trees 7";
const SPONSORS: usize = 8;
const CAMPAIGNS_EACH: usize = 40;
const INFLUENCERS: usize = 110;
/// Ad requests that the sponsor whose list is read has from the start.
const AD_REQUESTS: usize = 200;

/// What exists on the server, as far as the requests need it.
pub(crate) struct World {
    pub(crate) pairs: Arc<Pairs>,
    /// The name that the owner of the first campaign logs in with.
    pub(crate) sponsor: String,
}

/// Every influencer can be asked once for every campaign.
pub(crate) struct Pairs {
    campaigns: Vec<Campaign>,
    influencers: Vec<String>,
    terms: Value,
    next: AtomicUsize,
}

struct Campaign {
    id: String,
    token: String,
}

impl World {
    pub(crate) async fn create(address: SocketAddr, admin_password: &str) -> Result<Self> {
        let mut api = Api { connection: Connection::new(address) };
        let admin = api.login("admin", admin_password).await.context("the admin cannot log in")?;
        let today = today();
        let mut campaigns = Vec::new();
        for number in 0..SPONSORS {
            let token = api.sponsor(&sponsor(number), &admin).await?;
            for _ in 0..CAMPAIGNS_EACH {
                let id = api.publish_campaign(&token, today).await?;
                campaigns.push(Campaign { id, token: token.clone() });
            }
        }
        let mut influencers = Vec::new();
        for number in 0..INFLUENCERS {
            influencers.push(api.register("influencer", &format!("bench_influencer_{number}")).await?);
        }
        let pairs = Pairs { campaigns, influencers, terms: terms(today), next: AtomicUsize::new(0) };
        for _ in 0..AD_REQUESTS {
            let invitation = pairs.next_invitation().context("no influencer is left to invite")?;
            api.connection.json(&invitation).await?;
        }
        Ok(Self { pairs: Arc::new(pairs), sponsor: sponsor(0) })
    }

    pub(crate) fn campaign_path(&self) -> String {
        format!("/api/v1/campaigns/{}", self.pairs.campaigns[0].id)
    }

    pub(crate) fn sponsor_token(&self) -> &str {
        &self.pairs.campaigns[0].token
    }
}

/// People with pages open, and a request for each that tells them something.
pub(crate) struct Audience {
    pub(crate) tokens: Vec<String>,
    pub(crate) invitations: Vec<Vec<u8>>,
}

impl Audience {
    pub(crate) async fn create(address: SocketAddr, admin_password: &str, people: usize) -> Result<Self> {
        let mut api = Api { connection: Connection::new(address) };
        let admin = api.login("admin", admin_password).await.context("the admin cannot log in")?;
        let today = today();
        let sponsor = api.sponsor("bench_host", &admin).await?;
        let campaign = api.publish_campaign(&sponsor, today).await?;
        let (mut tokens, mut invitations) = (Vec::new(), Vec::new());
        for number in 0..people {
            let name = format!("bench_listener_{number}");
            let influencer = api.register("influencer", &name).await?;
            tokens.push(api.login(&name, PASSWORD).await?);
            let body = json!({ "influencer_id": influencer, "terms": terms(today), "message": "Listen." });
            invitations.push(post(&format!("/api/v1/campaigns/{campaign}/ad-requests"), Some(&sponsor), Some(&body)));
        }
        Ok(Self { tokens, invitations })
    }
}

impl Pairs {
    /// The request that invites the next influencer to the next campaign; none when all have been asked for all.
    pub(crate) fn next_invitation(&self) -> Option<Vec<u8>> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let (round, campaign) = (index / self.campaigns.len(), index % self.campaigns.len());
        if round >= self.influencers.len() {
            return None;
        }
        let influencer = &self.influencers[(round + campaign) % self.influencers.len()];
        let Campaign { id, token } = &self.campaigns[campaign];
        let body = json!({ "influencer_id": influencer, "terms": self.terms, "message": "Shall we do this together?" });
        Some(post(&format!("/api/v1/campaigns/{id}/ad-requests"), Some(token), Some(&body)))
    }
}

struct Api {
    connection: Connection,
}

impl Api {
    async fn register(&mut self, role: &str, name: &str) -> Result<String> {
        let body = json!({
            "role": role,
            "username": name,
            "email": format!("{name}@example.com"),
            "password": PASSWORD,
            "display_name": name,
        });
        let user = self.connection.json(&post("/api/v1/auth/register", None, Some(&body))).await?;
        text(&user, "id")
    }

    /// A sponsor whom the admin has let in; answers the access token.
    async fn sponsor(&mut self, name: &str, admin: &str) -> Result<String> {
        let id = self.register("sponsor", name).await?;
        self.connection.json(&post(&format!("/api/v1/admin/users/{id}/approve"), Some(admin), None)).await?;
        self.login(name, PASSWORD).await
    }

    async fn login(&mut self, name: &str, password: &str) -> Result<String> {
        let body = json!({ "login": name, "password": password });
        let answer = self.connection.json(&post("/api/v1/auth/login", None, Some(&body))).await?;
        text(&answer, "access_token")
    }

    async fn publish_campaign(&mut self, token: &str, today: Date) -> Result<String> {
        let niches = self.connection.json(&get("/api/v1/niches", None)).await?;
        let body = json!({
            "title": "Trail shoes for the rainy months",
            "description": "Show how they hold on wet stone. **No studio**, please: a real path, real rain.",
            "goals": "Pre-orders before the shops have them",
            "niches": [niches["items"][0]["slug"]],
            "start_date": today,
            "end_date": today.saturating_add(90.days()),
            "budget": { "amount": 100_000_000, "currency": "EUR" },
            "visibility": "public",
        });
        let campaign = self.connection.json(&post("/api/v1/campaigns", Some(token), Some(&body))).await?;
        let id = text(&campaign, "id")?;
        self.connection.json(&post(&format!("/api/v1/campaigns/{id}/publish"), Some(token), None)).await?;
        Ok(id)
    }
}

fn sponsor(number: usize) -> String {
    format!("bench_sponsor_{number}")
}

fn terms(today: Date) -> Value {
    json!({
        "payment": { "amount": 15_000, "currency": "EUR" },
        "requirements": "One reel on a wet trail, the shoes in the first three seconds.",
        "deliverables": [
            { "kind": "reel", "platform": "instagram", "count": 1, "due_date": today.saturating_add(30.days()), "note": "" },
        ],
        "usage_rights": "organic",
        "usage_days": 30,
        "exclusivity_days": 0,
        "revisions_allowed": 2,
    })
}

#[expect(clippy::disallowed_methods, reason = "the server under load takes its dates from the wall clock too")]
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn text(value: &Value, key: &str) -> Result<String> {
    Ok(value[key].as_str().with_context(|| format!("an answer without {key}: {value}"))?.to_owned())
}
