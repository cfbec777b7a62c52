//! Asking once more after an admin refused.

use diesel::prelude::*;
use domain::account;
use domain::words::AccountStatus;

use super::{UserOut, store};
use crate::app::App;
use crate::audit;
use crate::auth::Sponsor;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Reply};
use crate::schema::users;

/// A sponsor who was refused asks for approval again.
#[utoipa::path(post, path = "/me/apply-again", tag = "me", request_body = Nothing, responses((status = 200, body = UserOut), (status = 409, description = "`invalid_state`, `conflict`")))]
pub async fn apply_again(app: App, Sponsor(sponsor): Sponsor, command: Command) -> Result<Reply> {
    let id = sponsor.id();
    command
        .run(&app, &sponsor, move |tx, _: &Nothing| {
            let status = account::applied_again(store::find(tx.conn, id)?.status.0)?;
            let refused =
                users::table.find(id.to_string()).filter(users::status.eq(AccountStatus::Rejected.to_string()));
            let waiting = (
                users::status.eq(status.to_string()),
                users::status_reason.eq(None::<String>),
                users::awaiting_approval_since.eq(tx.now.0),
                users::updated_at.eq(tx.now.0),
                users::version.eq(users::version + 1),
            );
            if diesel::update(refused).set(waiting).execute(tx.conn)? == 0 {
                return Err(Error::conflict("conflict", "The account has just changed. Load it again."));
            }
            audit::record(
                tx,
                Some(id),
                "user.apply_again",
                "user",
                &id.to_string(),
                &audit::Change::of(AccountStatus::Rejected, status),
            )?;
            let out = UserOut::load(tx.conn, id)?;
            Ok(Reply::ok(&out)?.version(out.version))
        })
        .await
}
