//! What becomes of approvals that nobody gives: no waiting without an end.

use diesel::prelude::*;
use domain::account::AccountMove;
use domain::clock::DAY_MS;
use domain::ids::UserId;

use super::moderation::{self, Deed};
use crate::app::App;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::house::House;
use crate::schema::users;

/// How many are refused in one transaction.
const BATCH: i64 = 100;

/// What a sponsor is told whom nobody answered.
const UNANSWERED: &str = "Nobody looked at your application in time. You can apply again in your settings.";

/// Refuses sponsors who have waited for approval longer than the settings allow.
pub async fn refuse_unanswered(app: &App) -> Result<()> {
    let house = House::of(app);
    let patience = app.config.deadlines.approval_days * DAY_MS;
    loop {
        let refused = app.db.write(move |tx| {
            let since = users::awaiting_approval_since;
            let overdue: Vec<Text<UserId>> = users::table
                .filter(since.le(tx.now.0 - patience))
                .order((since, users::id))
                .limit(BATCH)
                .select(users::id)
                .load(tx.conn)?;
            for id in &overdue {
                moderation::apply(tx, None, id.0, &Deed::of(AccountMove::Reject, UNANSWERED), house)?;
            }
            Ok::<_, Error>(overdue.len())
        });
        if refused.await? == 0 {
            return Ok(());
        }
    }
}
