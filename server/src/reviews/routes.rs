//! Rating the other side, and reading what is said.

use db::Conn;
use domain::ids::{CollaborationId, ReviewId, UserId};
use domain::review::{RATINGS, may_rate};
use domain::text;
use domain::words::{Role, Side};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::store::{self, Said};
use super::{ReviewOut, ReviewRow};
use crate::app::App;
use crate::auth::Viewer;
use crate::collaborations;
use crate::collaborations::access::Party;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Page, Paging, PathName, Query, Reply};
use crate::people::People;
use crate::profiles;
use domain::access::Permission;

/// A rating of the other side.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rating": 5, "comment": "Clear brief, quick answers, paid on the day."}))]
pub struct ReviewIn {
    /// 1 to 5.
    pub rating: i64,
    /// In words, up to 2,000 characters.
    #[serde(default)]
    pub comment: String,
}

/// Which reviews.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewsQuery {
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Rate the other side of a completed collaboration. It is shown when both have, or after 14 days.
#[utoipa::path(post, path = "/collaborations/{id}/reviews", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = ReviewIn,
    responses((status = 201, body = ReviewOut), (status = 409, description = "`not_completed`, `already_rated`, `too_late`")))]
pub async fn create_review(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Work)?;
    let house = House::of(&app);
    command
        .run(&app, &party.user, move |tx, input: &ReviewIn| {
            if !RATINGS.contains(&input.rating) {
                return Err(Error::invalid("/rating", "out_of_range", "Must be from 1 to 5."));
            }
            let comment = text::prose(&input.comment, 2_000).map_err(|wrong| Error::wrong("/comment", wrong))?;
            let work = collaborations::store::load(tx.conn, party.id)?.row;
            let before = store::of(tx.conn, party.id)?;
            let has_rated = before.iter().any(|review| review.made_by.0 == party.side);
            let ended = work.ended_at.map(domain::clock::Timestamp);
            let due = may_rate(work.status.0, ended, has_rated, tx.now, &house.periods)?;
            let said = Said { by: party.side, rating: input.rating, comment: &comment, due };
            store::insert(tx, &work, &said)?;
            let written = store::of(tx.conn, party.id)?;
            if written.len() == 2 {
                for review in &written {
                    store::show(tx, review)?;
                }
            }
            let mine = store::of(tx.conn, party.id)?.into_iter().find(|review| review.made_by.0 == party.side);
            let out = named(tx.conn, mine.into_iter().collect())?.pop().ok_or(Error::NotFound)?;
            Reply::created(format!("/api/v1/collaborations/{}/reviews", party.id), &out)
        })
        .await
}

/// See what was said of a collaboration: one's own, and the other side's once it is shown.
#[utoipa::path(get, path = "/collaborations/{id}/reviews", tag = "collaborations", params(("id" = CollaborationId, Path)), responses((status = 200, body = Page<ReviewOut>)))]
pub async fn list_collaboration_reviews(app: App, party: Party) -> Result<Reply> {
    let items = app.db.read(move |conn| {
        let mut rows = store::of(conn, party.id)?;
        rows.retain(|row| row.made_by.0 == party.side || row.shown_at.is_some());
        named(conn, rows)
    });
    Reply::ok(&Page { items: items.await?, next_cursor: None, total: None })
}

/// What sponsors say of an influencer, the latest first.
#[utoipa::path(get, path = "/influencers/{username}/reviews", tag = "influencers", params(("username" = String, Path), ReviewsQuery),
    security((), ("bearer" = [])), responses((status = 200, body = Page<ReviewOut>), (status = 401)))]
pub async fn list_influencer_reviews(
    app: App,
    viewer: Viewer,
    PathName(name): PathName,
    Query(query): Query<ReviewsQuery>,
) -> Result<Reply> {
    said_of(&app, viewer, name, Side::Influencer, query).await
}

/// What influencers say of a sponsor, the latest first.
#[utoipa::path(get, path = "/sponsors/{username}/reviews", tag = "sponsors", params(("username" = String, Path), ReviewsQuery),
    security((), ("bearer" = [])), responses((status = 200, body = Page<ReviewOut>), (status = 401)))]
pub async fn list_sponsor_reviews(
    app: App,
    viewer: Viewer,
    PathName(name): PathName,
    Query(query): Query<ReviewsQuery>,
) -> Result<Reply> {
    said_of(&app, viewer, name, Side::Sponsor, query).await
}

async fn said_of(app: &App, Viewer(viewer): Viewer, name: String, side: Side, query: ReviewsQuery) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let role = if side == Side::Sponsor { Role::Sponsor } else { Role::Influencer };
        let standing = viewer.as_ref().map(|user| &user.standing);
        let id: UserId = profiles::store::seen(conn, &name, role, standing)?;
        let rows = store::about(conn, id, paging.after::<ReviewId>()?, paging.fetch())?;
        let page = paging.page(rows, |row| row.id.0);
        let next_cursor = page.next_cursor;
        Ok::<_, Error>(Page { items: named(conn, page.items)?, next_cursor, total: None })
    });
    Reply::ok(&page.await?)
}

fn named(conn: &mut Conn, rows: Vec<ReviewRow>) -> Result<Vec<ReviewOut>> {
    let people = People::load(conn, rows.iter().map(|row| row.author_id.0))?;
    let named = |row: ReviewRow| {
        let author = people.get(row.author_id.0)?.user.display_name.clone();
        Ok(ReviewOut::of(row, author))
    };
    rows.into_iter().map(named).collect()
}
