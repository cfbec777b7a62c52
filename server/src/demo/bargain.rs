//! Terms: what is offered first, and what becomes of them when a line says that something has changed.

use domain::money::Money;
use domain::terms::{Commission, DeliverableTerms, Terms};
use domain::words::{Platform, Side, UsageRights};
use jiff::ToSpan;
use jiff::civil::Date;

use super::content::{CampaignIn, Lines, Piece};
use super::dice::Dice;
use super::people::Talent;
use super::price;

/// What the two sides have in mind.
pub struct Bargain<'a> {
    pub campaign: &'a CampaignIn,
    pub lines: &'a Lines,
    /// The campaign's last day.
    pub end: Date,
    pub budget: Money,
    /// What each side asked for last.
    pub sponsor_figure: Option<i64>,
    pub influencer_figure: Option<i64>,
}

/// The nearest round figure: 1,237.40 becomes 1,250.
pub fn round(amount: i64) -> i64 {
    let digits = amount.max(1).ilog10();
    let step = (10_i64.pow(digits.saturating_sub(1)) / 2).max(1);
    ((amount + step / 2) / step).max(1) * step
}

impl Bargain<'_> {
    /// The first offer between the campaign and that influencer, made by one side on that day.
    pub fn first(&self, dice: &mut Dice, with: &Talent, by: Side, day: Date) -> Terms {
        let deliverables = self.deliverables(dice, with, day);
        let pieces: Vec<_> = deliverables.iter().map(|row| (row.kind.as_str(), row.count)).collect();
        let asked = price::asked(with.of, &pieces, self.budget.currency);
        let share = match by {
            Side::Sponsor => dice.number(72, 95),
            Side::Influencer => dice.number(92, 112),
        };
        let range = self.campaign.payment;
        let most = (range.max * 2).min(self.budget.amount / 5);
        // Where nothing is paid, what is shown is a gift.
        let amount =
            if most == 0 { 0 } else { round((asked * share / 100).clamp((range.min * 8 / 10).min(most), most)) };
        let shortly = (self.campaign.sponsor == super::SPONSOR.username).then_some(21);
        let (usage_rights, usage_days) = match dice.weighted(&[35, 40, 25]) {
            // Whoever logs in finds rights in their register that end soon.
            0 if with.of.username == super::INFLUENCER.username => (UsageRights::Paid, 14),
            0 => (UsageRights::None, 0),
            1 => (UsageRights::Organic, shortly.unwrap_or(dice.pick(&[30, 60, 90, 180], 90))),
            _ => (UsageRights::Paid, shortly.unwrap_or(dice.pick(&[30, 60, 90, 120], 60))),
        };
        Terms {
            payment: Money::new(amount, self.budget.currency),
            requirements: self.requirements(dice),
            deliverables,
            usage_rights,
            usage_days,
            exclusivity_days: dice.pick(&[0, 0, 0, 7, 14, 30, 30], 0),
            revisions_allowed: dice.pick(&[1, 2, 2, 2, 3], 2),
            kill_fee_percent: dice.pick(&[None, None, Some(25), Some(50)], None),
            territories: Vec::new(),
            commission: dice.chance(8).then(|| Commission { percent: dice.pick(&[5, 8, 10], 5) }),
        }
    }

    fn requirements(&self, dice: &mut Dice) -> String {
        let all = &self.lines.requirements;
        let first = usize::try_from(dice.number(0, 999)).unwrap_or(0) % all.len().max(1);
        let second = first + 1 + usize::try_from(dice.number(0, 4)).unwrap_or(0);
        let count = if dice.chance(45) { 1 } else { 2 };
        let lines = [first, second].into_iter().take(count).filter_map(|at| all.get(at % all.len()).cloned());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn deliverables(&self, dice: &mut Dice, with: &Talent, day: Date) -> Vec<DeliverableTerms> {
        let fits = |piece: &&Piece| with.applicant.platforms.contains(&piece.platform);
        let mut pieces: Vec<Piece> = self.campaign.deliverables.iter().filter(fits).cloned().collect();
        if pieces.is_empty() {
            let platform = with.applicant.platforms.first().copied().unwrap_or(Platform::Other);
            let note = self.campaign.deliverables.first().map(|piece| piece.note.clone()).unwrap_or_default();
            pieces.push(Piece { kind: usual_kind(platform).into(), platform, count: 1, note });
        }
        let due = self.due(dice, day);
        let row = |piece: Piece| DeliverableTerms {
            kind: piece.kind,
            platform: piece.platform,
            count: piece.count,
            due_date: due,
            note: piece.note,
            amount: None,
        };
        pieces.into_iter().map(row).collect()
    }

    /// A day before the campaign's end that leaves time to work.
    fn due(&self, dice: &mut Dice, day: Date) -> Date {
        let left = i64::from(day.until(self.end).map_or(0, |span| span.get_days()));
        later(day, dice.number((left / 2).clamp(3, 10), left.clamp(3, 45)))
    }

    /// The terms after one of those changes, each a word; `None` when a word does not apply to these terms.
    pub fn changed(&self, dice: &mut Dice, old: &Terms, by: Side, words: &str) -> Option<Terms> {
        let mut new = old.clone();
        for word in words.split(' ') {
            self.apply(dice, &mut new, by, word)?;
        }
        (new != *old).then_some(new)
    }

    fn apply(&self, dice: &mut Dice, terms: &mut Terms, by: Side, word: &str) -> Option<()> {
        match word {
            "pay" | "up" | "down" | "typo" if terms.payment.amount == 0 => return None,
            "pay" => terms.payment.amount = self.figure(dice, terms.payment.amount, by),
            "up" => terms.payment.amount = self.scaled(dice, terms.payment.amount, 105, 118),
            "down" => terms.payment.amount = self.scaled(dice, terms.payment.amount, 85, 94),
            "typo" => terms.payment.amount = self.scaled(dice, terms.payment.amount, 92, 112),
            "paid" => (terms.usage_rights == UsageRights::Paid).then_some(())?,
            "later" | "later_10" => self.postpone(terms, 10)?,
            "later_7" => self.postpone(terms, 7)?,
            "later_14" => self.postpone(terms, 14)?,
            "exclusivity" => terms.exclusivity_days = Some(terms.exclusivity_days / 2).filter(|days| *days > 0)?,
            "exclusivity_10" => terms.exclusivity_days = (terms.exclusivity_days == 30).then_some(10)?,
            "rights_90" => terms.usage_days = (terms.usage_days > 90).then_some(90)?,
            "usage_60" => terms.usage_days = (terms.usage_days > 60).then_some(60)?,
            "one_revision" => terms.revisions_allowed = (terms.revisions_allowed > 1).then_some(1)?,
            "kill_fee" => terms.kill_fee_percent = (terms.kill_fee_percent != Some(50)).then_some(Some(50))?,
            "text" => {
                let all = &self.lines.requirements;
                terms.requirements.clone_from(all.get(terms.requirements.len() % all.len().max(1))?);
            }
            "subtitles" => add(&mut terms.requirements, self.lines.requirements.get(1)?)?,
            "disclosure" => add(&mut terms.requirements, &self.campaign.disclosure)?,
            "shorter" => terms.requirements = terms.requirements.split_once('\n')?.0.to_owned(),
            "split" => split(terms)?,
            other => reshape(terms, other)?,
        }
        Some(())
    }

    /// Moves the due dates, as long as they stay within the campaign.
    fn postpone(&self, terms: &mut Terms, days: i64) -> Option<()> {
        for row in &mut terms.deliverables {
            row.due_date = Some(later(row.due_date, days)).filter(|due| *due <= self.end)?;
        }
        Some(())
    }

    /// What that side says next, between what both said before.
    fn figure(&self, dice: &mut Dice, now: i64, by: Side) -> i64 {
        let mine = match by {
            Side::Sponsor => self.sponsor_figure.unwrap_or(now * 85 / 100),
            Side::Influencer => self.influencer_figure.unwrap_or(now * 125 / 100),
        };
        let between = round(mine + (now - mine) * dice.number(40, 60) / 100);
        self.bounded(if between == now { now + now / 10 } else { between })
    }

    fn scaled(&self, dice: &mut Dice, now: i64, least: i64, most: i64) -> i64 {
        let scaled = round(now * dice.number(least, most) / 100);
        self.bounded(if scaled == now { round(now * if most > 100 { most } else { least } / 100) } else { scaled })
    }

    fn bounded(&self, amount: i64) -> i64 {
        amount.clamp(round(self.campaign.payment.min * 7 / 10), self.budget.amount)
    }
}

/// Changes of what is to be made.
fn reshape(terms: &mut Terms, word: &str) -> Option<()> {
    let rows = &mut terms.deliverables;
    let total: u32 = rows.iter().map(|row| row.count).sum();
    let story = rows.iter().position(|row| row.kind == "story");
    match word {
        "drop_story" => {
            let row = rows.get_mut(story?)?;
            row.count = row.count.checked_sub(1).filter(|count| *count > 0)?;
        }
        "one_story" => {
            let row = rows.get_mut(story?)?;
            row.count = (row.count > 1).then_some(1)?;
        }
        "swap_stories" => {
            let row = rows.get_mut(story?)?;
            (row.kind, row.count) = ("video".into(), 1);
        }
        "stream" => {
            let row = rows.iter_mut().find(|row| row.kind == "post")?;
            (row.kind, row.count) = ("stream".into(), 1);
        }
        "fewer" if total > 1 => one_less(rows)?,
        "fewer_of_three" if total == 3 => one_less(rows)?,
        "one_video" if total == 3 && rows.iter().all(|row| matches!(row.kind.as_str(), "video" | "reel" | "short")) => {
            rows.truncate(1);
            rows.first_mut()?.count = 1;
        }
        _ => return None,
    }
    unsplit(terms);
    Some(())
}

fn one_less(rows: &mut Vec<DeliverableTerms>) -> Option<()> {
    let last = rows.last_mut()?;
    if last.count > 1 {
        last.count -= 1;
    } else {
        rows.pop();
    }
    Some(())
}

/// Names the even shares.
fn split(terms: &mut Terms) -> Option<()> {
    let even =
        terms.deliverables.len() > 1 && terms.deliverables.iter().all(|row| row.count == 1 && row.amount.is_none());
    let shares = even.then(|| terms.shares().ok())??;
    for (row, share) in terms.deliverables.iter_mut().zip(shares) {
        row.amount = Some(share.amount.amount);
    }
    Some(())
}

/// Named shares no longer sum up once something else changes; then they are even again.
fn unsplit(terms: &mut Terms) {
    for row in &mut terms.deliverables {
        row.amount = None;
    }
}

/// Terms as they can be sent on that day: nothing due in the past, shares that sum up.
pub fn sendable(mut terms: Terms, day: Date) -> Terms {
    for row in &mut terms.deliverables {
        row.due_date = row.due_date.max(later(day, 2));
    }
    if terms.shares().is_err() {
        unsplit(&mut terms);
    }
    terms
}

fn add(text: &mut String, line: &str) -> Option<()> {
    (!text.contains(line)).then_some(())?;
    text.push('\n');
    text.push_str(line);
    Some(())
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

const fn usual_kind(platform: Platform) -> &'static str {
    match platform {
        Platform::YouTube => "video",
        Platform::TikTok => "short",
        Platform::Twitch => "stream",
        Platform::Podcast => "episode",
        Platform::Blog => "article",
        _ => "post",
    }
}
