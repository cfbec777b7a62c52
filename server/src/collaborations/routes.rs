//! Seeing one's collaborations.

use domain::ids::{CampaignId, CollaborationId};
use domain::words::{CollaborationStatus, Role, Side};
use serde::Deserialize;
use utoipa::IntoParams;

use super::access::Party;
use super::{CollaborationOut, store};
use crate::app::App;
use crate::auth::User;
use crate::error::Result;
use crate::house::House;
use crate::http::{Page, Query, Reply};

/// Which of one's collaborations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CollaborationsQuery {
    /// Where they are.
    pub status: Option<CollaborationStatus>,
    /// Of one campaign.
    pub campaign_id: Option<CampaignId>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count them all.
    pub count: Option<bool>,
}

/// List one's collaborations, the latest first.
#[utoipa::path(get, path = "/collaborations", tag = "collaborations", params(CollaborationsQuery), responses((status = 200, body = Page<CollaborationOut>)))]
pub async fn list_collaborations(app: App, user: User, Query(query): Query<CollaborationsQuery>) -> Result<Reply> {
    let side = if user.standing.role == Role::Sponsor { Side::Sponsor } else { Side::Influencer };
    let (now, house) = (app.clock.now(), House::of(&app));
    Reply::ok(&app.db.read(move |conn| store::list(conn, user.id(), side, &query, now, house)).await?)
}

/// See one collaboration with all that happened in it.
#[utoipa::path(get, path = "/collaborations/{id}", tag = "collaborations", params(("id" = CollaborationId, Path)), responses((status = 200, body = CollaborationOut)))]
pub async fn get_collaboration(app: App, party: Party) -> Result<Reply> {
    let (now, house) = (app.clock.now(), House::of(&app));
    let out = app.db.read(move |conn| store::told(conn, party.id, Some(party.side), now, house)).await?;
    Ok(Reply::ok(&out)?.version(out.version))
}
