//! Reviews, both ways and double-blind: shown when both sides have written theirs, or when the time for it is over.

pub mod jobs;
pub mod routes;
pub mod store;

use domain::clock::Timestamp;
use domain::ids::{ReviewId, UserId};
use domain::review::Refused;
use domain::words::Side;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Text;
use crate::error::Error;

/// A review's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::reviews)]
pub struct ReviewRow {
    pub id: Text<ReviewId>,
    pub made_by: Text<Side>,
    pub author_id: Text<UserId>,
    pub subject_id: Text<UserId>,
    pub rating: i64,
    pub comment: String,
    pub created_at: i64,
    pub shown_at: Option<i64>,
}

/// What one side says of the other.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewOut {
    /// Its id.
    pub id: ReviewId,
    /// Who wrote it.
    pub by: Side,
    /// The author's name.
    pub author: String,
    /// 1 to 5.
    pub rating: i64,
    /// In words; may be empty.
    pub comment: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Whether others see it; its author always does.
    pub shown: bool,
}

impl ReviewOut {
    fn of(row: ReviewRow, author: String) -> Self {
        Self {
            id: row.id.0,
            by: row.made_by.0,
            author,
            rating: row.rating,
            comment: row.comment,
            created_at: Timestamp(row.created_at),
            shown: row.shown_at.is_some(),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::conflict(refused.code(), refused.to_string())
    }
}
