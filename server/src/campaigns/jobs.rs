//! Campaigns end with their last day, wherever they are.

use db::Conn;
use diesel::prelude::*;
use diesel::result::Error::NotFound;
use domain::campaign::CampaignMove;
use domain::clock::{DAY_MS, Timestamp, Zone};
use domain::ids::CampaignId;
use domain::words::CampaignStatus;
use serde::{Deserialize, Serialize};

use super::{moves, store};
use crate::app::App;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::house::House;
use crate::jobs::{Job, JobError, Run};
use crate::schema::campaigns;

/// How many campaigns are looked at in one query.
const BATCH: i64 = 200;

/// Completes the campaigns whose last day is over in their own time zone.
#[derive(Default, Serialize, Deserialize)]
pub struct CompleteCampaigns {}

impl Job<App> for CompleteCampaigns {
    const KIND: &'static str = "complete-campaigns";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let mut after = String::new();
        loop {
            let (from, now) = (after.clone(), app.clock.now());
            let batch = app.db.read(move |conn| perhaps_over(conn, &from, now)).await?;
            let Some(Text(last)) = batch.last() else { return Ok(()) };
            after = last.to_string();
            for Text(id) in batch {
                complete(app, id).await?;
            }
        }
    }
}

/// The next open campaigns whose last day is over in the zone that is furthest ahead.
fn perhaps_over(conn: &mut Conn, after: &str, now: Timestamp) -> Result<Vec<Text<CampaignId>>> {
    let latest = now.plus_ms(DAY_MS).day_in(&Zone::UTC);
    let open = [CampaignStatus::Active, CampaignStatus::Paused].map(|status| status.to_string());
    let found = campaigns::table
        .filter(campaigns::status.eq_any(open).and(campaigns::end_date.lt(latest.to_string())))
        .filter(campaigns::id.gt(after))
        .order(campaigns::id)
        .limit(BATCH);
    Ok(found.select(campaigns::id).load(conn)?)
}

/// Completes that campaign if its time is over and nothing else has ended it meanwhile.
async fn complete(app: &App, id: CampaignId) -> Result<()> {
    let house = House::of(app);
    app.db
        .write(move |tx| {
            let row = match store::take(tx, id) {
                Err(Error::Database(NotFound)) => return Ok(()),
                row => row?,
            };
            let rules = row.rules();
            let is_open = matches!(rules.status, CampaignStatus::Active | CampaignStatus::Paused);
            if is_open && rules.is_over(rules.today(tx.now)) {
                moves::apply(tx, &row, CampaignMove::Complete, house)?;
            }
            Ok(())
        })
        .await
}
