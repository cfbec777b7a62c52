//! One's own collaborations, a page at a time.

use db::{Conn, MultiBackend};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, UserId};
use domain::words::{CollaborationStatus, Role, Side};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{CollaborationOut, CollaborationRow, store};
use crate::ad_requests::list::Awaiting;
use crate::app::App;
use crate::auth::User;
use crate::error::Result;
use crate::house::House;
use crate::http::{Page, Paging, Query, Reply};
use crate::schema::collaborations;

/// Which of one's collaborations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CollaborationsQuery {
    /// Where they are.
    status: Option<CollaborationStatus>,
    /// Of one campaign.
    campaign_id: Option<CampaignId>,
    /// Those in which the reader can do something now, the nearest deadline first; or those that await the other side.
    #[param(inline)]
    awaiting: Option<Awaiting>,
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count them all.
    count: Option<bool>,
}

/// List one's collaborations, the latest first.
#[utoipa::path(get, path = "/collaborations", tag = "collaborations", params(CollaborationsQuery), responses((status = 200, body = Page<CollaborationOut>)))]
pub async fn list_collaborations(app: App, user: User, Query(query): Query<CollaborationsQuery>) -> Result<Reply> {
    let side = if user.standing.role == Role::Sponsor { Side::Sponsor } else { Side::Influencer };
    let (now, house) = (app.clock.now(), House::of(&app));
    let page = app.db.read(move |conn| {
        let rows = rows(conn, user.id(), side, &query, now)?;
        let (next_cursor, total) = (rows.next_cursor, rows.total);
        let works = store::whole(conn, rows.items)?;
        let items = works.iter().map(|work| CollaborationOut::of(work, Some(side), now, house)).collect();
        Ok::<_, crate::Error>(Page { items, next_cursor, total })
    });
    Reply::ok(&page.await?)
}

fn rows(
    conn: &mut Conn,
    me: UserId,
    side: Side,
    query: &CollaborationsQuery,
    now: Timestamp,
) -> Result<Page<CollaborationRow>> {
    let paging = Paging::new(query.limit, query.cursor.as_deref())?;
    let wanted = || filtered(me, side, query, now);
    let page = if query.awaiting == Some(Awaiting::Me) {
        urgent(conn, wanted(), side, &paging)?
    } else {
        let mut wanted = wanted().order(collaborations::id.desc()).limit(paging.fetch());
        if let Some(after) = paging.after::<CollaborationId>()? {
            wanted = wanted.filter(collaborations::id.lt(after.to_string()));
        }
        paging.page(wanted.select(CollaborationRow::as_select()).load(conn)?, |row| row.id.0)
    };
    let total = if query.count == Some(true) { Some(wanted().count().get_result(conn)?) } else { None };
    Ok(Page { total, ..page })
}

/// The nearest deadline first.
fn urgent(
    conn: &mut Conn,
    wanted: collaborations::BoxedQuery<'_, MultiBackend>,
    side: Side,
    paging: &Paging,
) -> Result<Page<CollaborationRow>> {
    // A sponsor whom nothing awaits is shown what is overdue.
    let due = || match side {
        Side::Sponsor => sql::<Nullable<BigInt>>("coalesce(sponsor_due_at, influencer_due_at)"),
        Side::Influencer => sql::<Nullable<BigInt>>("influencer_due_at"),
    };
    let mut wanted = wanted.order((due(), collaborations::id)).limit(paging.fetch());
    if let Some((at, id)) = paging.after::<(i64, CollaborationId)>()? {
        let later = due().gt(at).or(due().eq(at).and(collaborations::id.gt(id.to_string())));
        wanted = wanted.filter(later);
    }
    let key = |row: &CollaborationRow| match side {
        Side::Sponsor => row.sponsor_due_at.or(row.influencer_due_at),
        Side::Influencer => row.influencer_due_at,
    };
    let rows = wanted.select(CollaborationRow::as_select()).load(conn)?;
    Ok(paging.page(rows, |row| (key(row).unwrap_or_default(), row.id.0)))
}

/// How many collaborations wait for that side to do something.
pub fn count_awaiting(conn: &mut Conn, me: UserId, side: Side, now: Timestamp) -> Result<i64> {
    let query = CollaborationsQuery { awaiting: Some(Awaiting::Me), ..CollaborationsQuery::default() };
    Ok(filtered(me, side, &query, now).count().get_result(conn)?)
}

fn filtered<'a>(
    me: UserId,
    side: Side,
    query: &CollaborationsQuery,
    now: Timestamp,
) -> collaborations::BoxedQuery<'a, MultiBackend> {
    let me = me.to_string();
    let mut wanted = match side {
        Side::Sponsor => collaborations::table.filter(collaborations::sponsor_id.eq(me)).into_boxed(),
        Side::Influencer => collaborations::table.filter(collaborations::influencer_id.eq(me)).into_boxed(),
    };
    if let Some(status) = query.status {
        wanted = wanted.filter(collaborations::status.eq(status.to_string()));
    }
    if let Some(id) = query.campaign_id {
        wanted = wanted.filter(collaborations::campaign_id.eq(id.to_string()));
    }
    match (query.awaiting, side) {
        (None, _) => wanted,
        (Some(Awaiting::Me), Side::Sponsor) => {
            // What is overdue the sponsor may call off.
            let clock = sql::<Nullable<BigInt>>("coalesce(stopped_at, ").bind::<BigInt, _>(now.0).sql(")");
            let overdue = collaborations::influencer_due_at.le(clock).and(collaborations::asked_by.is_null());
            wanted.filter(collaborations::sponsor_due_at.is_not_null().or(overdue))
        }
        (Some(Awaiting::Me), Side::Influencer) | (Some(Awaiting::Them), Side::Sponsor) => {
            wanted.filter(collaborations::influencer_due_at.is_not_null())
        }
        (Some(Awaiting::Them), Side::Influencer) => wanted.filter(collaborations::sponsor_due_at.is_not_null()),
    }
}
