//! What became of what was agreed: the work, step by step through the rules, until it ends or now comes.

use anyhow::{Context, Result, anyhow};
use domain::agreement::{Agreement, Signatory};
use domain::clock::{DAY_MS, Timestamp, Zone};
use domain::collaboration::{Collaboration, Deliverable, KILL_FEE_PERCENT, State};
use domain::ids::{CollaborationId, DeliverableId};
use domain::waiting::Waiting;
use domain::words::{CollaborationStatus, DeliverableStatus, Side};

use super::content::{CampaignIn, ReviewLines, WorkLines};
use super::dice::Dice;
use super::life::{Event, Handed, Life};
use super::people::Talent;
use super::rows::{CollaborationRow, DeliverableRow, Rows};
use super::setting::Setting;
use super::speech::Speech;
use super::story::{Closing, Story};
use super::till::Till;
use super::trouble::{Trouble, Troubles};
use super::verdict;
use crate::auth::tokens;
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
    pub reviews: &'a ReviewLines,
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
    pub agreements: &'a mut Vec<Agreement>,
}

/// Begins the collaboration of an accepted request and lets it run until now.
pub fn begin(shelf: &mut Shelf, dice: &mut Dice, place: &Place, story: &Story, closing: &Closing) -> Result<Done> {
    let agreed = Timestamp(closing.at);
    let mut work = Work { life: opened(place, story, closing)?, next: Vec::new(), holds: Vec::new(), dice, place };
    work.note(agreed, What::Agreed, None, closing.by.unwrap_or(Side::Sponsor).into());
    work.live(shelf, agreed).with_context(|| format!("collaboration of {}", place.content.title))?;
    let mut life = work.life;
    let request = &story.request;
    shelf.agreements.push(Agreement {
        collaboration: life.rules.id,
        terms_hash: request.latest.hash.clone(),
        sponsor: Signatory::new(request.sponsor, place.speech.brand.to_owned(), tokens::secret()),
        influencer: Signatory::new(request.influencer, place.talent.member.name.clone(), tokens::secret()),
        offered_by: request.latest.by,
        offered_at: request.latest.at,
        accepted_at: agreed,
    });
    let (spent, freed) = life.settled();
    if place.is_demo && life.rules.status() == CollaborationStatus::AwaitingFunding {
        shelf.till.want(life.rules.sponsor, life.rules.payment);
    }
    let for_visitors = place.is_demo || place.talent.of.username == place.setting.influencer.username;
    life.register(&request.latest.terms, place.setting.now, for_visitors);
    verdict::say(shelf.rows, place, &life);
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
            since: None,
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
        stopped: None,
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
pub(super) struct Work<'a, 'd> {
    pub(super) life: Life<'a>,
    pub(super) next: Vec<Timestamp>,
    /// Where it is to stand now, for those that visitors are to see.
    holds: Vec<Option<DeliverableStatus>>,
    pub(super) dice: &'d mut Dice,
    pub(super) place: &'d Place<'a>,
}

/// Something that happens without a word.
pub(super) const fn event(at: Timestamp, what: What, part: Option<DeliverableId>, by: By) -> Event<'static> {
    Event { at, what, part, by, note: "" }
}

impl Work<'_, '_> {
    fn note(&mut self, at: Timestamp, what: What, part: Option<DeliverableId>, by: By) {
        self.life.note(&event(at, what, part, by));
    }

    fn live(&mut self, world: &mut Shelf, agreed: Timestamp) -> Result<()> {
        let now = self.place.setting.now;
        let State::AwaitingFunding { until } = self.life.rules.state else { return Ok(()) };
        let called_off = self.place.off;
        let waits = if until > now { self.dice.chance(65) } else { self.dice.chance(4) };
        let funded = agreed.plus_ms(self.dice.number(HOUR_MS, (until.0 - agreed.0) * 2 / 3));
        // A gift needs no funding.
        let is_gift = self.life.rules.payment.amount == 0;
        let (funded, by) = if is_gift { (agreed, By::Time) } else { (funded, By::Sponsor) };
        let waits = waits && !is_gift;
        if called_off.is_some_and(|at| at < funded) || waits || funded >= now {
            return self.end_unfunded(until, called_off.filter(|at| *at < until));
        }
        self.life.go(&event(funded, What::Funded, None, by), Collaboration::fund)?;
        let last = self.plan(funded);
        let open = last > now.plus_ms(-6 * DAY_MS) && funded < now.plus_ms(-2 * DAY_MS) && called_off.is_none();
        if open && self.place.talent.of.username == self.place.setting.influencer.username {
            self.hold(world.troubles, funded);
        }
        let fee = called_off.is_none() && world.troubles.wants_kill_fee(last, now);
        let begun = if fee { self.work_until_begun(last)? } else { None };
        let trouble = match called_off.or(begun) {
            Some(at) => Some(Trouble::called_off(at, Side::Sponsor)),
            None if self.holds.iter().any(Option::is_some) => None,
            None => world.troubles.between(self.dice, (funded, last), now, open, self.place.is_demo),
        };
        if let Some(trouble) = trouble {
            self.work_until(trouble.at)?;
            self.suffer(world, &trouble)?;
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

    /// When each is handed in first; answers the last of it.
    fn plan(&mut self, funded: Timestamp) -> Timestamp {
        for at in 0..self.life.rules.deliverables.len() {
            let first = self.first_submission(at, funded);
            self.next.push(first);
        }
        self.holds = vec![None; self.next.len()];
        self.next.iter().copied().max().unwrap_or(funded)
    }

    /// Whoever logs in finds something of each kind.
    fn hold(&mut self, troubles: &mut Troubles, funded: Timestamp) {
        let now = self.place.setting.now;
        for (next, hold) in self.next.iter_mut().zip(&mut self.holds) {
            *hold = troubles.next_to_see();
            if hold.is_some() {
                let handed_in = now.plus_ms(-self.dice.number(60, 110) * HOUR_MS);
                *next = handed_in.max(funded.plus_ms(self.dice.number(2, 9) * HOUR_MS));
            }
        }
    }

    /// Whether the influencer lets that deadline pass. What has just passed is seen more often than what is long settled.
    fn forgets(&mut self, until: Timestamp) -> bool {
        let now = self.place.setting.now;
        let lately = until < now && until > now.plus_ms(-9 * DAY_MS);
        self.dice.chance(if lately { 15 } else { 2 })
    }

    /// Mostly some days before it is due, sometimes after, seldom never.
    fn first_submission(&mut self, at: usize, funded: Timestamp) -> Timestamp {
        let Some(part) = self.life.rules.deliverables.get(at) else { return funded };
        let (until, due) = (part.until.unwrap_or(funded), self.life.zone.start_of(part.due_date));
        if self.forgets(until) {
            return until.plus_ms(self.dice.number(10 * DAY_MS, 14 * DAY_MS));
        }
        let early = if self.dice.chance(10) { self.dice.number(-4, -1) } else { self.dice.number(0, 9) };
        let wished = due.plus_ms(-early * DAY_MS + self.dice.number(-8, 12) * HOUR_MS);
        wished.max(funded.plus_ms(self.dice.number(14 * HOUR_MS, 5 * DAY_MS))).min(until.plus_ms(-HOUR_MS))
    }

    /// What happens next, if it is until then.
    fn due(&self, limit: Timestamp) -> Option<(Timestamp, usize)> {
        let open = |at: &usize| self.life.rules.deliverables.get(*at).is_some_and(|part| !part.is_settled());
        let due = (0..self.next.len()).filter(open).filter_map(|at| Some((*self.next.get(at)?, at))).min();
        due.filter(|(time, _)| *time <= limit && self.life.rules.state == State::Active)
    }

    /// Does what there is to do until then, each thing at its time.
    fn work_until(&mut self, limit: Timestamp) -> Result<()> {
        while let Some((time, at)) = self.due(limit) {
            self.step(at, time)?;
        }
        Ok(())
    }

    /// The same, until something was handed in and answered: whoever cancels then owes a part of it.
    fn work_until_begun(&mut self, limit: Timestamp) -> Result<Option<Timestamp>> {
        use DeliverableStatus::{Approved, ChangesRequested, Submitted};
        while let Some((time, at)) = self.due(limit) {
            self.step(at, time)?;
            let any =
                |of: &[DeliverableStatus]| self.life.rules.deliverables.iter().any(|part| of.contains(&part.status));
            if any(&[Approved, ChangesRequested]) && !any(&[Submitted]) {
                return Ok(Some(time));
            }
        }
        Ok(None)
    }

    fn step(&mut self, at: usize, time: Timestamp) -> Result<()> {
        let Some(part) = self.life.rules.deliverables.get(at).cloned() else { return Ok(()) };
        let id = part.id;
        if part.is_overdue(time) {
            let event = event(time, What::DeliverableCancelled, Some(id), By::Sponsor);
            self.life.go(&event, |rules, scene| rules.cancel_overdue(id, scene))?;
        } else {
            match part.status {
                DeliverableStatus::Submitted => self.answer(at, &part, time)?,
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
        let (until, status) = (part.until.unwrap_or(time), part.status);
        let room = (until.0 - time.0).max(HOUR_MS);
        match (status, self.holds.get(at).copied().flatten()) {
            (_, Some(hold)) if hold == status => self.place.setting.now.plus_days(1),
            (_, Some(_)) => time.plus_ms(self.dice.number(3, 20) * HOUR_MS),
            (DeliverableStatus::Submitted, _) if self.dice.chance(6) => until,
            (DeliverableStatus::Submitted, _) => time.plus_ms(self.dice.number(room / 50, room * 2 / 3)),
            _ if self.forgets(until) => until.plus_ms(self.dice.number(10 * DAY_MS, 14 * DAY_MS)),
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
    fn answer(&mut self, at: usize, part: &Deliverable, time: Timestamp) -> Result<()> {
        let Self { life, dice, place, holds, .. } = self;
        let id = part.id;
        if part.until.is_some_and(|until| until <= time) {
            life.lapse(&event(time, What::Approved, Some(id), By::Time));
            return Ok(());
        }
        let handed = life.submissions.iter().rev().find(|row| row.deliverable_id == id.to_string());
        let undisclosed = handed.is_some_and(|row| row.disclosed == 0);
        let wanted = match holds.get(at).copied().flatten() {
            Some(hold) => hold == DeliverableStatus::ChangesRequested,
            None => undisclosed || dice.chance(28),
        };
        if part.revisions_used < life.rules.revisions_allowed && wanted {
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
}
