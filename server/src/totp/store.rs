//! The queries of the second factor.

use db::{Conn, Tx};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ids::UserId;

use super::code;
use crate::auth::keys::Keys;
use crate::error::{Error, Result};
use crate::mail::{self, MailKind};
use crate::schema::{recovery_codes, totp};
use crate::{accounts, audit};

/// Whether that person has a second factor.
pub fn is_on(conn: &mut Conn, user: UserId) -> Result<bool> {
    let on = totp::table.find(user.to_string()).filter(totp::confirmed_at.is_not_null());
    Ok(diesel::select(exists(on)).get_result(conn)?)
}

/// How many recovery codes are left.
pub fn codes_left(conn: &mut Conn, user: UserId) -> Result<i64> {
    let left = recovery_codes::table.filter(recovery_codes::user_id.eq(user.to_string()));
    Ok(left.filter(recovery_codes::used_at.is_null()).count().get_result(conn)?)
}

/// Begins to set one up with that secret, instead of what was begun before. 409 when there is one already.
pub fn begin(tx: &mut Tx, user: UserId, sealed: &str) -> Result<()> {
    if is_on(tx.conn, user)? {
        return Err(Error::conflict("already_enabled", "There is a second factor already. Turn it off first."));
    }
    remove(tx, user)?;
    diesel::insert_into(totp::table)
        .values((totp::user_id.eq(user.to_string()), totp::secret.eq(sealed), totp::created_at.eq(tx.now.0)))
        .execute(tx.conn)?;
    Ok(())
}

/// Turns on what was begun, if that is its code, with these recovery codes.
pub fn confirm(tx: &mut Tx, keys: &Keys, user: UserId, given: &str, codes: &[String]) -> Result<()> {
    if is_on(tx.conn, user)? {
        return Err(Error::conflict("already_enabled", "There is a second factor already."));
    }
    let begun = totp::table.find(user.to_string()).select(totp::secret).first::<String>(tx.conn).optional()?;
    let begun = begun.ok_or_else(|| Error::conflict("not_enabled", "Begin to set it up first."))?;
    let step = code::step(&code::open(keys, user, &begun)?, given, tx.now)?;
    let step = step.ok_or_else(|| Error::invalid("/code", "wrong_totp", "Is not the code that the app shows now."))?;
    diesel::update(totp::table.find(user.to_string()))
        .set((totp::confirmed_at.eq(tx.now.0), totp::last_step.eq(step)))
        .execute(tx.conn)?;
    for code in codes {
        let hash = code::recovery_hash(keys, user, code);
        diesel::insert_into(recovery_codes::table)
            .values((recovery_codes::user_id.eq(user.to_string()), recovery_codes::code_hash.eq(hash)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Whether that is a code of theirs that was not used before; from now on it was.
pub fn spend(tx: &mut Tx, keys: &Keys, user: UserId, given: &str) -> Result<bool> {
    let me = user.to_string();
    let on = totp::table.find(&me).filter(totp::confirmed_at.is_not_null());
    let Some(sealed) = on.select(totp::secret).first::<String>(tx.conn).optional()? else { return Ok(false) };
    let changed = if let Some(step) = code::step(&code::open(keys, user, &sealed)?, given, tx.now)? {
        let newer = totp::table.find(&me).filter(totp::last_step.lt(step));
        diesel::update(newer).set(totp::last_step.eq(step)).execute(tx.conn)?
    } else {
        let unused = recovery_codes::table
            .find((&me, code::recovery_hash(keys, user, given)))
            .filter(recovery_codes::used_at.is_null());
        diesel::update(unused).set(recovery_codes::used_at.eq(tx.now.0)).execute(tx.conn)?
    };
    Ok(changed > 0)
}

/// Takes the second factor off; `false` when there was none in force.
pub fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    let was_on = is_on(tx.conn, user)?;
    let me = user.to_string();
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(&me))).execute(tx.conn)?;
    diesel::delete(totp::table.find(&me)).execute(tx.conn)?;
    Ok(was_on)
}

/// Takes the second factor off whoever has that name or address, as whoever runs the instance asks; `false` when there is
/// none.
pub fn remove_for(tx: &mut Tx, login: &str) -> Result<bool> {
    let Some((user, _)) = accounts::store::by_login(tx.conn, login)? else { return Ok(false) };
    if !remove(tx, user.id.0)? {
        return Ok(false);
    }
    let change = audit::Change::of("on", "off");
    audit::record(tx, None, "user.second_factor", "user", &user.id.0.to_string(), &change)?;
    mail::post(tx, user.id.0, MailKind::SecondFactorOff)?;
    Ok(true)
}
