//! Attachments: pictures and PDFs that people add to what they hand in or write. Private: only those see one who see what
//! it is attached to. Pictures are drawn anew, so that nothing of where and with what they were taken gets through.

pub mod access;
pub mod download;
pub mod jobs;
pub mod routes;
pub mod store;
mod upload;

use domain::ids::{AttachmentId, MessageId, SubmissionId, UserId};
use serde::Serialize;
use strum::{Display, EnumString};
use utoipa::ToSchema;

use crate::db::Text;

/// How many one submission or message may have.
pub const MOST: usize = 10;

/// What an attachment is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Display, EnumString, ToSchema)]
pub enum MediaType {
    #[serde(rename = "image/jpeg")]
    #[strum(serialize = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    #[strum(serialize = "image/png")]
    Png,
    #[serde(rename = "image/webp")]
    #[strum(serialize = "image/webp")]
    Webp,
    #[serde(rename = "application/pdf")]
    #[strum(serialize = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// What its file's name ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }
}

/// An attachment's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::attachments)]
pub struct AttachmentRow {
    pub id: Text<AttachmentId>,
    pub owner_id: Text<UserId>,
    pub submission_id: Option<Text<SubmissionId>>,
    pub name: String,
    pub media_type: Text<MediaType>,
    pub size: i64,
    pub message_id: Option<Text<MessageId>>,
}

impl AttachmentRow {
    /// The file in the store.
    pub fn file(&self) -> String {
        file_of(self.id.0, self.media_type.0)
    }
}

/// Where the file of an attachment stands in the store.
pub fn file_of(id: AttachmentId, media_type: MediaType) -> String {
    format!("attachments/{id}.{}", media_type.extension())
}

/// An attachment as those see it who may.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttachmentOut {
    /// Its id.
    pub id: AttachmentId,
    /// What its file is called.
    pub name: String,
    /// What it is, by its content.
    pub media_type: MediaType,
    /// Bytes of the file as it is kept.
    pub size: i64,
}

impl From<&AttachmentRow> for AttachmentOut {
    fn from(row: &AttachmentRow) -> Self {
        Self { id: row.id.0, name: row.name.clone(), media_type: row.media_type.0, size: row.size }
    }
}
