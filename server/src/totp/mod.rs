//! The second factor (TOTP, RFC 6238): six digits from an app on one's phone, or one of ten recovery codes. Each code is
//! good once.

pub mod code;
pub mod routes;
pub mod store;

use domain::ids::UserId;

use crate::app::App;
use crate::error::{Error, Result};
use crate::limits::Rule;

/// Refuses with 401 unless that person has no second factor, or `given` is a code that was not used before.
pub async fn pass(app: &App, user: UserId, given: Option<String>) -> Result<()> {
    if !app.db.read(move |conn| store::is_on(conn, user)).await? {
        return Ok(());
    }
    let given = given.filter(|code| !code.trim().is_empty());
    let given = given.ok_or(Error::Unauthenticated("totp_required", "Give the code of your second factor too."))?;
    if spend(app, user, given).await? {
        Ok(())
    } else {
        Err(Error::Unauthenticated("wrong_totp", "The code is wrong or was used already."))
    }
}

/// Whether that is a code of theirs that was not used before; from now on it was.
pub async fn spend(app: &App, user: UserId, given: String) -> Result<bool> {
    app.limits.check(Rule::SecondFactor, &user.to_string()).await?;
    let keys = app.keys.clone();
    app.db.write(move |tx| store::spend(tx, &keys, user, &given)).await
}
