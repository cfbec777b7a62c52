//! Files that went with what was handed in, where visitors look.

use std::collections::HashMap;

use anyhow::{Context, Result};
use bytes::Bytes;
use domain::clock::Timestamp;
use domain::ids::AttachmentId;
use domain::words::CollaborationStatus;

use super::content::{self, Content};
use super::rows::{AttachmentRow, CollaborationRow, Rows};
use super::setting::Setting;
use crate::attachments::{MediaType, file_of};

/// How many of the latest submissions have some.
const MOST: usize = 60;
/// Of so many submissions one has the storyboard too.
const WITH_STORYBOARD: usize = 3;

/// A file to be kept under that name.
pub struct Kept {
    pub name: String,
    pub content: Bytes,
}

/// Attaches files to the latest submissions of those whom visitors log in as, and to what an admin is to decide.
pub fn some(rows: &mut Rows, content: &Content, setting: &Setting) -> Result<Vec<Kept>> {
    let logins = [setting.sponsor.username, setting.influencer.username];
    let seen = rows.users.iter().filter(|user| logins.contains(&user.username.as_str()));
    let seen: Vec<&str> = seen.map(|user| user.id.as_str()).collect();
    let shown = |work: &&CollaborationRow| {
        let of_them = seen.contains(&work.sponsor_id.as_str()) || seen.contains(&work.influencer_id.as_str());
        of_them || work.status == CollaborationStatus::Disputed.to_string()
    };
    let works: HashMap<&str, &CollaborationRow> =
        rows.collaborations.iter().filter(shown).map(|work| (work.id.as_str(), work)).collect();
    let parts = rows.deliverables.iter().filter_map(|part| {
        let work = works.get(part.collaboration_id.as_str())?;
        Some((part.id.as_str(), *work))
    });
    let parts: HashMap<&str, &CollaborationRow> = parts.collect();
    let mut handed: Vec<_> = rows
        .submissions
        .iter()
        .filter_map(|row| parts.get(row.deliverable_id.as_str()).map(|work| (row.created_at, row, *work)))
        .collect();
    handed.sort_by_key(|(at, row, _)| (-at, row.caption.as_str()));
    handed.truncate(MOST);
    let (mut added, mut kept) = (Vec::new(), Vec::new());
    for (count, (at, submission, work)) in handed.into_iter().enumerate() {
        let campaign = rows.campaigns.iter().find(|campaign| campaign.id == work.campaign_id);
        let title = campaign.map_or("", |campaign| campaign.title.as_str());
        let brief = content.campaigns.iter().find(|campaign| campaign.title == title).context("no such campaign")?;
        for (position, (name, from, media_type)) in (0..).zip(files(&brief.image, count)) {
            let Some(content) = content::image(&from) else { continue };
            let id = AttachmentId::new(Timestamp(at));
            added.push(AttachmentRow {
                id: id.to_string(),
                owner_id: work.influencer_id.clone(),
                submission_id: Some(submission.id.clone()),
                position,
                name: name.to_owned(),
                media_type: media_type.to_string(),
                size: i64::try_from(content.len()).unwrap_or(0),
                created_at: at,
                stored_at: Some(at),
                message_id: None,
            });
            kept.push(Kept { name: file_of(id, media_type), content: content.into() });
        }
    }
    rows.attachments = added;
    Ok(kept)
}

/// What goes with the so-manieth submission: what it is called, where it is taken from, what it is.
fn files(image: &str, count: usize) -> Vec<(&'static str, String, MediaType)> {
    let other = if image.contains("-1.") { image.replace("-1.", "-2.") } else { image.replace("-2.", "-1.") };
    let mut all = vec![("still-1.webp", image.to_owned(), MediaType::Webp)];
    if count.is_multiple_of(2) && other != image {
        all.push(("still-2.webp", other, MediaType::Webp));
    }
    if count.is_multiple_of(WITH_STORYBOARD) {
        all.push(("storyboard.pdf", "storyboard.pdf".into(), MediaType::Pdf));
    }
    all
}
