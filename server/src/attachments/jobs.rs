//! What was uploaded and never attached goes after a day.

use domain::clock::DAY_MS;
use serde::{Deserialize, Serialize};

use super::{AttachmentRow, store};
use crate::app::App;
use crate::error::Result;
use crate::jobs::{Job, JobError, Run};

/// For how long a file waits to be attached, in milliseconds.
const KEPT_MS: i64 = DAY_MS;
/// How many are looked at at a time.
const STEP: i64 = 100;

/// Removes files that nothing has taken, and tickets that have run out.
#[derive(Default, Serialize, Deserialize)]
pub struct RemoveUnattached {}

impl Job<App> for RemoveUnattached {
    const KIND: &'static str = "remove-unattached";
    const CONCURRENCY: usize = 1;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let before = app.clock.now().plus_ms(-KEPT_MS);
        loop {
            let old = app.db.read(move |conn| store::left_over(conn, before, STEP)).await?;
            if old.is_empty() {
                break;
            }
            for row in &old {
                remove(app, row).await?;
            }
        }
        app.db.write(store::delete_old_tickets).await?;
        Ok(())
    }
}

/// Removes the file and then the row: if this is cut off, it is done again. `false` when something has taken it.
pub async fn remove(app: &App, row: &AttachmentRow) -> Result<bool> {
    let id = row.id.0;
    if !app.db.write(move |tx| store::give_up(tx, id)).await? {
        return Ok(false);
    }
    app.files.delete(&row.file()).await?;
    app.db.write(move |tx| store::delete(tx, id)).await?;
    Ok(true)
}
