//! What time does to collaborations.

use diesel::prelude::*;
use domain::collaboration::State;
use domain::ids::CollaborationId;

use super::happenings::{By, Happening, What};
use super::{Work, disputes, news, save, store};
use crate::app::App;
use crate::audit;
use crate::db::Text;
use crate::error::Result;
use crate::house::House;
use crate::schema::collaborations;

/// How many are looked at in one transaction.
const BATCH: i64 = 100;

/// Gives every collaboration whose time is over what was declared for that case.
pub async fn lapse(app: &App) -> Result<()> {
    let house = House::of(app);
    while app.db.write(move |tx| lapse_some(tx, house)).await? == BATCH {}
    Ok(())
}

fn lapse_some(tx: &mut db::Tx, house: House) -> Result<i64> {
    let due: Vec<Text<CollaborationId>> = collaborations::table
        .filter(collaborations::lapses_at.le(tx.now.0))
        .order(collaborations::lapses_at)
        .limit(BATCH)
        .select(collaborations::id)
        .load(tx.conn)?;
    for id in &due {
        let work = store::load(tx.conn, id.0)?;
        let Some(moved) = work.on_scene(tx.now, house, |scene| work.rules.clone().lapse(scene)) else { continue };
        let happening = lapsed(&work, tx.now);
        save::save(tx, &work, &moved, &happening, house)?;
        if happening.what == What::Resolved {
            disputes::note_resolution(tx, id.0, "lapsed", "")?;
            let detail = serde_json::json!({"resolution": "lapsed"});
            audit::record(tx, None, "dispute.resolve", "collaboration", &id.0.to_string(), &detail)?;
        }
        let after = store::load(tx.conn, id.0)?;
        news::tell(tx, &after, &happening)?;
    }
    Ok(i64::try_from(due.len()).unwrap_or(BATCH))
}

/// What the passing of that time is called.
fn lapsed(work: &Work, now: domain::clock::Timestamp) -> Happening {
    let what = match work.rules.state {
        State::Active => What::Approved,
        State::Disputed(_) => What::Resolved,
        _ => What::Cancelled,
    };
    let due = |part: &&domain::collaboration::Deliverable| part.until.is_some_and(|until| until <= now);
    let deliverable = work.rules.deliverables.iter().find(due).filter(|_| what == What::Approved).map(|part| part.id);
    Happening { what, deliverable, by: By::Time, actor: None, note: String::new() }
}
