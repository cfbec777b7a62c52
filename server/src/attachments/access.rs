//! Who may have an attachment: whoever uploaded it, and those who see what it is attached to. To others it is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use db::Conn;
use diesel::prelude::*;
use domain::access::Permission;
use domain::ids::{AttachmentId, OfAttachment, UserId};
use domain::words::{CollaborationStatus, Role};

use super::{AttachmentRow, store};
use crate::app::App;
use crate::auth::User;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::PathId;
use crate::schema::{collaborations, deliverables, submissions};
use crate::{messages, moderation};

/// Somebody who may upload.
pub struct Uploader(pub User);

/// An attachment that the caller may have.
pub struct SeenAttachment {
    /// The caller.
    pub user: User,
    /// The attachment.
    pub row: AttachmentRow,
}

/// An attachment that the caller uploaded.
pub struct OwnAttachment(pub AttachmentRow);

impl FromRequestParts<App> for Uploader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        user.may(Permission::Work)?;
        Ok(Self(user))
    }
}

impl FromRequestParts<App> for SeenAttachment {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let PathId(id) = PathId::<OfAttachment>::from_request_parts(parts, app).await?;
        let row = app.db.read(move |conn| seen(conn, &user, id)).await?;
        Ok(Self { user, row })
    }
}

impl FromRequestParts<App> for OwnAttachment {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SeenAttachment { user, row } = SeenAttachment::from_request_parts(parts, app).await?;
        if row.owner_id.0 == user.id() { Ok(Self(row)) } else { Err(Error::NotFound) }
    }
}

/// The attachment, if that person may have it; else 404.
pub fn seen(conn: &mut Conn, user: &User, id: AttachmentId) -> Result<AttachmentRow> {
    let row = store::find(conn, id)?;
    let may = row.owner_id.0 == user.id() || sees_work(conn, user, &row)? || sees_message(conn, user, &row)?;
    if may { Ok(row) } else { Err(Error::NotFound) }
}

/// Whether they see the submission that it belongs to: both sides, and admins once it is or was disputed.
fn sees_work(conn: &mut Conn, user: &User, row: &AttachmentRow) -> Result<bool> {
    type Work = (Text<UserId>, Text<UserId>, Text<CollaborationStatus>, Option<String>);
    let Some(submission) = &row.submission_id else { return Ok(false) };
    let (sponsor, influencer, status, resolution): Work = submissions::table
        .inner_join(deliverables::table.on(deliverables::id.eq(submissions::deliverable_id)))
        .inner_join(collaborations::table.on(collaborations::id.eq(deliverables::collaboration_id)))
        .filter(submissions::id.eq(submission.0.to_string()))
        .select((
            collaborations::sponsor_id,
            collaborations::influencer_id,
            collaborations::status,
            collaborations::resolution,
        ))
        .first(conn)?;
    let disputed = status.0 == CollaborationStatus::Disputed || resolution.is_some();
    Ok([sponsor.0, influencer.0].contains(&user.id()) || (disputed && user.standing.role == Role::Admin))
}

/// Whether they see the message that it belongs to.
fn sees_message(conn: &mut Conn, user: &User, row: &AttachmentRow) -> Result<bool> {
    let Some(message) = &row.message_id else { return Ok(false) };
    if user.standing.role == Role::Admin {
        return Ok(messages::evidence::shows(conn, message.0)? || moderation::is_reported(conn, message.0)?);
    }
    Ok(messages::store::find_seen_by(conn, message.0, user.id()).is_ok())
}
