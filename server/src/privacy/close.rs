//! Closing one's account.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::erase;
use super::open::OpenOut;
use crate::accounts::login;
use crate::app::App;
use crate::auth::{User, password, tokens};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Reply};
use crate::totp as second_factor;

/// Consent to lose the account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "correct horse battery"}))]
pub struct CloseIn {
    /// The present password.
    pub password: String,
    /// For accounts with a second factor: a code from the app, or a recovery code.
    #[serde(default)]
    pub totp: Option<String>,
}

/// See what keeps one's account from being closed.
#[utoipa::path(get, path = "/me/closing", tag = "me", responses((status = 200, body = OpenOut)))]
pub async fn get_closing(app: App, user: User) -> Result<Reply> {
    Reply::ok(&app.db.read(move |conn| OpenOut::of(conn, user.id())).await?)
}

/// Close one's account for good: what is personal is erased, what the other side needs stays under "Closed account".
#[utoipa::path(delete, path = "/me", tag = "me", request_body = CloseIn,
    responses((status = 204), (status = 409, description = "`still_open`: see `GET /me/closing`")))]
pub async fn delete_me(app: App, user: User, mut command: Command) -> Result<Response> {
    let input: CloseIn = command.read()?;
    password::confirm(&app, &user, input.password, "/password").await?;
    confirm_code(&app, &user, input.totp).await?;
    let (house, nobodys) = (House::of(&app), password::hash(tokens::secret()).await?);
    app.db
        .write(move |tx| {
            let open = OpenOut::of(tx.conn, user.id())?;
            if !open.can_close {
                return Err(Error::conflict("still_open", open.told()));
            }
            erase::account(tx, user.id(), &nobodys, house)
        })
        .await?;
    let mut answer = Reply::nothing().into_response();
    let cookie = login::set_cookie(&app, "", 0)?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

async fn confirm_code(app: &App, user: &User, given: Option<String>) -> Result<()> {
    let id = user.id();
    if !app.db.read(move |conn| second_factor::store::is_on(conn, id)).await? {
        return Ok(());
    }
    let given = given.filter(|code| !code.trim().is_empty());
    let given = given.ok_or_else(|| Error::invalid("/totp", "required", "Give the code of your second factor too."))?;
    if second_factor::spend(app, id, given).await? {
        Ok(())
    } else {
        Err(Error::invalid("/totp", "wrong_totp", "Is wrong or was used already."))
    }
}
