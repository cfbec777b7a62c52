//! The history of one negotiation, move by move through the rules, each at its instant.

use anyhow::{Result, anyhow};
use domain::access::Standing;
use domain::ad_request::{AdRequest, Deadline, Offer, Revision, Scene, State};
use domain::campaign::Campaign;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::AdRequestId;
use domain::terms::Terms;
use domain::words::{CampaignStatus, Direction, Side};

use super::bargain::{Bargain, sendable};
use super::content::{CampaignIn, Lines};
use super::dice::Dice;
use super::people::{Member, Talent};
use super::speech::Speech;
use crate::auth::tokens;

const HOUR_MS: i64 = 3_600_000;

/// How a negotiation ends, if its campaign lets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Open,
    Accepted,
    Rejected,
    Withdrawn,
    Expired,
}

/// Where a story takes place.
pub struct Stage<'a> {
    pub content: &'a CampaignIn,
    pub lines: &'a Lines,
    pub language: &'a str,
    pub sponsor: &'a Member,
    pub influencer: &'a Talent<'a>,
    pub direction: Direction,
    /// Not before.
    pub from: Timestamp,
    /// The campaign's last instant, or when its clocks stopped, or now.
    pub until: Timestamp,
    pub answer_days: i64,
}

/// How it ended.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    pub at: i64,
    pub by: Option<Side>,
    pub reason: Option<String>,
}

/// What happened.
pub struct Story {
    pub request: AdRequest,
    pub revisions: Vec<Revision>,
    pub closing: Option<Closing>,
}

impl Story {
    /// When it began.
    pub fn began(&self) -> Timestamp {
        self.revisions.first().map_or(self.request.latest.at, |first| first.at)
    }
}

/// Tells a story on a campaign; what is accepted is committed on it. `None` when there is no time for it.
pub fn tell(dice: &mut Dice, stage: &Stage, campaign: &mut Campaign, ending: Ending) -> Result<Option<Story>> {
    let moves = dice.weighted(&[34, 28, 18, 11, 6, 3]);
    let answers = usize::from(matches!(ending, Ending::Accepted | Ending::Rejected | Ending::Withdrawn));
    let Some(last) = stage.last_instant(dice, ending) else { return Ok(None) };
    let times = instants(dice, stage.from, last, 1 + moves + answers);
    let mut teller = Teller::new(stage, campaign);
    let Some((first, later)) = times.split_first() else { return Ok(None) };
    let mut story = teller.begin(dice, campaign, *first)?;
    for at in later.iter().take(moves) {
        teller.revise(dice, campaign, &mut story, *at)?;
    }
    teller.end(dice, campaign, &mut story, ending, last)?;
    Ok(Some(story))
}

/// Instants in order, the last of them given, some hours to days between them, all after `from`.
fn instants(dice: &mut Dice, from: Timestamp, last: Timestamp, count: usize) -> Vec<Timestamp> {
    let gaps: Vec<i64> = (1..count).map(|_| dice.number(20, 52 * 60) * 60_000).collect();
    let (wanted, room) = (gaps.iter().sum::<i64>().max(1), last.ms_since(from).max(1));
    let mut at = last;
    let mut times = vec![last];
    for gap in gaps {
        let gap = if wanted > room { i128::from(gap) * i128::from(room) / i128::from(wanted) } else { gap.into() };
        at = at.plus_ms(-i64::try_from(gap).unwrap_or(1).max(1));
        times.push(at);
    }
    times.reverse();
    times
}

impl Stage<'_> {
    /// When the last move is made.
    fn last_instant(&self, dice: &mut Dice, ending: Ending) -> Option<Timestamp> {
        let waiting = self.answer_days * DAY_MS;
        let (from, until) = match ending {
            // Most answers are awaited for a few days only, some are due within hours.
            Ending::Open => {
                let (most, least) = dice.pick(&[(3, 0), (6, 0), (9, 1), (14, 12)], (6, 0));
                let days_ago = |days: i64| self.until.plus_ms(-days.min(self.answer_days) * DAY_MS + 2 * HOUR_MS);
                (days_ago(most).max(self.from), days_ago(least).min(self.until.plus_ms(-HOUR_MS / 2)))
            }
            Ending::Expired => (self.from, self.until.plus_ms(-waiting - HOUR_MS)),
            _ => (self.from.plus_ms(HOUR_MS), self.until.plus_ms(-HOUR_MS)),
        };
        (from < until).then(|| dice.instant(from, until))
    }

    fn standing(&self, side: Side) -> &Standing {
        match side {
            Side::Sponsor => &self.sponsor.standing,
            Side::Influencer => &self.influencer.member.standing,
        }
    }

    fn on_scene<T>(&self, side: Side, campaign: &Campaign, now: Timestamp, ask: impl FnOnce(&Scene) -> T) -> T {
        let (actor, other) = (self.standing(side), self.standing(side.other()));
        ask(&Scene { campaign, actor, other, now, answer_days: self.answer_days })
    }
}

struct Teller<'a> {
    stage: &'a Stage<'a>,
    bargain: Bargain<'a>,
    speech: Speech<'a>,
    said: Vec<String>,
}

impl<'a> Teller<'a> {
    fn new(stage: &'a Stage<'a>, campaign: &Campaign) -> Self {
        let bargain = Bargain {
            campaign: stage.content,
            lines: stage.lines,
            end: campaign.end,
            budget: campaign.budget,
            sponsor_figure: None,
            influencer_figure: None,
        };
        let speech = Speech {
            language: stage.language,
            influencer: &stage.influencer.member.name,
            brand: &stage.sponsor.name,
            campaign: &stage.content.title,
        };
        Self { stage, bargain, speech, said: Vec::new() }
    }

    fn begin(&mut self, dice: &mut Dice, campaign: &Campaign, at: Timestamp) -> Result<Story> {
        let direction = self.stage.direction;
        let by = direction.started_by();
        let lines = match direction {
            Direction::Invitation => &self.stage.lines.invitation,
            Direction::Application => &self.stage.lines.application,
        };
        let terms = self.bargain.first(dice, self.stage.influencer, by, campaign.today(at));
        let line = line_of(dice, lines).unwrap_or_default();
        let offer = self.offer(&line, terms, by, campaign, at)?;
        let influencer = self.stage.influencer.member.id;
        let request = self
            .stage
            .on_scene(by, campaign, at, |scene| {
                AdRequest::begin(AdRequestId::new(at), direction, influencer, offer, scene)
            })
            .map_err(|refused| anyhow!("{}: {refused}", self.stage.content.title))?;
        Ok(Story { revisions: vec![request.latest.clone()], request, closing: None })
    }

    /// A counter of the awaited side, or an edit of the other; nothing when no line fits any more.
    fn revise(&mut self, dice: &mut Dice, campaign: &Campaign, story: &mut Story, at: Timestamp) -> Result<()> {
        let Some(awaited) = story.request.awaited() else { return Ok(()) };
        let is_counter = dice.chance(72);
        let by = if is_counter { awaited } else { awaited.other() };
        let (lines, changes) = self.stage.lines.of_move(is_counter, by);
        let old = &story.request.latest.terms;
        let Some((line, terms)) = self.next(dice, old, by, lines, changes) else { return Ok(()) };
        let offer = self.offer(&line, terms, by, campaign, at)?;
        let request = story.request.clone();
        let moved = self.stage.on_scene(by, campaign, at, |scene| {
            if is_counter { request.counter(by, offer, scene) } else { request.edit(by, offer, scene) }
        });
        story.request = moved.map_err(|refused| anyhow!("{}: {refused}", self.stage.content.title))?;
        story.revisions.push(story.request.latest.clone());
        Ok(())
    }

    fn end(
        &mut self,
        dice: &mut Dice,
        campaign: &mut Campaign,
        story: &mut Story,
        ending: Ending,
        at: Timestamp,
    ) -> Result<()> {
        let Some(awaited) = story.request.awaited() else { return Ok(()) };
        let request = story.request.clone();
        let affordable = campaign.commit(request.latest.terms.payment);
        let (moved, closing) = match (ending, affordable) {
            (Ending::Open, _) => return Ok(()),
            (Ending::Expired, _) => {
                let at = match request.state {
                    State::Pending { deadline: Deadline::At(at), .. } => at,
                    _ => at,
                };
                (request.expire(at), Closing { at: at.0, by: None, reason: None })
            }
            (Ending::Accepted, Ok(committed)) => {
                let seen = request.latest.number;
                let moved = self.stage.on_scene(awaited, campaign, at, |scene| request.accept(awaited, seen, scene));
                campaign.committed = committed;
                (moved, Closing { at: at.0, by: Some(awaited), reason: None })
            }
            (Ending::Withdrawn, _) => {
                let by = awaited.other();
                let reason = self.reason(dice, story, by, &self.stage.lines.withdraw_reasons);
                (request.withdraw(by, self.stage.standing(by)), Closing { at: at.0, by: Some(by), reason })
            }
            (Ending::Rejected | Ending::Accepted, _) => {
                let reason = self.reason(dice, story, awaited, &self.stage.lines.reject_reasons);
                let reason = reason.filter(|_| dice.chance(85));
                (request.reject(awaited, self.stage.standing(awaited)), Closing { at: at.0, by: Some(awaited), reason })
            }
        };
        story.request = moved.map_err(|refused| anyhow!("{}: {refused}", self.stage.content.title))?;
        story.closing = Some(closing);
        Ok(())
    }

    fn reason(&self, dice: &mut Dice, story: &Story, by: Side, of: &super::content::Reasons) -> Option<String> {
        let lines = match by {
            Side::Sponsor => &of.sponsor,
            Side::Influencer => &of.influencer,
        };
        let line = line_of(dice, lines)?;
        Some(self.speech.say(&line, story.request.latest.terms.payment))
    }

    /// A line that was not said yet whose change can be made, and the terms with it.
    fn next(
        &self,
        dice: &mut Dice,
        old: &Terms,
        by: Side,
        lines: &[String],
        changes: &[String],
    ) -> Option<(String, Terms)> {
        let count = lines.len();
        let start = usize::try_from(dice.number(0, 99)).ok()?;
        (0..count).map(|step| (start + step * 7) % count).find_map(|at| {
            let line = lines.get(at).filter(|line| !self.said.contains(line))?;
            Some((line.clone(), self.bargain.changed(dice, old, by, changes.get(at)?)?))
        })
    }

    fn offer(&mut self, line: &str, terms: Terms, by: Side, campaign: &Campaign, at: Timestamp) -> Result<Offer> {
        let day = campaign.today(at);
        let terms = sendable(terms, day).checked(day).map_err(|faults| anyhow!("terms: {faults:?}"))?;
        let figure = Some(terms.payment.amount);
        match by {
            Side::Sponsor => self.bargain.sponsor_figure = figure,
            Side::Influencer => self.bargain.influencer_figure = figure,
        }
        self.said.push(line.to_owned());
        Ok(Offer {
            message: self.speech.say(line, terms.payment),
            salt: tokens::secret(),
            terms,
            brief: self.stage.content.description.clone(),
            disclosure: self.stage.content.disclosure.clone(),
        })
    }
}

impl Lines {
    fn of_move(&self, is_counter: bool, by: Side) -> (&[String], &[String]) {
        match (is_counter, by) {
            (true, Side::Sponsor) => (&self.counter_by_sponsor, &self.changes.counter_by_sponsor),
            (true, Side::Influencer) => (&self.counter_by_influencer, &self.changes.counter_by_influencer),
            (false, _) => (&self.edit, &self.changes.edit),
        }
    }
}

/// The endings that a campaign of that status has, by how often.
pub fn ending(dice: &mut Dice, status: CampaignStatus) -> Ending {
    let weights = match status {
        CampaignStatus::Active => [44, 29, 14, 7, 6],
        CampaignStatus::Paused => [46, 24, 16, 8, 6],
        CampaignStatus::Cancelled => [38, 18, 22, 12, 10],
        CampaignStatus::Draft | CampaignStatus::Completed => [12, 54, 18, 8, 8],
    };
    let all = [Ending::Open, Ending::Accepted, Ending::Rejected, Ending::Withdrawn, Ending::Expired];
    all.get(dice.weighted(&weights)).copied().unwrap_or(Ending::Open)
}

/// One of the lines.
fn line_of(dice: &mut Dice, lines: &[String]) -> Option<String> {
    let lines: Vec<&String> = lines.iter().collect();
    lines.first().map(|first| dice.pick(&lines, first).clone())
}
