//! What time does to flags: they end by themselves, and those that were contested when nobody decides.

use super::{contest, flags};
use crate::app::App;
use crate::error::{Error, Result};
use crate::house::House;

/// How many are lifted in one transaction.
const BATCH: i64 = 100;

/// Lifts every flag whose time is over.
pub async fn expire(app: &App) -> Result<()> {
    let house = House::of(app);
    let some = move |tx: &mut db::Tx| {
        let due = flags::due(tx, BATCH)?;
        for row in &due {
            if let Some(end) = row.rules().lapse(tx.now) {
                contest::lift(tx, row, end, None, "", house)?;
            }
        }
        Ok::<_, Error>(i64::try_from(due.len()).unwrap_or(BATCH))
    };
    while app.db.write(some).await? == BATCH {}
    Ok(())
}
