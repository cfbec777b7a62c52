//! Who gets at a campaign: its own sponsor, and those who may see it. For everybody else it is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use db::Conn;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ids::{CampaignId, UserId};
use domain::words::{AccountStatus, Role};

use super::{CampaignRow, store};
use crate::app::App;
use crate::auth::{Sponsor, User};
use crate::error::{Error, Result};
use crate::http::PathId;
use crate::schema::{ad_requests, users};

/// A campaign of the caller's own, in whatever state.
pub struct OwnCampaign {
    /// Its sponsor.
    pub user: User,
    /// Its row as it was when the request came.
    pub campaign: CampaignRow,
}

impl FromRequestParts<App> for OwnCampaign {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Sponsor(user) = Sponsor::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::from_request_parts(parts, app).await?;
        let campaign = app.db.read(move |conn| store::find(conn, id)).await?;
        if campaign.sponsor_id.0 == user.id() { Ok(Self { user, campaign }) } else { Err(Error::NotFound) }
    }
}

/// The campaign if that viewer may see it, else 404: everybody sees what is public; its sponsor, admins and influencers
/// who negotiated on it see it in any state.
pub fn visible(conn: &mut Conn, viewer: Option<&User>, id: CampaignId) -> Result<CampaignRow> {
    let campaign = store::find(conn, id)?;
    let concerned = match viewer {
        Some(user) if user.standing.role == Role::Admin => true,
        Some(user) if user.standing.role == Role::Influencer => negotiates(conn, user.id(), id)?,
        Some(user) => campaign.sponsor_id.0 == user.id(),
        None => false,
    };
    if concerned || (campaign.rules().is_public() && is_public(conn, campaign.sponsor_id.0)?) {
        Ok(campaign)
    } else {
        Err(Error::NotFound)
    }
}

fn negotiates(conn: &mut Conn, influencer: UserId, id: CampaignId) -> Result<bool> {
    let theirs = ad_requests::table
        .filter(ad_requests::campaign_id.eq(id.to_string()).and(ad_requests::influencer_id.eq(influencer.to_string())));
    Ok(diesel::select(exists(theirs)).get_result(conn)?)
}

fn is_public(conn: &mut Conn, sponsor: UserId) -> Result<bool> {
    let found = users::table
        .find(sponsor.to_string())
        .filter(users::status.eq(AccountStatus::Active.to_string()).and(users::flagged_at.is_null()));
    Ok(diesel::select(exists(found)).get_result(conn)?)
}
