//! What happens when one side does not want to go on, and how that ends.

use anyhow::Result;
use domain::clock::Timestamp;
use domain::collaboration::{Asked, Resolution, State};
use domain::words::{CampaignStatus, DeliverableStatus, Side};

use super::life::Event;
use super::moderation;
use super::trouble::Trouble;
use super::work::{Shelf, Work, event};
use crate::collaborations::{By, What};

impl Work<'_, '_> {
    pub(super) fn reason(&mut self, by: Side, is_dispute: bool) -> String {
        let lines = if is_dispute { &self.place.lines.dispute } else { &self.place.lines.cancel };
        let lines = match by {
            Side::Sponsor => &lines.sponsor,
            Side::Influencer => &lines.influencer,
        };
        self.dice.one(lines).to_owned()
    }

    /// One side wants to end it, or an admin's decision. What the rules refuse does not happen.
    pub(super) fn suffer(&mut self, world: &mut Shelf, trouble: &Trouble) -> Result<()> {
        let (by, at) = (trouble.by, trouble.at);
        let waiting = self.life.rules.deliverables.iter().any(|part| part.status == DeliverableStatus::Submitted);
        if self.life.rules.state != State::Active || (!trouble.is_dispute && by == Side::Sponsor && waiting) {
            return Ok(());
        }
        let why = self.reason(by, trouble.is_dispute);
        if trouble.is_dispute {
            let event = Event { note: &why, ..event(at, What::Disputed, None, by.into()) };
            self.life.go(&event, |rules, scene| rules.dispute(by, scene))?;
        } else {
            let event = Event { note: &why, ..event(at, What::CancellationAsked, None, by.into()) };
            self.life.go(&event, |rules, scene| rules.cancel(by, scene))?;
        }
        match self.life.rules.state {
            State::Disputed(asked) => self.decide(world, asked, trouble.answered),
            State::Cancelling(asked) => self.answer_cancellation(asked, trouble.answered),
            _ => Ok(()),
        }
    }

    fn decide(&mut self, world: &mut Shelf, asked: Asked, at: Timestamp) -> Result<()> {
        let now = self.place.setting.now;
        if at > now {
            return Ok(());
        }
        if at >= asked.until {
            self.life.lapse(&event(asked.until, What::Resolved, None, By::Time));
            self.life.row.resolution = Some("lapsed".into());
            self.life.row.resolution_note = Some(String::new());
            return Ok(());
        }
        let percent = self.dice.pick(&[30, 40, 50, 60, 75], 50);
        let (resolution, name, note) = match world.troubles.turn() {
            0 => (Resolution::Release, "release", "What was handed in is what was agreed; the post is to be paid."),
            1 => (Resolution::Refund, "refund", "What was handed in is not what was agreed, and could not be mended."),
            _ => (
                Resolution::Split(percent),
                "split",
                "Both sides did part of what they had promised; each bears part of it.",
            ),
        };
        let event = Event { note, ..event(at, What::Resolved, None, By::Admin) };
        self.life.go(&event, |rules, _| rules.resolve(resolution))?;
        self.life.row.resolution = Some(name.into());
        self.life.row.resolution_note = Some(note.into());
        let share = matches!(resolution, Resolution::Split(_)).then_some(percent);
        moderation::of_dispute(world.rows, self.place.setting, &self.life.row.id, at, (name, share, note));
        Ok(())
    }

    fn answer_cancellation(&mut self, asked: Asked, at: Timestamp) -> Result<()> {
        let (now, other) = (self.place.setting.now, asked.by.other());
        if at > now {
            return Ok(());
        }
        if at >= asked.until {
            self.life.lapse(&event(asked.until, What::Cancelled, None, By::Time));
        } else if self.place.content.status != CampaignStatus::Cancelled && self.dice.chance(30) {
            let event = event(at, What::CancellationDeclined, None, other.into());
            self.life.go(&event, |rules, scene| rules.decline_cancellation(other, scene))?;
            let rested = at.ms_since(asked.at);
            for next in &mut self.next {
                *next = next.plus_ms(rested);
            }
        } else {
            let event = event(at, What::Cancelled, None, other.into());
            self.life.go(&event, |rules, _| rules.accept_cancellation(other))?;
        }
        Ok(())
    }
}
