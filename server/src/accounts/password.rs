//! Changing a password, and setting a new one when it is forgotten.

use serde::Deserialize;
use utoipa::ToSchema;

use super::email::address;
use super::store::{self, Purpose};
use crate::api_keys;
use crate::app::App;
use crate::auth::{User, password};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Command, Reply};
use crate::limits::Rule;
use crate::mail::{self, Link, MailKind};

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "correct horse battery", "new_password": "staple battery horse"}))]
pub struct ChangePasswordIn {
    /// The present one.
    pub current_password: String,
    /// The new one.
    pub new_password: String,
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "mira@example.com"}))]
pub struct ForgotPasswordIn {
    /// The account's address.
    pub email: String,
}

/// A new password by a mailed link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "…", "password": "staple battery horse"}))]
pub struct ResetPasswordIn {
    /// What stood behind the `#` of the link.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// Change one's password; every other session ends.
#[utoipa::path(post, path = "/auth/password", tag = "auth", request_body = ChangePasswordIn, responses((status = 204)))]
pub async fn change_password(app: App, user: User, mut command: Command) -> Result<Reply> {
    let input: ChangePasswordIn = command.read()?;
    password::check(&input.new_password, &[]).map_err(|wrong| Error::wrong("/new_password", wrong))?;
    password::confirm(&app, &user, input.current_password, "/current_password").await?;
    let hash = password::hash(input.new_password).await?;
    app.db
        .write(move |tx| {
            store::set_password(tx, user.id(), &hash, user.session)?;
            mail::post(tx, user.id(), MailKind::PasswordChanged)?;
            Ok(Reply::nothing())
        })
        .await
}

/// Ask for a link that sets a new password. The answer is the same whether there is such an account or not.
#[utoipa::path(post, path = "/auth/password/forgot", tag = "auth", request_body = ForgotPasswordIn, security(()), responses((status = 204)))]
pub async fn forgot_password(app: App, from: ClientAddress, mut command: Command) -> Result<Reply> {
    let input: ForgotPasswordIn = command.read()?;
    let email = address(&input.email).map_err(|wrong| Error::wrong("/email", wrong))?;
    app.limits.check(Rule::PasswordForgot, &format!("{from} {}", domain::text::folded(&email))).await?;
    app.db
        .write(move |tx| {
            if let Some((user, _)) = store::by_login(tx.conn, &email)? {
                let token = store::mail_token(tx, user.id.0, Purpose::ResetPassword, &user.email)?;
                mail::post(
                    tx,
                    user.id.0,
                    MailKind::ResetPassword(Link { link: format!("/reset-password#token={token}") }),
                )?;
            }
            Ok(Reply::nothing())
        })
        .await
}

/// Set a new password with the token of a mailed link; all sessions and API keys end, and the address counts as confirmed.
#[utoipa::path(post, path = "/auth/password/reset", tag = "auth", request_body = ResetPasswordIn, security(()), responses((status = 204)))]
pub async fn reset_password(app: App, from: ClientAddress, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::LoginAddress, &from.to_string()).await?;
    let input: ResetPasswordIn = command.read()?;
    password::check(&input.password, &[]).map_err(|wrong| Error::wrong("/password", wrong))?;
    let hash = password::hash(input.password.clone()).await?;
    app.db
        .write(move |tx| {
            let (user, email) = store::spend_token(tx, &input.token, Purpose::ResetPassword)?;
            store::confirm_email(tx, user, &email)?;
            store::set_password(tx, user, &hash, None)?;
            // Whoever got in before may have left a key behind.
            api_keys::store::delete_all_of(tx, user)?;
            mail::post(tx, user, MailKind::PasswordChanged)?;
            Ok(Reply::nothing())
        })
        .await
}
