//! Files that go with a mail. A job only names them: they are loaded when the mail is sent.

use bytes::Bytes;
#[cfg(feature = "pdf")]
use domain::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
#[cfg(feature = "pdf")]
use crate::reports::{self, Month};

/// A file in a mail.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// What it is called, such as `report-2026-10.pdf`.
    pub name: String,
    /// Its media type, such as `application/pdf`.
    pub content_type: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A file that will be in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// What it is called, such as `report-2026-10.pdf`.
    pub name: String,
    /// Its media type, such as `application/pdf`.
    pub content_type: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where an enclosed file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The file store, under that name.
    File(String),
    /// A sponsor's report on a month, as a PDF.
    #[cfg(feature = "pdf")]
    Report {
        /// Whose.
        sponsor: UserId,
        /// Which.
        month: Month,
    },
}

impl Enclosure {
    /// Loads it. 404 when it is gone.
    pub async fn load(self, app: &App) -> Result<Attachment> {
        let bytes = match self.source {
            Source::File(name) => app.files.get(&name).await?,
            #[cfg(feature = "pdf")]
            Source::Report { sponsor, month } => reports::document(app, sponsor, month).await?,
        };
        Ok(Attachment { name: self.name, content_type: self.content_type, bytes })
    }
}
