//! The queries of accounts.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{SessionId, UserId};
use domain::text::folded;
use domain::words::{AccountStatus, Role};

use super::{UserRow, visits};
use crate::auth::tokens;
use crate::consent;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::events;
use crate::schema::{email_tokens, influencer_profiles, sessions, sponsor_profiles, users};

/// How long a session lasts after it was last refreshed.
const SESSION_MS: i64 = 30 * DAY_MS;
/// How long the predecessor of a refresh token is still good: two tabs, an answer that got lost.
const GRACE_MS: i64 = 20_000;

/// Somebody to be registered; everything checked.
#[derive(Clone)]
pub struct NewUser {
    pub role: Role,
    pub username: String,
    pub email: String,
    pub password_hash: String,
    pub display_name: String,
    pub locale: String,
    pub time_zone: String,
    pub terms_accepted: bool,
    pub email_verified: bool,
    pub status: AccountStatus,
}

/// Adds a user with an empty profile. 422 naming the field when the name or address is taken.
pub fn insert(tx: &mut Tx, id: UserId, new: &NewUser) -> Result<UserRow> {
    let (username_key, email_key) = (folded(&new.username), folded(&new.email));
    let taken: Vec<(String, String)> = users::table
        .filter(users::username_key.eq(&username_key).or(users::email_key.eq(&email_key)))
        .select((users::username_key, users::email_key))
        .load(tx.conn)?;
    let mut faults = domain::fault::Faults::new();
    faults.unless(
        taken.iter().all(|(name, _)| *name != username_key),
        "/username",
        "taken",
        "Is taken. Choose another one.",
    );
    faults.unless(
        taken.iter().all(|(_, email)| *email != email_key),
        "/email",
        "taken",
        "There is already an account with this address.",
    );
    faults.check()?;

    let now = tx.now.0;
    let terms = if new.terms_accepted { Some(consent::store::current_version(tx.conn)?) } else { None };
    diesel::insert_into(users::table)
        .values((
            (
                users::id.eq(id.to_string()),
                users::role.eq(new.role.to_string()),
                users::status.eq(new.status.to_string()),
            ),
            (users::username.eq(&new.username), users::username_key.eq(username_key)),
            (users::email.eq(&new.email), users::email_key.eq(email_key)),
            (users::password_hash.eq(&new.password_hash), users::display_name.eq(&new.display_name)),
            (users::locale.eq(&new.locale), users::time_zone.eq(&new.time_zone)),
            users::awaiting_approval_since.eq((new.status == AccountStatus::PendingApproval).then_some(now)),
            users::approved_at.eq((new.status == AccountStatus::Active).then_some(now)),
            users::email_verified_at.eq(new.email_verified.then_some(now)),
            (users::terms_accepted_at.eq(terms.map(|_| now)), users::terms_accepted_version.eq(terms)),
            (users::created_at.eq(now), users::updated_at.eq(now)),
        ))
        .execute(tx.conn)?;
    match new.role {
        Role::Influencer => {
            let profile = (influencer_profiles::user_id.eq(id.to_string()), influencer_profiles::updated_at.eq(now));
            diesel::insert_into(influencer_profiles::table).values(profile).execute(tx.conn)?;
            crate::discovery::changed(tx, crate::discovery::Subject::Influencer, &id.to_string())?;
        }
        Role::Sponsor => {
            let profile = (sponsor_profiles::user_id.eq(id.to_string()), sponsor_profiles::updated_at.eq(now));
            diesel::insert_into(sponsor_profiles::table).values(profile).execute(tx.conn)?;
        }
        Role::Admin => {}
    }
    find(tx.conn, id)
}

/// A user by id, or 404.
pub fn find(conn: &mut Conn, id: UserId) -> Result<UserRow> {
    Ok(users::table.find(id.to_string()).select(UserRow::as_select()).first(conn)?)
}

/// A user and the hash of their password, by name or address.
pub fn by_login(conn: &mut Conn, login: &str) -> Result<Option<(UserRow, String)>> {
    let key = folded(login.trim());
    let found = users::table
        .filter(users::username_key.eq(&key).or(users::email_key.eq(&key)))
        .select((UserRow::as_select(), users::password_hash))
        .first(conn)
        .optional()?;
    Ok(found)
}

/// The hash of somebody's password.
pub fn password_hash(conn: &mut Conn, id: UserId) -> Result<String> {
    Ok(users::table.find(id.to_string()).select(users::password_hash).first(conn)?)
}

/// Sets a password and ends every session but `keep`.
pub fn set_password(tx: &mut Tx, id: UserId, hash: &str, keep: Option<SessionId>) -> Result<()> {
    diesel::update(users::table.find(id.to_string()))
        .set((users::password_hash.eq(hash), users::updated_at.eq(tx.now.0), users::version.eq(users::version + 1)))
        .execute(tx.conn)?;
    void_tokens(tx, id)?;
    end_sessions(tx, id, keep)
}

/// Opens a session; answers its id and the refresh token for the cookie.
pub fn open_session(tx: &mut Tx, user: UserId, user_agent: &str) -> Result<(SessionId, String)> {
    let (id, secret, now) = (SessionId::new(tx.now), tokens::secret(), tx.now.0);
    diesel::insert_into(sessions::table)
        .values((
            (sessions::id.eq(id.to_string()), sessions::user_id.eq(user.to_string())),
            (sessions::token_hash.eq(tokens::hash(&secret)), sessions::rotated_at.eq(now)),
            sessions::user_agent.eq(user_agent.chars().filter(|c| !c.is_control()).take(300).collect::<String>()),
            (sessions::created_at.eq(now), sessions::last_used_at.eq(now), sessions::expires_at.eq(now + SESSION_MS)),
        ))
        .execute(tx.conn)?;
    let seen = (users::last_login_at.eq(now), users::last_seen_at.eq(now));
    diesel::update(users::table.find(user.to_string())).set(seen).execute(tx.conn)?;
    visits::note(tx, user)?;
    Ok((id, format!("{id}.{secret}")))
}

/// What became of a refresh token.
pub enum Refreshed {
    /// It was good; here is the next one.
    Rotated { user: UserId, session: SessionId, token: String },
    /// It is nobody's, or its session has ended.
    Refused,
}

/// Takes a refresh token for the next one. A token that was spent before ends its whole session, since it was stolen
/// from one of two who hold it; only the immediate predecessor is forgiven for a moment.
pub fn refresh(tx: &mut Tx, cookie: &str) -> Result<Refreshed> {
    let Some((id, secret)) =
        cookie.split_once('.').and_then(|(id, secret)| Some((id.parse::<SessionId>().ok()?, secret)))
    else {
        return Ok(Refreshed::Refused);
    };
    let now = tx.now.0;
    let row = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(id.to_string()).and(sessions::revoked_at.is_null()).and(sessions::expires_at.gt(now)))
        .filter(users::status.ne_all(AccountStatus::SHUT.map(|status| status.to_string())))
        .select((sessions::user_id, sessions::token_hash, sessions::previous_hash, sessions::rotated_at))
        .first::<(Text<UserId>, String, Option<String>, i64)>(tx.conn)
        .optional()?;
    let Some((user, current, previous, rotated_at)) = row else { return Ok(Refreshed::Refused) };
    let hash = tokens::hash(secret);
    let is_current = hash == current;
    let is_forgiven = previous.as_ref() == Some(&hash) && now - rotated_at <= GRACE_MS;
    if !is_current && !is_forgiven {
        end_session(tx, user.0, id)?;
        return Ok(Refreshed::Refused);
    }
    let next = tokens::secret();
    // The late second tab gets a token too; what the first one got stays good as the predecessor.
    let rotation = (
        sessions::token_hash.eq(tokens::hash(&next)),
        sessions::previous_hash.eq(current),
        sessions::rotated_at.eq(now),
    );
    diesel::update(sessions::table.find(id.to_string()))
        .set((rotation, sessions::last_used_at.eq(now), sessions::expires_at.eq(now + SESSION_MS)))
        .execute(tx.conn)?;
    diesel::update(users::table.find(user.0.to_string())).set(users::last_seen_at.eq(now)).execute(tx.conn)?;
    visits::note(tx, user.0)?;
    Ok(Refreshed::Rotated { user: user.0, session: id, token: format!("{id}.{next}") })
}

/// Ends one session of that user; 404 when it is not theirs.
pub fn end_session(tx: &mut Tx, user: UserId, id: SessionId) -> Result<()> {
    let own = sessions::table.filter(
        sessions::id.eq(id.to_string()).and(sessions::user_id.eq(user.to_string())).and(sessions::revoked_at.is_null()),
    );
    events::sessions_changed(tx, user);
    match diesel::update(own).set(sessions::revoked_at.eq(tx.now.0)).execute(tx.conn)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Ends all sessions of that user, but `keep`.
pub fn end_sessions(tx: &mut Tx, user: UserId, keep: Option<SessionId>) -> Result<()> {
    let keep = keep.map(|id| id.to_string()).unwrap_or_default();
    let others = sessions::table
        .filter(sessions::user_id.eq(user.to_string()).and(sessions::revoked_at.is_null()).and(sessions::id.ne(keep)));
    diesel::update(others).set(sessions::revoked_at.eq(tx.now.0)).execute(tx.conn)?;
    events::sessions_changed(tx, user);
    Ok(())
}

/// What a mailed link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// Confirms the address, at registration or when it changes. Good for three days.
    VerifyEmail,
    /// Sets a new password. Good for an hour.
    ResetPassword,
}

impl Purpose {
    const fn lasts_ms(self) -> i64 {
        match self {
            Self::VerifyEmail => 3 * DAY_MS,
            Self::ResetPassword => DAY_MS / 24,
        }
    }
}

/// Makes a token for a mailed link; earlier ones of the same purpose are no longer good.
pub fn mail_token(tx: &mut Tx, user: UserId, purpose: Purpose, email: &str) -> Result<String> {
    let earlier = email_tokens::table
        .filter(email_tokens::user_id.eq(user.to_string()).and(email_tokens::purpose.eq(purpose.to_string())));
    diesel::delete(earlier).execute(tx.conn)?;
    let secret = tokens::secret();
    diesel::insert_into(email_tokens::table)
        .values((
            (email_tokens::token_hash.eq(tokens::hash(&secret)), email_tokens::user_id.eq(user.to_string())),
            (email_tokens::purpose.eq(purpose.to_string()), email_tokens::email.eq(email)),
            (email_tokens::created_at.eq(tx.now.0), email_tokens::expires_at.eq(tx.now.0 + purpose.lasts_ms())),
        ))
        .execute(tx.conn)?;
    Ok(secret)
}

/// Spends a token: whose it is and which address it was sent to. 422 when it is unknown, used or too old.
pub fn spend_token(tx: &mut Tx, secret: &str, purpose: Purpose) -> Result<(UserId, String)> {
    let hash = tokens::hash(secret);
    let found = email_tokens::table
        .find(&hash)
        .filter(email_tokens::purpose.eq(purpose.to_string()))
        .filter(email_tokens::used_at.is_null().and(email_tokens::expires_at.gt(tx.now.0)))
        .select((email_tokens::user_id, email_tokens::email))
        .first::<(Text<UserId>, String)>(tx.conn)
        .optional()?;
    let (user, email) = found.ok_or_else(|| {
        Error::invalid("/token", "invalid_token", "This link has been used or is too old. Ask for a new one.")
    })?;
    diesel::update(email_tokens::table.find(&hash)).set(email_tokens::used_at.eq(tx.now.0)).execute(tx.conn)?;
    Ok((user.0, email))
}

/// Links that set a password, or that were mailed to an address that is not the account's own, are no longer good: whoever
/// asked for one may not be its owner.
fn void_tokens(tx: &mut Tx, user: UserId) -> Result<()> {
    let email: String = users::table.find(user.to_string()).select(users::email).first(tx.conn)?;
    let stale = email_tokens::purpose.eq(Purpose::ResetPassword.to_string()).or(email_tokens::email.ne(email));
    diesel::delete(email_tokens::table.filter(email_tokens::user_id.eq(user.to_string()).and(stale)))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes an address as confirmed, and as the user's own. 422 when another account took it meanwhile.
pub fn confirm_email(tx: &mut Tx, user: UserId, email: &str) -> Result<()> {
    let key = folded(email);
    let others = users::table
        .filter(users::email_key.eq(&key).and(users::id.ne(user.to_string())))
        .count()
        .get_result::<i64>(tx.conn)?;
    if others > 0 {
        return Err(Error::invalid("/token", "taken", "Another account has this address now."));
    }
    diesel::update(users::table.find(user.to_string()))
        .set((
            users::email.eq(email),
            users::email_key.eq(key),
            users::email_verified_at.eq(tx.now.0),
            users::updated_at.eq(tx.now.0),
            users::version.eq(users::version + 1),
        ))
        .execute(tx.conn)?;
    void_tokens(tx, user)
}

/// One row of the sessions list.
#[derive(diesel::Queryable)]
pub struct SessionRow {
    pub id: Text<SessionId>,
    pub user_agent: String,
    pub created_at: i64,
    pub last_used_at: i64,
}

/// The open sessions of that user, the latest first.
pub fn list_sessions(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<SessionRow>> {
    let open = sessions::table.filter(
        sessions::user_id.eq(user.to_string()).and(sessions::revoked_at.is_null()).and(sessions::expires_at.gt(now.0)),
    );
    Ok(open
        .order(sessions::last_used_at.desc())
        .select((sessions::id, sessions::user_agent, sessions::created_at, sessions::last_used_at))
        .limit(100)
        .load(conn)?)
}
