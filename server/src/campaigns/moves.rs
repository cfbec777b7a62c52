//! The moves of a campaign's life. What they mean for its open ad requests happens in the same transaction.

use domain::access::Permission;
use domain::campaign::CampaignMove;
use domain::fault::Faults;
use domain::ids::CampaignId;
use serde_json::json;

use super::access::OwnCampaign;
use super::out::CampaignOut;
use super::routes::reply;
use super::{CampaignRow, store};
use crate::ad_requests::lifecycle::{self, ClosedBy};
use crate::app::App;
use crate::collaborations::campaign_over;
use crate::db::Tx;
use crate::error::Result;
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, Reply};
use crate::webhooks::{self, Event};

/// Open a draft: influencers find it, or can be invited.
#[utoipa::path(post, path = "/campaigns/{id}/publish", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = Nothing,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `campaign_ended`, `campaign_flagged`, `conflict`")))]
pub async fn publish_campaign(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    run(app, own, command, CampaignMove::Publish).await
}

/// Hold a campaign: nothing is accepted, and the clocks of open ad requests stand still.
#[utoipa::path(post, path = "/campaigns/{id}/pause", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = Nothing,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn pause_campaign(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    run(app, own, command, CampaignMove::Pause).await
}

/// Go on with a paused campaign.
#[utoipa::path(post, path = "/campaigns/{id}/resume", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = Nothing,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `campaign_ended`, `campaign_flagged`, `conflict`")))]
pub async fn resume_campaign(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    run(app, own, command, CampaignMove::Resume).await
}

/// End a campaign that has reached its aim: its open ad requests expire, what is agreed goes on.
#[utoipa::path(post, path = "/campaigns/{id}/complete", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = Nothing,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn complete_campaign(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    run(app, own, command, CampaignMove::Complete).await
}

/// Call a campaign off: its open ad requests are withdrawn, its collaborations cancelled as far as the rules let the sponsor.
#[utoipa::path(post, path = "/campaigns/{id}/cancel", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = Nothing,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn cancel_campaign(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    run(app, own, command, CampaignMove::Cancel).await
}

async fn run(app: App, own: OwnCampaign, command: Command, by: CampaignMove) -> Result<Reply> {
    let OwnCampaign { user, campaign } = own;
    user.may(match by {
        CampaignMove::Publish | CampaignMove::Resume => Permission::PublishCampaigns,
        CampaignMove::Pause | CampaignMove::Complete | CampaignMove::Cancel => Permission::EndCampaigns,
    })?;
    let house = House::of(&app);
    command
        .run(&app, &user, move |tx, _: &Nothing| {
            let row = store::take(tx, campaign.id.0)?;
            let row = apply(tx, &row, by, house)?;
            reply(tx, row, &user)
        })
        .await
}

/// Makes the move. The campaign changes first, so that whoever starts an ad request at the same time is either seen
/// here or sees the change.
pub(crate) fn apply(tx: &mut Tx, row: &CampaignRow, by: CampaignMove, house: House) -> Result<CampaignRow> {
    let rules = row.rules();
    let status = rules.after(by, rules.today(tx.now))?;
    if by == CampaignMove::Publish {
        let mut faults = Faults::new();
        faults.unless(!row.description.is_empty(), "/description", "required", "Influencers need a brief.");
        faults.check()?;
    }
    let moved = store::set_status(tx, row, status)?;
    match by {
        CampaignMove::Publish => {}
        CampaignMove::Pause => lifecycle::stop_clocks(tx, row.id.0)?,
        CampaignMove::Resume => lifecycle::start_clocks(tx, row.id.0)?,
        CampaignMove::Complete => lifecycle::close_all(tx, &moved, ClosedBy::CampaignEnded)?,
        CampaignMove::Cancel => {
            lifecycle::close_all(tx, &moved, ClosedBy::CampaignCancelled)?;
            campaign_over::cancel_all(tx, moved.id.0, house)?;
            // What was never paid in is no longer committed.
            let cancelled = store::find(tx.conn, moved.id.0)?;
            emit(tx, &cancelled)?;
            return Ok(cancelled);
        }
    }
    emit(tx, &moved)?;
    Ok(moved)
}

/// Tells the sponsor's webhooks where the campaign is now.
fn emit(tx: &mut Tx, row: &CampaignRow) -> Result<()> {
    webhooks::emit_to(tx, row.sponsor_id.0, Event::CampaignStatusChanged, || {
        json!({
            "id": row.id.0, "title": row.title, "status": row.status.0, "visibility": row.visibility.0,
            "budget": row.money(row.budget), "committed": row.money(row.committed), "spent": row.money(row.spent),
        })
    })
}
