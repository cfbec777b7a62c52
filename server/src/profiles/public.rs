//! The public pages of people, as answers of the API.

use axum::response::{IntoResponse, Response};
use db::Conn;
use diesel::prelude::*;
use domain::access::Standing;
use domain::clock::Timestamp;
use domain::text::folded;
use domain::words::{Action, CampaignStatus, Role, Visibility};

use super::conduct::Conduct;
use super::influencer::InfluencerOut;
use super::sponsor::{SponsorOut, SponsorPage};
use super::{is_visible, store};
use crate::accounts::UserRow;
use crate::app::App;
use crate::auth::{User, Viewer};
use crate::campaigns::{CampaignRow, out};
use crate::discovery::influencers::{fit, wanted};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, PathName, Reply, public};
use crate::messages;
use crate::schema::campaigns;

/// The most campaigns that a sponsor's page shows.
const SHOWN: usize = 50;

/// An influencer's page.
#[utoipa::path(get, path = "/influencers/{username}", tag = "influencers", params(("username" = String, Path, description = "Their name; case does not matter.")),
    security((), ("bearer" = [])), responses((status = 200, body = InfluencerOut), (status = 401)))]
pub async fn get_influencer(
    app: App,
    from: ClientAddress,
    Viewer(viewer): Viewer,
    PathName(name): PathName,
) -> Result<Response> {
    let now = app.clock.now();
    if viewer.is_some() {
        let out = app.db.read(move |conn| influencer(conn, &name, viewer.as_ref(), now)).await?;
        return Ok(Reply::ok(&out)?.version(out.version).into_response());
    }
    let key = format!("/influencers/{}", folded(&name));
    let make = || app.db.read(move |conn| influencer(conn, &name, None, now));
    public::answer(&app, &from, &key, &["influencers"], make).await
}

/// A sponsor's page, with the campaigns that everybody finds.
#[utoipa::path(get, path = "/sponsors/{username}", tag = "sponsors", params(("username" = String, Path, description = "Their name; case does not matter.")),
    security((), ("bearer" = [])), responses((status = 200, body = SponsorPage), (status = 401)))]
pub async fn get_sponsor(
    app: App,
    from: ClientAddress,
    Viewer(viewer): Viewer,
    PathName(name): PathName,
) -> Result<Response> {
    let now = app.clock.now();
    if viewer.is_some() {
        let out = app.db.read(move |conn| sponsor(conn, &name, viewer.as_ref(), now)).await?;
        return Ok(Reply::ok(&out)?.version(out.sponsor.version).into_response());
    }
    let key = format!("/sponsors/{}", folded(&name));
    let make = || app.db.read(move |conn| sponsor(conn, &name, None, now));
    // Whatever changes a sponsor or their campaigns announces this tag.
    public::answer(&app, &from, &key, &["campaigns"], make).await
}

/// The influencer of that name as that viewer sees them, or 404.
pub(super) fn influencer(conn: &mut Conn, name: &str, viewer: Option<&User>, now: Timestamp) -> Result<InfluencerOut> {
    let id = store::id_of(conn, name, Role::Influencer)?;
    let found = store::influencer(conn, id)?;
    let standing = viewer.map(|user| &user.standing);
    if !is_visible(&found.user, standing) {
        return Err(Error::NotFound);
    }
    let wanted = match standing.filter(|standing| standing.role == Role::Sponsor) {
        Some(sponsor) => wanted(conn, sponsor.id, None)?,
        None => None,
    };
    let fit = wanted.map(|wanted| fit(&wanted, &found));
    let conduct = Conduct::of_influencer(conn, id, now)?;
    let may_write = may_write(conn, standing, &found.user)?;
    let mut out = InfluencerOut { conduct: Some(conduct), ..InfluencerOut::of(found, standing, fit) };
    out.actions.extend(may_write);
    Ok(out)
}

/// The sponsor of that name as that viewer sees them, or 404.
pub(super) fn sponsor(conn: &mut Conn, name: &str, viewer: Option<&User>, now: Timestamp) -> Result<SponsorPage> {
    let id = store::id_of(conn, name, Role::Sponsor)?;
    let (user, row) = store::sponsor(conn, id)?;
    let standing = viewer.map(|user| &user.standing);
    if !is_visible(&user, standing) {
        return Err(Error::NotFound);
    }
    let is_public = user.standing(false).is_public();
    let mut rows: Vec<CampaignRow> = campaigns::table
        .filter(campaigns::sponsor_id.eq(id.to_string()))
        .filter(campaigns::status.eq(CampaignStatus::Active.to_string()))
        .filter(campaigns::visibility.eq(Visibility::Public.to_string()))
        .order(campaigns::id.desc())
        .select(CampaignRow::as_select())
        .load(conn)?;
    rows.retain(|row| {
        let rules = row.rules();
        is_public && rules.is_public() && !rules.is_over(rules.today(now))
    });
    rows.truncate(SHOWN);
    let campaigns = out::all(conn, rows, viewer, now)?;
    let conduct = Conduct::of_sponsor(conn, id, now)?;
    let may_write = may_write(conn, standing, &user)?;
    let mut page = SponsorPage { sponsor: SponsorOut::of(user, row, standing), conduct, campaigns };
    page.sponsor.actions.extend(may_write);
    Ok(page)
}

/// Whether that viewer may write to that person.
fn may_write(conn: &mut Conn, viewer: Option<&Standing>, to: &UserRow) -> Result<Option<Action>> {
    let Some(viewer) = viewer else { return Ok(None) };
    let may = messages::may_write_to(conn, viewer, &to.standing(false))?;
    Ok(may.is_ok().then_some(Action::Message))
}
