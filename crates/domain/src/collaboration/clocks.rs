//! The clocks of a collaboration: whose turn it is, until when, and what happens to that while they stand still.

use super::{Collaboration, State};
use crate::clock::Timestamp;
use crate::waiting::{Owner, Waiting};
use crate::words::{DeliverableStatus, Side};

impl Collaboration {
    /// What it waits for as a whole, from whom and until when; what its deliverables wait for is theirs.
    pub fn waiting(&self) -> Option<(Waiting, Owner, Timestamp)> {
        match self.state {
            State::AwaitingFunding { until } => Some((Waiting::Funding, Waiting::Funding.owner(), until)),
            State::Cancelling(asked) => Some((Waiting::Cancellation, asked.by.other().into(), asked.until)),
            State::Disputed(asked) => Some((Waiting::Dispute, Waiting::Dispute.owner(), asked.until)),
            _ => None,
        }
    }

    /// Until when that side is waited for, the nearest of all that it is waited for; `None` when it is not its turn.
    pub fn awaits(&self, side: Side) -> Option<Timestamp> {
        let own = |owner: Owner| owner == side.into();
        if let Some((_, owner, until)) = self.waiting() {
            return own(owner).then_some(until);
        }
        let parts = self.deliverables.iter();
        let waited = parts.filter(|part| part.waiting(self.revisions_allowed).is_some_and(|what| own(what.owner())));
        waited.filter_map(|part| part.until).min()
    }

    /// The earliest instant at which [`lapse`](Self::lapse) does something.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        match self.state {
            _ if self.stopped.is_some() => None,
            State::Active => {
                let submitted = self.deliverables.iter().filter(|part| part.status == DeliverableStatus::Submitted);
                submitted.filter_map(|part| part.until).min()
            }
            _ => self.waiting().map(|(_, _, until)| until),
        }
    }

    /// Its clocks stand still from now on, as long as one of its people is suspended. `None` where none runs.
    pub fn stop(mut self, now: Timestamp) -> Option<Self> {
        let runs = self.stopped.is_none() && !self.is_over();
        self.stopped = Some(now);
        runs.then_some(self)
    }

    /// Its clocks go on, set back by the time that they stood still. `None` where they run.
    pub fn resume(mut self, now: Timestamp) -> Option<Self> {
        let stood = now.ms_since(self.stopped.take()?);
        match &mut self.state {
            State::AwaitingFunding { until } => *until = until.plus_ms(stood),
            // What rests meanwhile is set back when the cancellation is declined, by all the time since it was asked for.
            State::Cancelling(asked) | State::Disputed(asked) => asked.until = asked.until.plus_ms(stood),
            State::Active => self.set_parts_back(stood),
            State::Completed | State::Cancelled => {}
        }
        Some(self)
    }

    /// What its clocks show now.
    pub fn clock(&self, now: Timestamp) -> Timestamp {
        self.stopped.unwrap_or(now)
    }

    pub(super) fn set_parts_back(&mut self, ms: i64) {
        for part in &mut self.deliverables {
            part.since = part.since.map(|since| since.plus_ms(ms));
            part.until = part.until.map(|until| until.plus_ms(ms));
        }
    }
}
