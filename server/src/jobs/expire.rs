//! No waiting without an end: what happens when a deadline has passed.

use serde::{Deserialize, Serialize};

use super::{Job, JobError, Run};
use crate::app::App;
use crate::{ad_requests, admin, collaborations, moderation, payments, reviews};

/// Gives every waiting state whose time is over its declared end.
#[derive(Default, Serialize, Deserialize)]
pub struct Expire {}

impl Job<App> for Expire {
    const KIND: &'static str = "expire";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        ad_requests::jobs::expire(app).await?;
        collaborations::jobs::lapse(app).await?;
        reviews::jobs::show_due(app).await?;
        admin::jobs::refuse_unanswered(app).await?;
        moderation::jobs::expire(app).await?;
        payments::jobs::expire(app).await?;
        Ok(())
    }
}
