//! What became of what was agreed: collaborations, and how far their deliverables are.

use anyhow::{Result, anyhow};
use domain::clock::{Timestamp, Zone};
use domain::ids::{CollaborationId, DeliverableId};
use domain::words::{CollaborationStatus, DeliverableStatus};
use jiff::civil::Date;

use super::dice::Dice;
use super::rows::{CollaborationRow, DeliverableRow, Rows};
use super::setting::Setting;
use super::story::{Closing, Story};

/// What a collaboration means for its campaign's budget, in minor units.
#[derive(Default)]
pub struct Done {
    /// Released to the influencer.
    pub spent: i64,
    /// Given back, because it was never funded.
    pub freed: i64,
}

/// Begins the collaboration of an accepted request and lets it run until now.
pub fn begin(rows: &mut Rows, dice: &mut Dice, setting: &Setting, story: &Story, closing: &Closing) -> Result<Done> {
    let request = &story.request;
    let terms = &request.latest.terms;
    let agreed = Timestamp(closing.at);
    let funding_due = agreed.plus_days(setting.funding_days);
    let id = CollaborationId::new(agreed);
    let shares = terms.shares().map_err(|wrong| anyhow!("{}", wrong.message))?;
    let is_recent = funding_due > setting.now;
    let fate = match () {
        () if is_recent && dice.chance(75) => CollaborationStatus::AwaitingFunding,
        () if !is_recent && dice.chance(4) => CollaborationStatus::Cancelled,
        () => CollaborationStatus::Active,
    };
    let mut done = Done::default();
    let mut all_published = true;
    let mut changed = if is_recent { agreed } else { agreed.plus_days(dice.number(0, 4)) };
    let today = setting.now.day_in(&Zone::UTC);
    for (position, share) in shares.iter().enumerate() {
        let Some(row) = terms.deliverables.get(share.row) else { continue };
        let status = match fate {
            CollaborationStatus::Active => progress(dice, row.due_date, today),
            _ => DeliverableStatus::Todo,
        };
        all_published &= status == DeliverableStatus::Published;
        if status == DeliverableStatus::Published {
            done.spent += share.amount.amount;
            changed = changed.max(Zone::UTC.start_of(row.due_date)).min(setting.now);
        }
        rows.deliverables.push(DeliverableRow {
            id: DeliverableId::new(agreed).to_string(),
            collaboration_id: id.to_string(),
            position: i64::try_from(position).unwrap_or(0),
            kind: row.kind.clone(),
            platform: row.platform.to_string(),
            due_date: row.due_date.to_string(),
            note: row.note.clone(),
            amount: share.amount.amount,
            status: status.to_string(),
        });
    }
    let status =
        if fate == CollaborationStatus::Active && all_published { CollaborationStatus::Completed } else { fate };
    if status == CollaborationStatus::Cancelled {
        done.freed = terms.payment.amount;
        changed = funding_due;
    }
    rows.collaborations.push(CollaborationRow {
        id: id.to_string(),
        ad_request_id: request.id.to_string(),
        campaign_id: request.campaign.to_string(),
        sponsor_id: request.sponsor.to_string(),
        influencer_id: request.influencer.to_string(),
        status: status.to_string(),
        payment: terms.payment.amount,
        currency: terms.payment.currency.code().into(),
        revision: request.latest.number,
        terms_hash: request.latest.hash.clone(),
        accepted_by: closing.by.map(|side| side.to_string()).unwrap_or_default(),
        funding_due_at: (status == CollaborationStatus::AwaitingFunding).then_some(funding_due.0),
        created_at: agreed.0,
        updated_at: changed.0,
    });
    Ok(done)
}

/// How far a deliverable is, by how long it has been due.
fn progress(dice: &mut Dice, due: Date, today: Date) -> DeliverableStatus {
    use DeliverableStatus::{Approved, ChangesRequested, Published, Submitted, Todo};
    let overdue = today.duration_until(due).as_hours() / -24;
    let at = |places: &[DeliverableStatus], dice: &mut Dice| dice.pick(places, Todo);
    match overdue {
        9.. => Published,
        2..9 => at(&[Published, Published, Published, Approved, Submitted, ChangesRequested], dice),
        -4..2 => at(&[Published, Approved, Submitted, Submitted, ChangesRequested, Todo], dice),
        -14..-4 => at(&[Submitted, ChangesRequested, Todo, Todo], dice),
        _ => at(&[Todo, Todo, Todo, Todo, Submitted], dice),
    }
}
