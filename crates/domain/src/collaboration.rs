//! The work: what two sides agreed on, every legal move on it, and what each move does to the money.

mod clocks;

use jiff::civil::Date;

use crate::access::{Denied, Permission, Standing};
use crate::clock::{Timestamp, Zone};
use crate::ids::{CollaborationId, DeliverableId, UserId};
use crate::money::Money;
use crate::waiting::{Periods, Waiting};
use crate::words::{Action, CollaborationStatus, DeliverableStatus, Side};

/// The kill fee where the terms name none, in percent of a submitted share.
pub const KILL_FEE_PERCENT: u32 = 50;

/// A collaboration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collaboration {
    /// Its id.
    pub id: CollaborationId,
    /// The side that pays.
    pub sponsor: UserId,
    /// The side that delivers.
    pub influencer: UserId,
    /// The payment: the sum of the shares; 0 is a gift, which needs no funding.
    pub payment: Money,
    /// What part of a submitted share is the influencer's when the sponsor cancels.
    pub kill_fee_percent: u32,
    /// How often the sponsor may ask for changes to one deliverable.
    pub revisions_allowed: u32,
    /// Where it is.
    pub state: State,
    /// Since when its clocks stand still, because one of its people is suspended.
    pub stopped: Option<Timestamp>,
    /// What is to be made, in the order of the terms.
    pub deliverables: Vec<Deliverable>,
}

/// Where a collaboration is, with what only that state has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The sponsor has yet to fund it.
    AwaitingFunding {
        /// Until when.
        until: Timestamp,
    },
    /// The work goes on.
    Active,
    /// One side wants to end it; the work rests until the other answers.
    Cancelling(Asked),
    /// An admin is to decide.
    Disputed(Asked),
    /// All that was not called off is delivered and paid.
    Completed,
    /// Called off.
    Cancelled,
}

/// What one side asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The side.
    pub by: Side,
    /// When.
    pub at: Timestamp,
    /// Until when it is to be answered.
    pub until: Timestamp,
}

/// One thing to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliverable {
    /// Its id.
    pub id: DeliverableId,
    /// Its share of the payment.
    pub amount: Money,
    /// The day by which it is handed in.
    pub due_date: Date,
    /// Where it is.
    pub status: DeliverableStatus,
    /// Since when it is waited for as it stands.
    pub since: Option<Timestamp>,
    /// Until when its owner has time; none while nothing runs.
    pub until: Option<Timestamp>,
    /// How often changes were asked for.
    pub revisions_used: u32,
}

/// What a move does to the money. What is freed was never paid in: it only leaves the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Sponsor balance to escrow.
    Funded(Money),
    /// Of that deliverable's share, that much goes to the influencer.
    Released(DeliverableId, Money),
    /// Of that deliverable's share, that much goes back to the sponsor.
    Refunded(DeliverableId, Money),
    /// That much of that deliverable's share is no longer owed.
    Freed(DeliverableId, Money),
}

/// A collaboration after a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// As it is now.
    pub after: Collaboration,
    /// What moves with it.
    pub movements: Vec<Movement>,
}

/// How an admin decides a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// All that is left goes to the influencer.
    Release,
    /// All that is left goes back to the sponsor.
    Refund,
    /// That many percent of what is left go to the influencer.
    Split(u32),
}

/// Why a move is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The collaboration is not where this is possible.
    #[error("This is not possible as the collaboration stands now.")]
    WrongState,
    /// The deliverable is not where this is possible.
    #[error("This is not possible as the deliverable stands now.")]
    DeliverableState,
    /// There is no such deliverable in it.
    #[error("There is no such deliverable.")]
    NoSuchDeliverable,
    /// A cancellation waits for an answer.
    #[error("A cancellation was asked for: the work rests until it is answered.")]
    CancellationAsked,
    /// The sponsor has a submission to answer first.
    #[error("Answer what was submitted before you cancel: approve it, ask for changes or open a dispute.")]
    SubmissionWaiting,
    /// As many changes were asked for as agreed.
    #[error("The agreed revisions are used up: approve it or open a dispute.")]
    RevisionsUsedUp,
    /// It is not overdue.
    #[error("It is not overdue.")]
    NotOverdue,
    /// The other side is to answer.
    #[error("The other side is to answer.")]
    NotYourTurn,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl Refused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::DeliverableState => "deliverable_state",
            Self::NoSuchDeliverable => "not_found",
            Self::CancellationAsked => "cancellation_asked",
            Self::SubmissionWaiting => "submission_waiting",
            Self::RevisionsUsedUp => "revisions_used_up",
            Self::NotOverdue => "not_overdue",
            Self::NotYourTurn => "not_your_turn",
            Self::Denied(denied) => denied.code(),
        }
    }
}

/// What a move is judged by, beside the collaboration itself.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Now.
    pub now: Timestamp,
    /// The campaign's time zone, in which due dates are days.
    pub zone: &'a Zone,
    /// How long each is waited for.
    pub periods: &'a Periods,
}

impl Scene<'_> {
    fn deadline(&self, waiting: Waiting, due: Date) -> Timestamp {
        self.periods.deadline(waiting, self.now, Some((due, self.zone)))
    }

    fn asked(&self, by: Side, waiting: Waiting) -> Asked {
        Asked { by, at: self.now, until: self.periods.deadline(waiting, self.now, None) }
    }
}

type Move = Result<Moved, Refused>;

impl Collaboration {
    /// The sponsor's money is put aside; the work begins.
    pub fn fund(mut self, scene: &Scene) -> Move {
        let State::AwaitingFunding { .. } = self.state else { return Err(Refused::WrongState) };
        self.state = State::Active;
        for part in &mut self.deliverables {
            part.wait(Waiting::Submission, scene);
        }
        let paid = Movement::Funded(self.payment);
        Ok(Moved { after: self, movements: vec![paid] })
    }

    /// The influencer hands in a deliverable, for the first time or with the changes that were asked for.
    pub fn submit(mut self, of: DeliverableId, scene: &Scene) -> Move {
        use DeliverableStatus::{ChangesRequested, Submitted, Todo};
        let part = self.at_work(of, &[Todo, ChangesRequested])?;
        part.status = Submitted;
        part.wait(Waiting::Review, scene);
        Ok(self.without_money())
    }

    /// The sponsor takes what was submitted.
    pub fn approve(mut self, of: DeliverableId, scene: &Scene) -> Move {
        let part = self.at_work(of, &[DeliverableStatus::Submitted])?;
        part.approve(scene);
        Ok(self.without_money())
    }

    /// The sponsor wants something changed, as often as was agreed.
    pub fn request_changes(mut self, of: DeliverableId, scene: &Scene) -> Move {
        let allowed = self.revisions_allowed;
        let part = self.at_work(of, &[DeliverableStatus::Submitted])?;
        if part.revisions_used >= allowed {
            return Err(Refused::RevisionsUsedUp);
        }
        part.revisions_used += 1;
        part.status = DeliverableStatus::ChangesRequested;
        part.wait(Waiting::Changes, scene);
        Ok(self.without_money())
    }

    /// The influencer has put it online: its share is released.
    pub fn publish(mut self, of: DeliverableId) -> Move {
        let part = self.at_work(of, &[DeliverableStatus::Approved])?;
        part.end(DeliverableStatus::Published);
        let movements = vec![Movement::Released(part.id, part.amount)];
        self.complete_with_the_last();
        Ok(Moved { after: self, movements })
    }

    /// The sponsor calls off what is overdue: its share goes back whole.
    pub fn cancel_overdue(mut self, of: DeliverableId, scene: &Scene) -> Move {
        let part = self.at_work(of, &OVERDUE)?;
        if !part.is_overdue(scene.now) {
            return Err(Refused::NotOverdue);
        }
        part.end(DeliverableStatus::Cancelled);
        let movements = vec![Movement::Refunded(part.id, part.amount)];
        self.complete_with_the_last();
        Ok(Moved { after: self, movements })
    }

    /// One side wants to end it. What is not funded ends at once; else the other side has time to object.
    pub fn cancel(mut self, by: Side, scene: &Scene) -> Move {
        match self.state {
            State::AwaitingFunding { .. } => Ok(self.freed()),
            State::Active if by == Side::Sponsor && self.has(DeliverableStatus::Submitted) => {
                Err(Refused::SubmissionWaiting)
            }
            State::Active => {
                self.state = State::Cancelling(scene.asked(by, Waiting::Cancellation));
                Ok(self.without_money())
            }
            State::Cancelling(_) => Err(Refused::CancellationAsked),
            _ => Err(Refused::WrongState),
        }
    }

    /// The other side agrees to the cancellation.
    pub fn accept_cancellation(self, by: Side) -> Move {
        self.cancellation_for(by).map(|asked| self.cancelled_by(asked.by))
    }

    /// The other side does not agree; the work goes on, its clocks set back by the time that it rested.
    pub fn decline_cancellation(mut self, by: Side, scene: &Scene) -> Move {
        let asked = self.cancellation_for(by)?;
        self.set_parts_back(scene.now.ms_since(asked.at));
        self.state = State::Active;
        Ok(self.without_money())
    }

    /// One side asks an admin to decide.
    pub fn dispute(mut self, by: Side, scene: &Scene) -> Move {
        let (State::Active | State::Cancelling(_)) = self.state else { return Err(Refused::WrongState) };
        self.state = State::Disputed(scene.asked(by, Waiting::Dispute));
        for part in &mut self.deliverables {
            (part.since, part.until) = (None, None);
        }
        Ok(self.without_money())
    }

    /// An admin decides a dispute, or what becomes of work that stands still.
    pub fn resolve(self, resolution: Resolution) -> Move {
        match self.state {
            State::Disputed(_) => {}
            State::AwaitingFunding { .. } if self.stopped.is_some() && resolution == Resolution::Refund => {
                return Ok(self.freed());
            }
            State::Active | State::Cancelling(_) if self.stopped.is_some() => {}
            _ => return Err(Refused::WrongState),
        }
        let percent = match resolution {
            Resolution::Release => 100,
            Resolution::Refund => 0,
            Resolution::Split(percent) => percent.min(100),
        };
        Ok(self.settled(|_| percent))
    }

    /// What was declared for the case that nobody does anything, for each that has run out; `None` when nothing has.
    pub fn lapse(mut self, scene: &Scene) -> Option<Moved> {
        if self.stopped.is_some() {
            return None;
        }
        match self.state {
            State::AwaitingFunding { until } if until <= scene.now => Some(self.freed()),
            State::Cancelling(asked) if asked.until <= scene.now => Some(self.cancelled_by(asked.by)),
            State::Disputed(asked) if asked.until <= scene.now => {
                Some(self.settled(|part| if part.status == DeliverableStatus::Approved { 100 } else { 0 }))
            }
            State::Active => {
                let unanswered = |part: &&mut Deliverable| {
                    part.status == DeliverableStatus::Submitted && part.until.is_some_and(|until| until <= scene.now)
                };
                let approved = self.deliverables.iter_mut().filter(unanswered).map(|part| part.approve(scene)).count();
                (approved > 0).then(|| self.without_money())
            }
            _ => None,
        }
    }

    /// Its status, without what only the state has. A cancellation that is asked for leaves it active.
    pub const fn status(&self) -> CollaborationStatus {
        match self.state {
            State::AwaitingFunding { .. } => CollaborationStatus::AwaitingFunding,
            State::Active | State::Cancelling(_) => CollaborationStatus::Active,
            State::Disputed(_) => CollaborationStatus::Disputed,
            State::Completed => CollaborationStatus::Completed,
            State::Cancelled => CollaborationStatus::Cancelled,
        }
    }

    /// The moves that this side has now.
    pub fn actions(&self, side: Side, actor: &Standing) -> Vec<Action> {
        if actor.may(Permission::Work).is_err() {
            return Vec::new();
        }
        let sponsor = side == Side::Sponsor;
        match self.state {
            State::AwaitingFunding { .. } if sponsor => vec![Action::Fund, Action::Cancel],
            State::AwaitingFunding { .. } => vec![Action::Cancel],
            State::Active if sponsor && self.has(DeliverableStatus::Submitted) => vec![Action::Dispute],
            State::Active => vec![Action::Cancel, Action::Dispute],
            State::Cancelling(asked) if asked.by == side => vec![Action::Dispute],
            State::Cancelling(_) => vec![Action::AcceptCancellation, Action::DeclineCancellation, Action::Dispute],
            _ => Vec::new(),
        }
    }

    /// The moves that this side has now on one deliverable.
    pub fn deliverable_actions(&self, part: &Deliverable, side: Side, actor: &Standing, now: Timestamp) -> Vec<Action> {
        use DeliverableStatus::{Approved, ChangesRequested, Submitted, Todo};
        if self.state != State::Active || actor.may(Permission::Work).is_err() {
            return Vec::new();
        }
        match (side, part.status) {
            (Side::Influencer, Todo | ChangesRequested) => vec![Action::Submit],
            (Side::Influencer, Approved) => vec![Action::Publish],
            (Side::Sponsor, Submitted) if part.revisions_used < self.revisions_allowed => {
                vec![Action::Approve, Action::RequestChanges]
            }
            (Side::Sponsor, Submitted) => vec![Action::Approve],
            (Side::Sponsor, _) if part.is_overdue(now) => vec![Action::Cancel],
            _ => Vec::new(),
        }
    }

    fn at_work(&mut self, of: DeliverableId, at: &[DeliverableStatus]) -> Result<&mut Deliverable, Refused> {
        match self.state {
            State::Active => {}
            State::Cancelling(_) => return Err(Refused::CancellationAsked),
            _ => return Err(Refused::WrongState),
        }
        let part = self.deliverables.iter_mut().find(|part| part.id == of).ok_or(Refused::NoSuchDeliverable)?;
        if at.contains(&part.status) { Ok(part) } else { Err(Refused::DeliverableState) }
    }

    fn cancellation_for(&self, by: Side) -> Result<Asked, Refused> {
        match self.state {
            State::Cancelling(asked) if asked.by != by => Ok(asked),
            State::Cancelling(_) => Err(Refused::NotYourTurn),
            _ => Err(Refused::WrongState),
        }
    }

    const fn is_over(&self) -> bool {
        matches!(self.state, State::Completed | State::Cancelled)
    }

    fn has(&self, status: DeliverableStatus) -> bool {
        self.deliverables.iter().any(|part| part.status == status)
    }

    /// Ends a cancelled one: the sponsor who cancels owes the kill fee of what was submitted, the influencer gets nothing
    /// of what is not released.
    fn cancelled_by(self, by: Side) -> Moved {
        let percent = self.kill_fee_percent.min(100);
        let mut moved = self.settled(|part| if by == Side::Sponsor && part.was_submitted() { percent } else { 0 });
        moved.after.end(State::Cancelled);
        moved
    }

    /// Ends it: of each share that is left, so many percent go to the influencer, rounded up, and the rest back.
    fn settled(mut self, percent: impl Fn(&Deliverable) -> u32) -> Moved {
        let mut movements = Vec::new();
        for part in self.deliverables.iter_mut().filter(|part| !part.is_settled()) {
            let (released, refunded) = part.amount.parted(percent(part));
            part.end(DeliverableStatus::Cancelled);
            movements.push(Movement::Released(part.id, released));
            movements.push(Movement::Refunded(part.id, refunded));
        }
        movements.retain(|movement| movement.amount().amount != 0);
        let paid = movements.iter().any(|movement| matches!(movement, Movement::Released(..)));
        let done = paid || self.has(DeliverableStatus::Published);
        self.end(if done { State::Completed } else { State::Cancelled });
        Moved { after: self, movements }
    }

    fn freed(mut self) -> Moved {
        let movements = self.deliverables.iter().map(|part| Movement::Freed(part.id, part.amount)).collect();
        for part in &mut self.deliverables {
            part.end(DeliverableStatus::Cancelled);
        }
        self.end(State::Cancelled);
        Moved { after: self, movements }
    }

    const fn end(&mut self, state: State) {
        self.state = state;
        self.stopped = None;
    }

    fn complete_with_the_last(&mut self) {
        if self.deliverables.iter().all(Deliverable::is_settled) {
            let done = self.has(DeliverableStatus::Published);
            self.end(if done { State::Completed } else { State::Cancelled });
        }
    }

    const fn without_money(self) -> Moved {
        Moved { after: self, movements: Vec::new() }
    }
}

/// The states in which the influencer is waited for.
const OVERDUE: [DeliverableStatus; 3] =
    [DeliverableStatus::Todo, DeliverableStatus::ChangesRequested, DeliverableStatus::Approved];

impl Deliverable {
    /// What it waits for; nothing once it is settled.
    pub const fn waiting(&self, revisions_allowed: u32) -> Option<Waiting> {
        match self.status {
            DeliverableStatus::Todo => Some(Waiting::Submission),
            DeliverableStatus::Submitted if self.revisions_used >= revisions_allowed => Some(Waiting::LastReview),
            DeliverableStatus::Submitted => Some(Waiting::Review),
            DeliverableStatus::ChangesRequested => Some(Waiting::Changes),
            DeliverableStatus::Approved => Some(Waiting::Publication),
            DeliverableStatus::Published | DeliverableStatus::Cancelled => None,
        }
    }

    /// Whether the influencer has let its deadline pass.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        OVERDUE.contains(&self.status) && self.until.is_some_and(|until| until <= now)
    }

    /// Whether its share is paid or gone.
    pub const fn is_settled(&self) -> bool {
        matches!(self.status, DeliverableStatus::Published | DeliverableStatus::Cancelled)
    }

    const fn was_submitted(&self) -> bool {
        use DeliverableStatus::{Approved, ChangesRequested, Submitted};
        matches!(self.status, Submitted | ChangesRequested | Approved)
    }

    fn approve(&mut self, scene: &Scene) {
        self.status = DeliverableStatus::Approved;
        self.wait(Waiting::Publication, scene);
    }

    fn wait(&mut self, what: Waiting, scene: &Scene) {
        (self.since, self.until) = (Some(scene.now), Some(scene.deadline(what, self.due_date)));
    }

    const fn end(&mut self, status: DeliverableStatus) {
        self.status = status;
        (self.since, self.until) = (None, None);
    }
}

impl Movement {
    /// How much.
    pub const fn amount(&self) -> Money {
        match self {
            Self::Funded(amount) | Self::Released(_, amount) | Self::Refunded(_, amount) | Self::Freed(_, amount) => {
                *amount
            }
        }
    }
}

/// Whether `disclosure` stands in the caption, however it is cased; an empty one asks for nothing.
pub fn discloses(caption: &str, disclosure: &str) -> bool {
    let fold = |text: &str| crate::text::folded(text).split_whitespace().collect::<Vec<_>>().join(" ");
    fold(caption).contains(&fold(disclosure))
}

#[cfg(test)]
#[path = "collaboration_tests.rs"]
mod tests;
