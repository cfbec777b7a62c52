//! Who takes part in a negotiation. Without a part in it there is no negotiation: 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use diesel::prelude::*;
use domain::ids::{AdRequestId, OfAdRequest, UserId};
use domain::words::Side;

use crate::app::App;
use crate::auth::User;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::PathId;
use crate::schema::ad_requests;

/// Somebody on one side of the negotiation that the path names.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// Which negotiation.
    pub id: AdRequestId,
    /// On which side.
    pub side: Side,
    /// Who.
    pub user: User,
}

impl FromRequestParts<App> for Party {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::<OfAdRequest>::from_request_parts(parts, app).await?;
        let sides = app.db.read(move |conn| sides(conn, id)).await?;
        let side = match sides {
            (sponsor, _) if sponsor.0 == user.id() => Side::Sponsor,
            (_, influencer) if influencer.0 == user.id() => Side::Influencer,
            _ => return Err(Error::NotFound),
        };
        Ok(Self { id, side, user })
    }
}

fn sides(conn: &mut db::Conn, id: AdRequestId) -> Result<(Text<UserId>, Text<UserId>)> {
    let row = ad_requests::table.find(id.to_string());
    Ok(row.select((ad_requests::sponsor_id, ad_requests::influencer_id)).first(conn)?)
}
