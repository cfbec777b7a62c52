//! Who takes part in a collaboration. Without a part in it there is none: 404.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use diesel::prelude::*;
use domain::access::{Denied, Permission};
use domain::ids::{CollaborationId, DeliverableId, UserId};
use domain::words::Side;

use crate::app::App;
use crate::auth::User;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::{collaborations, deliverables};

/// Somebody on one side of the collaboration that the path names.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// Which collaboration.
    pub id: CollaborationId,
    /// On which side.
    pub side: Side,
    /// Who.
    pub user: User,
}

/// The same, with one of its deliverables.
#[derive(Clone, Copy, Debug)]
pub struct PartyAt {
    /// Who, where.
    pub party: Party,
    /// Which deliverable.
    pub deliverable: DeliverableId,
}

impl Party {
    /// Refuses with 403 what is the other side's to do.
    pub fn must_be(&self, side: Side) -> Result<()> {
        self.user.may(Permission::Work)?;
        if self.side == side { Ok(()) } else { Err(Denied::WrongRole.into()) }
    }
}

impl FromRequestParts<App> for Party {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let id = named(parts, "id").await?.parse().map_err(|_| Error::NotFound)?;
        let sides = app.db.read(move |conn| sides(conn, id)).await?;
        let side = match sides {
            (sponsor, _) if sponsor.0 == user.id() => Side::Sponsor,
            (_, influencer) if influencer.0 == user.id() => Side::Influencer,
            _ => return Err(Error::NotFound),
        };
        Ok(Self { id, side, user })
    }
}

impl FromRequestParts<App> for PartyAt {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let side = Party::from_request_parts(parts, app).await?;
        let deliverable: DeliverableId = named(parts, "did").await?.parse().map_err(|_| Error::NotFound)?;
        let of_it = app.db.read(move |conn| has(conn, side.id, deliverable)).await?;
        if of_it { Ok(Self { party: side, deliverable }) } else { Err(Error::NotFound) }
    }
}

async fn named(parts: &mut Parts, name: &str) -> Result<String> {
    let Path(mut all) =
        Path::<HashMap<String, String>>::from_request_parts(parts, &()).await.map_err(|_| Error::NotFound)?;
    all.remove(name).ok_or(Error::NotFound)
}

fn sides(conn: &mut db::Conn, id: CollaborationId) -> Result<(Text<UserId>, Text<UserId>)> {
    let row = collaborations::table.find(id.to_string());
    Ok(row.select((collaborations::sponsor_id, collaborations::influencer_id)).first(conn)?)
}

fn has(conn: &mut db::Conn, id: CollaborationId, deliverable: DeliverableId) -> Result<bool> {
    let row = deliverables::table.find(deliverable.to_string());
    let of: Option<String> = row.select(deliverables::collaboration_id).first(conn).optional()?;
    Ok(of.is_some_and(|of| of == id.to_string()))
}
