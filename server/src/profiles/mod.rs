//! Profiles: what influencers and sponsors say of themselves, and their public pages.

pub mod channels;
pub mod conduct;
pub mod images;
pub mod influencer;
pub mod pages;
pub mod public;
pub mod sponsor;
pub mod store;

use domain::access::{Permission, Standing};
use domain::ids::{ChannelId, UserId};
use domain::matching::Offered;
use domain::money::{Currency, Money};
use domain::profile::Rate;
use domain::review::mean_in_hundredths;
use domain::words::{Action, Platform, Role};

use crate::accounts::UserRow;
use crate::db::{Json, Text};

/// An influencer's profile.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::influencer_profiles)]
pub struct ProfileRow {
    pub bio: String,
    pub category: String,
    pub country: Option<String>,
    pub languages: Json<Vec<String>>,
    pub avatar: Option<String>,
    pub rate_card: Json<Vec<Rate>>,
    pub portfolio: Json<Vec<String>>,
    pub available: i64,
    pub accepts_messages: i64,
    pub reach: i64,
    pub version: i64,
    pub rating_total: i64,
    pub rating_count: i64,
}

/// A channel of an influencer.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::channels)]
pub struct ChannelRow {
    pub id: Text<ChannelId>,
    pub user_id: Text<UserId>,
    pub platform: Text<Platform>,
    pub handle: String,
    pub url: String,
    pub followers: i64,
    pub average_views: i64,
    pub engagement: i64,
    pub confirmed_at: i64,
}

/// An influencer with all that their page shows.
#[derive(Clone, Debug)]
pub struct Influencer {
    pub user: UserRow,
    pub profile: ProfileRow,
    pub niches: Vec<String>,
    pub channels: Vec<ChannelRow>,
}

/// A sponsor's profile.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::sponsor_profiles)]
pub struct SponsorRow {
    pub kind: Text<domain::words::SponsorKind>,
    pub industry: String,
    pub website: String,
    pub description: String,
    pub logo: Option<String>,
    pub country: Option<String>,
    pub yearly_budget_min: Option<i64>,
    pub yearly_budget_max: Option<i64>,
    pub yearly_budget_currency: Option<String>,
    pub version: i64,
    pub rating_total: i64,
    pub rating_count: i64,
}

impl Influencer {
    /// The mean of all reviews in hundredths; `None` without any.
    pub const fn rating(&self) -> Option<i64> {
        mean_in_hundredths(self.profile.rating_total, self.profile.rating_count)
    }

    /// Engagement over all channels, weighted by followers, in hundredths of a percent; `None` without followers.
    pub fn engagement(&self) -> Option<i64> {
        let followers: i128 = self.channels.iter().map(|channel| i128::from(channel.followers)).sum();
        let engaged: i128 =
            self.channels.iter().map(|channel| i128::from(channel.followers) * i128::from(channel.engagement)).sum();
        (followers > 0).then(|| i64::try_from(engaged / followers).unwrap_or(0))
    }

    /// The lowest price, in the currency that the rate card begins with.
    pub fn lowest_price(&self) -> Option<Money> {
        self.lowest_price_in(self.profile.rate_card.0.first()?.price.currency)
    }

    /// The lowest price in that currency.
    pub fn lowest_price_in(&self, currency: Currency) -> Option<Money> {
        let rates = &self.profile.rate_card.0;
        rates.iter().map(|rate| rate.price).filter(|price| price.currency == currency).min_by_key(|price| price.amount)
    }

    /// Where the channels are, each platform once.
    pub fn platforms(&self) -> Vec<Platform> {
        let mut platforms: Vec<_> = self.channels.iter().map(|channel| channel.platform.0).collect();
        platforms.sort_unstable();
        platforms.dedup();
        platforms
    }

    /// Whether there is enough on the page to judge by.
    pub fn is_complete(&self) -> bool {
        !self.profile.bio.is_empty()
            && self.profile.country.is_some()
            && !self.niches.is_empty()
            && !self.channels.is_empty()
    }

    /// What the match score looks at.
    pub fn offered(&self) -> Offered {
        Offered {
            niches: self.niches.clone(),
            platforms: self.platforms(),
            country: self.profile.country.clone(),
            languages: self.profile.languages.0.clone(),
            reach: self.profile.reach,
            lowest_price: self.lowest_price(),
        }
    }
}

/// Whether that viewer sees the page of that person: anybody's while it is public, one's own and, to admins, all always.
pub fn is_visible(user: &UserRow, viewer: Option<&Standing>) -> bool {
    user.standing(false).is_public()
        || viewer.is_some_and(|viewer| viewer.id == user.id.0 || viewer.role == Role::Admin)
}

/// What a viewer may do with a page.
pub fn actions(user: &UserRow, viewer: Option<&Standing>) -> Vec<Action> {
    let Some(viewer) = viewer else { return Vec::new() };
    if viewer.id == user.id.0 {
        return vec![Action::Edit];
    }
    let may_invite = user.role.0 == Role::Influencer && viewer.may(Permission::Invite).is_ok();
    if may_invite { vec![Action::Invite] } else { Vec::new() }
}
