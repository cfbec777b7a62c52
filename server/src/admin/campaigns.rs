//! Campaigns in the eyes of an admin: all of them, with a search, and flagging one.

use db::{Conn, MultiBackend, Tx};
use diesel::prelude::*;
use domain::ids::{CampaignId, OfCampaign};
use domain::text::folded;
use domain::words::CampaignStatus;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::ReasonIn;
use super::store::{containing, lower};
use crate::ad_requests::lifecycle;
use crate::app::App;
use crate::audit::{self, Change};
use crate::auth::{Admin, User};
use crate::campaigns::out::{self, CampaignOut};
use crate::campaigns::{self, CampaignRow};
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, PathId, Query, Reply};
use crate::notifications::{self, Notice};
use crate::schema::campaigns as table;

/// Which campaigns.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AllCampaignsQuery {
    /// Only in this state.
    pub status: Option<CampaignStatus>,
    /// Only flagged ones, or only others.
    pub flagged: Option<bool>,
    /// Part of a title.
    pub q: Option<String>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// List everybody's campaigns, the newest first.
#[utoipa::path(get, path = "/admin/campaigns", tag = "admin", params(AllCampaignsQuery), responses((status = 200, body = Page<CampaignOut>)))]
pub async fn list_all_campaigns(
    app: App,
    Admin(admin): Admin,
    Query(query): Query<AllCampaignsQuery>,
) -> Result<Reply> {
    let now = app.clock.now();
    app.db
        .read(move |conn| {
            let paging = Paging::new(query.limit, query.cursor.as_deref())?;
            let rows = list(conn, &query, paging.after()?, paging.fetch())?;
            let page = paging.page(rows, |row| row.id.0);
            let total = if query.count == Some(true) { Some(matching(&query).count().get_result(conn)?) } else { None };
            let items = out::all(conn, page.items, Some(&admin), now)?;
            Reply::ok(&Page { items, next_cursor: page.next_cursor, total })
        })
        .await
}

fn list(conn: &mut Conn, query: &AllCampaignsQuery, after: Option<CampaignId>, limit: i64) -> Result<Vec<CampaignRow>> {
    let mut rows = matching(query);
    if let Some(after) = after {
        rows = rows.filter(table::id.lt(after.to_string()));
    }
    Ok(rows.select(CampaignRow::as_select()).order(table::id.desc()).limit(limit).load(conn)?)
}

fn matching(query: &AllCampaignsQuery) -> table::BoxedQuery<'_, MultiBackend> {
    let mut rows = table::table.into_boxed();
    if let Some(status) = query.status {
        rows = rows.filter(table::status.eq(status.to_string()));
    }
    match query.flagged {
        Some(true) => rows = rows.filter(table::flagged_at.is_not_null()),
        Some(false) => rows = rows.filter(table::flagged_at.is_null()),
        None => {}
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let shown = lower(table::title).like(containing(&folded(text))).escape('\\');
        rows = rows.filter(shown.or(table::title.like(containing(text)).escape('\\')));
    }
    rows
}

/// Hide a campaign from everybody but its sponsor; what is agreed goes on.
#[utoipa::path(post, path = "/admin/campaigns/{id}/flag", tag = "admin", request_body = ReasonIn, params(("id" = CampaignId, Path)), responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn flag_campaign(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<OfCampaign>,
    command: Command,
) -> Result<Reply> {
    app.db.read(move |conn| campaigns::store::find(conn, id)).await?;
    command.run(&app, &admin, move |tx, input: &ReasonIn| set_flag(tx, &admin, id, Some(input.checked()?))).await
}

/// Take a campaign's flag back.
#[utoipa::path(post, path = "/admin/campaigns/{id}/unflag", tag = "admin", request_body = Nothing, params(("id" = CampaignId, Path)), responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn unflag_campaign(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<OfCampaign>,
    command: Command,
) -> Result<Reply> {
    app.db.read(move |conn| campaigns::store::find(conn, id)).await?;
    command.run(&app, &admin, move |tx, _: &Nothing| set_flag(tx, &admin, id, None)).await
}

/// Whether it was or is flagged, for the audit log.
#[derive(Serialize)]
struct State {
    flagged: bool,
}

/// Sets or takes back the flag with all that follows from it: what others find, the clocks of open ad requests, what
/// the sponsor is told, the entry in the audit log.
fn set_flag(tx: &mut Tx, admin: &User, id: CampaignId, reason: Option<String>) -> Result<Reply> {
    let row = campaigns::store::find(tx.conn, id)?;
    let (was, is) = (row.flagged_at.is_some(), reason.is_some());
    if was == is {
        return Err(Error::conflict("invalid_state", "The campaign is not in a state that allows this."));
    }
    let same = table::table.find(id.to_string()).filter(table::version.eq(row.version));
    let flag = (
        table::flag_reason.eq(reason.clone()),
        table::flagged_at.eq(is.then_some(tx.now.0)),
        table::flagged_by.eq(is.then(|| admin.id().to_string())),
        table::updated_at.eq(tx.now.0),
        table::version.eq(row.version + 1),
    );
    if diesel::update(same).set(flag).execute(tx.conn)? == 0 {
        return Err(Error::conflict("conflict", "The campaign has just changed. Load it again."));
    }
    discovery::changed(tx, Subject::Campaign, &id.to_string())?;
    let (campaign, link) = (row.title.clone(), format!("/campaigns/{id}"));
    let told = if let Some(reason) = reason.clone() {
        lifecycle::stop_clocks(tx, id)?;
        Notice::CampaignFlagged { campaign, reason, link }
    } else {
        lifecycle::start_clocks(tx, id)?;
        Notice::CampaignUnflagged { campaign, link }
    };
    notifications::tell(tx, row.sponsor_id.0, told)?;
    let action = if is { "campaign.flag" } else { "campaign.unflag" };
    let change = Change { before: State { flagged: was }, after: State { flagged: is }, reason };
    audit::record(tx, Some(admin.id()), action, "campaign", &id.to_string(), &change)?;
    let row = campaigns::store::find(tx.conn, id)?;
    let version = row.version;
    Ok(Reply::ok(&out::one(tx.conn, row, Some(admin), tx.now)?)?.version(version))
}
