//! The public pages of people, as answers of the API.

use axum::response::{IntoResponse, Response};
use db::Conn;
use domain::access::Standing;
use domain::text::folded;
use domain::words::Role;

use super::influencer::InfluencerOut;
use super::sponsor::SponsorOut;
use super::{is_visible, store};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::http::{ClientAddress, PathName, Reply, public};

/// An influencer's page.
#[utoipa::path(get, path = "/influencers/{username}", tag = "influencers", params(("username" = String, Path, description = "Their name; case does not matter.")),
    security((), ("bearer" = [])), responses((status = 200, body = InfluencerOut)))]
pub async fn get_influencer(
    app: App,
    from: ClientAddress,
    viewer: Viewer,
    PathName(name): PathName,
) -> Result<Response> {
    if let Some(viewer) = viewer.0.map(|user| user.standing) {
        let out = app.db.read(move |conn| influencer(conn, &name, Some(&viewer))).await?;
        return Ok(Reply::ok(&out)?.version(out.version).into_response());
    }
    let key = format!("/influencers/{}", folded(&name));
    let make = || app.db.read(move |conn| influencer(conn, &name, None));
    public::answer(&app, &from, &key, &["influencers"], make).await
}

/// A sponsor's page.
#[utoipa::path(get, path = "/sponsors/{username}", tag = "sponsors", params(("username" = String, Path, description = "Their name; case does not matter.")),
    security((), ("bearer" = [])), responses((status = 200, body = SponsorOut)))]
pub async fn get_sponsor(app: App, from: ClientAddress, viewer: Viewer, PathName(name): PathName) -> Result<Response> {
    if let Some(viewer) = viewer.0.map(|user| user.standing) {
        let out = app.db.read(move |conn| sponsor(conn, &name, Some(&viewer))).await?;
        return Ok(Reply::ok(&out)?.version(out.version).into_response());
    }
    let key = format!("/sponsors/{}", folded(&name));
    let make = || app.db.read(move |conn| sponsor(conn, &name, None));
    // Whatever changes a sponsor or their campaigns announces this tag.
    public::answer(&app, &from, &key, &["campaigns"], make).await
}

/// The influencer of that name as that viewer sees them, or 404.
pub(super) fn influencer(conn: &mut Conn, name: &str, viewer: Option<&Standing>) -> Result<InfluencerOut> {
    let id = store::id_of(conn, name, Role::Influencer)?;
    let found = store::influencer(conn, id)?;
    if is_visible(&found.user, viewer) { Ok(InfluencerOut::of(found, viewer, None)) } else { Err(Error::NotFound) }
}

/// The sponsor of that name as that viewer sees them, or 404.
pub(super) fn sponsor(conn: &mut Conn, name: &str, viewer: Option<&Standing>) -> Result<SponsorOut> {
    let id = store::id_of(conn, name, Role::Sponsor)?;
    let (user, row) = store::sponsor(conn, id)?;
    if is_visible(&user, viewer) { Ok(SponsorOut::of(user, row, viewer)) } else { Err(Error::NotFound) }
}
