//! Making, reading, changing and deleting campaigns.

use axum::response::{IntoResponse, Response};
use domain::access::Permission;
use domain::clock::Zone;
use domain::ids::{CampaignId, OfCampaign};
use domain::words::Role;

use super::access::OwnCampaign;
use super::input::{CampaignIn, CampaignPatch};
use super::out::{self, CampaignOut};
use super::query::{self, CampaignsQuery};
use super::{CampaignRow, access, store};
use crate::accounts::store as accounts;
use crate::app::App;
use crate::auth::{Sponsor, User, Viewer};
use crate::db::Tx;
use crate::discovery;
use crate::error::Result;
use crate::http::{ClientAddress, Command, IfMatch, Page, PathId, Query, Reply, public};
use crate::niches::Choice;

/// The campaign as its sponsor sees it after a change.
pub(super) fn reply(tx: &mut Tx, row: CampaignRow, user: &User) -> Result<Reply> {
    let version = row.version;
    Ok(Reply::ok(&out::one(tx.conn, row, Some(user), tx.now)?)?.version(version))
}

/// Prepare a campaign; it is a draft until it is published.
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", request_body = CampaignIn, responses((status = 201, body = CampaignOut)))]
pub async fn create_campaign(app: App, Sponsor(user): Sponsor, command: Command) -> Result<Reply> {
    user.may(Permission::PrepareCampaigns)?;
    command
        .run(&app, &user, move |tx, input: &CampaignIn| {
            let sponsor = accounts::find(tx.conn, user.id())?;
            let today = tx.now.day_in(&Zone::named(&sponsor.time_zone).unwrap_or(Zone::UTC));
            let fields = input.clone().checked(&Choice::load(tx.conn)?, today)?;
            let row = store::insert(tx, user.id(), &sponsor.time_zone, &fields)?;
            let (id, version) = (row.id.0, row.version);
            let out = out::one(tx.conn, row, Some(&user), tx.now)?;
            Ok(Reply::created(format!("/api/v1/campaigns/{id}"), &out)?.version(version))
        })
        .await
}

/// The public campaigns, or with `mine=true` the sponsor's own.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", params(CampaignsQuery), security((), ("bearer" = [])),
    responses((status = 200, body = Page<CampaignOut>), (status = 401), (status = 403, description = "Only sponsors have campaigns of their own.")))]
pub async fn list_campaigns(
    app: App,
    Viewer(viewer): Viewer,
    from: ClientAddress,
    Query(query): Query<CampaignsQuery>,
) -> Result<Response> {
    if query.mine != Some(true) {
        return discovery::campaigns::search(app, viewer, from, query).await;
    }
    let user = viewer.ok_or(crate::Error::Unauthenticated("not_logged_in", "Log in first."))?;
    if user.standing.role != Role::Sponsor {
        return Err(domain::access::Denied::WrongRole.into());
    }
    let now = app.clock.now();
    let page = app
        .db
        .read(move |conn| {
            let Page { items, next_cursor, total } = query::mine(conn, user.id(), &query)?;
            Ok::<_, crate::Error>(Page { items: out::all(conn, items, Some(&user), now)?, next_cursor, total })
        })
        .await?;
    Ok(Reply::ok(&page)?.into_response())
}

/// A campaign that the reader may see.
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns", params(("id" = CampaignId, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = CampaignOut), (status = 401)))]
pub async fn get_campaign(
    app: App,
    Viewer(viewer): Viewer,
    from: ClientAddress,
    PathId(id): PathId<OfCampaign>,
) -> Result<Response> {
    let now = app.clock.now();
    let read = move |conn: &mut db::Conn| {
        let row = access::visible(conn, viewer.as_ref(), id)?;
        out::one(conn, row, viewer.as_ref(), now)
    };
    if viewer.is_none() {
        let tags = ["campaigns", "niches"];
        return public::answer(&app, &from, &format!("campaign/{id}"), &tags, || app.db.read(read)).await;
    }
    let campaign = app.db.read(read).await?;
    Ok(Reply::ok(&campaign)?.version(campaign.version).into_response())
}

/// Change a campaign; terms that are agreed stay as they are.
#[utoipa::path(patch, path = "/campaigns/{id}", tag = "campaigns", params(("id" = CampaignId, Path)), request_body = CampaignPatch,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `budget_below_committed`, `currency_fixed`, `conflict`")))]
pub async fn update_campaign(app: App, own: OwnCampaign, if_match: IfMatch, mut command: Command) -> Result<Reply> {
    let OwnCampaign { user, campaign } = own;
    user.may(Permission::PrepareCampaigns)?;
    let patch = command.read::<CampaignPatch>()?;
    app.db
        .write(move |tx| {
            let row = store::take(tx, campaign.id.0)?;
            if_match.check(row.version)?;
            row.rules().may_edit()?;
            let (had, choice) = (store::niches(tx.conn, row.id.0)?, Choice::load(tx.conn)?);
            let fields = patch.clone().checked(&row, &had, &choice, row.rules().today(tx.now))?;
            let row = store::update(tx, &row, &fields)?;
            reply(tx, row, &user)
        })
        .await
}

/// Delete a draft, or a campaign that never had an ad request.
#[utoipa::path(delete, path = "/campaigns/{id}", tag = "campaigns", params(("id" = CampaignId, Path)),
    responses((status = 204), (status = 409, description = "`has_ad_requests`: cancel it instead.")))]
pub async fn delete_campaign(app: App, own: OwnCampaign) -> Result<Reply> {
    let OwnCampaign { user, campaign } = own;
    user.may(Permission::PrepareCampaigns)?;
    app.db
        .write(move |tx| {
            let row = store::take(tx, campaign.id.0)?;
            store::delete(tx, &row)?;
            Ok(Reply::nothing())
        })
        .await
}
