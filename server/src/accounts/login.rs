//! Logging in and out, and the refresh cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::{SessionId, UserId};
use domain::words::AccountStatus;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UserOut;
use super::store::{self, Refreshed};
use crate::app::App;
use crate::auth::{Viewer, password, tokens};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Command, Reply};
use crate::limits::Rule;
use crate::totp as second_factor;

const COOKIE: &str = "tandem_refresh";

/// Credentials.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"login": "mira", "password": "correct horse battery"}))]
pub struct LoginIn {
    /// User name or e-mail address.
    pub login: String,
    /// The password.
    pub password: String,
    /// For accounts with a second factor: the code that the app shows, or a recovery code. Each is good once.
    #[serde(default)]
    pub totp: Option<String>,
}

/// Somebody is logged in.
#[derive(Serialize, ToSchema)]
pub struct LoginOut {
    /// Goes into `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// In how many seconds it runs out.
    pub expires_in: i64,
    /// Who it is.
    pub user: UserOut,
}

/// Whose session this is.
#[derive(Serialize, ToSchema)]
pub struct SessionOut {
    /// The caller, or `null` when nobody is logged in.
    pub user: Option<UserOut>,
}

/// Log in: an access token in the answer, the refresh token in a cookie.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = LoginIn, security(()), responses((status = 200, body = LoginOut), (status = 401, description = "`wrong_credentials`, `totp_required`, `wrong_totp`")))]
pub async fn login(app: App, from: ClientAddress, headers: HeaderMap, mut command: Command) -> Result<Response> {
    app.limits.check(Rule::LoginAddress, &from.to_string()).await?;
    let LoginIn { login, password, totp } = command.read()?;
    app.limits.check(Rule::Login, &format!("{from} {}", domain::text::folded(&login))).await?;
    let found = app.db.read(move |conn| store::by_login(conn, &login)).await?;
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), Some(hash)));
    let right = password::verify(password, hash).await?;
    let user = user
        .filter(|user| right && user.status.0 != AccountStatus::Closed)
        .ok_or(Error::Unauthenticated("wrong_credentials", "The name or the password is wrong."))?;
    if user.status.0 == AccountStatus::Suspended {
        let reason = user
            .status_reason
            .filter(|reason| !reason.is_empty())
            .map(|reason| format!(" {reason}"))
            .unwrap_or_default();
        return Err(Error::forbidden("account_suspended", format!("Your account is suspended.{reason}")));
    }
    second_factor::pass(&app, user.id.0, totp).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
    let id = user.id.0;
    let (session, token) = app.db.write(move |tx| store::open_session(tx, id, &agent)).await?;
    logged_in(&app, id, session, &token).await
}

/// Take the refresh cookie for the next one and a new access token.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(("refresh" = [])), responses((status = 200, body = LoginOut)))]
pub async fn refresh(app: App, headers: HeaderMap) -> Result<Response> {
    let refused = Error::Unauthenticated("session_ended", "This session has ended. Log in again.");
    let Some(cookie) = refresh_cookie(&headers) else { return Err(refused) };
    match app.db.write(move |tx| store::refresh(tx, &cookie)).await? {
        Refreshed::Rotated { user, session, token } => logged_in(&app, user, session, &token).await,
        Refreshed::Refused => Err(refused),
    }
}

/// Log out: ends the session of the cookie or the access token. Logging out twice is no error.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", security(()), responses((status = 204)))]
pub async fn logout(app: App, viewer: Result<Viewer, Error>, headers: HeaderMap) -> Result<Response> {
    let by_token = viewer.ok().and_then(|viewer| viewer.0).and_then(|user| Some((user.id(), user.session?)));
    let cookie = refresh_cookie(&headers);
    app.db
        .write(move |tx| {
            if let Some((user, session)) = by_token {
                store::end_session(tx, user, session)?;
            } else if let Some(cookie) = &cookie
                && let Refreshed::Rotated { user, session, .. } = store::refresh(tx, cookie)?
            {
                store::end_session(tx, user, session)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    let mut answer = Reply::nothing().into_response();
    answer.headers_mut().append(header::SET_COOKIE, set_cookie(&app, "", 0)?);
    Ok(answer)
}

/// Who is logged in, if anybody.
#[utoipa::path(get, path = "/session", tag = "auth", security((), ("bearer" = [])), responses((status = 200, body = SessionOut)))]
pub async fn get_session(app: App, viewer: Result<Viewer, Error>) -> Result<Reply> {
    let Some(user) = viewer.ok().and_then(|viewer| viewer.0) else { return Reply::ok(&SessionOut { user: None }) };
    let user = app.db.read(move |conn| UserOut::load(conn, user.id())).await?;
    Reply::ok(&SessionOut { user: Some(user) })
}

async fn logged_in(app: &App, user: UserId, session: SessionId, refresh: &str) -> Result<Response> {
    let access_token = tokens::issue(&app.keys, user, session, app.clock.now())?;
    let user = app.db.read(move |conn| UserOut::load(conn, user)).await?;
    let out = LoginOut { access_token, token_type: "Bearer", expires_in: tokens::ACCESS_SECONDS, user };
    let mut answer = Reply::ok(&out)?.into_response();
    let headers = answer.headers_mut();
    headers.append(header::SET_COOKIE, set_cookie(app, refresh, 30 * 24 * 60 * 60)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn refresh_cookie(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

pub(crate) fn set_cookie(app: &App, value: &str, seconds: u32) -> Result<HeaderValue> {
    let secure = if app.config.public_url().starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/api/v1/auth; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&cookie).map_err(Error::internal)
}
