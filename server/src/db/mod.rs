//! The database as the slices see it: the crate's words, and what of it belongs to this product.

mod text;

pub use ::db::*;
pub use text::{Json, Text, to_json};

use crate::Error;

/// The steps of the schema, in order. A new one is a folder in `server/migrations` and a line here.
pub const MIGRATIONS: &[Migration] = &[
    migration!("0001_start"),
    migration!("0002_jobs"),
    migration!("0003_schedules"),
    migration!("0004_notices"),
    migration!("0005_reports"),
    migration!("0006_exports"),
    migration!("0007_reminders"),
    migration!("0008_work"),
    migration!("0009_payments"),
    migration!("0010_reviews"),
    migration!("0011_agreements"),
    migration!("0012_niche_versions"),
    migration!("0013_papers"),
    migration!("0014_attachments"),
    migration!("0015_clocks"),
    migration!("0016_rights", twins),
    migration!("0017_events", twins),
    migration!("0018_messages"),
    migration!("0019_safety"),
    migration!("0021_blocks"),
    migration!("0022_privacy"),
    migration!("0023_visits"),
    migration!("0024_webhooks"),
];

impl Failure for Error {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }

    fn unavailable() -> Self {
        Self::Unavailable
    }
}
