//! Messages: what a sponsor and an influencer say to each other, in one conversation for each pair of them.
//!
//! A message, the news of it to whoever is there, and the mail to whoever is not are written in one transaction. Its
//! position in the conversation counts without gaps, so that a reader knows when something is missing.

pub mod access;
pub mod begin;
pub mod evidence;
pub mod jobs;
pub mod list;
mod news;
pub mod privacy;
pub mod routes;
mod search;
mod send;
pub mod store;
mod tie;
mod topics;

use domain::clock::Timestamp;
use domain::conversation::Refused;
use domain::ids::{AttachmentId, ConversationId, MessageId, TopicId, UserId};
use domain::words::{Action, Side};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use utoipa::ToSchema;

pub use tie::may_write_to;

use crate::attachments::AttachmentOut;
use crate::db::Text;
use crate::error::Error;
use crate::people::{InfluencerCard, SponsorCard};

/// A conversation's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::conversations)]
pub struct ConversationRow {
    pub id: Text<ConversationId>,
    pub sponsor_id: Text<UserId>,
    pub influencer_id: Text<UserId>,
    pub last_position: i64,
    pub sponsor_read: i64,
    pub influencer_read: i64,
    pub sponsor_read_at: Option<i64>,
    pub influencer_read_at: Option<i64>,
    pub sponsor_told: i64,
    pub influencer_told: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ConversationRow {
    /// Who is on that side.
    pub const fn person(&self, side: Side) -> UserId {
        match side {
            Side::Sponsor => self.sponsor_id.0,
            Side::Influencer => self.influencer_id.0,
        }
    }

    /// On which side somebody is, if on any.
    pub fn side_of(&self, user: UserId) -> Option<Side> {
        [Side::Sponsor, Side::Influencer].into_iter().find(|side| self.person(*side) == user)
    }

    /// Up to where that side has read, and when it did.
    pub fn read(&self, side: Side) -> (i64, Option<Timestamp>) {
        let (up_to, at) = match side {
            Side::Sponsor => (self.sponsor_read, self.sponsor_read_at),
            Side::Influencer => (self.influencer_read, self.influencer_read_at),
        };
        (up_to, at.map(Timestamp))
    }

    /// Up to where that side was told of what it had not read.
    pub const fn told(&self, side: Side) -> i64 {
        match side {
            Side::Sponsor => self.sponsor_told,
            Side::Influencer => self.influencer_told,
        }
    }
}

/// A message's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::messages)]
pub struct MessageRow {
    pub id: Text<MessageId>,
    pub conversation_id: Text<ConversationId>,
    pub position: i64,
    pub author_id: Text<UserId>,
    pub body: String,
    pub topic_kind: Option<Text<TopicKind>>,
    pub topic_id: Option<Text<TopicId>>,
    pub created_at: i64,
}

/// What kind of thing a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TopicKind {
    /// A campaign.
    Campaign,
    /// An ad request.
    AdRequest,
    /// A collaboration.
    Collaboration,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicIn {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: TopicKind,
    /// Its id.
    pub id: TopicId,
}

/// What a message is about, with what that is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopicOut {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: TopicKind,
    /// Its id.
    pub id: TopicId,
    /// Title of the campaign.
    pub title: String,
}

/// A message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageOut {
    /// Its id.
    pub id: MessageId,
    /// The conversation that it is part of.
    pub conversation_id: ConversationId,
    /// Its place: 1, 2, 3, … without gaps.
    pub position: i64,
    /// Who wrote it.
    pub author_id: UserId,
    /// What it says, plain text of several lines; empty when only files were sent, or when its author is gone.
    pub body: String,
    /// What goes with it.
    pub attachments: Vec<AttachmentOut>,
    /// What it is about.
    pub context: Option<TopicOut>,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A new message.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Could we move the second reel to Friday?"}))]
pub struct MessageIn {
    /// 1 to 5,000 characters, plain text; may be left out when files say it.
    #[serde(default)]
    pub body: String,
    /// Ids of up to ten uploaded files.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// What it is about: something that both sides see.
    #[serde(default)]
    pub context: Option<TopicIn>,
}

/// A conversation as one of its two sides sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConversationOut {
    /// Its id.
    pub id: ConversationId,
    /// The side that advertises.
    pub sponsor: SponsorCard,
    /// The side with the audience.
    pub influencer: InfluencerCard,
    /// What was said last.
    pub last_message: Option<MessageOut>,
    /// With a search: the latest message that has what was searched for; `null` when a name has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<MessageOut>,
    /// How many messages the reader has not read.
    pub unread: i64,
    /// Position up to which the reader has read.
    pub read_up_to: i64,
    /// Position up to which the other side has read.
    pub other_read_up_to: i64,
    /// When the other side last read.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub other_read_at: Option<Timestamp>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When something was last said.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// The moves that the reader has now; only in the answer of a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<Action>>,
    /// Why the reader can't write, such as `not_possible`; only in the answer of a single one, and only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => denied.into(),
            Refused::NotAPair => Self::invalid("/user_id", refused.code(), refused.to_string()),
            refused => Self::conflict(refused.code(), refused.to_string()),
        }
    }
}
