//! What admins see and do: who is here, approving and moderating people and campaigns, the niches, the figures of the house.
//! Every deed of theirs leaves an entry in the audit log.

pub mod campaigns;
mod days;
pub mod jobs;
pub mod moderation;
pub mod niches;
pub mod outbox;
pub mod stats;
pub mod store;
pub mod summary;
pub mod users;

use domain::account::AccountRefused;
use domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::UserOut;
use crate::error::{Error, Result};
use summary::Summary;

/// A person, as admins see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminUserOut {
    /// The account.
    #[serde(flatten)]
    pub user: UserOut,
    /// What their profile and their doings say.
    #[serde(flatten)]
    pub summary: Summary,
}

/// Why something is done to somebody; they are told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The website does not say who you are."}))]
pub struct ReasonIn {
    /// 1 to 1,000 characters.
    pub reason: String,
}

impl ReasonIn {
    /// The reason, cleaned.
    fn checked(&self) -> Result<String> {
        text::required(text::prose(&self.reason, 1000)).map_err(|wrong| Error::wrong("/reason", wrong))
    }
}

impl From<AccountRefused> for Error {
    fn from(refused: AccountRefused) -> Self {
        Self::conflict(refused.code(), refused.to_string())
    }
}
