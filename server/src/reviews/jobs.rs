//! What time does to reviews: what waits alone is shown when the time is over.

use super::store;
use crate::app::App;
use crate::error::Result;

/// How many are shown in one transaction.
const BATCH: usize = 100;

/// Shows the reviews that the other side did not answer in time.
pub async fn show_due(app: &App) -> Result<()> {
    let some = |tx: &mut db::Tx| {
        let due = store::due(tx.conn, tx.now, i64::try_from(BATCH).unwrap_or(i64::MAX))?;
        for review in &due {
            store::show(tx, review)?;
        }
        Ok::<_, crate::Error>(due.len())
    };
    while app.db.write(some).await? == BATCH {}
    Ok(())
}
