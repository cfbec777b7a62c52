//! What a suspension does to running work: its clocks stand still until everybody is back, or an admin decides what becomes
//! of it.

use db::Tx;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::collaboration::{Collaboration, Moved};
use domain::ids::{CollaborationId, UserId};
use domain::words::{AccountStatus, CollaborationStatus, Side};
use serde::Serialize;

use super::happenings::{By, Happening, What};
use super::{Work, news, save, store};
use crate::audit;
use crate::db::Text;
use crate::error::Result;
use crate::house::House;
use crate::notifications;
use crate::notifications::notice::{Notice, StoppedWork, WorkNews};
use crate::schema::collaborations;

/// How much of somebody's work it was, for the audit log.
#[derive(Serialize)]
struct Count {
    collaborations: usize,
}

/// The clocks of that person's running work stand still; where there is any, the admins have a case.
pub fn stop(tx: &mut Tx, user: UserId, actor: Option<UserId>, house: House) -> Result<()> {
    let stop = |work: &Work, now| work.rules.clone().stop(now);
    let stopped = each(tx, (user, actor, house), What::Stopped, Notice::WorkStopped, stop)?;
    let Some(first) = stopped.first() else { return Ok(()) };
    let side = if first.rules.sponsor == user { Side::Sponsor } else { Side::Influencer };
    let person = first.person(side).user.display_name.clone();
    let case = StoppedWork { person, count: stopped.len(), link: "/app/admin/disputes?tab=stopped".to_owned() };
    for admin in news::admins(tx)? {
        notifications::tell(tx, admin, Notice::WorkToSettle(case.clone()))?;
    }
    record(tx, user, actor, "work.stop", stopped.len())
}

/// The clocks of that person's work go on, save where the other side is suspended too.
pub fn resume(tx: &mut Tx, user: UserId, actor: Option<UserId>, house: House) -> Result<()> {
    let resume = |work: &Work, now| {
        let is_away = |side| work.person(side).user.status.0 == AccountStatus::Suspended;
        let all_back = ![Side::Sponsor, Side::Influencer].into_iter().any(is_away);
        if all_back { work.rules.clone().resume(now) } else { None }
    };
    let resumed = each(tx, (user, actor, house), What::Resumed, Notice::WorkResumed, resume)?;
    if resumed.is_empty() { Ok(()) } else { record(tx, user, actor, "work.resume", resumed.len()) }
}

/// Has that happen to each open collaboration of the person where it does, and tells the other side.
fn each(
    tx: &mut Tx,
    (user, actor, house): (UserId, Option<UserId>, House),
    what: What,
    notice: fn(WorkNews) -> Notice,
    clock: impl Fn(&Work, Timestamp) -> Option<Collaboration>,
) -> Result<Vec<Work>> {
    let me = user.to_string();
    let over = [CollaborationStatus::Completed, CollaborationStatus::Cancelled].map(|status| status.to_string());
    let open: Vec<Text<CollaborationId>> = collaborations::table
        .filter(collaborations::sponsor_id.eq(me.clone()).or(collaborations::influencer_id.eq(me)))
        .filter(collaborations::status.ne_all(over))
        .order(collaborations::id)
        .select(collaborations::id)
        .load(tx.conn)?;
    let mut changed = Vec::new();
    for id in open {
        let work = store::load(tx.conn, id.0)?;
        let Some(after) = clock(&work, tx.now) else { continue };
        let happening = Happening { what, deliverable: None, by: By::Admin, actor, note: String::new() };
        save::save(tx, &work, &Moved { after, movements: Vec::new() }, &happening, house)?;
        let other = if work.rules.sponsor == user { Side::Influencer } else { Side::Sponsor };
        notifications::tell(tx, work.person(other).user.id.0, notice(news::of(&work, None, other, "")))?;
        changed.push(work);
    }
    Ok(changed)
}

fn record(tx: &mut Tx, user: UserId, actor: Option<UserId>, action: &str, collaborations: usize) -> Result<()> {
    audit::record(tx, actor, action, "user", &user.to_string(), &Count { collaborations })
}
