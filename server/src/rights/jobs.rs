//! Telling both sides before a licence ends.

use db::Tx;
use diesel::prelude::*;
use domain::clock::Zone;
use domain::ids::{CollaborationId, DeliverableId};
use domain::words::Side;

use crate::app::App;
use crate::collaborations::store::load;
use crate::db::Text;
use crate::error::Result;
use crate::notifications;
use crate::notifications::notice::{LicenceNews, Notice};
use crate::schema::deliverables;

/// How many are told of in one transaction.
const BATCH: i64 = 100;

/// Tells of each licence that is about to end, once.
pub async fn remind(app: &App) -> Result<()> {
    while app.db.write(remind_some).await? == BATCH {}
    Ok(())
}

fn remind_some(tx: &mut Tx) -> Result<i64> {
    let due: Vec<(Text<DeliverableId>, Text<CollaborationId>)> = deliverables::table
        .filter(deliverables::rights_alert_at.le(tx.now.0))
        .order(deliverables::rights_alert_at)
        .limit(BATCH)
        .select((deliverables::id, deliverables::collaboration_id))
        .load(tx.conn)?;
    for (id, of) in &due {
        let this = deliverables::table.find(id.0.to_string());
        diesel::update(this).set(deliverables::rights_alert_at.eq(None::<i64>)).execute(tx.conn)?;
        let work = load(tx.conn, of.0)?;
        let Some(part) = work.parts.iter().find(|part| part.id.0 == id.0) else { continue };
        // After a long downtime it may be over already: there is nothing to be warned of.
        let Some(licence) = work.licence(part).filter(|licence| licence.until > tx.now) else { continue };
        for side in [Side::Sponsor, Side::Influencer] {
            let reader = &work.person(side).user;
            let zone = Zone::named(&reader.time_zone).unwrap_or(Zone::UTC);
            let news = LicenceNews {
                campaign: work.campaign.title.clone(),
                other_side: work.person(side.other()).user.display_name.clone(),
                deliverable: format!("{} · {}", part.kind, part.platform.0),
                until: licence.until.day_in(&zone).to_string(),
                link: "/app/rights".to_owned(),
            };
            notifications::tell(tx, reader.id.0, Notice::LicenceEnding(news))?;
        }
    }
    Ok(i64::try_from(due.len()).unwrap_or(BATCH))
}
