//! What the two sides see of their collaboration.

use domain::clock::Timestamp;
use domain::collaboration::{Collaboration, Deliverable, State};
use domain::conversation::{Tie, may_write};
use domain::ids::{AdRequestId, CollaborationId, DeliverableId};
use domain::money::{Money, MoneySchema};
use domain::terms::Terms;
use domain::waiting::{Fallback, Owner, Waiting};
use domain::words::{AccountStatus, Action, CollaborationStatus, DeliverableStatus, Platform, Side};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Work;
use super::happenings::{HappeningOut, SubmissionOut};
use super::rows::DeliverableRow;
use crate::ad_requests::out::CampaignCard;
use crate::house::House;
use crate::people::{InfluencerCard, SponsorCard};
use crate::rights::{ExclusivityOut, LicenceOut};

/// A collaboration as one of its two sides, or an admin, sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollaborationOut {
    /// Its id.
    pub id: CollaborationId,
    /// The negotiation that it came of.
    pub ad_request_id: AdRequestId,
    /// The campaign that it is part of.
    pub campaign: CampaignCard,
    /// The side that pays.
    pub sponsor: SponsorCard,
    /// The side that delivers.
    pub influencer: InfluencerCard,
    /// Where it is. A cancellation that is asked for leaves it `active`.
    pub status: CollaborationStatus,
    /// What was agreed to be paid in all.
    #[schema(value_type = MoneySchema)]
    pub payment: Money,
    /// What of it has gone to the influencer, before the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub released: Money,
    /// What of it has gone back to the sponsor, or was never paid in.
    #[schema(value_type = MoneySchema)]
    pub refunded: Money,
    /// What is kept for it now.
    #[schema(value_type = MoneySchema)]
    pub in_escrow: Money,
    /// What was agreed.
    pub terms: Terms,
    /// The number of the agreed revision.
    pub revision: i64,
    /// The hash that the acceptance stands on.
    pub terms_hash: String,
    /// What the public proof of the agreement is found by; only in the answer of a single one.
    pub agreement_code: Option<String>,
    /// The disclosure text that each post must carry, as it was agreed.
    pub disclosure: String,
    /// Until when the sponsor is to fund it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub funding_due_at: Option<Timestamp>,
    /// What it waits for as a whole; what a deliverable waits for stands there.
    pub waiting: Option<WaitingOut>,
    /// That its clocks stand still, if they do. Deadlines are then told as if they went on now.
    pub stopped: Option<StoppedOut>,
    /// A cancellation that is asked for.
    pub cancellation: Option<AskedOut>,
    /// The dispute, also after it was decided.
    pub dispute: Option<DisputeOut>,
    /// In which time the influencer takes no competing work, if that was agreed.
    pub exclusivity: Option<ExclusivityOut>,
    /// What is to be made, in the order of the terms.
    pub deliverables: Vec<DeliverableOut>,
    /// All that happened, the first thing first; only in the answer of a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<HappeningOut>>,
    /// When it was agreed.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// When it was completed or cancelled.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// Until when the reader may rate the other side; only in the answer of a single one.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub rate_until: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
    /// The moves that the reader has now.
    pub actions: Vec<Action>,
    /// Whether the reader may write to the other side, unless one of them has blocked the other.
    pub may_message: bool,
}

/// What is waited for, from whom, until when, and what happens then.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingOut {
    /// What for.
    pub what: Waiting,
    /// Whose turn it is.
    pub owner: Owner,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// What happens when nobody does anything.
    pub fallback: Fallback,
}

/// That the clocks stand still, because somebody is suspended.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoppedOut {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// The sides that are suspended.
    pub suspended: Vec<Side>,
}

/// What one side asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedOut {
    /// Which side.
    pub by: Side,
    /// Why, in its words; none when the campaign was cancelled, which is why.
    pub reason: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// Until when it is to be answered.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// A dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeOut {
    /// Who opened it, why and when.
    #[serde(flatten)]
    pub asked: AskedOut,
    /// How it was decided: `release`, `refund`, `split`, or `lapsed` when time decided.
    pub resolution: Option<String>,
    /// Why, in the admin's words.
    pub note: Option<String>,
}

/// One thing to be made.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliverableOut {
    /// Its id.
    pub id: DeliverableId,
    /// What it is.
    pub kind: String,
    /// Where it is published.
    pub platform: Platform,
    /// The day by which it is handed in.
    #[schema(value_type = String, format = Date)]
    pub due_date: Date,
    /// Anything else.
    pub note: String,
    /// Its share of the payment.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
    /// Where it is.
    pub status: DeliverableStatus,
    /// What it waits for.
    pub waiting: Option<WaitingOut>,
    /// The influencer has let its deadline pass: the sponsor may cancel it.
    pub overdue: bool,
    /// How often changes were asked for.
    pub revisions_used: i64,
    /// What of its share has gone to the influencer, before the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub released: Money,
    /// What of its share has gone back, or was never paid in.
    #[schema(value_type = MoneySchema)]
    pub refunded: Money,
    /// When it was first handed in.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub submitted_at: Option<Timestamp>,
    /// When it went online.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// The post.
    pub post_url: Option<String>,
    /// What the sponsor may do with it, once it is online.
    pub licence: Option<LicenceOut>,
    /// What was handed in, the first one first; only in the answer of a single collaboration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submissions: Option<Vec<SubmissionOut>>,
    /// The moves that the reader has now.
    pub actions: Vec<Action>,
}

impl WaitingOut {
    const fn of(what: Waiting, owner: Owner, until: Timestamp) -> Self {
        Self { what, owner, until, fallback: what.fallback() }
    }
}

impl CollaborationOut {
    /// What that side sees now; without a side, what an admin sees.
    pub fn of(work: &Work, side: Option<Side>, now: Timestamp, house: House) -> Self {
        let Work { row, parts, rules, agreed, campaign, sponsor, influencer } = work;
        let money = |amount| Money::new(amount, row.currency.0);
        let (released, refunded) = parts.iter().fold((0, 0), |(r, b), part| (r + part.released, b + part.refunded));
        let funded = matches!(rules.state, State::Active | State::Cancelling(_) | State::Disputed(_));
        let stood = now.ms_since(rules.clock(now));
        let asked = row.asked().map(|asked| AskedOut {
            by: asked.by,
            reason: row.asked_reason.clone().filter(|reason| !reason.is_empty()),
            asked_at: asked.at,
            until: asked.until.plus_ms(stood),
        });
        let was_disputed = matches!(rules.state, State::Disputed(_)) || row.resolution.is_some();
        let (dispute, cancellation) = if was_disputed { (asked, None) } else { (None, asked) };
        let actor = side.map(|side| work.person(side).user.standing(house.verifies_email));
        let reader = side.zip(actor);
        let other = side.map(|side| work.person(side.other()).user.standing(house.verifies_email));
        let may_message = actor.zip(other).is_some_and(|(me, other)| may_write(&me, &other, Tie::NEGOTIATING).is_ok());
        Self {
            id: row.id.0,
            ad_request_id: row.ad_request_id.0,
            campaign: CampaignCard::of(campaign, side.unwrap_or(Side::Sponsor)),
            sponsor: sponsor.into(),
            influencer: influencer.into(),
            status: row.status.0,
            payment: money(row.payment),
            released: money(released),
            refunded: money(refunded),
            in_escrow: money(if funded { row.payment - released - refunded } else { 0 }),
            terms: agreed.terms.0.clone(),
            revision: row.revision,
            terms_hash: row.terms_hash.clone(),
            agreement_code: None,
            disclosure: agreed.disclosure.clone(),
            funding_due_at: row.funding_due_at.map(|at| Timestamp(at).plus_ms(stood)),
            waiting: rules.waiting().map(|(what, owner, until)| WaitingOut::of(what, owner, until.plus_ms(stood))),
            stopped: rules.stopped.map(|since| StoppedOut::of(work, since)),
            cancellation: cancellation.filter(|_| matches!(rules.state, State::Cancelling(_))),
            dispute: dispute.map(|asked| DisputeOut {
                asked,
                resolution: row.resolution.clone(),
                note: row.resolution_note.clone(),
            }),
            exclusivity: work.exclusivity().map(|held| ExclusivityOut::of(held, now)),
            deliverables: parts
                .iter()
                .zip(&rules.deliverables)
                .map(|(row, part)| {
                    let actions = reader
                        .map(|(side, actor)| rules.deliverable_actions(part, side, &actor, rules.clock(now)))
                        .unwrap_or_default();
                    let licence = work.licence(row).map(|licence| LicenceOut::of(licence, now));
                    DeliverableOut { licence, ..DeliverableOut::of(row, part, rules, now, actions) }
                })
                .collect(),
            events: None,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            ended_at: row.ended_at.map(Timestamp),
            rate_until: None,
            version: row.version,
            actions: reader.map_or_else(
                || {
                    let decides = matches!(rules.state, State::Disputed(_)) || rules.stopped.is_some();
                    if decides { vec![Action::Resolve] } else { Vec::new() }
                },
                |(side, actor)| rules.actions(side, &actor),
            ),
            may_message,
        }
    }
}

impl StoppedOut {
    fn of(work: &Work, since: Timestamp) -> Self {
        let mut suspended = vec![Side::Sponsor, Side::Influencer];
        suspended.retain(|side| work.person(*side).user.status.0 == AccountStatus::Suspended);
        Self { since, suspended }
    }
}

impl DeliverableOut {
    fn of(
        row: &DeliverableRow,
        part: &Deliverable,
        rules: &Collaboration,
        now: Timestamp,
        actions: Vec<Action>,
    ) -> Self {
        let clock = rules.clock(now);
        let money = |amount| Money::new(amount, part.amount.currency);
        let waiting =
            part.waiting(rules.revisions_allowed).zip(part.until.map(|until| until.plus_ms(now.ms_since(clock))));
        Self {
            id: row.id.0,
            kind: row.kind.clone(),
            platform: row.platform.0,
            due_date: row.due_date.0,
            note: row.note.clone(),
            amount: part.amount,
            status: row.status.0,
            waiting: waiting.map(|(what, until)| WaitingOut::of(what, what.owner(), until)),
            overdue: part.is_overdue(clock),
            revisions_used: row.revisions_used,
            released: money(row.released),
            refunded: money(row.refunded),
            submitted_at: row.submitted_at.map(Timestamp),
            published_at: row.published_at.map(Timestamp),
            post_url: row.post_url.clone(),
            licence: None,
            submissions: None,
            actions,
        }
    }
}
