//! Accounts: registering, logging in and out, sessions, passwords and e-mail addresses, and what people see of themselves.

pub mod apply;
pub mod email;
pub mod login;
pub mod me;
pub mod password;
pub mod register;
pub mod sessions;
pub mod store;
pub mod visits;

use db::Conn;
use domain::access::Standing;
use domain::clock::Timestamp;
use domain::ids::UserId;
use domain::safety::Flagged;
use domain::words::{AccountStatus, Action, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Text;
use crate::error::{Error, Result};
use crate::moderation::flags::{self, Contest, FlagRow};
use crate::people::{People, Person};

/// What somebody is called whose account is closed.
pub const CLOSED_NAME: &str = "Closed account";

/// A user's row, but for the password.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::users)]
pub struct UserRow {
    pub id: Text<UserId>,
    pub role: Text<Role>,
    pub username: String,
    pub email: String,
    pub display_name: String,
    pub status: Text<AccountStatus>,
    pub status_reason: Option<String>,
    pub awaiting_approval_since: Option<i64>,
    pub approved_at: Option<i64>,
    pub flag_reason: Option<String>,
    pub flagged_at: Option<i64>,
    pub locale: String,
    pub time_zone: String,
    pub email_verified_at: Option<i64>,
    pub last_seen_at: Option<i64>,
    pub created_at: i64,
    pub version: i64,
    /// How many addresses of theirs are told of what happens.
    pub webhooks: i64,
}

impl UserRow {
    /// What the policy sees; `required` is whether the instance asks for confirmed e-mail addresses.
    pub const fn standing(&self, required: bool) -> Standing {
        Standing {
            id: self.id.0,
            role: self.role.0,
            status: self.status.0,
            flagged: self.flagged_at.is_some(),
            verified: self.email_verified_at.is_some() || !required,
        }
    }
}

/// A person, as they and the admins see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserOut {
    /// Its id; a sponsor's and an influencer's id is the same.
    pub id: UserId,
    /// What they are here for.
    pub role: Role,
    /// Their unique name.
    pub username: String,
    /// How they want to be called.
    pub display_name: String,
    /// Their avatar or logo.
    pub avatar_url: Option<String>,
    /// Their address; only they and admins see it.
    pub email: String,
    /// Where the account stands.
    pub status: AccountStatus,
    /// Why it was rejected or suspended.
    pub status_reason: Option<String>,
    /// Since when an admin's approval is awaited, if it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub awaiting_approval_since: Option<Timestamp>,
    /// The flag, if there is one.
    pub flag: Option<Flag>,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// Language of mails and pages, such as `en`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When they were last here.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
    /// What the reader may do with it now.
    pub actions: Vec<domain::words::Action>,
}

/// Why something is hidden.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Flag {
    /// What the admin said.
    pub reason: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub flagged_at: Timestamp,
    /// When it ends by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// What its owner answered to it, if they did.
    pub contest: Option<Contest>,
}

impl Flag {
    /// The flag that these columns hold.
    pub fn of(reason: Option<String>, at: Option<i64>) -> Option<Self> {
        at.map(|at| Self {
            reason: reason.unwrap_or_default(),
            flagged_at: Timestamp(at),
            expires_at: None,
            contest: None,
        })
    }

    /// Adds what that row knows besides.
    pub fn explain(&mut self, row: &FlagRow) {
        self.expires_at = Some(Timestamp(row.expires_at));
        self.contest = Contest::of(row);
    }
}

impl UserOut {
    /// What a person sees of themselves, or 404.
    pub fn load(conn: &mut Conn, id: UserId) -> Result<Self> {
        let person = People::load(conn, [id])?.take(id).ok_or(Error::NotFound)?;
        let mut out = [Self::from(person)];
        Self::explain(conn, out.iter_mut())?;
        let [mut out] = out;
        if out.flag.as_ref().is_some_and(|flag| flag.contest.is_none()) {
            out.actions.push(Action::Contest);
        }
        Ok(out)
    }

    /// Adds what is known of their flags besides the reason.
    pub fn explain<'a>(conn: &mut Conn, people: impl Iterator<Item = &'a mut Self>) -> Result<()> {
        let mut flagged: Vec<&mut Self> = people.filter(|person| person.flag.is_some()).collect();
        let ids: Vec<String> = flagged.iter().map(|person| person.id.to_string()).collect();
        let rows = flags::now(conn, Flagged::User, &ids)?;
        for person in &mut flagged {
            if let (Some(flag), Some(row)) = (person.flag.as_mut(), rows.get(&person.id.to_string())) {
                flag.explain(row);
            }
        }
        Ok(())
    }
}

impl From<Person> for UserOut {
    fn from(Person { user: row, picture, .. }: Person) -> Self {
        Self {
            id: row.id.0,
            role: row.role.0,
            username: row.username,
            display_name: row.display_name,
            avatar_url: picture,
            email: row.email,
            status: row.status.0,
            status_reason: row.status_reason,
            awaiting_approval_since: row.awaiting_approval_since.map(Timestamp),
            flag: Flag::of(row.flag_reason, row.flagged_at),
            email_verified: row.email_verified_at.is_some(),
            locale: row.locale,
            time_zone: row.time_zone,
            created_at: Timestamp(row.created_at),
            last_seen_at: row.last_seen_at.map(Timestamp),
            version: row.version,
            actions: domain::account::own_actions(row.status.0),
        }
    }
}
