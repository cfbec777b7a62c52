//! What makes out invoices that nobody else did.

use serde::{Deserialize, Serialize};

use super::issue;
use crate::app::App;
use crate::jobs::{Job, JobError, Run};

/// How many releases are looked at in one transaction.
pub const BATCH: i64 = 200;

/// Makes out the invoices of releases that an older program booked, as happens while an instance is upgraded.
#[derive(Default, Serialize, Deserialize)]
pub struct IssueInvoices {}

impl Job<App> for IssueInvoices {
    const KIND: &'static str = "issue-invoices";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        while app.db.write(|tx| issue::issue_missing(tx, BATCH)).await? > 0 {}
        Ok(())
    }
}
