//! What time does to negotiations.

use diesel::prelude::*;
use domain::ids::AdRequestId;
use domain::words::AdRequestStatus;

use super::{lifecycle, store};
use crate::app::App;
use crate::db::Text;
use crate::error::Result;
use crate::schema::ad_requests;

/// How many end in one transaction.
const BATCH: i64 = 100;

/// Ends the negotiations that nobody answered in time.
pub async fn expire(app: &App) -> Result<()> {
    while app.db.write(expire_some).await? == BATCH {}
    Ok(())
}

fn expire_some(tx: &mut db::Tx) -> Result<i64> {
    let due: Vec<Text<AdRequestId>> = ad_requests::table
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .filter(ad_requests::expires_at.le(tx.now.0))
        .order(ad_requests::expires_at)
        .limit(BATCH)
        .select(ad_requests::id)
        .load(tx.conn)?;
    for id in &due {
        let before = store::load(tx.conn, id.0)?;
        lifecycle::expire(tx, &before)?;
    }
    Ok(i64::try_from(due.len()).unwrap_or(BATCH))
}
