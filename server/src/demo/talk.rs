//! What sponsors and influencers write to each other: those whom visitors log in as, those who quarrel, and some others.

use std::collections::HashMap;

use domain::clock::Timestamp;
use domain::ids::{AttachmentId, ConversationId, MessageId};
use domain::money::{Currency, Money};
use domain::words::{CollaborationStatus, Side};

use super::attach::Kept;
use super::content::{self, Content, TalkLine};
use super::dice::Dice;
use super::rows::{AdRequestRow, AttachmentRow, ConversationRow, MessageRow, Rows};
use super::setting::Setting;
use super::speech::Speech;
use crate::attachments::{MediaType, file_of};
use crate::messages;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Of so many in a hundred pairs whom nobody logs in as it is known what they write.
const OTHERS: i64 = 30;
/// In so many of a login's conversations the other side has just written.
const FRESH: usize = 3;

/// Two who write to each other, about the latest of their ad requests.
struct Pair<'a> {
    request: &'a AdRequestRow,
    sponsor: &'a str,
    influencer: &'a str,
    campaign: &'a str,
    language: &'a str,
    at_work: bool,
    /// Whom visitors log in as, if one of the two.
    visited: Option<Side>,
}

/// Adds conversations; answers the files that go with them.
pub fn some(rows: &mut Rows, content: &Content, setting: &Setting, seed: u64) -> Vec<Kept> {
    let mut dice = Dice::new(seed, 4);
    let (mut conversations, mut said, mut files, mut kept) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut fresh: HashMap<Side, usize> = HashMap::new();
    let mut turns: HashMap<(bool, &str, bool), usize> = HashMap::new();
    for pair in pairs(rows, setting) {
        let wanted = pair.visited.is_some() || dice.chance(OTHERS);
        let Some(lines) = content.messages.get(pair.language).filter(|_| wanted) else { continue };
        let scripts = if pair.at_work { &lines.work } else { &lines.talk };
        // One after the other, so that whoever looks at several finds different ones.
        let turn = turns.entry((pair.visited.is_some(), pair.language, pair.at_work)).or_default();
        let Some(script) = scripts.iter().cycle().nth(*turn) else { continue };
        *turn += 1;
        let unread = pair.visited.filter(|side| {
            let count = fresh.entry(*side).or_default();
            let answered = script.iter().any(|line| line.by != *side);
            let one_more = answered && *count < FRESH;
            *count += usize::from(one_more);
            one_more
        });
        let talk = Talk { pair: &pair, setting, dice: &mut dice }.play(script, unread);
        let Some((conversation, mut messages)) = talk else { continue };
        for (line, message) in script.iter().zip(&mut messages) {
            if line.file
                && let Some((row, file)) = picture(content, &pair, message)
            {
                files.push(row);
                kept.push(file);
            }
        }
        conversations.push(conversation);
        said.extend(messages);
    }
    rows.conversations = conversations;
    rows.messages = said;
    rows.attachments.extend(files);
    kept
}

/// Those who negotiate or have negotiated, in the order in which they began.
fn pairs<'a>(rows: &'a Rows, setting: &Setting) -> Vec<Pair<'a>> {
    let users: HashMap<&str, _> = rows.users.iter().map(|user| (user.id.as_str(), user)).collect();
    let campaigns: HashMap<&str, _> = rows.campaigns.iter().map(|one| (one.id.as_str(), one)).collect();
    let works: HashMap<&str, _> = rows.collaborations.iter().map(|one| (one.ad_request_id.as_str(), one)).collect();
    let mut all: Vec<Pair> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for request in &rows.ad_requests {
        let key = (request.sponsor_id.as_str(), request.influencer_id.as_str());
        let (Some(sponsor), Some(influencer)) = (users.get(key.0), users.get(key.1)) else { continue };
        let Some(campaign) = campaigns.get(request.campaign_id.as_str()) else { continue };
        let work = works.get(request.id.as_str());
        let is_disputed = work.is_some_and(|work| work.status == CollaborationStatus::Disputed.to_string());
        let visited = if sponsor.username == setting.sponsor.username || is_disputed {
            Some(Side::Sponsor)
        } else {
            (influencer.username == setting.influencer.username).then_some(Side::Influencer)
        };
        let language = if sponsor.locale == influencer.locale { sponsor.locale.as_str() } else { "en" };
        let pair = Pair {
            request,
            sponsor: &sponsor.display_name,
            influencer: &influencer.display_name,
            campaign: &campaign.title,
            language,
            at_work: work.is_some(),
            visited,
        };
        match known.get(&key) {
            Some(at) if all[*at].request.created_at < request.created_at => all[*at] = pair,
            Some(_) => {}
            None => {
                known.insert(key, all.len());
                all.push(pair);
            }
        }
    }
    all
}

/// A conversation in the making.
struct Talk<'a, 'b> {
    pair: &'a Pair<'b>,
    setting: &'a Setting,
    dice: &'a mut Dice,
}

impl Talk<'_, '_> {
    /// With `unread` it ends just now, with something that this side has not read.
    fn play(self, script: &[TalkLine], unread: Option<Side>) -> Option<(ConversationRow, Vec<MessageRow>)> {
        let Self { pair: Pair { request, .. }, setting, dice } = self;
        let end =
            unread.and_then(|side| script.iter().rposition(|line| line.by != side)).map_or(script.len(), |at| at + 1);
        let script = &script[..end];
        let gaps: Vec<i64> = script.iter().map(|_| dice.number(4 * MINUTE_MS, 5 * HOUR_MS)).collect();
        let begun = request.created_at + dice.number(HOUR_MS, 20 * HOUR_MS);
        let latest = setting.now.0 - dice.number(20 * MINUTE_MS, 3 * HOUR_MS) - gaps.iter().skip(1).sum::<i64>();
        let begun = if unread.is_some() { latest.max(request.created_at + MINUTE_MS) } else { begun };
        let id = ConversationId::new(Timestamp(begun)).to_string();
        let currency: Currency = request.currency.parse().ok()?;
        let speech = Speech {
            language: self.pair.language,
            influencer: self.pair.influencer,
            brand: self.pair.sponsor,
            campaign: self.pair.campaign,
        };
        let mut at = begun;
        let mut messages = Vec::new();
        for (position, (line, gap)) in (1..).zip(script.iter().zip(&gaps)) {
            at += if position > 1 { *gap } else { 0 };
            if at >= setting.now.0 {
                break;
            }
            let body = speech.say(&line.text, Money::new(request.payment, currency));
            let about = position == 1;
            messages.push(MessageRow {
                id: MessageId::new(Timestamp(at)).to_string(),
                conversation_id: id.clone(),
                position,
                author_id: match line.by {
                    Side::Sponsor => request.sponsor_id.clone(),
                    Side::Influencer => request.influencer_id.clone(),
                },
                words: messages::store::searched(&body),
                body,
                topic_kind: about.then(|| messages::TopicKind::AdRequest.to_string()),
                topic_id: about.then(|| request.id.clone()),
                created_at: at,
            });
        }
        let last = messages.last()?;
        let seen = |side: Side| if unread == Some(side) { last.position - 1 } else { last.position };
        let read_at = Some((last.created_at + 2 * MINUTE_MS).min(setting.now.0));
        let row = ConversationRow {
            id,
            sponsor_id: request.sponsor_id.clone(),
            influencer_id: request.influencer_id.clone(),
            last_position: last.position,
            sponsor_read: seen(Side::Sponsor),
            influencer_read: seen(Side::Influencer),
            sponsor_read_at: read_at,
            influencer_read_at: read_at,
            sponsor_told: last.position,
            influencer_told: last.position,
            created_at: begun,
            updated_at: last.created_at,
        };
        Some((row, messages))
    }
}

/// The campaign's picture, as a still that goes with that message.
fn picture(content: &Content, pair: &Pair, message: &MessageRow) -> Option<(AttachmentRow, Kept)> {
    let brief = content.campaigns.iter().find(|campaign| campaign.title == pair.campaign)?;
    let content = content::image(&brief.image)?;
    let id = AttachmentId::new(Timestamp(message.created_at));
    let row = AttachmentRow {
        id: id.to_string(),
        owner_id: message.author_id.clone(),
        submission_id: None,
        position: 0,
        name: "first-frame.webp".into(),
        media_type: MediaType::Webp.to_string(),
        size: i64::try_from(content.len()).unwrap_or(0),
        created_at: message.created_at,
        stored_at: Some(message.created_at),
        message_id: Some(message.id.clone()),
    };
    Some((row, Kept { name: file_of(id, MediaType::Webp), content: content.into() }))
}
