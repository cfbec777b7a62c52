//! The queries of blocks.

use db::{Conn, Tx};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ids::UserId;

use crate::accounts::UserRow;
use crate::error::{Error, Result};
use crate::schema::{blocks, influencer_profiles, sponsor_profiles, users};

/// The blocks between two people, in either direction.
#[diesel::dsl::auto_type]
pub fn of_pair(a: String, b: String) -> _ {
    let (one, other): (String, String) = (a.clone(), b.clone());
    let one_way = blocks::blocker_id.eq(one).and(blocks::blocked_id.eq(other));
    let other_way = blocks::blocker_id.eq(b).and(blocks::blocked_id.eq(a));
    blocks::table.filter(one_way.or(other_way))
}

/// Whether one of the two blocked the other.
pub fn between(conn: &mut Conn, a: UserId, b: UserId) -> QueryResult<bool> {
    diesel::select(exists(of_pair(a.to_string(), b.to_string()))).get_result(conn)
}

/// Blocks somebody; `false` when they were blocked already.
pub fn insert(tx: &mut Tx, by: UserId, whom: UserId) -> Result<bool> {
    let own = blocks::table.find((by.to_string(), whom.to_string()));
    if diesel::select(exists(own)).get_result(tx.conn)? {
        return Ok(false);
    }
    diesel::insert_into(blocks::table)
        .values((
            blocks::blocker_id.eq(by.to_string()),
            blocks::blocked_id.eq(whom.to_string()),
            blocks::created_at.eq(tx.now.0),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

/// Unblocks somebody; 404 when they were not blocked.
pub fn delete(tx: &mut Tx, by: UserId, whom: UserId) -> Result<()> {
    match diesel::delete(blocks::table.find((by.to_string(), whom.to_string()))).execute(tx.conn)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Somebody who is blocked: the account, its avatar or logo, and since when.
pub type BlockedRow = (UserRow, Option<String>, Option<String>, i64);

/// Whom that person blocked, the latest first, after that place in the list.
pub fn list(conn: &mut Conn, of: UserId, after: Option<(i64, String)>, limit: i64) -> Result<Vec<BlockedRow>> {
    let mut rows = blocks::table
        .inner_join(users::table.on(users::id.eq(blocks::blocked_id)))
        .left_join(influencer_profiles::table.on(influencer_profiles::user_id.eq(users::id)))
        .left_join(sponsor_profiles::table.on(sponsor_profiles::user_id.eq(users::id)))
        .filter(blocks::blocker_id.eq(of.to_string()))
        .order((blocks::created_at.desc(), blocks::blocked_id.desc()))
        .limit(limit)
        .select((
            UserRow::as_select(),
            influencer_profiles::avatar.nullable(),
            sponsor_profiles::logo.nullable(),
            blocks::created_at,
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        let earlier = blocks::created_at.eq(at).and(blocks::blocked_id.lt(id));
        rows = rows.filter(blocks::created_at.lt(at).or(earlier));
    }
    Ok(rows.load(conn)?)
}
