//! Reminders before a deadline: at half time, and when a day is left, to whoever lets others wait.

use diesel::prelude::*;
use domain::ad_request::{Deadline, State};
use domain::clock::{DAY_MS, Timestamp, Zone};
use domain::ids::{AdRequestId, UserId};
use domain::words::{AccountStatus, Role};
use serde::{Deserialize, Serialize};

use super::store::{self, Waits};
use crate::accounts;
use crate::ad_requests;
use crate::app::App;
use crate::db::{Text, Tx};
use crate::error::Result;
use crate::jobs::{Job, JobError, Run};
use crate::notifications;
use crate::notifications::notice::{AnswerDue, ApprovalDue, Notice};
use crate::rights;
use crate::schema::users;

/// How many are told in one transaction.
const BATCH: i64 = 100;

/// Reminds of ad requests and approvals that nobody has answered yet.
#[derive(Default, Serialize, Deserialize)]
pub struct RemindOfDeadlines {}

impl Job<App> for RemindOfDeadlines {
    const KIND: &'static str = "deadline-reminders";
    const CONCURRENCY: usize = 1;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let deadlines = &app.config.deadlines;
        let (answer, approval) = (deadlines.ad_request_days, deadlines.approval_days);
        while app.db.write(move |tx| remind_of_answers(tx, answer)).await? == BATCH {}
        while app.db.write(move |tx| remind_of_approvals(tx, approval)).await? == BATCH {}
        rights::jobs::remind(app).await?;
        Ok(())
    }
}

/// Reminds some who have an ad request to answer; answers how many were looked at.
fn remind_of_answers(tx: &mut Tx, days: i64) -> Result<i64> {
    let due = store::due_nudges::<AdRequestId>(tx, Waits::Answer, days, BATCH)?;
    for (id, round, nudge) in &due {
        let negotiation = ad_requests::store::load(tx.conn, *id)?;
        let State::Pending { awaited, deadline: Deadline::At(ends) } = negotiation.request.state else { continue };
        if store::take_nudge(tx, &id.to_string(), *round, *nudge)? {
            let reader = &negotiation.person(awaited).user;
            let notice = Notice::AnswerDue(AnswerDue {
                campaign: negotiation.campaign.title.clone(),
                other_side: negotiation.person(awaited.other()).user.display_name.clone(),
                amount: negotiation.request.latest.terms.payment.to_string(),
                until: day(ends, &reader.time_zone),
                link: format!("/app/ad-requests/{id}"),
            });
            notifications::tell(tx, reader.id.0, notice)?;
        }
    }
    Ok(i64::try_from(due.len()).unwrap_or(BATCH))
}

/// Reminds the admins of some sponsors who wait for approval; answers how many were looked at.
fn remind_of_approvals(tx: &mut Tx, days: i64) -> Result<i64> {
    let due = store::due_nudges::<UserId>(tx, Waits::Approval, days, BATCH)?;
    if due.is_empty() {
        return Ok(0);
    }
    let admins: Vec<(Text<UserId>, String)> = users::table
        .filter(users::role.eq(Role::Admin.to_string()).and(users::status.eq(AccountStatus::Active.to_string())))
        .select((users::id, users::time_zone))
        .load(tx.conn)?;
    for (id, since, nudge) in &due {
        if !store::take_nudge(tx, &id.to_string(), *since, *nudge)? {
            continue;
        }
        let sponsor = accounts::store::find(tx.conn, *id)?.display_name;
        for (admin, zone) in &admins {
            let until = day(Timestamp(*since).plus_ms(days * DAY_MS), zone);
            let link = "/app/admin/approvals".to_owned();
            let notice = Notice::ApprovalDue(ApprovalDue { sponsor: sponsor.clone(), until, link });
            notifications::tell(tx, admin.0, notice)?;
        }
    }
    Ok(i64::try_from(due.len()).unwrap_or(BATCH))
}

/// The day of an instant in the reader's zone, as it is written everywhere: `2026-11-30`.
fn day(at: Timestamp, zone: &str) -> String {
    at.day_in(&Zone::named(zone).unwrap_or(Zone::UTC)).to_string()
}
