//! Work that is done after the transaction that gives rise to it: the list of all jobs, and how to enqueue one.
//!
//! A job is a type in the `jobs.rs` of its slice that implements [`Job`], and a line in [`all`]. It runs at least once,
//! so a second run must not matter: look first whether it is still to be done.

mod clean_up;
mod expire;
pub mod out;
pub mod routes;
pub mod watch;

pub use queue::{Count, Ends, Health, Overview, Scheduled, Tally, counts, delete_finished};
pub use queue::{
    Job, JobError, NewJob, Options, Pending, Progress, Queue, Registry, Run, TOPIC, Timing, cancel, is_unfinished,
};

use std::time::Duration;

use jiff::civil::time;

use crate::app::App;
use crate::db::Tx;
use crate::{Error, Result};
use crate::{
    attachments, campaigns, exports, invoices, mail, messages, notifications, payments, privacy, reminders, reports,
    webhooks,
};

/// THE list of all jobs that this program runs, and of those that come again and again.
pub fn all() -> Registry<App> {
    Registry::new()
        .job::<mail::outbox::SendMail>()
        .job::<notifications::chat::SendChat>()
        .job::<reports::jobs::WriteReport>()
        .job::<exports::jobs::WriteExport>()
        .job::<payments::jobs::SettlePayment>()
        .job::<privacy::jobs::EraseTraces>()
        .job::<messages::jobs::TellUnread>()
        .job::<webhooks::jobs::SendWebhook>()
        .monthly::<reports::jobs::MonthlyReport>(1, time(6, 0, 0, 0))
        .every::<expire::Expire>(Duration::from_mins(1))
        .every::<payments::jobs::SettlePayments>(Duration::from_mins(1))
        .every::<campaigns::jobs::CompleteCampaigns>(Duration::from_mins(15))
        .every::<exports::jobs::ExpireExports>(Duration::from_mins(15))
        .every::<attachments::jobs::RemoveUnattached>(Duration::from_hours(1))
        .every::<reminders::daily::DailyReminder>(Duration::from_mins(15))
        .every::<notifications::digest::SendDigests>(Duration::from_mins(15))
        .every::<reminders::deadlines::RemindOfDeadlines>(Duration::from_mins(15))
        .daily::<clean_up::CleanUp>(time(3, 30, 0, 0))
        .daily::<invoices::jobs::IssueInvoices>(time(4, 0, 0, 0))
}

/// Enqueues the job in this transaction, to be run as soon as it is committed.
pub fn enqueue<J: Job<App>>(tx: &mut Tx<'_>, job: &J) -> Result<()> {
    enqueue_new(tx, &NewJob::of(job)?)
}

/// The same for a job with a key, a time or a priority.
pub fn enqueue_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<()> {
    queue::enqueue(tx, job)?;
    Ok(())
}

/// What may be gone later is tried again; what a person would be told to correct is not.
impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        let passing = error.status().is_server_error() || error.status() == axum::http::StatusCode::CONFLICT;
        if passing { Self::retry(error) } else { Self::fail(error) }
    }
}
