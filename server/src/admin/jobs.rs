//! What becomes of approvals that nobody gives: no waiting without an end.

use diesel::prelude::*;
use domain::account::AccountMove;
use domain::clock::DAY_MS;
use domain::ids::UserId;
use serde::{Deserialize, Serialize};

use super::moderation;
use crate::app::App;
use crate::db::Text;
use crate::error::Error;
use crate::jobs::{Job, JobError, Run};
use crate::schema::users;

/// How many are refused in one transaction.
const BATCH: i64 = 100;

/// What a sponsor is told whom nobody answered.
const UNANSWERED: &str = "Nobody looked at your application in time. You can apply again in your settings.";

/// Refuses sponsors who have waited for approval longer than the settings allow.
#[derive(Default, Serialize, Deserialize)]
pub struct ExpireApprovals {}

impl Job<App> for ExpireApprovals {
    const KIND: &'static str = "expire-approvals";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
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
                    moderation::apply(tx, None, id.0, AccountMove::Reject, UNANSWERED)?;
                }
                Ok::<_, Error>(overdue.len())
            });
            if refused.await? == 0 {
                return Ok(());
            }
        }
    }
}
