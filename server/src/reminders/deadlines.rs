//! Reminders before a deadline: at half time, and when a day is left, to whoever lets others wait. One job looks at every
//! row of THE table.

use diesel::prelude::*;
use domain::clock::{Timestamp, Zone};
use domain::ids::{AdRequestId, CollaborationId, DeliverableId, FlagId, PaymentId, UserId};
use domain::waiting::{Owner, Waiting};
use domain::words::{AccountStatus, Role, Side};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use super::store;
use super::waits::{self, Due};
use crate::app::App;
use crate::collaborations::{self, Work};
use crate::db::{Text, Tx};
use crate::error::{Error, Result};
use crate::house::House;
use crate::jobs::{Job, JobError, Run};
use crate::moderation::{contest, flags};
use crate::notifications;
use crate::notifications::notice::{AnswerDue, ApprovalDue, ContestNews, Notice, PayoutDue, WorkNews};
use crate::schema::users;
use crate::{accounts, ad_requests, payments, rights};

/// How many are told in one transaction.
const BATCH: usize = 100;

/// Reminds of all that somebody else waits for.
#[derive(Default, Serialize, Deserialize)]
pub struct RemindOfDeadlines {}

impl Job<App> for RemindOfDeadlines {
    const KIND: &'static str = "deadline-reminders";
    const CONCURRENCY: usize = 1;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let house = House::of(app);
        for waiting in Waiting::iter() {
            let both = waiting.owner() == Owner::EachSide;
            for side in [Side::Sponsor, Side::Influencer].into_iter().take(if both { 2 } else { 1 }) {
                while app.db.write(move |tx| remind_some(tx, waiting, side, house)).await? == BATCH {}
            }
        }
        rights::jobs::remind(app).await?;
        Ok(())
    }
}

/// Reminds of some; answers how many were looked at.
fn remind_some(tx: &mut Tx, waiting: Waiting, side: Side, house: House) -> Result<usize> {
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let some = waits::due(tx, waiting, side, &house.periods, limit)?;
    for due in &some {
        let Some(nudge) = due.nudge(tx.now) else { continue };
        if store::take_nudge(tx, &due.subject, due.round, nudge)? {
            remind(tx, waiting, side, due)?;
        }
    }
    Ok(some.len())
}

fn remind(tx: &mut Tx, waiting: Waiting, side: Side, due: &Due) -> Result<()> {
    match waiting {
        Waiting::Answer => of_answer(tx, due),
        Waiting::SponsorApproval => {
            let sponsor = accounts::store::find(tx.conn, parsed::<UserId>(&due.id)?)?.display_name;
            tell_admins(tx, |zone| {
                let (until, link) = (day(due.until(), zone), "/app/admin/approvals".to_owned());
                Notice::ApprovalDue(ApprovalDue { sponsor: sponsor.clone(), until, link })
            })
        }
        Waiting::Payout => {
            let payment = payments::store::load(tx.conn, parsed::<PaymentId>(&due.id)?)?;
            let owner = accounts::store::find(tx.conn, payment.user_id.0)?.display_name;
            tell_admins(tx, |zone| {
                let (until, link) = (day(due.until(), zone), "/app/admin/jobs".to_owned());
                let (person, amount) = (owner.clone(), payment.money().to_string());
                Notice::PayoutDue(PayoutDue { person, amount, until, link })
            })
        }
        Waiting::Contest => {
            let flag = flags::find(tx.conn, parsed::<FlagId>(&due.id)?)?;
            let news = contest::news(tx, &flag, "")?;
            let person = accounts::store::find(tx.conn, flag.owner_id.0)?.display_name;
            tell_admins(tx, |zone| {
                let (until, link) = (day(due.until(), zone), contest::QUEUE.to_owned());
                let (person, subject) = (person.clone(), news.subject.clone());
                Notice::ContestDue(ContestNews { person, subject, until, link })
            })
        }
        Waiting::Dispute => {
            let work = collaborations::store::load(tx.conn, parsed::<CollaborationId>(&due.whole)?)?;
            tell_admins(tx, |zone| {
                let news = collaborations::news::of(&work, None, Side::Influencer, &day(due.until(), zone));
                Notice::DisputeDue(WorkNews { link: format!("/app/admin/disputes/{}", work.row.id.0), ..news })
            })
        }
        _ => {
            let work = collaborations::store::load(tx.conn, parsed::<CollaborationId>(&due.whole)?)?;
            of_work(tx, waiting, side, due, &work)
        }
    }
}

fn of_answer(tx: &mut Tx, due: &Due) -> Result<()> {
    let id = parsed::<AdRequestId>(&due.id)?;
    let negotiation = ad_requests::store::load(tx.conn, id)?;
    let Some(awaited) = negotiation.row.awaiting.as_ref().map(|side| side.0) else { return Ok(()) };
    let reader = &negotiation.person(awaited).user;
    let notice = Notice::AnswerDue(AnswerDue {
        campaign: negotiation.campaign.title.clone(),
        other_side: negotiation.person(awaited.other()).user.display_name.clone(),
        amount: negotiation.request.latest.terms.payment.to_string(),
        until: day(due.until(), &reader.time_zone),
        link: format!("/app/ad-requests/{id}"),
    });
    notifications::tell(tx, reader.id.0, notice)
}

/// Reminds one side of a collaboration.
fn of_work(tx: &mut Tx, waiting: Waiting, side: Side, due: &Due, work: &Work) -> Result<()> {
    let (kind, of_part): (fn(WorkNews) -> Notice, bool) = match waiting {
        Waiting::Funding => (Notice::FundingDue, false),
        Waiting::Submission => (Notice::SubmissionDue, true),
        Waiting::Review | Waiting::LastReview => (Notice::ReviewDue, true),
        Waiting::Changes => (Notice::ChangesDue, true),
        Waiting::Publication => (Notice::PublicationDue, true),
        Waiting::Cancellation => (Notice::CancellationDue, false),
        Waiting::Rating => (Notice::RatingDue, false),
        Waiting::SponsorApproval | Waiting::Answer | Waiting::Dispute | Waiting::Payout | Waiting::Contest => {
            return Ok(());
        }
    };
    let to = match (waiting.owner(), work.rules.waiting()) {
        (Owner::Sponsor, _) | (Owner::OtherSide, Some((_, Owner::Sponsor, _))) => Side::Sponsor,
        (Owner::Influencer | Owner::OtherSide, _) => Side::Influencer,
        _ => side,
    };
    let part = of_part.then(|| parsed::<DeliverableId>(&due.id)).transpose()?;
    let reader = &work.person(to).user;
    let news = collaborations::news::of(work, part, to, &day(due.until(), &reader.time_zone));
    notifications::tell(tx, reader.id.0, kind(news))
}

/// Tells each admin in the time zone that they are in.
fn tell_admins(tx: &mut Tx, notice: impl Fn(&str) -> Notice) -> Result<()> {
    let admins: Vec<(Text<UserId>, String)> = users::table
        .filter(users::role.eq(Role::Admin.to_string()).and(users::status.eq(AccountStatus::Active.to_string())))
        .select((users::id, users::time_zone))
        .load(tx.conn)?;
    for (admin, zone) in &admins {
        notifications::tell(tx, admin.0, notice(zone))?;
    }
    Ok(())
}

fn parsed<Id: std::str::FromStr>(id: &str) -> Result<Id> {
    id.parse().map_err(|_| Error::internal("an id that is none"))
}

/// The day of an instant in the reader's zone, as it is written everywhere: `2026-11-30`.
fn day(at: Timestamp, zone: &str) -> String {
    at.day_in(&Zone::named(zone).unwrap_or(Zone::UTC)).to_string()
}
