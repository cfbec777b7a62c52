//! E-mail addresses: their form, confirming them, changing them.

use std::str::FromStr;

use domain::fault::Wrong;
use domain::text;
use serde::Deserialize;
use utoipa::ToSchema;

use super::UserOut;
use super::store::{self, Purpose};
use crate::app::App;
use crate::auth::{User, password};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Command, Reply};
use crate::limits::Rule;
use crate::mail::{self, Link, MailKind};

/// Cleans an address: one `@`, a domain, at most 254 characters (RFC 5321).
pub fn address(raw: &str) -> Result<String, Wrong> {
    let clean = text::line(raw, 254)?;
    let wrong = || Wrong::new("invalid_email", "Must be an e-mail address such as ada@example.com.");
    let parsed = email_address::EmailAddress::from_str(&clean).map_err(|_| wrong())?;
    // A display part or comment would let a text in front of the address.
    if parsed.to_string() == clean && !clean.contains(['<', '>', '"', '(', ')', ' ']) {
        Ok(clean)
    } else {
        Err(wrong())
    }
}

/// The mail that confirms an address.
pub(super) fn verification(token: &str) -> MailKind {
    MailKind::VerifyEmail(Link { link: format!("/verify-email#token={token}") })
}

/// The secret of a mailed link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenIn {
    /// What stood behind the `#` of the link.
    pub token: String,
}

/// A new address.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "mira@example.com", "password": "correct horse battery"}))]
pub struct ChangeEmailIn {
    /// The new address. It holds once the link that is mailed to it was followed.
    pub email: String,
    /// The present password.
    pub password: String,
}

/// Confirm an address with the token of a mailed link.
#[utoipa::path(post, path = "/auth/email/verify", tag = "auth", request_body = TokenIn, security(()), responses((status = 200, body = UserOut)))]
pub async fn verify_email(app: App, from: ClientAddress, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::LoginAddress, &from.to_string()).await?;
    let input: TokenIn = command.read()?;
    app.db
        .write(move |tx| {
            let (user, email) = store::spend_token(tx, &input.token, Purpose::VerifyEmail)?;
            let before = store::find(tx.conn, user)?;
            store::confirm_email(tx, user, &email)?;
            if before.email != email {
                mail::post_to(tx, user, &before.email, MailKind::EmailChanged { new_email: email })?;
            }
            Reply::ok(&UserOut::load(tx.conn, user)?)
        })
        .await
}

/// Mail the link that confirms one's address once more.
#[utoipa::path(post, path = "/auth/email/resend", tag = "auth", responses((status = 204), (status = 409, description = "`already_verified`")))]
pub async fn resend_verification(app: App, user: User) -> Result<Reply> {
    app.limits.check(Rule::PasswordForgot, &user.id().to_string()).await?;
    app.db
        .write(move |tx| {
            let row = store::find(tx.conn, user.id())?;
            if row.email_verified_at.is_some() {
                return Err(Error::conflict("already_verified", "The address is confirmed already."));
            }
            let token = store::mail_token(tx, user.id(), Purpose::VerifyEmail, &row.email)?;
            mail::post(tx, user.id(), verification(&token))?;
            Ok(Reply::nothing())
        })
        .await
}

/// Change one's address: a link is mailed to the new one.
#[utoipa::path(post, path = "/auth/email", tag = "auth", request_body = ChangeEmailIn, responses((status = 204)))]
pub async fn change_email(app: App, user: User, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::PasswordForgot, &user.id().to_string()).await?;
    let input: ChangeEmailIn = command.read()?;
    let email = address(&input.email).map_err(|wrong| Error::wrong("/email", wrong))?;
    password::confirm(&app, &user, input.password, "/password").await?;
    app.db
        .write(move |tx| {
            let token = store::mail_token(tx, user.id(), Purpose::VerifyEmail, &email)?;
            mail::post_to(tx, user.id(), &email, verification(&token))?;
            Ok(Reply::nothing())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses() {
        for good in ["ada@example.com", "ada+list@mail.example.co.uk", "मीरा@उदाहरण.भारत"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "Ada <ada@example.com>",
            "ada@example.com\r\nBcc: x@y.z",
            "a b@example.com",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
