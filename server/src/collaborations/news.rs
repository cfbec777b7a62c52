//! What people are told of a move: the side that did not make it, both when it was an admin or time, the admins of a dispute.

use db::Tx;
use diesel::prelude::*;
use domain::clock::Zone;
use domain::ids::{DeliverableId, UserId};
use domain::money::Money;
use domain::words::{AccountStatus, CollaborationStatus, Role, Side};
use serde_json::{Value, json};

use super::Work;
use super::happenings::{By, Happening, What};
use crate::db::Text;
use crate::error::Result;
use crate::notifications;
use crate::notifications::notice::{Notice, WorkNews};
use crate::schema::users;
use crate::webhooks::{self, Event};

/// Tells whom it concerns, in this transaction.
pub fn tell(tx: &mut Tx, after: &Work, happening: &Happening) -> Result<()> {
    emit(tx, after, happening)?;
    let told: &[Side] = match happening.by {
        By::Sponsor => &[Side::Influencer],
        By::Influencer => &[Side::Sponsor],
        By::Admin | By::Time => &[Side::Sponsor, Side::Influencer],
    };
    let completed = after.rules.status() == CollaborationStatus::Completed;
    for side in told {
        if let Some(kind) = kind(happening.what) {
            notifications::tell(tx, after.person(*side).user.id.0, kind(news(after, happening, *side)))?;
        }
    }
    if completed && happening.what == What::Published {
        for side in [Side::Sponsor, Side::Influencer] {
            let news = news(after, happening, side);
            notifications::tell(tx, after.person(side).user.id.0, Notice::CollaborationCompleted(news))?;
        }
    }
    if happening.what == What::Disputed {
        let of_admins = WorkNews {
            link: format!("/app/admin/disputes/{}", after.row.id.0),
            ..news(after, happening, Side::Influencer)
        };
        for admin in admins(tx)? {
            notifications::tell(tx, admin, Notice::DisputeToDecide(of_admins.clone()))?;
        }
    }
    Ok(())
}

/// Tells the influencer that the campaign was called off, in words of their own language.
pub fn tell_campaign_over(tx: &mut Tx, after: &Work, happening: &Happening) -> Result<()> {
    emit(tx, after, happening)?;
    let kind = if happening.what == What::Cancelled { Notice::CampaignOver } else { Notice::CampaignOverAtWork };
    let news = news(after, happening, Side::Influencer);
    notifications::tell(tx, after.influencer.user.id.0, kind(news))
}

/// Tells the webhooks of both sides.
fn emit(tx: &mut Tx, after: &Work, happening: &Happening) -> Result<()> {
    let completed = after.rules.status() == CollaborationStatus::Completed && happening.what == What::Published;
    let happened = event(happening.what).into_iter().chain(completed.then_some(Event::CollaborationCompleted));
    for event in happened {
        for side in [Side::Sponsor, Side::Influencer] {
            webhooks::emit(tx, &after.person(side).user, event, || thin(after, happening))?;
        }
    }
    Ok(())
}

const fn event(what: What) -> Option<Event> {
    match what {
        What::Funded => Some(Event::CollaborationFunded),
        What::Submitted => Some(Event::CollaborationSubmitted),
        What::ChangesRequested => Some(Event::CollaborationChangesRequested),
        What::Approved => Some(Event::CollaborationApproved),
        What::Published => Some(Event::CollaborationPublished),
        What::DeliverableCancelled | What::Cancelled => Some(Event::CollaborationCancelled),
        What::Completed => Some(Event::CollaborationCompleted),
        What::Disputed => Some(Event::CollaborationDisputed),
        What::Resolved => Some(Event::CollaborationResolved),
        What::Agreed
        | What::CampaignCancelled
        | What::CancellationAsked
        | What::CancellationDeclined
        | What::Stopped
        | What::Resumed => None,
    }
}

/// A collaboration in the few words that webhooks are told.
fn thin(after: &Work, happening: &Happening) -> Value {
    let money = |amount| Money::new(amount, after.row.currency.0);
    let part = happening.deliverable.and_then(|id| after.parts.iter().find(|part| part.id.0 == id));
    let part = part.map(|part| {
        json!({
            "id": part.id.0, "kind": part.kind, "platform": part.platform.0, "status": part.status.0,
            "amount": money(part.amount),
        })
    });
    json!({
        "id": after.row.id.0,
        "ad_request_id": after.row.ad_request_id.0,
        "campaign": {"id": after.campaign.id.0, "title": after.campaign.title},
        "sponsor": {"id": after.sponsor.user.id.0, "username": after.sponsor.user.username},
        "influencer": {"id": after.influencer.user.id.0, "username": after.influencer.user.username},
        "status": after.rules.status(),
        "payment": money(after.row.payment),
        "deliverable": part,
        "by": happening.by,
    })
}

const fn kind(what: What) -> Option<fn(WorkNews) -> Notice> {
    match what {
        What::Agreed | What::CampaignCancelled | What::Completed | What::Stopped | What::Resumed => None,
        What::Funded => Some(Notice::CollaborationFunded),
        What::Submitted => Some(Notice::WorkSubmitted),
        What::ChangesRequested => Some(Notice::ChangesRequested),
        What::Approved => Some(Notice::WorkApproved),
        What::Published => Some(Notice::WorkPublished),
        What::DeliverableCancelled => Some(Notice::DeliverableCancelled),
        What::CancellationAsked => Some(Notice::CancellationAsked),
        What::CancellationDeclined => Some(Notice::CancellationDeclined),
        What::Cancelled => Some(Notice::CollaborationCancelled),
        What::Disputed => Some(Notice::DisputeOpened),
        What::Resolved => Some(Notice::DisputeResolved),
    }
}

/// What one side is to know of the work, or of a part of it, beside what happened; `until` is the day that it waits for.
pub fn of(work: &Work, part: Option<DeliverableId>, to: Side, until: &str) -> WorkNews {
    let part = part.and_then(|id| work.parts.iter().find(|part| part.id.0 == id));
    let amount = part.map_or(work.row.payment, |part| part.amount);
    WorkNews {
        campaign: work.campaign.title.clone(),
        other_side: work.person(to.other()).user.display_name.clone(),
        deliverable: part.map(|part| format!("{} · {}", part.kind, part.platform.0)).unwrap_or_default(),
        amount: Money::new(amount, work.row.currency.0).to_string(),
        until: until.to_owned(),
        message: String::new(),
        link: format!("/app/collaborations/{}", work.row.id.0),
    }
}

fn news(after: &Work, happening: &Happening, to: Side) -> WorkNews {
    let part = happening.deliverable.and_then(|id| after.parts.iter().find(|part| part.id.0 == id));
    let zone = Zone::named(&after.person(to).user.time_zone).unwrap_or(Zone::UTC);
    let until = after.rules.waiting().map(|(_, _, until)| until);
    let until = until.or(part.and_then(|part| part.deadline_at).map(domain::clock::Timestamp));
    let until = until.map(|until| until.day_in(&zone).to_string()).unwrap_or_default();
    WorkNews { message: happening.note.clone(), ..of(after, happening.deliverable, to, &until) }
}

/// Everybody who decides.
pub fn admins(tx: &mut Tx) -> Result<Vec<UserId>> {
    let rows: Vec<Text<UserId>> = users::table
        .filter(users::role.eq(Role::Admin.to_string()).and(users::status.eq(AccountStatus::Active.to_string())))
        .select(users::id)
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}
