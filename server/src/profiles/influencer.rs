//! The influencer's own profile, and how an influencer is shown.

use diesel::prelude::*;
use domain::access::{Permission, Standing};
use domain::clock::Timestamp;
use domain::fault::{Faults, Wrong};
use domain::ids::{ChannelId, UserId};
use domain::matching::Match;
use domain::money::{Money, MoneySchema};
use domain::profile::{self, Rate};
use domain::words::{Action, Platform};
use domain::{places, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::conduct::Conduct;
use super::{ChannelRow, Influencer, actions, store};
use crate::app::App;
use crate::auth;
use crate::db::to_json;
use crate::error::Result;
use crate::http::{Command, IfMatch, Reply};
use crate::niches::Choice;
use crate::schema::influencer_profiles;

/// An influencer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InfluencerOut {
    /// The user's id.
    pub id: UserId,
    /// The unique name.
    pub username: String,
    /// How they want to be called.
    pub display_name: String,
    /// Who they are, plain text of several lines.
    pub bio: String,
    /// What they are, in a few words.
    pub category: String,
    /// Slugs of their niches.
    pub niches: Vec<String>,
    /// ISO 3166 country.
    pub country: Option<String>,
    /// ISO 639-1 languages.
    pub languages: Vec<String>,
    /// Their picture.
    pub avatar_url: Option<String>,
    /// Followers over all channels.
    pub reach: i64,
    /// Percent, over all channels weighted by followers.
    pub engagement_rate: Option<f64>,
    /// What each kind of deliverable costs.
    pub rate_card: Vec<Rate>,
    /// The lowest price, in the currency that the rate card begins with.
    #[schema(value_type = Option<MoneySchema>)]
    pub lowest_price: Option<Money>,
    /// Addresses of their best work.
    pub portfolio: Vec<String>,
    /// Their channels, the largest first.
    pub channels: Vec<ChannelOut>,
    /// Whether they take on work now.
    pub available: bool,
    /// Whether sponsors may write to them without an ad request.
    pub accepts_messages: bool,
    /// The mean of all reviews, 1 to 5.
    pub rating: Option<f64>,
    /// How many reviews.
    pub rating_count: i64,
    /// How they conduct themselves; only on their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conduct: Option<Conduct>,
    /// Whether there is a bio, a country, a niche and a channel.
    pub complete: bool,
    /// How well they fit the reader's campaigns, for sponsors.
    #[serde(rename = "match")]
    pub fit: Option<Match>,
    /// Counts the changes of the profile.
    pub version: i64,
    /// What the reader may do now.
    pub actions: Vec<Action>,
}

/// A channel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelOut {
    /// Its id.
    pub id: ChannelId,
    /// Where it is.
    pub platform: Platform,
    /// The name there.
    pub handle: String,
    /// Its address.
    pub url: String,
    /// Followers or subscribers.
    pub followers: i64,
    /// Views of an average post.
    pub average_views: i64,
    /// Engagement in percent.
    pub engagement_rate: f64,
    /// When the figures were last confirmed.
    #[schema(value_type = String, format = DateTime)]
    pub confirmed_at: Timestamp,
}

impl From<ChannelRow> for ChannelOut {
    fn from(row: ChannelRow) -> Self {
        Self {
            id: row.id.0,
            platform: row.platform.0,
            handle: row.handle,
            url: row.url,
            followers: row.followers,
            average_views: row.average_views,
            engagement_rate: percent(row.engagement),
            confirmed_at: Timestamp(row.confirmed_at),
        }
    }
}

/// Hundredths as a number.
#[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
pub(super) fn percent(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

impl InfluencerOut {
    /// The influencer as that viewer sees them.
    pub fn of(influencer: Influencer, viewer: Option<&Standing>, fit: Option<Match>) -> Self {
        let engagement_rate = influencer.engagement().map(percent);
        let rating = influencer.rating().map(percent);
        let (lowest_price, complete) = (influencer.lowest_price(), influencer.is_complete());
        let Influencer { user, profile, niches, channels } = influencer;
        Self {
            id: user.id.0,
            actions: actions(&user, viewer),
            username: user.username,
            display_name: user.display_name,
            bio: profile.bio,
            category: profile.category,
            niches,
            country: profile.country,
            languages: profile.languages.0,
            avatar_url: profile.avatar,
            reach: profile.reach,
            engagement_rate,
            rate_card: profile.rate_card.0,
            lowest_price,
            portfolio: profile.portfolio.0,
            channels: channels.into_iter().map(ChannelOut::from).collect(),
            available: profile.available != 0,
            accepts_messages: profile.accepts_messages != 0,
            rating,
            rating_count: profile.rating_count,
            conduct: None,
            complete,
            fit,
            version: profile.version,
        }
    }
}

/// An influencer's profile; what is left out becomes empty.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "bio": "Street food from Pune, in Hindi and Marathi.", "category": "Cook", "niches": ["food"], "country": "IN", "languages": ["hi", "mr"],
    "rate_card": [{"kind": "reel", "price": {"amount": 1_500_000, "currency": "INR"}}], "portfolio": ["https://example.com/best"],
    "available": true, "accepts_messages": false
}))]
pub struct InfluencerProfileIn {
    /// Plain text, at most 2,000 characters.
    #[serde(default)]
    pub bio: String,
    /// At most 60 characters.
    #[serde(default)]
    pub category: String,
    /// Slugs of niches, at most 10.
    #[serde(default)]
    pub niches: Vec<String>,
    /// ISO 3166 country.
    #[serde(default)]
    pub country: Option<String>,
    /// ISO 639-1 languages, at most 20.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Prices by kind of deliverable, at most 30.
    #[serde(default)]
    pub rate_card: Vec<Rate>,
    /// Web addresses, at most 20.
    #[serde(default)]
    pub portfolio: Vec<String>,
    /// Whether they take on work now.
    #[serde(default = "yes")]
    pub available: bool,
    /// Whether sponsors may write to them without an ad request.
    #[serde(default)]
    pub accepts_messages: bool,
}

const fn yes() -> bool {
    true
}

impl InfluencerProfileIn {
    /// Cleans all but the niches, which the database knows.
    fn checked(&self, faults: &mut Faults) -> Self {
        let mut take = |pointer: &str, value: Result<String, Wrong>| faults.take(pointer, value).unwrap_or_default();
        let bio = take("/bio", text::prose(&self.bio, 2_000));
        let category = take("/category", text::line(&self.category, 60));
        let country = self.country.as_ref().and_then(|code| faults.take("/country", places::country(code)));
        Self {
            bio,
            category,
            country,
            languages: places::codes(faults, "/languages", &self.languages, 20, places::language),
            rate_card: profile::checked_rates(faults, "/rate_card", self.rate_card.clone()),
            portfolio: profile::checked_links(faults, "/portfolio", &self.portfolio),
            ..self.clone()
        }
    }
}

/// One's own profile.
#[utoipa::path(get, path = "/me/influencer-profile", tag = "me", responses((status = 200, body = InfluencerOut)))]
pub async fn get_influencer_profile(app: App, auth::Influencer(user): auth::Influencer) -> Result<Reply> {
    app.db.read(move |conn| own(store::influencer(conn, user.id())?, &user.standing)).await
}

/// Set one's own profile. The name is changed with the account, pictures and channels have addresses of their own.
#[utoipa::path(put, path = "/me/influencer-profile", tag = "me", request_body = InfluencerProfileIn, responses((status = 200, body = InfluencerOut)))]
pub async fn set_influencer_profile(
    app: App,
    auth::Influencer(user): auth::Influencer,
    if_match: IfMatch,
    command: Command,
) -> Result<Reply> {
    user.may(Permission::PresentOneself)?;
    let change = move |tx: &mut db::Tx, input: &InfluencerProfileIn| {
        store::touch_influencer(tx, user.id(), &if_match)?;
        let before = store::influencer(tx.conn, user.id())?.niches;
        let mut faults = Faults::new();
        let clean = input.checked(&mut faults);
        let niches = Choice::load(tx.conn)?.checked(&mut faults, "/niches", &input.niches, &before);
        faults.check()?;
        store::set_niches(tx, user.id(), &niches)?;
        diesel::update(influencer_profiles::table.find(user.id().to_string()))
            .set((
                (influencer_profiles::bio.eq(&clean.bio), influencer_profiles::category.eq(&clean.category)),
                influencer_profiles::country.eq(&clean.country),
                influencer_profiles::languages.eq(to_json(&clean.languages)),
                influencer_profiles::rate_card.eq(to_json(&clean.rate_card)),
                influencer_profiles::portfolio.eq(to_json(&clean.portfolio)),
                influencer_profiles::available.eq(i64::from(clean.available)),
                influencer_profiles::accepts_messages.eq(i64::from(clean.accepts_messages)),
            ))
            .execute(tx.conn)?;
        own(store::influencer(tx.conn, user.id())?, &user.standing)
    };
    command.run(&app, &user, change).await
}

/// One's own profile as an answer.
pub(super) fn own(influencer: Influencer, owner: &Standing) -> Result<Reply> {
    let version = influencer.profile.version;
    Ok(Reply::ok(&InfluencerOut::of(influencer, Some(owner), None))?.version(version))
}
