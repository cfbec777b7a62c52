//! Campaigns and all that happened on them.

use anyhow::{Context, Result};
use domain::ad_request::{Deadline, State};
use domain::campaign::Campaign;
use domain::clock::{DAY_MS, Timestamp, Zone};
use domain::ids::CampaignId;
use domain::matching::{Wanted, score};
use domain::money::Money;
use domain::words::{CampaignStatus, Direction, Side, Visibility};
use jiff::ToSpan;

use super::content::{CampaignIn, Content, SponsorIn};
use super::dice::Dice;
use super::moderation;
use super::people::{Member, Talent};
use super::price;
use super::rows::{AdRequestRow, CampaignNicheRow, CampaignRow, RevisionRow, Rows};
use super::setting::Setting;
use super::speech::Speech;
use super::story::{self, Closing, Ending, Stage, Story};
use super::work::{self, Place, Shelf};
use crate::db::to_json;

const HOUR_MS: i64 = 3_600_000;

/// A campaign in the making.
pub struct Drive<'a> {
    pub content: &'a CampaignIn,
    pub owner: &'a SponsorIn,
    pub sponsor: &'a Member,
    pub rules: Campaign,
    pub created: Timestamp,
    pub published: Option<Timestamp>,
    /// When it was over, called off, or held; now while it runs.
    pub until: Timestamp,
    pub flagged: Option<Timestamp>,
    pub spent: i64,
    /// How often the work gave back a part of the budget.
    pub given_back: i64,
}

impl<'a> Drive<'a> {
    /// Lays its dates out around now.
    pub fn new(
        dice: &mut Dice,
        setting: &Setting,
        content: &'a CampaignIn,
        owner: &'a SponsorIn,
        sponsor: &'a Member,
    ) -> Result<Self> {
        let zone = Zone::named(&owner.time_zone).context("no such time zone")?;
        let start = setting.now.day_in(&zone).saturating_add(content.start_offset.days());
        let end = start.saturating_add((content.days - 1).days());
        let is_draft = content.status == CampaignStatus::Draft;
        let opening = zone.start_of(start);
        let published = Timestamp(opening.0 - dice.number(3 * 24, 14 * 24) * HOUR_MS).max(sponsor.since);
        let created = if is_draft {
            dice.instant(sponsor.since.max(Timestamp(setting.now.0 - 6 * DAY_MS)), setting.now.plus_ms(-HOUR_MS))
        } else {
            Timestamp(published.0 - dice.number(5, 90) * HOUR_MS).max(sponsor.since)
        };
        let over = zone.start_of(end.saturating_add(1.days())).min(setting.now);
        let until = match content.status {
            CampaignStatus::Draft => created,
            CampaignStatus::Active => setting.now,
            CampaignStatus::Completed => over,
            CampaignStatus::Paused => Timestamp(setting.now.0 - dice.number(20, 200) * HOUR_MS),
            CampaignStatus::Cancelled => dice.instant(published.plus_days(6), over.plus_ms(-DAY_MS)),
        };
        let id = CampaignId::new(created);
        let currency = owner.currency.parse().map_err(|_| anyhow::anyhow!("no such currency"))?;
        let rules = Campaign {
            id,
            sponsor: sponsor.id,
            status: if is_draft { CampaignStatus::Draft } else { CampaignStatus::Active },
            flagged: false,
            visibility: content.visibility,
            start,
            end,
            zone,
            budget: Money::new(content.budget, currency),
            committed: 0,
            negotiated: false,
        };
        let flagged = content.flag.as_ref().map(|_| Timestamp(setting.now.0 - dice.number(20, 120) * HOUR_MS));
        let published = (!is_draft).then_some(published);
        Ok(Self { content, owner, sponsor, rules, created, published, until, flagged, spent: 0, given_back: 0 })
    }

    /// The last instant at which something could happen between its sponsor and that influencer.
    fn until_with(&self, influencer: &Member) -> Timestamp {
        [self.flagged, self.sponsor.out, influencer.out].into_iter().flatten().fold(self.until, Ord::min)
    }
}

/// Tells what happened on a campaign and adds it to the world.
pub fn play(
    shelf: &mut Shelf,
    dice: &mut Dice,
    setting: &Setting,
    content: &Content,
    drive: &mut Drive,
    talents: &[Talent],
) -> Result<()> {
    let mut last_change = drive.published.unwrap_or(drive.created);
    let mut first_request = None;
    let mut accepted = 0;
    for talent in cast(dice, setting, drive, talents) {
        let Some(story) = negotiate(dice, setting, content, drive, talent)? else { continue };
        let began = story.began();
        first_request = Some(first_request.map_or(began, |first: Timestamp| first.min(began)));
        if let Some(closing) = story.closing.as_ref().filter(|_| matches!(story.request.state, State::Accepted)) {
            accepted += 1;
            last_change = last_change.max(Timestamp(closing.at));
            let done = work::begin(shelf, dice, &place(setting, content, drive, talent)?, &story, closing)?;
            drive.spent += done.spent;
            drive.rules.committed -= done.freed;
            drive.given_back += i64::from(done.freed > 0);
        }
        add_story(shelf.rows, drive, &talent.member, story);
    }
    let negotiated = first_request.map(|at| at.0);
    if drive.content.status != CampaignStatus::Active {
        last_change = last_change.max(drive.until);
    }
    add_campaign(shelf.rows, setting, drive, negotiated, last_change, accepted);
    Ok(())
}

/// Where these two work.
fn place<'a>(
    setting: &'a Setting,
    content: &'a Content,
    drive: &'a Drive,
    talent: &'a Talent<'a>,
) -> Result<Place<'a>> {
    let spoken = content.work.get_key_value(drive.content.language.as_str());
    let (language, lines) = spoken.or(content.work.get_key_value("en")).context("work.json has no lines")?;
    let reviews = content.reviews.get(language).or(content.reviews.get("en")).context("reviews.json has no lines")?;
    let speech = Speech {
        language,
        influencer: &talent.member.name,
        brand: &drive.sponsor.name,
        campaign: &drive.content.title,
    };
    Ok(Place {
        setting,
        content: drive.content,
        zone: &drive.rules.zone,
        talent,
        lines,
        reviews,
        speech,
        off: (drive.content.status == CampaignStatus::Cancelled).then_some(drive.until),
        is_demo: drive.content.sponsor == setting.sponsor.username,
    })
}

/// Whom the campaign is about: those who fit best, with some luck.
fn cast<'t, 'a>(dice: &mut Dice, setting: &Setting, drive: &Drive, talents: &'t [Talent<'a>]) -> Vec<&'t Talent<'a>> {
    let content = drive.content;
    let is_demo = content.sponsor == setting.sponsor.username;
    let least = if is_demo { 9 } else { 4 };
    let count = match (content.status, content.visibility) {
        (CampaignStatus::Draft, _) => return Vec::new(),
        (CampaignStatus::Cancelled, _) => dice.number(2, 6),
        (CampaignStatus::Completed, _) => dice.number(7, 12),
        (_, Visibility::Private) => dice.number(least, least + 4),
        (_, Visibility::Public) => dice.number(least, least + 7),
    };
    let wanted = Wanted {
        niches: content.niches.clone(),
        platforms: content.requirements.platforms.clone(),
        countries: content.requirements.countries.clone(),
        languages: content.requirements.languages.clone(),
        min_followers: content.requirements.min_followers,
        budget: Some(drive.rules.budget),
    };
    let pieces: Vec<_> = content.deliverables.iter().map(|piece| (piece.kind.as_str(), piece.count)).collect();
    let mut fitting: Vec<(i64, &Talent)> = talents
        .iter()
        .filter(|talent| talent.of.languages.contains(&content.language))
        .map(|talent| {
            let luck = dice.number(0, 30);
            let is_demo = talent.of.username == setting.influencer.username;
            let shares_niche = talent.of.niches.iter().any(|niche| content.niches.contains(niche));
            let favourite = if is_demo { if shares_niche { 45 } else { 24 } } else { 0 };
            let asked = price::asked(talent.of, &pieces, drive.rules.budget.currency);
            let fee = match asked.saturating_mul(100) / drive.rules.budget.amount.max(1) {
                ..4 => 0,
                4..18 => 18,
                _ => -40,
            };
            (i64::from(score(&wanted, &talent.offered).score) + luck + favourite + fee, talent)
        })
        .collect();
    fitting.sort_by_key(|(points, _)| -points);
    let count = usize::try_from(count).unwrap_or(0);
    fitting.into_iter().map(|(_, talent)| talent).take(count).collect()
}

fn negotiate(
    dice: &mut Dice,
    setting: &Setting,
    content: &Content,
    drive: &mut Drive,
    talent: &Talent,
) -> Result<Option<Story>> {
    let Some(published) = drive.published else { return Ok(None) };
    let applies = drive.content.visibility == Visibility::Public
        && drive.content.requirements.unmet(&talent.applicant).0.is_empty()
        && dice.chance(72);
    let language = drive.content.language.as_str();
    let english = content.negotiation.get("en");
    let Some(lines) = content.negotiation.get(language).or(english) else { return Ok(None) };
    let until = drive.until_with(&talent.member);
    let stage = Stage {
        content: drive.content,
        lines,
        language,
        sponsor: drive.sponsor,
        influencer: talent,
        direction: if applies { Direction::Application } else { Direction::Invitation },
        from: published.max(talent.member.since).max(drive.sponsor.since).plus_ms(HOUR_MS),
        until,
        answer_days: setting.house.periods.ad_request_days,
    };
    // Whoever logs in finds something to answer and something agreed.
    let is_demo = talent.of.username == setting.influencer.username;
    let is_running = drive.content.status == CampaignStatus::Active;
    let wished = match () {
        () if is_demo && dice.chance(30) => Ending::Accepted,
        () if is_demo && is_running && dice.chance(45) => Ending::Open,
        () => story::ending(dice, drive.content.status),
    };
    for ending in [wished, Ending::Open] {
        if let Some(mut story) = story::tell(dice, &stage, &mut drive.rules, ending)? {
            settle(drive, &mut story, until);
            return Ok(Some(story));
        }
    }
    Ok(None)
}

/// What became of an open negotiation when its campaign, or one of the two, was no longer there for it.
fn settle(drive: &Drive, story: &mut Story, until: Timestamp) {
    let State::Pending { awaited, deadline } = story.request.state else { return };
    let held = until < drive.until || drive.flagged.is_some();
    let ended = match drive.content.status {
        CampaignStatus::Completed => Some(State::Expired),
        CampaignStatus::Cancelled => Some(State::Withdrawn),
        CampaignStatus::Paused => {
            story.request.state = State::Pending { awaited, deadline: deadline.stopped(until) };
            return;
        }
        CampaignStatus::Active | CampaignStatus::Draft => None,
    };
    if let Some(state) = ended {
        story.request.state = state;
        // A clock that stands still still ends with its campaign.
        let by = (drive.content.status == CampaignStatus::Cancelled).then_some(Side::Sponsor);
        story.closing = Some(Closing { at: drive.until.0, by, reason: None });
    } else if held {
        story.request.state = State::Pending { awaited, deadline: deadline.stopped(until) };
    }
}

fn add_story(rows: &mut Rows, drive: &Drive, influencer: &Member, story: Story) {
    let Story { request, revisions, closing } = story;
    let id = request.id.to_string();
    let (expires_at, time_left) = match request.state {
        State::Pending { deadline: Deadline::At(at), .. } => (Some(at.0), None),
        State::Pending { deadline: Deadline::Stopped(left), .. } => (None, Some(left)),
        _ => (None, None),
    };
    let began = revisions.first().map_or(request.latest.at, |first| first.at);
    let moves = i64::try_from(revisions.len()).unwrap_or(1) + i64::from(closing.is_some());
    let author = |side| match side {
        Side::Sponsor => drive.sponsor.id.to_string(),
        Side::Influencer => influencer.id.to_string(),
    };
    rows.revisions.extend(revisions.iter().map(|revision| RevisionRow {
        ad_request_id: id.clone(),
        number: revision.number,
        made_by: revision.by.to_string(),
        author_id: author(revision.by),
        message: revision.message.clone(),
        message_commitment: revision.sealed.as_ref().map(|sealed| sealed.commitment.clone()),
        message_salt: revision.sealed.as_ref().and_then(|sealed| sealed.salt.clone()),
        terms: to_json(&revision.terms),
        brief: revision.brief.clone(),
        disclosure: revision.disclosure.clone(),
        hash: revision.hash.clone(),
        created_at: revision.at.0,
    }));
    let payment = request.latest.terms.payment;
    rows.ad_requests.push(AdRequestRow {
        id,
        campaign_id: request.campaign.to_string(),
        sponsor_id: request.sponsor.to_string(),
        influencer_id: request.influencer.to_string(),
        direction: request.direction.to_string(),
        status: request.status().to_string(),
        awaiting: request.awaited().map(|side| side.to_string()),
        revision: request.latest.number,
        payment: payment.amount,
        currency: payment.currency.code().into(),
        expires_at,
        time_left,
        closed_by: closing.as_ref().and_then(|closing| closing.by).map(|side| side.to_string()),
        close_reason: closing.as_ref().and_then(|closing| closing.reason.clone()),
        closed_at: closing.as_ref().map(|closing| closing.at),
        created_at: began.0,
        updated_at: closing.as_ref().map_or(request.latest.at.0, |closing| closing.at),
        version: moves,
    });
}

fn add_campaign(
    rows: &mut Rows,
    setting: &Setting,
    drive: &Drive,
    negotiated_at: Option<i64>,
    changed: Timestamp,
    accepted: i64,
) {
    let (content, rules) = (drive.content, &drive.rules);
    let id = rules.id.to_string();
    let flagged_at = drive.flagged.map(|at| at.0);
    if let (Some(at), Some(reason)) = (drive.flagged, &content.flag) {
        moderation::of_campaign(rows, setting, &id, at, reason);
    }
    let moves = match content.status {
        CampaignStatus::Draft => 0,
        CampaignStatus::Active => 1,
        _ => 2,
    };
    rows.campaigns.push(CampaignRow {
        id: id.clone(),
        sponsor_id: rules.sponsor.to_string(),
        title: content.title.clone(),
        description: content.description.clone(),
        goals: content.goals.clone(),
        image: setting.image(&content.image),
        start_date: rules.start.to_string(),
        end_date: rules.end.to_string(),
        time_zone: drive.owner.time_zone.clone(),
        budget: rules.budget.amount,
        currency: rules.budget.currency.code().into(),
        committed: rules.committed,
        spent: drive.spent,
        visibility: content.visibility.to_string(),
        min_followers: content.requirements.min_followers,
        platforms: to_json(&content.requirements.platforms),
        countries: to_json(&content.requirements.countries),
        languages: to_json(&content.requirements.languages),
        disclosure: content.disclosure.clone(),
        status: content.status.to_string(),
        flag_reason: content.flag.clone(),
        flagged_at,
        flagged_by: flagged_at.map(|_| setting.admin.clone()),
        negotiated_at,
        published_at: drive.published.map(|at| at.0),
        created_at: drive.created.0,
        updated_at: changed.0.max(flagged_at.unwrap_or(0)),
        version: 1 + moves + accepted + drive.given_back,
    });
    let niche = |niche: &String| CampaignNicheRow { campaign_id: id.clone(), niche: niche.clone() };
    rows.campaign_niches.extend(content.niches.iter().map(niche));
}
