//! What sees payments through when whoever began them can't.

use domain::clock::Timestamp;
use domain::ids::PaymentId;
use serde::{Deserialize, Serialize};

use super::{PaymentRow, settle, store};
use crate::app::App;
use crate::error::Result;
use crate::jobs::{Job, JobError, Run};

/// How many are looked at in one read.
const BATCH: i64 = 100;

/// Sees one payment through that nobody heard of since it began.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettlePayment {
    /// Which.
    pub payment: PaymentId,
}

impl Job<App> for SettlePayment {
    const KIND: &'static str = "settle-payment";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        match settle::settle(app, self.payment).await?.1 {
            None => Ok(()),
            Some(unclear) => Err(JobError::retry(unclear)),
        }
    }
}

/// Asks how the payments are that the provider still works on.
#[derive(Default, Serialize, Deserialize)]
pub struct SettlePayments {}

impl Job<App> for SettlePayments {
    const KIND: &'static str = "settle-payments";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let begun = app.clock.now().plus_ms(-2 * store::AFTERWARDS_MS);
        let mut after = None;
        loop {
            let rows = batch(app, begun, Timestamp(i64::MAX), after).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.id.0);
            for row in rows {
                settle::settle(app, row.id.0).await?;
            }
        }
    }
}

/// Calls off the payments whose time is over.
pub async fn expire(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut after = None;
    loop {
        let rows = batch(app, now, now, after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id.0);
        for row in rows {
            settle::call_off(app, row).await?;
        }
    }
}

async fn batch(app: &App, begun: Timestamp, due: Timestamp, after: Option<PaymentId>) -> Result<Vec<PaymentRow>> {
    app.db.read(move |conn| store::open(conn, begun, due, after, BATCH)).await
}
