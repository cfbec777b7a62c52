//! Exports: one's own campaigns, ad requests, collaborations or earnings as a CSV file, however many they are.
//!
//! A job writes the file in batches straight into the file store. The owner sees how far it is, is told when it is
//! done, and fetches it for a day.

pub mod access;
pub mod download;
pub mod jobs;
pub mod routes;
mod rows;
pub mod sheet;
pub mod store;

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{ExportId, UserId};
use domain::words::Role;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use utoipa::ToSchema;

use crate::db::Text;
use crate::error::{Error, Result};

/// For how long a file is kept, in milliseconds.
pub const KEPT_MS: i64 = DAY_MS;

/// What an export tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ExportKind {
    /// Campaigns with their budgets and how many ad requests they have.
    Campaigns,
    /// Negotiations.
    AdRequests,
    /// What was agreed.
    Collaborations,
    /// What an influencer is to get for each thing to be made.
    Earnings,
}

impl ExportKind {
    /// Whether there is such an export for that role.
    pub const fn is_for(self, role: Role) -> bool {
        match role {
            Role::Sponsor | Role::Admin => !matches!(self, Self::Earnings),
            Role::Influencer => !matches!(self, Self::Campaigns),
        }
    }
}

/// Where an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ExportStatus {
    /// Waits for its turn.
    Queued,
    /// Is being written.
    Running,
    /// Can be fetched.
    Done,
    /// Could not be written.
    Failed,
    /// Was there for a day, and is there no more.
    Expired,
}

/// A move that an export's owner has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportAction {
    /// Fetch the file.
    Download,
}

/// An export's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::exports)]
pub struct ExportRow {
    pub id: Text<ExportId>,
    pub user_id: Text<UserId>,
    pub kind: Text<ExportKind>,
    pub status: Text<ExportStatus>,
    pub row_count: i64,
    pub total: i64,
    pub size: Option<i64>,
    pub file: Option<String>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub expires_at: Option<i64>,
}

impl ExportRow {
    /// Where it is at that moment.
    pub fn status(&self, now: Timestamp) -> ExportStatus {
        let over = self.expires_at.is_some_and(|end| end <= now.0);
        if self.status.0 == ExportStatus::Done && over { ExportStatus::Expired } else { self.status.0 }
    }

    /// The name that the file is saved under.
    pub fn file_name(&self) -> String {
        let day = Timestamp(self.created_at).day_in(&domain::clock::Zone::UTC);
        format!("{}-{day}.csv", self.kind.0.to_string().replace('_', "-"))
    }

    /// The file in the store; a 409 says why there is none.
    pub fn file(&self, now: Timestamp) -> Result<&str> {
        match (self.status(now), &self.file) {
            (ExportStatus::Done, Some(file)) => Ok(file),
            (ExportStatus::Expired, _) => {
                Err(Error::conflict("export_expired", "The file was kept for a day and is gone. Export it again."))
            }
            (ExportStatus::Failed, _) => {
                Err(Error::conflict("export_failed", "The file could not be written. Export it again."))
            }
            _ => Err(Error::conflict("export_not_ready", "The file is still being written.")),
        }
    }
}

/// An export as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportOut {
    /// Its id.
    pub id: ExportId,
    /// What it tells of.
    pub kind: ExportKind,
    /// Where it is.
    pub status: ExportStatus,
    /// How far it is, 0 to 100 percent.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: i64,
    /// How many rows are written, the line of titles not counted.
    pub rows: i64,
    /// Bytes of the file, once it is done.
    pub size: Option<i64>,
    /// What the file is called, once it is done.
    pub file_name: Option<String>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was done, or given up.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// Until when the file can be fetched.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// The moves that its owner has now.
    pub actions: Vec<ExportAction>,
}

impl ExportOut {
    /// The row as its owner sees it at that moment.
    pub fn of(row: &ExportRow, now: Timestamp) -> Self {
        let status = row.status(now);
        let progress = match status {
            ExportStatus::Done | ExportStatus::Expired => 100,
            // Only what is done is shown as whole.
            _ => (row.row_count * 100 / row.total.max(1)).clamp(0, 99),
        };
        Self {
            id: row.id.0,
            kind: row.kind.0,
            status,
            progress,
            rows: row.row_count,
            size: row.size,
            file_name: row.size.map(|_| row.file_name()),
            created_at: Timestamp(row.created_at),
            finished_at: row.finished_at.map(Timestamp),
            expires_at: row.expires_at.map(Timestamp),
            actions: if status == ExportStatus::Done { vec![ExportAction::Download] } else { Vec::new() },
        }
    }
}
