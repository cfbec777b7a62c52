//! Seeing one's rights, and those that one gave.

use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, DeliverableId};
use domain::rights::Standing;
use domain::words::{Platform, Role, Side};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ExclusivityOut, LicenceOut, store};
use crate::app::App;
use crate::auth::User;
use crate::collaborations::Work;
use crate::error::Result;
use crate::http::{Page, Query, Reply};
use crate::people::{InfluencerCard, SponsorCard};

/// Which part of the register.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RightsQuery {
    /// Those that hold, or those that are over; left out, all.
    #[param(inline)]
    pub standing: Option<Standing>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which campaign, by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignName {
    /// Its id.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
}

impl CampaignName {
    /// The name of the campaign that the work is for.
    pub fn of(work: &Work) -> Self {
        Self { id: work.campaign.id.0, title: work.campaign.title.clone() }
    }
}

/// What a sponsor may do with one post.
#[derive(Debug, Serialize, ToSchema)]
pub struct RightOut {
    /// The deliverable that it is.
    pub deliverable_id: DeliverableId,
    /// The collaboration that it came of.
    pub collaboration_id: CollaborationId,
    /// The campaign that it was made for.
    pub campaign: CampaignName,
    /// Who may use it.
    pub sponsor: SponsorCard,
    /// Who made it.
    pub influencer: InfluencerCard,
    /// What it is.
    pub kind: String,
    /// Where it was published.
    pub platform: Platform,
    /// The post.
    pub post_url: Option<String>,
    /// How it may be used, where and until when.
    #[serde(flatten)]
    pub licence: LicenceOut,
}

/// Who works for whom alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExclusiveOut {
    /// The collaboration in which it was agreed.
    pub collaboration_id: CollaborationId,
    /// The campaign.
    pub campaign: CampaignName,
    /// For whom alone.
    pub sponsor: SponsorCard,
    /// Who.
    pub influencer: InfluencerCard,
    /// In which niches: those of the campaign.
    pub niches: Vec<String>,
    /// From when until when.
    #[serde(flatten)]
    pub exclusivity: ExclusivityOut,
}

const fn side(user: &User) -> Side {
    match user.standing.role {
        Role::Sponsor => Side::Sponsor,
        Role::Influencer | Role::Admin => Side::Influencer,
    }
}

/// List what one may use of others' posts, or others of one's own: those that hold in the order in which they end, those that
/// are over, and all, the last one to end first.
#[utoipa::path(get, path = "/rights", tag = "rights", params(RightsQuery), responses((status = 200, body = Page<RightOut>)))]
pub async fn list_rights(app: App, user: User, Query(query): Query<RightsQuery>) -> Result<Reply> {
    let now: Timestamp = app.clock.now();
    Reply::ok(&app.db.read(move |conn| store::rights(conn, user.id(), side(&user), &query, now)).await?)
}

/// List for whom alone one works, or who for one alone, the latest agreed first.
#[utoipa::path(get, path = "/rights/exclusivities", tag = "rights", params(RightsQuery), responses((status = 200, body = Page<ExclusiveOut>)))]
pub async fn list_exclusivities(app: App, user: User, Query(query): Query<RightsQuery>) -> Result<Reply> {
    let now: Timestamp = app.clock.now();
    Reply::ok(&app.db.read(move |conn| store::exclusivities(conn, user.id(), side(&user), &query, now)).await?)
}
