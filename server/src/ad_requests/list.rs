//! One's own negotiations.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ad_request::AdRequest;
use domain::clock::Timestamp;
use domain::ids::{AdRequestId, CampaignId, CollaborationId};
use domain::words::{AdRequestStatus, Direction, Role, Side};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::out::AdRequestOut;
use super::{AdRequestRow, Negotiation, RevisionRow};
use crate::app::App;
use crate::auth::User;
use crate::campaigns::CampaignRow;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Page, Paging, Query, Reply};
use crate::people::People;
use crate::schema::{ad_requests, campaigns, collaborations, revisions};

/// Which of one's negotiations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdRequestsQuery {
    /// Where they are.
    status: Option<AdRequestStatus>,
    /// Only those that ended without an agreement, or only the others.
    closed: Option<bool>,
    /// Of one campaign.
    campaign_id: Option<CampaignId>,
    /// Those that await the reader, or the other side.
    #[param(inline)]
    awaiting: Option<Awaiting>,
    /// Who began them.
    direction: Option<Direction>,
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count them all.
    count: Option<bool>,
}

/// Whose turn it is, as the reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Awaiting {
    /// The reader's.
    Me,
    /// The other side's.
    Them,
}

/// List one's negotiations, the latest first.
#[utoipa::path(get, path = "/ad-requests", tag = "ad requests", params(AdRequestsQuery), responses((status = 200, body = Page<AdRequestOut>)))]
pub async fn list_ad_requests(app: App, user: User, Query(query): Query<AdRequestsQuery>) -> Result<Reply> {
    let (house, now) = (House::of(&app), app.clock.now());
    let side = if user.standing.role == Role::Sponsor { Side::Sponsor } else { Side::Influencer };
    let page = app.db.read(move |conn| page(conn, &user, side, &query, now, house)).await?;
    Reply::ok(&page)
}

/// A page of what the query asks for, ordered by id: the order in which they began.
fn page(
    conn: &mut Conn,
    user: &User,
    side: Side,
    query: &AdRequestsQuery,
    now: Timestamp,
    house: House,
) -> Result<Page<AdRequestOut>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let after: Option<AdRequestId> = paging.after()?;
    let mut wanted = filtered(user, side, query).order(ad_requests::id.desc()).limit(paging.fetch());
    if let Some(after) = after {
        wanted = wanted.filter(ad_requests::id.lt(after.to_string()));
    }
    let rows: Vec<AdRequestRow> = wanted.select(AdRequestRow::as_select()).load(conn)?;
    let page = paging.page(rows, |row| row.id.0);
    let total = match query.count {
        Some(true) => Some(filtered(user, side, query).count().get_result(conn)?),
        _ => None,
    };
    let next_cursor = page.next_cursor;
    let items = cards(conn, page.items, side, now, house)?;
    Ok(Page { items, next_cursor, total })
}

fn filtered<'a>(
    user: &User,
    side: Side,
    query: &AdRequestsQuery,
) -> ad_requests::BoxedQuery<'a, crate::db::MultiBackend> {
    let me = user.id().to_string();
    let mut wanted = match side {
        Side::Sponsor => ad_requests::table.filter(ad_requests::sponsor_id.eq(me)).into_boxed(),
        Side::Influencer => ad_requests::table.filter(ad_requests::influencer_id.eq(me)).into_boxed(),
    };
    if let Some(status) = query.status {
        wanted = wanted.filter(ad_requests::status.eq(status.to_string()));
    }
    let open = [AdRequestStatus::Pending, AdRequestStatus::Accepted].map(|status| status.to_string());
    match query.closed {
        Some(true) => wanted = wanted.filter(ad_requests::status.ne_all(open)),
        Some(false) => wanted = wanted.filter(ad_requests::status.eq_any(open)),
        None => {}
    }
    if let Some(id) = query.campaign_id {
        wanted = wanted.filter(ad_requests::campaign_id.eq(id.to_string()));
    }
    if let Some(direction) = query.direction {
        wanted = wanted.filter(ad_requests::direction.eq(direction.to_string()));
    }
    if let Some(awaiting) = query.awaiting {
        let awaited = if awaiting == Awaiting::Me { side } else { side.other() };
        wanted = wanted.filter(ad_requests::awaiting.eq(awaited.to_string()));
    }
    wanted
}

/// All that a page of negotiations shows, loaded in one query a table.
fn cards(
    conn: &mut Conn,
    rows: Vec<AdRequestRow>,
    side: Side,
    now: Timestamp,
    house: House,
) -> Result<Vec<AdRequestOut>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let campaign_ids: Vec<String> = rows.iter().map(|row| row.campaign_id.0.to_string()).collect();
    let people = People::load(conn, rows.iter().flat_map(|row| [row.sponsor_id.0, row.influencer_id.0]))?;
    let found: Vec<CampaignRow> =
        campaigns::table.filter(campaigns::id.eq_any(campaign_ids)).select(CampaignRow::as_select()).load(conn)?;
    let campaigns: HashMap<CampaignId, CampaignRow> = found.into_iter().map(|row| (row.id.0, row)).collect();
    let latest: Vec<RevisionRow> = revisions::table
        .inner_join(ad_requests::table.on(ad_requests::id.eq(revisions::ad_request_id)))
        .filter(revisions::ad_request_id.eq_any(&ids).and(revisions::number.eq(ad_requests::revision)))
        .select(RevisionRow::as_select())
        .load(conn)?;
    let latest: HashMap<AdRequestId, RevisionRow> = latest.into_iter().map(|row| (row.ad_request_id.0, row)).collect();
    let of_them = collaborations::table.filter(collaborations::ad_request_id.eq_any(&ids));
    let opened: Vec<(Text<AdRequestId>, Text<CollaborationId>)> =
        of_them.select((collaborations::ad_request_id, collaborations::id)).load(conn)?;
    let opened: HashMap<AdRequestId, CollaborationId> = opened.into_iter().map(|(of, id)| (of.0, id.0)).collect();

    let card = |row: AdRequestRow| {
        let request = AdRequest {
            id: row.id.0,
            campaign: row.campaign_id.0,
            sponsor: row.sponsor_id.0,
            influencer: row.influencer_id.0,
            direction: row.direction.0,
            state: row.state(),
            latest: latest.get(&row.id.0).ok_or(Error::NotFound)?.rules(),
        };
        let campaign = campaigns.get(&row.campaign_id.0).ok_or(Error::NotFound)?.clone();
        let sponsor = people.get(row.sponsor_id.0)?.clone();
        let influencer = people.get(row.influencer_id.0)?.clone();
        let negotiation = Negotiation { row, request, campaign, sponsor, influencer };
        let collaboration_id = opened.get(&negotiation.row.id.0).copied();
        Ok(AdRequestOut { collaboration_id, ..AdRequestOut::of(&negotiation, side, now, house) })
    };
    rows.into_iter().map(card).collect()
}
