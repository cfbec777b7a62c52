//! Seeing one's collaborations.

use domain::ids::{CollaborationId, OfCollaboration};
use domain::words::{Role, Side};

use super::{CollaborationOut, store};
use crate::app::App;
use crate::auth::User;
use crate::error::Result;
use crate::http::paging::ListQuery;
use crate::http::{Page, Paging, PathId, Query, Reply};

/// List one's collaborations, the latest first.
#[utoipa::path(get, path = "/collaborations", tag = "collaborations", params(ListQuery), responses((status = 200, body = Page<CollaborationOut>)))]
pub async fn list_collaborations(app: App, user: User, Query(query): Query<ListQuery>) -> Result<Reply> {
    let side = if user.standing.role == Role::Sponsor { Side::Sponsor } else { Side::Influencer };
    let list = move |conn: &mut db::Conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        store::list(conn, user.id(), side, &paging)
    };
    Reply::ok(&app.db.read(list).await?)
}

/// See one collaboration.
#[utoipa::path(get, path = "/collaborations/{id}", tag = "collaborations", params(("id" = CollaborationId, Path)), responses((status = 200, body = CollaborationOut)))]
pub async fn get_collaboration(app: App, user: User, PathId(id): PathId<OfCollaboration>) -> Result<Reply> {
    let out = app.db.read(move |conn| store::get(conn, user.id(), id)).await?;
    Ok(Reply::ok(&out)?.version(out.version))
}
