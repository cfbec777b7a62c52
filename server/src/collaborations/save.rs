//! Saving a move: the rows, the money, the budget and the story, all in the transaction of the move.

use db::Tx;
use diesel::prelude::*;
use domain::collaboration::{Asked, Collaboration, Deliverable, Moved, Movement, State};
use domain::ids::DeliverableId;
use domain::ledger::Posting;
use domain::money::Money;
use domain::words::{CollaborationStatus, DeliverableStatus, Side};

use super::happenings::{self, Happening, What};
use super::{Work, audited, store};
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::house::House;
use crate::invoices;
use crate::ledger::{self, About};
use crate::rights;
use crate::schema::{campaigns, collaborations, deliverables};

/// Saves a move on the work as it was read, and notes what happened; 409 when somebody else was faster.
pub fn save(tx: &mut Tx, before: &Work, moved: &Moved, happening: &Happening, house: House) -> Result<()> {
    let after = &moved.after;
    save_state(tx, before, after, &happening.note)?;
    for (old, new) in before.rules.deliverables.iter().zip(&after.deliverables) {
        if old != new {
            save_part(tx, old, new)?;
            if new.status == DeliverableStatus::Published && old.status != new.status {
                rights::store::keep_licence(tx, before, new.id)?;
            }
        }
    }
    for movement in &moved.movements {
        pay(tx, before, *movement, house)?;
    }
    happenings::note(tx, after.id, happening)?;
    let is_over = |rules: &Collaboration| matches!(rules.state, State::Completed | State::Cancelled);
    if is_over(after) && !is_over(&before.rules) {
        let work = store::load(tx.conn, after.id)?;
        rights::store::settle_exclusivity(tx, &work)?;
    }
    let ended =
        |status| before.rules.status() != status && after.status() == status && happening.what != What::Cancelled;
    if ended(CollaborationStatus::Completed) {
        happenings::note(
            tx,
            after.id,
            &Happening { what: What::Completed, deliverable: None, note: String::new(), ..*happening },
        )?;
    }
    audited::record(tx, before, &moved.movements, happening.actor)
}

fn save_state(tx: &mut Tx, before: &Work, after: &Collaboration, said: &str) -> Result<()> {
    let unchanged =
        collaborations::table.find(after.id.to_string()).filter(collaborations::version.eq(before.row.version));
    let over = matches!(after.state, State::Completed | State::Cancelled);
    let funding_due = match after.state {
        State::AwaitingFunding { until } => Some(until.0),
        _ => None,
    };
    let changes = (
        collaborations::status.eq(after.status().to_string()),
        collaborations::funding_due_at.eq(funding_due),
        collaborations::lapses_at.eq(after.lapses_at().map(|at| at.0)),
        collaborations::stopped_at.eq(after.stopped.map(|at| at.0)),
        collaborations::sponsor_due_at.eq(after.awaits(Side::Sponsor).map(|at| at.0)),
        collaborations::influencer_due_at.eq(after.awaits(Side::Influencer).map(|at| at.0)),
        collaborations::ended_at.eq(over.then_some(tx.now.0)),
        collaborations::updated_at.eq(tx.now.0),
        collaborations::version.eq(before.row.version + 1),
    );
    if diesel::update(unchanged).set(changes).execute(tx.conn)? == 0 {
        return Err(Error::conflict("conflict", "It has changed meanwhile. Load it again."));
    }
    save_asked(tx, before, after, said)
}

/// Keeps what one side asks for, if it does.
fn save_asked(tx: &mut Tx, before: &Work, after: &Collaboration, said: &str) -> Result<()> {
    let asked = match after.state {
        State::Cancelling(asked) | State::Disputed(asked) => Some(asked),
        _ => None,
    };
    let over = matches!(after.state, State::Completed | State::Cancelled);
    let this = collaborations::table.find(after.id.to_string());
    let known = before.row.asked();
    let is_new = |asked: &Asked| known.is_none_or(|known| (known.by, known.at) != (asked.by, asked.at));
    // How a dispute began stays when it is over; a cancellation that was declined is gone.
    match (asked, over) {
        (Some(asked), _) if is_new(&asked) => diesel::update(this)
            .set((
                collaborations::asked_by.eq(Some(asked.by.to_string())),
                collaborations::asked_at.eq(Some(asked.at.0)),
                collaborations::asked_until.eq(Some(asked.until.0)),
                collaborations::asked_reason.eq(Some(said)),
            ))
            .execute(tx.conn)?,
        (Some(asked), _) if known != Some(asked) => {
            diesel::update(this).set(collaborations::asked_until.eq(Some(asked.until.0))).execute(tx.conn)?
        }
        (None, false) if known.is_some() => diesel::update(this)
            .set((
                collaborations::asked_by.eq(None::<String>),
                collaborations::asked_at.eq(None::<i64>),
                collaborations::asked_until.eq(None::<i64>),
                collaborations::asked_reason.eq(None::<String>),
            ))
            .execute(tx.conn)?,
        _ => 0,
    };
    Ok(())
}

fn save_part(tx: &mut Tx, old: &Deliverable, new: &Deliverable) -> Result<()> {
    let this = || deliverables::table.find(new.id.to_string());
    diesel::update(this())
        .set((
            deliverables::status.eq(new.status.to_string()),
            deliverables::waiting_since.eq(new.since.map(|at| at.0)),
            deliverables::deadline_at.eq(new.until.map(|at| at.0)),
            deliverables::revisions_used.eq(i64::from(new.revisions_used)),
        ))
        .execute(tx.conn)?;
    if old.status == new.status {
        return Ok(());
    }
    match new.status {
        DeliverableStatus::Submitted if old.status == DeliverableStatus::Todo => {
            diesel::update(this()).set(deliverables::submitted_at.eq(Some(tx.now.0))).execute(tx.conn)?;
        }
        DeliverableStatus::Published => {
            diesel::update(this()).set(deliverables::published_at.eq(Some(tx.now.0))).execute(tx.conn)?;
        }
        _ => {}
    }
    Ok(())
}

/// Books a movement, and counts it where the share and the campaign say what became of them.
fn pay(tx: &mut Tx, work: &Work, movement: Movement, house: House) -> Result<()> {
    let rules = &work.rules;
    let about = |deliverable| About { collaboration: Some(rules.id), deliverable };
    match movement {
        Movement::Funded(amount) => {
            let posting = Posting::fund(rules.sponsor, rules.id, amount);
            ledger::book(tx, &format!("fund:{}", rules.id), &posting, about(None))?;
        }
        Movement::Released(part, amount) => {
            let posting = Posting::release(rules.id, rules.influencer, amount, house.fee);
            if ledger::book(tx, &format!("release:{part}"), &posting, about(Some(part)))? {
                invoices::issue::issue(tx, part)?;
            }
            share(tx, part, amount, Money::zero(amount.currency))?;
            let spent = campaigns::spent.eq(campaigns::spent + amount.amount);
            diesel::update(campaigns::table.find(work.campaign.id.0.to_string())).set(spent).execute(tx.conn)?;
        }
        Movement::Refunded(part, amount) => {
            let posting = Posting::refund(rules.id, rules.sponsor, amount);
            ledger::book(tx, &format!("refund:{part}"), &posting, about(Some(part)))?;
            give_back(tx, work, part, amount)?;
        }
        Movement::Freed(part, amount) => give_back(tx, work, part, amount)?,
    }
    Ok(())
}

/// What is not paid is no longer committed.
fn give_back(tx: &mut Tx, work: &Work, part: DeliverableId, amount: Money) -> Result<()> {
    share(tx, part, Money::zero(amount.currency), amount)?;
    let id = work.campaign.id.0.to_string();
    diesel::update(campaigns::table.find(&id))
        .set((
            campaigns::committed.eq(campaigns::committed - amount.amount),
            campaigns::version.eq(campaigns::version + 1),
            campaigns::updated_at.eq(tx.now.0),
        ))
        .execute(tx.conn)?;
    discovery::changed(tx, Subject::Campaign, &id)
}

fn share(tx: &mut Tx, part: DeliverableId, released: Money, refunded: Money) -> Result<()> {
    diesel::update(deliverables::table.find(part.to_string()))
        .set((
            deliverables::released.eq(deliverables::released + released.amount),
            deliverables::refunded.eq(deliverables::refunded + refunded.amount),
        ))
        .execute(tx.conn)?;
    Ok(())
}
