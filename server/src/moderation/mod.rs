//! Keeping the place safe: flags that end and can be contested once, and what people report.
//!
//! What a flag does stands with the accounts and the campaigns; here is how one comes, is contested and ends.

pub mod bulk;
pub mod cases;
pub mod contest;
pub mod flags;
pub mod jobs;
pub mod queue;
pub mod report;
pub mod resolve;
mod store;
mod subject;

use db::Conn;
use domain::ids::{MessageId, UserId};
use domain::safety::Reported;
use domain::words::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::people::People;

/// Somebody, in a few words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonCard {
    /// The user's id.
    pub id: UserId,
    /// What they are here for.
    pub role: Role,
    /// Their unique name.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// Their avatar or logo.
    pub avatar_url: Option<String>,
}

impl PersonCard {
    fn of(people: &People, id: UserId) -> Result<Self> {
        let person = people.get(id)?;
        Ok(Self {
            id,
            role: person.user.role.0,
            username: person.user.username.clone(),
            display_name: person.user.display_name.clone(),
            avatar_url: person.picture.clone(),
        })
    }
}

impl From<domain::safety::FlagRefused> for Error {
    fn from(refused: domain::safety::FlagRefused) -> Self {
        Self::conflict(refused.code(), refused.to_string())
    }
}

/// Whether that message was reported: then an admin sees what goes with it.
pub fn is_reported(conn: &mut Conn, message: MessageId) -> Result<bool> {
    store::is_reported(conn, Reported::Message, &message.to_string())
}

/// What the house keeps of a person here: the reports they made and the flags they had.
pub fn of_person(conn: &mut Conn, user: UserId) -> Result<serde_json::Value> {
    Ok(serde_json::json!({"abuse_reports": store::by_reporter(conn, user)?, "flags": flags::of_owner(conn, user)?}))
}

/// Erases what a person wrote here: comments on reports, statements on flags.
pub fn erase(tx: &mut db::Tx, user: UserId) -> Result<()> {
    store::erase(tx, user)?;
    flags::erase(tx, user)
}
