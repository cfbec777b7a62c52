//! The queries of API keys.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;

use super::{ApiKeyId, Scope};
use crate::auth::tokens;
use crate::db::{Json, Text, to_json};
use crate::error::{Error, Result};
use crate::schema::api_keys;

/// How many keys somebody may have.
const MOST: i64 = 50;
/// How exactly it is known when a key was last used: a write for every request would cost more than the request.
const USED_EVERY_MS: i64 = 5 * 60 * 1000;

/// A key, without what it is.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = api_keys)]
pub struct ApiKeyRow {
    pub id: Text<ApiKeyId>,
    pub user_id: Text<UserId>,
    pub name: String,
    pub prefix: String,
    pub scopes: Json<Vec<Scope>>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub expires_at: Option<i64>,
}

impl ApiKeyRow {
    /// Whether its use is to be noted.
    pub fn is_newly_used(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|at| now.0 - at >= USED_EVERY_MS)
    }
}

/// Somebody's keys, the latest first.
pub fn list(conn: &mut Conn, user: UserId) -> Result<Vec<ApiKeyRow>> {
    let own = api_keys::table.filter(api_keys::user_id.eq(user.to_string()));
    Ok(own.order(api_keys::id.desc()).select(ApiKeyRow::as_select()).load(conn)?)
}

/// A key that still holds, by what it is.
pub fn by_token(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<ApiKeyRow>> {
    let row = api_keys::table.filter(api_keys::token_hash.eq(tokens::hash(token)));
    let row: Option<ApiKeyRow> = row.select(ApiKeyRow::as_select()).first(conn).optional()?;
    Ok(row.filter(|key| key.expires_at.is_none_or(|at| at > now.0)))
}

/// Adds a key. 409 when there are as many as anybody may have.
pub fn insert(
    tx: &mut Tx,
    user: UserId,
    name: &str,
    scopes: &[Scope],
    ends: Option<i64>,
    token: &str,
) -> Result<ApiKeyRow> {
    let id = ApiKeyId::new(tx.now);
    let own = api_keys::table.filter(api_keys::user_id.eq(user.to_string()));
    if own.count().get_result::<i64>(tx.conn)? >= MOST {
        return Err(Error::conflict("too_many_keys", "You have as many keys as anybody may have. Delete one first."));
    }
    let prefix: String = token.chars().take(super::PREFIX.len() + 6).collect();
    diesel::insert_into(api_keys::table)
        .values((
            (api_keys::id.eq(id.to_string()), api_keys::user_id.eq(user.to_string())),
            (api_keys::name.eq(name), api_keys::prefix.eq(prefix), api_keys::scopes.eq(to_json(&scopes))),
            (api_keys::token_hash.eq(tokens::hash(token)), api_keys::created_at.eq(tx.now.0)),
            api_keys::expires_at.eq(ends),
        ))
        .execute(tx.conn)?;
    Ok(api_keys::table.find(id.to_string()).select(ApiKeyRow::as_select()).first(tx.conn)?)
}

/// Notes that a key was used.
pub fn used(tx: &mut Tx, id: ApiKeyId) -> Result<()> {
    let key = api_keys::table.find(id.to_string());
    diesel::update(key).set(api_keys::last_used_at.eq(tx.now.0)).execute(tx.conn)?;
    Ok(())
}

/// Ends a key of theirs, or 404.
pub fn delete(tx: &mut Tx, user: UserId, id: ApiKeyId) -> Result<()> {
    let own = api_keys::table.find(id.to_string()).filter(api_keys::user_id.eq(user.to_string()));
    match diesel::delete(own).execute(tx.conn)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Ends all of somebody's keys.
pub fn delete_all_of(tx: &mut Tx, user: UserId) -> Result<()> {
    diesel::delete(api_keys::table.filter(api_keys::user_id.eq(user.to_string()))).execute(tx.conn)?;
    Ok(())
}
