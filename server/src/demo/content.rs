//! The stuff that the world is made of: people, campaigns and sentences, written by hand and kept in `server/demo`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use domain::profile::Requirements;
use domain::words::{AccountStatus, CampaignStatus, Platform, SponsorKind, Visibility};
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "demo"]
struct Stuff;

/// An embedded image or document; `None` when there is none of that name.
pub fn image(name: &str) -> Option<Vec<u8>> {
    Stuff::get(name).map(|file| file.data.into_owned())
}

/// All of it.
pub struct Content {
    pub sponsors: Vec<SponsorIn>,
    pub influencers: Vec<InfluencerIn>,
    pub campaigns: Vec<CampaignIn>,
    pub negotiation: BTreeMap<String, Lines>,
    pub work: BTreeMap<String, WorkLines>,
    pub reviews: BTreeMap<String, ReviewLines>,
    pub messages: BTreeMap<String, TalkLines>,
}

impl Content {
    /// Reads what is embedded.
    pub fn load() -> Result<Self> {
        Ok(Self {
            sponsors: read("sponsors.json")?,
            influencers: read("influencers.json")?,
            campaigns: read("campaigns.json")?,
            negotiation: read("negotiation.json")?,
            work: read("work.json")?,
            reviews: read("reviews.json")?,
            messages: read("messages.json")?,
        })
    }
}

fn read<T: DeserializeOwned>(name: &str) -> Result<T> {
    let file = Stuff::get(name).with_context(|| format!("{name} is not embedded"))?;
    serde_json::from_slice(&file.data).with_context(|| name.to_owned())
}

/// What two write to each other in one language: while they negotiate, and at work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkLines {
    pub talk: Vec<Vec<TalkLine>>,
    pub work: Vec<Vec<TalkLine>>,
}

/// One message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkLine {
    pub by: domain::words::Side,
    pub text: String,
    /// Whether a picture goes with it.
    #[serde(default)]
    pub file: bool,
}

/// How somebody stands with the instance when it is not simply well.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingIn {
    pub status: Option<AccountStatus>,
    pub reason: Option<String>,
    /// Why an admin flagged them.
    pub flag: Option<String>,
    /// Since how many days.
    #[serde(default)]
    pub days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SponsorIn {
    pub username: String,
    pub company: String,
    pub kind: SponsorKind,
    pub industry: String,
    pub website: String,
    pub description: String,
    pub country: String,
    pub time_zone: String,
    pub locale: String,
    pub currency: String,
    pub yearly_budget: Range,
    #[expect(dead_code, reason = "a sponsor's campaigns have the niches")]
    pub niches: Vec<String>,
    pub logo: String,
    #[serde(default)]
    pub standing: StandingIn,
}

/// Minor units.
#[derive(Clone, Copy, Deserialize)]
pub struct Range {
    pub min: i64,
    pub max: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfluencerIn {
    pub username: String,
    pub display_name: String,
    pub bio: String,
    pub country: String,
    pub languages: Vec<String>,
    pub niches: Vec<String>,
    pub category: String,
    pub locale: String,
    pub time_zone: String,
    pub currency: String,
    pub channels: Vec<domain::profile::ChannelIn>,
    pub rate_card: Vec<RateIn>,
    pub portfolio: Vec<String>,
    pub avatar: String,
    #[serde(default)]
    pub standing: StandingIn,
}

#[derive(Deserialize)]
pub struct RateIn {
    pub kind: String,
    pub amount: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignIn {
    pub sponsor: String,
    pub title: String,
    pub description: String,
    pub goals: String,
    pub niches: Vec<String>,
    pub language: String,
    pub budget: i64,
    pub days: i64,
    /// The first day, counted from today.
    pub start_offset: i64,
    pub visibility: Visibility,
    pub requirements: Requirements,
    pub disclosure: String,
    pub image: String,
    pub status: CampaignStatus,
    pub deliverables: Vec<Piece>,
    pub payment: Range,
    /// Why an admin flagged it.
    #[serde(default)]
    pub flag: Option<String>,
}

#[derive(Clone, Deserialize)]
pub struct Piece {
    pub kind: String,
    pub platform: Platform,
    pub count: u32,
    pub note: String,
}

/// What people say in one language. `{influencer}`, `{brand}`, `{campaign}` and `{amount}` are filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    pub invitation: Vec<String>,
    pub application: Vec<String>,
    pub counter_by_sponsor: Vec<String>,
    pub counter_by_influencer: Vec<String>,
    pub edit: Vec<String>,
    pub reject_reasons: Reasons,
    pub withdraw_reasons: Reasons,
    pub requirements: Vec<String>,
    pub changes: Changes,
}

/// Reasons, by who gives them.
#[derive(Deserialize)]
pub struct Reasons {
    pub sponsor: Vec<String>,
    pub influencer: Vec<String>,
}

/// What people write while they work, in one language; filled in as [`Lines`] are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkLines {
    pub captions: Vec<String>,
    /// What is said with a submission.
    pub notes: Vec<String>,
    /// What is to be changed; the last one asks for the disclosure.
    pub changes: Vec<String>,
    pub cancel: Reasons,
    pub dispute: Reasons,
}

/// What each side says of the other in the end.
#[derive(Deserialize)]
pub struct ReviewLines {
    pub of_influencer: Vec<String>,
    pub of_sponsor: Vec<String>,
}

/// What each line says has changed, in the words of [`super::bargain`].
#[derive(Deserialize)]
pub struct Changes {
    pub counter_by_sponsor: Vec<String>,
    pub counter_by_influencer: Vec<String>,
    pub edit: Vec<String>,
}
