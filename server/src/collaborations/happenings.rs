//! All that happened in a collaboration, and what was handed in: the story that both sides see, and the evidence of a dispute.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{CollaborationId, DeliverableId, SubmissionId, UserId, WorkEventId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use strum::{Display, EnumString};
use utoipa::ToSchema;

use crate::attachments::{self, AttachmentOut};
use crate::db::Text;
use crate::error::Result;
use crate::schema::{deliverables, submissions, work_events};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum What {
    Agreed,
    Funded,
    Submitted,
    ChangesRequested,
    Approved,
    Published,
    DeliverableCancelled,
    /// Which is why the cancellation that follows is asked for.
    CampaignCancelled,
    CancellationAsked,
    CancellationDeclined,
    Cancelled,
    Disputed,
    Resolved,
    /// Its clocks stand still: somebody was suspended.
    Stopped,
    /// Its clocks go on.
    Resumed,
    Completed,
}

/// Who made it happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum By {
    Sponsor,
    Influencer,
    Admin,
    /// Nobody: the deadline passed.
    Time,
}

impl From<domain::words::Side> for By {
    fn from(side: domain::words::Side) -> Self {
        match side {
            domain::words::Side::Sponsor => Self::Sponsor,
            domain::words::Side::Influencer => Self::Influencer,
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// What.
    pub what: What,
    /// To which deliverable.
    pub deliverable: Option<DeliverableId>,
    /// Who did it.
    pub by: By,
    /// The person.
    pub actor: Option<UserId>,
    /// What they said.
    pub note: String,
}

/// Something that happened, as it is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct HappeningOut {
    /// Its id.
    pub id: WorkEventId,
    /// What happened.
    pub what: What,
    /// To which deliverable, if to one.
    pub deliverable_id: Option<DeliverableId>,
    /// Who did it; `time` when a deadline passed.
    pub by: By,
    /// What they said; may be empty.
    pub note: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Something handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionOut {
    /// Its id.
    pub id: SubmissionId,
    /// 1, 2, 3, …
    pub number: i64,
    /// The text of the post.
    pub caption: String,
    /// Where a draft can be seen.
    pub url: Option<String>,
    /// What the influencer says of it.
    pub note: String,
    /// Whether the agreed disclosure stands in the caption.
    pub disclosed: bool,
    /// SHA-256 of the caption, in hex.
    pub caption_hash: String,
    /// Files that go with it.
    pub attachments: Vec<AttachmentOut>,
    /// When it was handed in, and its disclosure checked.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// What is handed in.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The text of the post.
    pub caption: String,
    /// Where a draft can be seen.
    pub url: Option<String>,
    /// What the influencer says of it.
    pub note: String,
    /// Whether the agreed disclosure stands in the caption.
    pub disclosed: bool,
}

/// Notes that something happened.
pub fn note(tx: &mut Tx, of: CollaborationId, happening: &Happening) -> Result<()> {
    let before: i64 =
        work_events::table.filter(work_events::collaboration_id.eq(of.to_string())).count().get_result(tx.conn)?;
    diesel::insert_into(work_events::table)
        .values((
            (
                work_events::id.eq(WorkEventId::new(tx.now).to_string()),
                work_events::collaboration_id.eq(of.to_string()),
                work_events::position.eq(before + 1),
            ),
            work_events::deliverable_id.eq(happening.deliverable.map(|id| id.to_string())),
            (work_events::what.eq(happening.what.to_string()), work_events::made_by.eq(happening.by.to_string())),
            work_events::actor_id.eq(happening.actor.map(|id| id.to_string())),
            (work_events::note.eq(&happening.note), work_events::created_at.eq(tx.now.0)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// All that happened, the first thing first.
pub fn story(conn: &mut Conn, of: CollaborationId) -> Result<Vec<HappeningOut>> {
    type Row = (Text<WorkEventId>, Text<What>, Option<Text<DeliverableId>>, Text<By>, String, i64);
    let rows: Vec<Row> = work_events::table
        .filter(work_events::collaboration_id.eq(of.to_string()))
        .order(work_events::position)
        .select((
            work_events::id,
            work_events::what,
            work_events::deliverable_id,
            work_events::made_by,
            work_events::note,
            work_events::created_at,
        ))
        .load(conn)?;
    let told = |(id, what, part, by, note, at): Row| HappeningOut {
        id: id.0,
        what: what.0,
        deliverable_id: part.map(|part| part.0),
        by: by.0,
        note,
        at: Timestamp(at),
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Keeps what is handed in.
pub fn hand_in(tx: &mut Tx, of: DeliverableId, handed: &Handed) -> Result<SubmissionId> {
    let id = SubmissionId::new(tx.now);
    let mine = submissions::deliverable_id.eq(of.to_string());
    let before: i64 = submissions::table.filter(mine).count().get_result(tx.conn)?;
    diesel::insert_into(submissions::table)
        .values((
            (submissions::id.eq(id.to_string()), submissions::deliverable_id.eq(of.to_string())),
            (submissions::number.eq(before + 1), submissions::caption.eq(&handed.caption)),
            (submissions::url.eq(handed.url.as_ref()), submissions::note.eq(&handed.note)),
            submissions::caption_hash.eq(hex::encode(Sha256::digest(&handed.caption))),
            (submissions::disclosed.eq(i64::from(handed.disclosed)), submissions::created_at.eq(tx.now.0)),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// All that was handed in for a collaboration, by deliverable.
pub fn submitted(conn: &mut Conn, of: CollaborationId) -> Result<HashMap<DeliverableId, Vec<SubmissionOut>>> {
    type Row = (Text<DeliverableId>, Text<SubmissionId>, i64, String, Option<String>, String, i64, String, i64);
    let rows: Vec<Row> = submissions::table
        .inner_join(deliverables::table.on(deliverables::id.eq(submissions::deliverable_id)))
        .filter(deliverables::collaboration_id.eq(of.to_string()))
        .order((submissions::deliverable_id, submissions::number))
        .select((
            submissions::deliverable_id,
            submissions::id,
            submissions::number,
            submissions::caption,
            submissions::url,
            submissions::note,
            submissions::disclosed,
            submissions::caption_hash,
            submissions::created_at,
        ))
        .load(conn)?;
    let mut attached = attachments::store::of_work(conn, of)?;
    let mut all: HashMap<DeliverableId, Vec<SubmissionOut>> = HashMap::new();
    for (part, id, number, caption, url, note, disclosed, caption_hash, at) in rows {
        all.entry(part.0).or_default().push(SubmissionOut {
            id: id.0,
            number,
            caption,
            url,
            note,
            disclosed: disclosed != 0,
            caption_hash,
            attachments: attached.remove(&id.0).unwrap_or_default(),
            created_at: Timestamp(at),
        });
    }
    Ok(all)
}
