//! Setting up the second factor and taking it off.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{code, spend, store};
use crate::accounts;
use crate::app::App;
use crate::auth::{User, password};
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Reply};
use crate::limits::Rule;
use crate::mail::{self, MailKind};

/// Whether one has a second factor.
#[derive(Serialize, ToSchema)]
pub struct TotpOut {
    /// Whether it is asked for at login.
    pub enabled: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
}

/// What goes into the app on one's phone.
#[derive(Serialize, ToSchema)]
pub struct TotpSetupOut {
    /// The secret in letters (base 32), to be typed in.
    pub secret: String,
    /// The address that apps read.
    pub otpauth_url: String,
    /// That address as a QR code, an SVG.
    pub qr_svg: String,
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082"}))]
pub struct TotpConfirmIn {
    /// The six digits that the app shows.
    pub code: String,
}

/// What replaces a lost phone.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesOut {
    /// Ten codes, each good once in place of one from the app. They are shown this once.
    pub recovery_codes: Vec<String>,
}

/// A password and a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "correct horse battery", "code": "287082"}))]
pub struct TotpDisableIn {
    /// The present password.
    pub password: String,
    /// A code from the app, or a recovery code.
    pub code: String,
}

/// See whether one has a second factor.
#[utoipa::path(get, path = "/auth/totp", tag = "auth", responses((status = 200, body = TotpOut)))]
pub async fn get_totp(app: App, user: User) -> Result<Reply> {
    let out = app.db.read(move |conn| {
        let enabled = store::is_on(conn, user.id())?;
        Ok::<_, Error>(TotpOut { enabled, recovery_codes_left: store::codes_left(conn, user.id())? })
    });
    Reply::ok(&out.await?)
}

/// Begin to set up a second factor. It is asked for once a code has confirmed it.
#[utoipa::path(post, path = "/auth/totp/enable", tag = "auth", request_body = Nothing,
    responses((status = 200, body = TotpSetupOut), (status = 409, description = "`already_enabled`")))]
pub async fn enable_totp(app: App, user: User, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Write, &user.id().to_string()).await?;
    // Its answer holds a secret, so that it is not kept for an Idempotency-Key.
    command.read::<Nothing>()?;
    let (keys, secret) = (app.keys.clone(), code::secret());
    let account = app.db.write(move |tx| {
        store::begin(tx, user.id(), &code::seal(&keys, user.id(), &secret)?)?;
        Ok::<_, Error>(accounts::store::find(tx.conn, user.id())?.email)
    });
    let (secret, otpauth_url) = code::invitation(&secret, &account.await?)?;
    let qr_svg = code::drawn(&otpauth_url)?;
    Reply::ok(&TotpSetupOut { secret, otpauth_url, qr_svg })
}

/// Confirm the second factor with a code; it is asked for from now on.
#[utoipa::path(post, path = "/auth/totp/confirm", tag = "auth", request_body = TotpConfirmIn,
    responses((status = 200, body = RecoveryCodesOut), (status = 409, description = "`already_enabled`, `not_enabled`")))]
pub async fn confirm_totp(app: App, user: User, mut command: Command) -> Result<Reply> {
    let input: TotpConfirmIn = command.read()?;
    app.limits.check(Rule::SecondFactor, &user.id().to_string()).await?;
    let (keys, recovery_codes) = (app.keys.clone(), code::recovery_codes());
    let codes = recovery_codes.clone();
    app.db
        .write(move |tx| {
            store::confirm(tx, &keys, user.id(), &input.code, &codes)?;
            mail::post(tx, user.id(), MailKind::SecondFactorOn)
        })
        .await?;
    Reply::ok(&RecoveryCodesOut { recovery_codes })
}

/// Take the second factor off.
#[utoipa::path(post, path = "/auth/totp/disable", tag = "auth", request_body = TotpDisableIn,
    responses((status = 204), (status = 409, description = "`not_enabled`")))]
pub async fn disable_totp(app: App, user: User, mut command: Command) -> Result<Reply> {
    let input: TotpDisableIn = command.read()?;
    if !app.db.read(move |conn| store::is_on(conn, user.id())).await? {
        return Err(Error::conflict("not_enabled", "There is no second factor."));
    }
    password::confirm(&app, &user, input.password, "/password").await?;
    if !spend(&app, user.id(), input.code).await? {
        return Err(Error::invalid("/code", "wrong_totp", "Is wrong or was used already."));
    }
    app.db
        .write(move |tx| {
            store::remove(tx, user.id())?;
            mail::post(tx, user.id(), MailKind::SecondFactorOff)?;
            Ok(Reply::nothing())
        })
        .await
}
