//! Posting what is to be told.

use std::time::Duration;

use domain::ids::WebhookDeliveryId;
use serde::{Deserialize, Serialize};
use url::Url;

use super::client::Failure;
use super::store;
use crate::app::App;
use crate::error::Error;
use crate::jobs::{Job, JobError, Run};
use crate::notifications::{self, Notice};

/// Posts a delivery once. What fails is left to a further job, so that the pauses are those of the specification.
#[derive(Serialize, Deserialize)]
pub struct SendWebhook {
    /// What is posted.
    pub delivery: WebhookDeliveryId,
    /// How often it was before: whoever comes late finds it done.
    pub attempt: i64,
}

impl Job<App> for SendWebhook {
    const KIND: &'static str = "send-webhook";
    const TIMEOUT: Duration = Duration::from_mins(1);
    // Addresses of others may be slow; other work goes on meanwhile.
    const CONCURRENCY: usize = 8;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let Self { delivery, attempt } = self;
        let Some((endpoint, row)) = app.db.read(move |conn| store::due(conn, delivery, attempt)).await? else {
            return Ok(());
        };
        let outcome = if endpoint.enabled == 0 {
            Failure::SwitchedOff.into()
        } else {
            app.webhooks.post(&endpoint, &row, app.clock.now()).await
        };
        let record = app.db.write(move |tx| {
            let Some(why) = store::record(tx, &row, &outcome)? else { return Ok(()) };
            let Some(endpoint) = store::switch_off(tx, row.endpoint_id.0, why)? else { return Ok(()) };
            let host = Url::parse(&endpoint.url).ok().and_then(|url| url.host_str().map(str::to_owned));
            let link = format!("/app/settings/webhooks/{}", endpoint.id.0);
            let notice = Notice::WebhookSwitchedOff { host: host.unwrap_or_default(), link };
            notifications::tell(tx, endpoint.user_id.0, notice)
        });
        record.await.map_err(|error: Error| error.into())
    }
}
