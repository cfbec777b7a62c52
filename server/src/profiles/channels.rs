//! An influencer's channels. Reach is added up in the transaction that changes one.

use db::Tx;
use diesel::prelude::*;
use domain::access::Permission;
use domain::ids::{ChannelId, OfChannel, UserId};
use domain::profile::ChannelIn;
use domain::words::Platform;
use serde::Deserialize;
use utoipa::ToSchema;

use super::influencer::ChannelOut;
use super::{ChannelRow, store};
use crate::app::App;
use crate::auth::{Influencer, User};
use crate::error::{Error, Result};
use crate::http::{Command, IfMatch, PathId, Reply};
use crate::schema::channels;

/// The most channels of one influencer.
const MOST: usize = 50;

/// Changes to a channel; what is left out stays. New figures are confirmed by giving them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"followers": 48_200, "engagement_rate": 4.1}))]
pub struct ChannelPatch {
    /// Where it is.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The name there, 1 to 100 characters.
    #[serde(default)]
    pub handle: Option<String>,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// Followers or subscribers, 0 to 10^10.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub followers: Option<i64>,
    /// Views of an average post, 0 to 10^10.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub average_views: Option<i64>,
    /// Engagement rate in percent, 0 to 100, kept to two decimals.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub engagement_rate: Option<f64>,
}

impl ChannelPatch {
    fn on(&self, row: ChannelRow) -> ChannelIn {
        let before = ChannelOut::from(row);
        ChannelIn {
            platform: self.platform.unwrap_or(before.platform),
            handle: self.handle.clone().unwrap_or(before.handle),
            url: self.url.clone().unwrap_or(before.url),
            followers: self.followers.unwrap_or(before.followers),
            average_views: self.average_views.unwrap_or(before.average_views),
            engagement_rate: self.engagement_rate.unwrap_or(before.engagement_rate),
        }
    }

    const fn confirms(&self) -> bool {
        self.followers.is_some() || self.average_views.is_some() || self.engagement_rate.is_some()
    }
}

/// A channel's columns but for its id and owner.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = channels)]
struct Columns {
    platform: String,
    handle: String,
    url: String,
    followers: i64,
    average_views: i64,
    engagement: i64,
    confirmed_at: i64,
}

impl Columns {
    fn of(channel: ChannelIn, confirmed_at: i64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be from 0 to 100")]
        let engagement = (channel.engagement_rate * 100.0).round() as i64;
        Self {
            platform: channel.platform.to_string(),
            handle: channel.handle,
            url: channel.url,
            followers: channel.followers,
            average_views: channel.average_views,
            engagement,
            confirmed_at,
        }
    }

    /// Refuses a channel that is there already. The profile was touched first, so nobody adds one meanwhile.
    fn check_unique(&self, tx: &mut Tx, owner: UserId, except: Option<ChannelId>) -> Result<()> {
        let taken = store::channels_of(tx.conn, owner)?.iter().any(|other| {
            other.platform.0.to_string() == self.platform && other.handle == self.handle && Some(other.id.0) != except
        });
        if taken { Err(Error::conflict("channel_exists", "You have this channel already.")) } else { Ok(()) }
    }
}

/// Add a channel.
#[utoipa::path(post, path = "/me/channels", tag = "me", request_body = ChannelIn, responses((status = 201, body = ChannelOut), (status = 409, description = "`channel_exists`, `too_many_channels`")))]
pub async fn create_channel(app: App, Influencer(user): Influencer, command: Command) -> Result<Reply> {
    user.may(Permission::PresentOneself)?;
    let change = move |tx: &mut Tx, input: &ChannelIn| {
        let columns = Columns::of(input.clone().checked()?, tx.now.0);
        let version = store::touch_influencer(tx, user.id(), &IfMatch::any())?;
        columns.check_unique(tx, user.id(), None)?;
        if store::channels_of(tx.conn, user.id())?.len() >= MOST {
            return Err(Error::conflict("too_many_channels", format!("At most {MOST} channels.")));
        }
        let id = ChannelId::new(tx.now);
        diesel::insert_into(channels::table)
            .values((channels::id.eq(id.to_string()), channels::user_id.eq(user.id().to_string()), columns))
            .execute(tx.conn)?;
        store::recount_reach(tx, user.id())?;
        let out = ChannelOut::from(store::channel(tx.conn, user.id(), id)?);
        Ok(Reply::created(format!("/api/v1/me/channels/{id}"), &out)?.version(version))
    };
    command.run(&app, &user, change).await
}

/// Change a channel.
#[utoipa::path(patch, path = "/me/channels/{id}", tag = "me", params(("id" = ChannelId, Path, description = "The channel.")), request_body = ChannelPatch, responses((status = 200, body = ChannelOut), (status = 409, description = "`channel_exists`")))]
pub async fn update_channel(
    app: App,
    OwnChannel(user, id): OwnChannel,
    if_match: IfMatch,
    command: Command,
) -> Result<Reply> {
    let change = move |tx: &mut Tx, input: &ChannelPatch| {
        let row = store::channel(tx.conn, user.id(), id)?;
        let version = store::touch_influencer(tx, user.id(), &if_match)?;
        let confirmed_at = if input.confirms() { tx.now.0 } else { row.confirmed_at };
        let columns = Columns::of(input.on(row).checked()?, confirmed_at);
        columns.check_unique(tx, user.id(), Some(id))?;
        diesel::update(channels::table.find(id.to_string())).set(columns).execute(tx.conn)?;
        store::recount_reach(tx, user.id())?;
        Ok(Reply::ok(&ChannelOut::from(store::channel(tx.conn, user.id(), id)?))?.version(version))
    };
    command.run(&app, &user, change).await
}

/// Remove a channel.
#[utoipa::path(delete, path = "/me/channels/{id}", tag = "me", params(("id" = ChannelId, Path, description = "The channel.")), responses((status = 204)))]
pub async fn delete_channel(app: App, OwnChannel(user, id): OwnChannel) -> Result<Reply> {
    app.db
        .write(move |tx| {
            store::touch_influencer(tx, user.id(), &IfMatch::any())?;
            let own = channels::table.find(id.to_string()).filter(channels::user_id.eq(user.id().to_string()));
            if diesel::delete(own).execute(tx.conn)? == 0 {
                return Err(Error::NotFound);
            }
            store::recount_reach(tx, user.id())?;
            Ok(Reply::nothing())
        })
        .await
}

/// An influencer and a channel of theirs; of anybody else's there is none.
pub struct OwnChannel(User, ChannelId);

impl axum::extract::FromRequestParts<App> for OwnChannel {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self> {
        let Influencer(user) = Influencer::from_request_parts(parts, app).await?;
        user.may(Permission::PresentOneself)?;
        let PathId(id) = PathId::<OfChannel>::from_request_parts(parts, app).await?;
        app.db.read(move |conn| store::channel(conn, user.id(), id)).await?;
        Ok(Self(user, id))
    }
}
