//! The extractors that let a caller in: anybody logged in, or one role. What they carry is read afresh at each request, so
//! that a suspension or a revoked session holds at once.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use db::Conn;
use diesel::prelude::*;
use domain::access::{Denied, Permission, Standing};
use domain::ids::{SessionId, UserId};
use domain::words::{AccountStatus, Role};

use super::tokens;
use crate::app::App;
use crate::audit::origin;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::ClientAddress;
use crate::limits::Rule;
use crate::schema::{sessions, users};

/// Somebody who is logged in.
#[derive(Clone, Copy, Debug)]
pub struct User {
    /// What the policy sees.
    pub standing: Standing,
    /// The session they speak through.
    pub session: SessionId,
}

impl User {
    /// Their id.
    pub const fn id(&self) -> UserId {
        self.standing.id
    }

    /// Refuses with 403 what their role or account does not allow.
    pub fn may(&self, permission: Permission) -> Result<()> {
        Ok(self.standing.may(permission)?)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        Self::forbidden(denied.code(), denied.to_string())
    }
}

/// Perhaps somebody who is logged in. A wrong token is refused, so that nobody takes a public answer for their own.
pub struct Viewer(pub Option<User>);

/// An admin.
pub struct Admin(pub User);

/// A sponsor, in whatever state.
pub struct Sponsor(pub User);

/// An influencer, in whatever state.
pub struct Influencer(pub User);

impl FromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
            let from = ClientAddress::from_request_parts(parts, app).await?;
            app.limits.check(Rule::Read, &from.to_string()).await?;
            return Ok(Self(None));
        };
        let token = value
            .to_str()
            .ok()
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) =
            token.ok_or(Error::Unauthenticated("invalid_token", "Authorization must be a Bearer token."))?;
        let now = app.clock.now();
        let claims = tokens::verify(&app.keys, token.trim(), now)?;
        let required = app.config.verifies_email();
        let user = app.db.read(move |conn| load(conn, &claims, now.0, required)).await?;
        origin::note_caller(&user.standing);
        Ok(Self(Some(user)))
    }
}

/// The caller as they are now, if their session still is.
fn load(conn: &mut Conn, claims: &tokens::Claims, now: i64, required: bool) -> Result<User> {
    let row = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(claims.sid.to_string()).and(users::id.eq(claims.sub.to_string())))
        .filter(sessions::revoked_at.is_null().and(sessions::expires_at.gt(now)))
        .select((users::role, users::status, users::flagged_at, users::email_verified_at))
        .first::<(Text<Role>, Text<AccountStatus>, Option<i64>, Option<i64>)>(conn)
        .optional()?;
    let ended = Error::Unauthenticated("session_ended", "This session has ended. Log in again.");
    let Some((role, status, flagged_at, verified_at)) = row.filter(|row| row.1.0 != AccountStatus::Suspended) else {
        return Err(ended);
    };
    let standing = Standing {
        id: claims.sub,
        role: role.0,
        status: status.0,
        flagged: flagged_at.is_some(),
        verified: verified_at.is_some() || !required,
    };
    Ok(User { standing, session: claims.sid })
}

impl FromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        viewer.0.ok_or(Error::Unauthenticated("not_logged_in", "Log in first."))
    }
}

async fn of_role(parts: &mut Parts, app: &App, role: Role) -> Result<User> {
    let user = User::from_request_parts(parts, app).await?;
    if user.standing.role == role { Ok(user) } else { Err(Denied::WrongRole.into()) }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = of_role(parts, app, Role::Admin).await?;
        user.may(Permission::Administer)?;
        Ok(Self(user))
    }
}

impl FromRequestParts<App> for Sponsor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        of_role(parts, app, Role::Sponsor).await.map(Self)
    }
}

impl FromRequestParts<App> for Influencer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        of_role(parts, app, Role::Influencer).await.map(Self)
    }
}
