//! The extractors that let a caller in: anybody logged in, or one role. What they carry is read afresh at each request, so
//! that a suspension or a revoked session holds at once.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::header;
use axum::http::request::Parts;
use db::Conn;
use diesel::prelude::*;
use domain::access::{Denied, Permission, Standing};
use domain::ids::{SessionId, UserId};
use domain::words::{AccountStatus, Role};

use super::tokens;
use crate::api_keys;
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
    /// The session they speak through; none when it is an API key.
    pub session: Option<SessionId>,
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
        if token.trim().starts_with(api_keys::PREFIX) {
            return by_key(parts, app, token.trim()).await.map(|user| Self(Some(user)));
        }
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
        .select(Account::as_select())
        .first::<Account>(conn)
        .optional()?;
    let ended = Error::Unauthenticated("session_ended", "This session has ended. Log in again.");
    let standing = row.and_then(|account| account.standing(required)).ok_or(ended)?;
    Ok(User { standing, session: Some(claims.sid) })
}

/// The owner of an API key, if its scopes allow what is asked.
async fn by_key(parts: &Parts, app: &App, token: &str) -> Result<User> {
    let (now, required, secret) = (app.clock.now(), app.config.verifies_email(), token.to_owned());
    let found = app.db.read(move |conn| {
        let Some(key) = api_keys::store::by_token(conn, &secret, now)? else { return Ok(None) };
        let owner = users::table.find(key.user_id.0.to_string()).select(Account::as_select());
        let standing = owner.first::<Account>(conn)?.standing(required);
        Ok::<_, Error>(standing.map(|standing| (key, standing)))
    });
    let unknown = Error::Unauthenticated("invalid_token", "The API key is not valid or has ended.");
    let (key, standing) = found.await?.ok_or(unknown)?;
    let path = parts.extensions.get::<MatchedPath>().and_then(|path| path.as_str().strip_prefix("/api/v1"));
    match path.and_then(|path| api_keys::policy::needed(&parts.method, path)) {
        None => return Err(Error::forbidden("not_for_keys", "No API key can do this. Log in for it.")),
        Some(scope) if !key.scopes.0.contains(&scope) => {
            return Err(Error::forbidden("insufficient_scope", "The API key has no scope for this."));
        }
        Some(_) => {}
    }
    if key.is_newly_used(now) {
        let id = key.id.0;
        app.db.write(move |tx| api_keys::store::used(tx, id)).await?;
    }
    Ok(User { standing, session: None })
}

/// What of an account decides who somebody is.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Account {
    id: Text<UserId>,
    role: Text<Role>,
    status: Text<AccountStatus>,
    flagged_at: Option<i64>,
    email_verified_at: Option<i64>,
}

impl Account {
    /// How the policy sees them; nobody who is shut out.
    fn standing(self, required: bool) -> Option<Standing> {
        (!self.status.0.is_shut()).then(|| Standing {
            id: self.id.0,
            role: self.role.0,
            status: self.status.0,
            flagged: self.flagged_at.is_some(),
            verified: self.email_verified_at.is_some() || !required,
        })
    }
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
