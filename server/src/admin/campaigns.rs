//! Campaigns in the eyes of an admin: all of them, with a search, and flagging one.

use db::{Conn, MultiBackend, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{CampaignId, OfCampaign, UserId};
use domain::safety::{FlagEnd, Flagged};
use domain::text::folded;
use domain::words::CampaignStatus;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::moderation::why;
use super::store::{containing, lower};
use crate::ad_requests::lifecycle;
use crate::app::App;
use crate::audit::{self, Change};
use crate::auth::{Admin, User};
use crate::campaigns::out::{self, CampaignOut};
use crate::campaigns::{self, CampaignRow};
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, PathId, Query, Reply};
use crate::moderation::contest;
use crate::moderation::flags::{self, FlagIn};
use crate::notifications::notice::FlagNews;
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
#[utoipa::path(post, path = "/admin/campaigns/{id}/flag", tag = "admin", request_body = FlagIn, params(("id" = CampaignId, Path)), responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn flag_campaign(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<OfCampaign>,
    command: Command,
) -> Result<Reply> {
    app.db.read(move |conn| campaigns::store::find(conn, id)).await?;
    let house = House::of(&app);
    command
        .run(&app, &admin, move |tx, input: &FlagIn| {
            let (reason, until) = input.checked(tx.now, &house.periods)?;
            flag(tx, Some(admin.id()), id, &reason, until)?;
            reply(tx, &admin, id)
        })
        .await
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
    command
        .run(&app, &admin, move |tx, _: &Nothing| {
            unflag(tx, Some(admin.id()), id, FlagEnd::Unflagged, "")?;
            reply(tx, &admin, id)
        })
        .await
}

fn reply(tx: &mut Tx, admin: &User, id: CampaignId) -> Result<Reply> {
    let row = campaigns::store::find(tx.conn, id)?;
    let version = row.version;
    Ok(Reply::ok(&out::one(tx.conn, row, Some(admin), tx.now)?)?.version(version))
}

/// Whether it was or is flagged, for the audit log.
#[derive(Serialize)]
struct State {
    flagged: bool,
}

/// Flags a campaign with all that follows from it: what others find, the clocks of open ad requests, what the sponsor is
/// told, the entry in the audit log.
pub fn flag(tx: &mut Tx, by: Option<UserId>, id: CampaignId, reason: &str, until: Timestamp) -> Result<()> {
    let row = set_flag(tx, by, id, Some(reason))?;
    let (sponsor, subject) = (row.sponsor_id.0, id.to_string());
    flags::raise(tx, (Flagged::Campaign, &subject, sponsor), by, reason, until)?;
    lifecycle::stop_clocks(tx, id)?;
    let link = format!("/campaigns/{id}");
    notifications::tell(tx, sponsor, Notice::CampaignFlagged { campaign: row.title, reason: reason.to_owned(), link })?;
    let (before, after) = (State { flagged: false }, State { flagged: true });
    let change = Change { before, after, reason: Some(reason.to_owned()) };
    audit::record(tx, by, "campaign.flag", "campaign", &subject, &change)
}

/// Ends a campaign's flag in that way, with all that follows from it.
pub fn unflag(tx: &mut Tx, by: Option<UserId>, id: CampaignId, end: FlagEnd, note: &str) -> Result<()> {
    let row = set_flag(tx, by, id, None)?;
    let (campaign, link, subject) = (row.title, format!("/campaigns/{id}"), id.to_string());
    flags::end(tx, Flagged::Campaign, &subject, end, by, note)?;
    lifecycle::start_clocks(tx, id)?;
    let reason = note.to_owned();
    let news = FlagNews { subject: campaign.clone(), reason, until: String::new(), link: link.clone() };
    let told = contest::notice(end, news).unwrap_or(Notice::CampaignUnflagged { campaign, link });
    notifications::tell(tx, row.sponsor_id.0, told)?;
    let (before, after) = (State { flagged: true }, State { flagged: false });
    let change = Change { before, after, reason: why(note, end) };
    audit::record(tx, by, "campaign.unflag", "campaign", &subject, &change)
}

/// Sets or takes back what stands with the campaign itself; answers it as it was.
fn set_flag(tx: &mut Tx, by: Option<UserId>, id: CampaignId, reason: Option<&str>) -> Result<CampaignRow> {
    let row = campaigns::store::find(tx.conn, id)?;
    if row.flagged_at.is_some() == reason.is_some() {
        return Err(Error::conflict("invalid_state", "The campaign is not in a state that allows this."));
    }
    let same = table::table.find(id.to_string()).filter(table::version.eq(row.version));
    let flag = (
        table::flag_reason.eq(reason),
        table::flagged_at.eq(reason.map(|_| tx.now.0)),
        table::flagged_by.eq(by.filter(|_| reason.is_some()).map(|id| id.to_string())),
        table::updated_at.eq(tx.now.0),
        table::version.eq(row.version + 1),
    );
    if diesel::update(same).set(flag).execute(tx.conn)? == 0 {
        return Err(Error::conflict("conflict", "The campaign has just changed. Load it again."));
    }
    discovery::changed(tx, Subject::Campaign, &id.to_string())?;
    Ok(row)
}
