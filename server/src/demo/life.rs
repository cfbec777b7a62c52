//! One collaboration as it lived: the rules move it, its rows remember.

use domain::clock::{Timestamp, Zone};
use domain::collaboration::{Asked, Collaboration, Moved, Movement, Refused, Scene, State, discloses};
use domain::ids::{DeliverableId, SubmissionId, UserId, WorkEventId};
use domain::ledger::Posting;
use domain::rights::{Exclusivity, Licence, Post};
use domain::terms::Terms;
use domain::words::{CollaborationStatus, DeliverableStatus, Side};
use sha2::{Digest, Sha256};

use super::rows::{CollaborationRow, DeliverableRow, Rows, SubmissionRow, WorkEventRow};
use super::till::{Booking, Till};
use crate::collaborations::{By, What};
use crate::house::House;
use crate::ledger::About;

/// A collaboration in the making, with its rows as they are so far.
pub struct Life<'a> {
    pub rules: Collaboration,
    pub row: CollaborationRow,
    pub parts: Vec<DeliverableRow>,
    pub zone: &'a Zone,
    pub house: House,
    pub events: Vec<WorkEventRow>,
    pub submissions: Vec<SubmissionRow>,
    pub bookings: Vec<Booking>,
}

/// Something that happens.
pub struct Event<'a> {
    pub at: Timestamp,
    pub what: What,
    pub part: Option<DeliverableId>,
    pub by: By,
    pub note: &'a str,
}

/// What is handed in.
pub struct Handed<'a> {
    pub caption: String,
    pub url: Option<String>,
    pub note: &'a str,
    pub disclosure: &'a str,
}

impl Life<'_> {
    /// Makes a move that the rules allow at that instant.
    pub fn go(
        &mut self,
        event: &Event,
        ask: impl FnOnce(Collaboration, &Scene) -> Result<Moved, Refused>,
    ) -> Result<(), Refused> {
        let scene = Scene { now: event.at, zone: self.zone, periods: &self.house.periods };
        let moved = ask(self.rules.clone(), &scene)?;
        self.keep(event, moved);
        Ok(())
    }

    /// Lets happen what was declared for silence, if it is time.
    pub fn lapse(&mut self, event: &Event) {
        let scene = Scene { now: event.at, zone: self.zone, periods: &self.house.periods };
        if let Some(moved) = self.rules.clone().lapse(&scene) {
            self.keep(event, moved);
        }
    }

    fn keep(&mut self, event: &Event, moved: Moved) {
        self.note(event);
        for movement in moved.movements {
            self.pay(movement, event.at);
        }
        let before = std::mem::replace(&mut self.rules, moved.after);
        let changed = before.deliverables.iter().zip(&self.rules.deliverables).zip(&mut self.parts);
        for ((old, new), row) in changed.filter(|((old, new), _)| old.status != new.status) {
            match new.status {
                DeliverableStatus::Submitted if old.status == DeliverableStatus::Todo => {
                    row.submitted_at = Some(event.at.0);
                }
                DeliverableStatus::Published => row.published_at = Some(event.at.0),
                _ => {}
            }
        }
        let over = self.is_over();
        self.row.updated_at = event.at.0;
        self.row.version += 1;
        self.row.ended_at = over.then_some(event.at.0);
        match self.rules.state {
            State::Cancelling(asked) | State::Disputed(asked) => self.ask(asked, event.note),
            _ if over => {}
            _ => self.forget(),
        }
        let completed = self.rules.status() == CollaborationStatus::Completed;
        if completed && before.status() != CollaborationStatus::Completed && event.what != What::Cancelled {
            self.note(&Event { at: event.at, what: What::Completed, part: None, by: event.by, note: "" });
        }
    }

    fn ask(&mut self, asked: Asked, reason: &str) {
        if self.row.asked_at != Some(asked.at.0) {
            self.row.asked_by = Some(asked.by.to_string());
            self.row.asked_at = Some(asked.at.0);
            self.row.asked_until = Some(asked.until.0);
            self.row.asked_reason = Some(reason.to_owned());
        }
    }

    fn forget(&mut self) {
        (self.row.asked_by, self.row.asked_at, self.row.asked_until, self.row.asked_reason) = (None, None, None, None);
    }

    fn pay(&mut self, movement: Movement, at: Timestamp) {
        let Collaboration { id, sponsor, influencer, .. } = self.rules;
        let about = |deliverable| About { collaboration: Some(id), deliverable };
        let mut share = |part: DeliverableId, released: i64, refunded: i64| {
            let part = part.to_string();
            if let Some(row) = self.parts.iter_mut().find(|row| row.id == part) {
                row.released += released;
                row.refunded += refunded;
            }
        };
        let (cause, posting, deliverable) = match movement {
            Movement::Funded(amount) => (format!("fund:{id}"), Posting::fund(sponsor, id, amount), None),
            Movement::Released(part, amount) => {
                share(part, amount.amount, 0);
                (format!("release:{part}"), Posting::release(id, influencer, amount, self.house.fee), Some(part))
            }
            Movement::Refunded(part, amount) => {
                share(part, 0, amount.amount);
                (format!("refund:{part}"), Posting::refund(id, sponsor, amount), Some(part))
            }
            Movement::Freed(part, amount) => return share(part, 0, amount.amount),
        };
        self.bookings.push(Booking { at, cause, posting, about: about(deliverable) });
    }

    /// Notes that something happened.
    pub fn note(&mut self, event: &Event) {
        let actor: Option<UserId> = match event.by {
            By::Sponsor => Some(self.rules.sponsor),
            By::Influencer => Some(self.rules.influencer),
            By::Admin | By::Time => None,
        };
        self.events.push(WorkEventRow {
            id: WorkEventId::new(event.at).to_string(),
            collaboration_id: self.row.id.clone(),
            deliverable_id: event.part.map(|id| id.to_string()),
            what: event.what.to_string(),
            made_by: event.by.to_string(),
            actor_id: actor.map(|id| id.to_string()),
            note: event.note.to_owned(),
            created_at: event.at.0,
            position: i64::try_from(self.events.len()).unwrap_or(0) + 1,
        });
    }

    /// Keeps what is handed in.
    pub fn hand_in(&mut self, part: DeliverableId, at: Timestamp, handed: Handed) {
        let of = part.to_string();
        let before = self.submissions.iter().filter(|row| row.deliverable_id == of).count();
        self.submissions.push(SubmissionRow {
            id: SubmissionId::new(at).to_string(),
            number: i64::try_from(before).unwrap_or(0) + 1,
            url: handed.url,
            note: handed.note.to_owned(),
            caption_hash: hex::encode(Sha256::digest(&handed.caption)),
            disclosed: i64::from(discloses(&handed.caption, handed.disclosure)),
            caption: handed.caption,
            created_at: at.0,
            deliverable_id: of,
        });
    }

    /// Whether it has ended.
    pub const fn is_over(&self) -> bool {
        matches!(self.rules.state, State::Completed | State::Cancelled)
    }

    /// What of all shares is paid, and what went back or was never paid in.
    pub fn settled(&self) -> (i64, i64) {
        self.parts.iter().fold((0, 0), |(paid, back), row| (paid + row.released, back + row.refunded))
    }

    /// Keeps what the terms say of usage and exclusivity, by what went online. Of what ends soon visitors are told when the
    /// world begins; the others were.
    pub fn register(&mut self, terms: &Terms, now: Timestamp, for_visitors: bool) {
        let mut posts = Vec::new();
        for (row, part) in self.parts.iter_mut().zip(&self.rules.deliverables) {
            let online = row.published_at.map(Timestamp);
            let licence = online.and_then(|at| Licence::of(terms, at));
            row.rights_until = licence.as_ref().map(|licence| licence.until.0);
            let untold = |licence: &Licence| licence.alert_at() > now || (for_visitors && licence.until > now);
            row.rights_alert_at = licence.filter(untold).map(|licence| licence.alert_at().0);
            posts.push(match (online, part.status) {
                (Some(at), _) => Post::Online(at),
                (None, DeliverableStatus::Cancelled) => Post::CalledOff,
                (None, _) => Post::Due(part.due_date),
            });
        }
        let (agreed, ended) = (Timestamp(self.row.created_at), self.row.ended_at.map(Timestamp));
        let held = Exclusivity::of(terms.exclusivity_days, agreed, &posts, ended, self.zone);
        self.row.exclusivity_days = terms.exclusivity_days.into();
        self.row.exclusive_until = held.filter(|held| held.settled).map(|held| held.until.0);
    }

    /// Adds it to the world as it is now.
    pub fn finish(mut self, rows: &mut Rows, till: &mut Till) {
        self.row.status = self.rules.status().to_string();
        self.row.lapses_at = self.rules.lapses_at().map(|at| at.0);
        self.row.stopped_at = self.rules.stopped.map(|at| at.0);
        self.row.sponsor_due_at = self.rules.awaits(Side::Sponsor).map(|at| at.0);
        self.row.influencer_due_at = self.rules.awaits(Side::Influencer).map(|at| at.0);
        self.row.funding_due_at = match self.rules.state {
            State::AwaitingFunding { until } => Some(until.0),
            _ => None,
        };
        for (row, part) in self.parts.iter_mut().zip(&self.rules.deliverables) {
            row.status = part.status.to_string();
            row.waiting_since = part.since.map(|at| at.0);
            row.deadline_at = part.until.map(|at| at.0);
            row.revisions_used = part.revisions_used.into();
        }
        rows.collaborations.push(self.row);
        rows.deliverables.extend(self.parts);
        rows.submissions.extend(self.submissions);
        rows.work_events.extend(self.events);
        till.book(self.bookings);
    }
}
