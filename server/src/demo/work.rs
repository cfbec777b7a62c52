//! What became of what was agreed: the work, step by step through the rules, until it ends or now comes.

use anyhow::{Context, Result, anyhow};
use domain::clock::{DAY_MS, Timestamp, Zone};
use domain::collaboration::{Asked, Collaboration, Deliverable, KILL_FEE_PERCENT, Resolution, State};
use domain::ids::{CollaborationId, DeliverableId};
use domain::waiting::Waiting;
use domain::words::{CampaignStatus, CollaborationStatus, DeliverableStatus, Side};

use super::content::{CampaignIn, WorkLines};
use super::dice::Dice;
use super::life::{Event, Handed, Life};
use super::moderation;
use super::people::Talent;
use super::rows::{CollaborationRow, DeliverableRow, Rows};
use super::setting::Setting;
use super::speech::Speech;
use super::story::{Closing, Story};
use super::till::Till;
use super::trouble::{Trouble, Troubles};
use crate::collaborations::{By, What};

const HOUR_MS: i64 = DAY_MS / 24;

/// What a collaboration means for its campaign, in minor units.
pub struct Done {
    /// Released to the influencer.
    pub spent: i64,
    /// Given back, or never paid in.
    pub freed: i64,
}

/// Where the work is done.
pub struct Place<'a> {
    pub setting: &'a Setting,
    pub content: &'a CampaignIn,
    pub zone: &'a Zone,
    pub talent: &'a Talent<'a>,
    pub lines: &'a WorkLines,
    pub speech: Speech<'a>,
    /// When the campaign was called off, if it was.
    pub off: Option<Timestamp>,
    /// Whether the sponsor is the one whom visitors log in as.
    pub is_demo: bool,
}

/// Where it is all kept.
pub struct Shelf<'a> {
    pub rows: &'a mut Rows,
    pub till: &'a mut Till,
    pub troubles: &'a mut Troubles,
}

/// Begins the collaboration of an accepted request and lets it run until now.
pub fn begin(shelf: &mut Shelf, dice: &mut Dice, place: &Place, story: &Story, closing: &Closing) -> Result<Done> {
    let agreed = Timestamp(closing.at);
    let mut work = Work { life: opened(place, story, closing)?, next: Vec::new(), dice, place };
    work.note(agreed, What::Agreed, None, closing.by.unwrap_or(Side::Sponsor).into());
    work.live(shelf, agreed).with_context(|| format!("collaboration of {}", place.content.title))?;
    let life = work.life;
    let (spent, freed) = life.settled();
    if place.is_demo && life.rules.status() == CollaborationStatus::AwaitingFunding {
        shelf.till.want(life.rules.sponsor, life.rules.payment);
    }
    life.finish(shelf.rows, shelf.till);
    Ok(Done { spent, freed })
}

/// As it is when it has just been agreed.
fn opened<'a>(place: &Place<'a>, story: &Story, closing: &Closing) -> Result<Life<'a>> {
    let (request, agreed) = (&story.request, Timestamp(closing.at));
    let (terms, house) = (&request.latest.terms, place.setting.house);
    let until = house.periods.deadline(Waiting::Funding, agreed, None);
    let id = CollaborationId::new(agreed);
    let shares = terms.shares().map_err(|wrong| anyhow!("{}", wrong.message))?;
    let (mut parts, mut deliverables) = (Vec::new(), Vec::new());
    for (position, share) in shares.iter().enumerate() {
        let row = terms.deliverables.get(share.row).context("a share without its row")?;
        let (id_of_part, status) = (DeliverableId::new(agreed), DeliverableStatus::Todo);
        deliverables.push(Deliverable {
            id: id_of_part,
            amount: share.amount,
            due_date: row.due_date,
            status,
            until: None,
            revisions_used: 0,
        });
        parts.push(DeliverableRow {
            id: id_of_part.to_string(),
            collaboration_id: id.to_string(),
            position: i64::try_from(position).unwrap_or(0),
            kind: row.kind.clone(),
            platform: row.platform.to_string(),
            due_date: row.due_date.to_string(),
            note: row.note.clone(),
            amount: share.amount.amount,
            status: status.to_string(),
            ..DeliverableRow::default()
        });
    }
    let rules = Collaboration {
        id,
        sponsor: request.sponsor,
        influencer: request.influencer,
        payment: terms.payment,
        kill_fee_percent: terms.kill_fee_percent.unwrap_or(KILL_FEE_PERCENT),
        revisions_allowed: terms.revisions_allowed,
        state: State::AwaitingFunding { until },
        deliverables,
    };
    let row = CollaborationRow {
        id: id.to_string(),
        ad_request_id: request.id.to_string(),
        campaign_id: request.campaign.to_string(),
        sponsor_id: request.sponsor.to_string(),
        influencer_id: request.influencer.to_string(),
        payment: terms.payment.amount,
        currency: terms.payment.currency.code().into(),
        revision: request.latest.number,
        terms_hash: request.latest.hash.clone(),
        accepted_by: closing.by.map(|side| side.to_string()).unwrap_or_default(),
        created_at: agreed.0,
        updated_at: agreed.0,
        version: 1,
        ..CollaborationRow::default()
    };
    let (events, submissions, bookings) = (Vec::new(), Vec::new(), Vec::new());
    Ok(Life { rules, row, parts, zone: place.zone, house, events, submissions, bookings })
}

/// A collaboration with what is to happen to each of its deliverables next, and when.
struct Work<'a, 'd> {
    life: Life<'a>,
    next: Vec<Timestamp>,
    dice: &'d mut Dice,
    place: &'d Place<'a>,
}

const fn event(at: Timestamp, what: What, part: Option<DeliverableId>, by: By) -> Event<'static> {
    Event { at, what, part, by, note: "" }
}

impl Work<'_, '_> {
    fn note(&mut self, at: Timestamp, what: What, part: Option<DeliverableId>, by: By) {
        self.life.note(&event(at, what, part, by));
    }

    fn live(&mut self, shelf: &mut Shelf, agreed: Timestamp) -> Result<()> {
        let now = self.place.setting.now;
        let State::AwaitingFunding { until } = self.life.rules.state else { return Ok(()) };
        let off = self.place.off;
        let slow = if until > now { self.dice.chance(65) } else { self.dice.chance(4) };
        let funded = agreed.plus_ms(self.dice.number(HOUR_MS, (until.0 - agreed.0) * 2 / 3));
        if off.is_some_and(|off| off < funded) || slow || funded >= now {
            return self.end_unfunded(until, off.filter(|off| *off < until));
        }
        self.life.go(&event(funded, What::Funded, None, By::Sponsor), Collaboration::fund)?;
        for at in 0..self.life.rules.deliverables.len() {
            let first = self.first_submission(at, funded);
            self.next.push(first);
        }
        let last = self.next.iter().copied().max().unwrap_or(now);
        let open = last > now.plus_ms(-6 * DAY_MS) && funded < now.plus_ms(-2 * DAY_MS);
        let trouble = match off {
            Some(at) => Some(Trouble::called_off(at, Side::Sponsor)),
            None => shelf.troubles.between(self.dice, (funded, last), now, open, self.place.is_demo),
        };
        if let Some(trouble) = trouble {
            self.work_until(trouble.at)?;
            self.suffer(shelf, &trouble)?;
        }
        self.work_until(now)
    }

    /// Not funded: called off with its campaign, or by time, or still waited for.
    fn end_unfunded(&mut self, until: Timestamp, off: Option<Timestamp>) -> Result<()> {
        let now = self.place.setting.now;
        if let Some(at) = off {
            let why = self.reason(Side::Sponsor, false);
            let event = Event { note: &why, ..event(at, What::Cancelled, None, By::Sponsor) };
            self.life.go(&event, |rules, scene| rules.cancel(Side::Sponsor, scene))?;
        } else if until <= now {
            self.life.lapse(&event(until, What::Cancelled, None, By::Time));
        }
        Ok(())
    }

    /// Mostly some days before it is due, sometimes after, seldom never.
    fn first_submission(&mut self, at: usize, funded: Timestamp) -> Timestamp {
        let Some(part) = self.life.rules.deliverables.get(at) else { return funded };
        let (until, due) = (part.until.unwrap_or(funded), self.life.zone.start_of(part.due_date));
        if self.dice.chance(4) {
            return until.plus_ms(self.dice.number(5 * HOUR_MS, 6 * DAY_MS));
        }
        let early = if self.dice.chance(10) { self.dice.number(-4, -1) } else { self.dice.number(0, 9) };
        let wished = due.plus_ms(-early * DAY_MS + self.dice.number(-8, 12) * HOUR_MS);
        wished.max(funded.plus_ms(self.dice.number(14 * HOUR_MS, 5 * DAY_MS))).min(until.plus_ms(-HOUR_MS))
    }

    /// Does what there is to do until then, each thing at its time.
    fn work_until(&mut self, limit: Timestamp) -> Result<()> {
        while self.life.rules.state == State::Active {
            let open = |at: &usize| self.life.rules.deliverables.get(*at).is_some_and(|part| !part.is_settled());
            let due = (0..self.next.len()).filter(open).filter_map(|at| Some((*self.next.get(at)?, at))).min();
            let Some((time, at)) = due.filter(|(time, _)| *time <= limit) else { break };
            self.step(at, time)?;
        }
        Ok(())
    }

    fn step(&mut self, at: usize, time: Timestamp) -> Result<()> {
        let Some(part) = self.life.rules.deliverables.get(at).cloned() else { return Ok(()) };
        let id = part.id;
        if part.is_overdue(time) {
            let event = event(time, What::DeliverableCancelled, Some(id), By::Sponsor);
            self.life.go(&event, |rules, scene| rules.cancel_overdue(id, scene))?;
        } else {
            match part.status {
                DeliverableStatus::Submitted => self.answer(&part, time)?,
                DeliverableStatus::Approved => self.publish(at, id, time)?,
                _ => self.submit(id, time)?,
            }
        }
        let after = self.after(at, time);
        if let Some(next) = self.next.get_mut(at) {
            *next = after;
        }
        Ok(())
    }

    /// When the next thing happens to it.
    fn after(&mut self, at: usize, time: Timestamp) -> Timestamp {
        let Some(part) = self.life.rules.deliverables.get(at) else { return time };
        let until = part.until.unwrap_or(time);
        let room = (until.0 - time.0).max(HOUR_MS);
        let silent = self.dice.chance(6);
        match part.status {
            DeliverableStatus::Submitted if silent => until,
            _ if silent => until.plus_ms(self.dice.number(5 * HOUR_MS, 5 * DAY_MS)),
            _ => time.plus_ms(self.dice.number(room / 50, room * 2 / 3)),
        }
    }

    fn submit(&mut self, id: DeliverableId, time: Timestamp) -> Result<()> {
        let Self { life, dice, place, .. } = self;
        let again = life.submissions.iter().any(|row| row.deliverable_id == id.to_string());
        let line = dice.one(&place.lines.captions);
        let line = place.speech.say(line, life.rules.payment);
        // Some forget it the first time; that is what changes are for.
        let forgotten = !again && life.rules.revisions_allowed > 0 && dice.chance(6);
        let disclosure = &place.content.disclosure;
        let caption = match dice.chance(50) {
            _ if forgotten => line,
            true => format!("{disclosure}\n{line}"),
            false => format!("{line}\n\n{disclosure}"),
        };
        let note = dice.one(&place.lines.notes);
        let draft = dice.number(10_000, 99_999);
        let url = dice.chance(70).then(|| format!("https://drafts.example/{}/{draft}", place.talent.of.username));
        let event = Event { note, ..event(time, What::Submitted, Some(id), By::Influencer) };
        life.hand_in(id, time, Handed { caption, url, note, disclosure });
        Ok(life.go(&event, |rules, scene| rules.submit(id, scene))?)
    }

    /// The sponsor asks for changes, approves, or stays silent until time approves.
    fn answer(&mut self, part: &Deliverable, time: Timestamp) -> Result<()> {
        let Self { life, dice, place, .. } = self;
        let id = part.id;
        if part.until.is_some_and(|until| until <= time) {
            life.lapse(&event(time, What::Approved, Some(id), By::Time));
            return Ok(());
        }
        let handed = life.submissions.iter().rev().find(|row| row.deliverable_id == id.to_string());
        let undisclosed = handed.is_some_and(|row| row.disclosed == 0);
        if part.revisions_used < life.rules.revisions_allowed && (undisclosed || dice.chance(28)) {
            let lines = &place.lines.changes;
            let note = if undisclosed { lines.last().map_or("", String::as_str) } else { dice.one(lines) };
            let event = Event { note, ..event(time, What::ChangesRequested, Some(id), By::Sponsor) };
            return Ok(life.go(&event, |rules, scene| rules.request_changes(id, scene))?);
        }
        let event = event(time, What::Approved, Some(id), By::Sponsor);
        Ok(life.go(&event, |rules, scene| rules.approve(id, scene))?)
    }

    fn publish(&mut self, at: usize, id: DeliverableId, time: Timestamp) -> Result<()> {
        let row = self.life.parts.get_mut(at).context("no such deliverable")?;
        let channels = &self.place.talent.of.channels;
        let channel = channels.iter().find(|channel| channel.platform.to_string() == row.platform);
        let base = channel.or(channels.first()).map_or("https://blog.example", |channel| channel.url.as_str());
        let url = format!("{}/{}", base.trim_end_matches('/'), self.dice.number(1_000_000, 9_999_999));
        row.post_url = Some(url.clone());
        let event = Event { note: &url, ..event(time, What::Published, Some(id), By::Influencer) };
        Ok(self.life.go(&event, |rules, _| rules.publish(id))?)
    }

    fn reason(&mut self, by: Side, is_dispute: bool) -> String {
        let lines = if is_dispute { &self.place.lines.dispute } else { &self.place.lines.cancel };
        let lines = match by {
            Side::Sponsor => &lines.sponsor,
            Side::Influencer => &lines.influencer,
        };
        self.dice.one(lines).to_owned()
    }

    /// One side wants to end it, or an admin's decision. What the rules refuse does not happen.
    fn suffer(&mut self, shelf: &mut Shelf, trouble: &Trouble) -> Result<()> {
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
            State::Disputed(asked) => self.decide(shelf, asked, trouble.answered),
            State::Cancelling(asked) => self.answer_cancellation(asked, trouble.answered),
            _ => Ok(()),
        }
    }

    fn decide(&mut self, shelf: &mut Shelf, asked: Asked, answered: Timestamp) -> Result<()> {
        let now = self.place.setting.now;
        if answered > now {
            return Ok(());
        }
        if answered >= asked.until {
            self.life.lapse(&event(asked.until, What::Resolved, None, By::Time));
            self.life.row.resolution = Some("lapsed".into());
            self.life.row.resolution_note = Some(String::new());
            return Ok(());
        }
        let percent = self.dice.pick(&[30, 40, 50, 60, 75], 50);
        let (resolution, word, note) = match self.dice.weighted(&[35, 30, 35]) {
            0 => (Resolution::Release, "release", "What was handed in is what was agreed; the post is to be paid."),
            1 => (Resolution::Refund, "refund", "What was handed in is not what was agreed, and could not be mended."),
            _ => (
                Resolution::Split(percent),
                "split",
                "Both sides did part of what they had promised; each bears part of it.",
            ),
        };
        let event = Event { note, ..event(answered, What::Resolved, None, By::Admin) };
        self.life.go(&event, |rules, _| rules.resolve(resolution))?;
        self.life.row.resolution = Some(word.into());
        self.life.row.resolution_note = Some(note.into());
        let share = matches!(resolution, Resolution::Split(_)).then_some(percent);
        moderation::of_dispute(shelf.rows, self.place.setting, &self.life.row.id, answered, (word, share, note));
        Ok(())
    }

    fn answer_cancellation(&mut self, asked: Asked, answered: Timestamp) -> Result<()> {
        let (now, other) = (self.place.setting.now, asked.by.other());
        if answered > now {
            return Ok(());
        }
        if answered >= asked.until {
            self.life.lapse(&event(asked.until, What::Cancelled, None, By::Time));
        } else if self.place.content.status != CampaignStatus::Cancelled && self.dice.chance(30) {
            let event = event(answered, What::CancellationDeclined, None, other.into());
            self.life.go(&event, |rules, scene| rules.decline_cancellation(other, scene))?;
            let rested = answered.ms_since(asked.at);
            for next in &mut self.next {
                *next = next.plus_ms(rested);
            }
        } else {
            let event = event(answered, What::Cancelled, None, other.into());
            self.life.go(&event, |rules, _| rules.accept_cancellation(other))?;
        }
        Ok(())
    }
}
