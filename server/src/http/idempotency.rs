//! `Idempotency-Key`: the same key, caller and request get the first answer, another request with that key is refused.
//!
//! The answer is kept in the transaction of the change, so there is no moment in which one exists without the other.

use axum::http::HeaderMap;
use db::Tx;
use diesel::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Reply;
use crate::app::App;
use crate::error::{Error, Result};
use crate::schema::idempotency_keys::dsl as keys;

/// A caller's key, and what it was used for.
#[derive(Clone)]
pub(super) struct Key {
    scope: String,
    name: String,
    fingerprint: String,
}

impl Key {
    /// The key of a request, if it carries one.
    pub(super) fn of(
        headers: &HeaderMap,
        caller: &str,
        method_and_path: &str,
        body: &[u8],
        app: &App,
    ) -> Result<Option<Self>> {
        let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
        let key =
            key.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
        let key =
            key.ok_or_else(|| Error::Malformed("Idempotency-Key must be 1 to 255 visible ASCII characters.".into()))?;
        // Keyed, so that the kept fingerprint of a body with a password in it can't be tried out.
        let mut mac = Hmac::<Sha256>::new_from_slice(app.keys.fingerprint()).map_err(Error::internal)?;
        mac.update(method_and_path.as_bytes());
        mac.update(&[0]);
        mac.update(body);
        Ok(Some(Self {
            scope: caller.to_owned(),
            name: key.to_owned(),
            fingerprint: hex::encode(mac.finalize().into_bytes()),
        }))
    }
}

/// Runs the change, or gives the answer that it was given before.
pub(super) fn once(tx: &mut Tx, key: Option<&Key>, change: impl FnOnce(&mut Tx) -> Result<Reply>) -> Result<Reply> {
    let Some(Key { scope, name: key, fingerprint }) = key else { return change(tx) };
    let kept = keys::idempotency_keys
        .filter(keys::scope.eq(scope).and(keys::key.eq(key)))
        .select((keys::fingerprint, keys::status, keys::location, keys::body))
        .first::<(String, i64, Option<String>, String)>(tx.conn)
        .optional()?;
    if let Some((first, status, location, body)) = kept {
        return if first == *fingerprint {
            Ok(Reply::again(status, location, body))
        } else {
            Err(Error::invalid("", "idempotency_key_reused", "This Idempotency-Key was used for another request."))
        };
    }
    let reply = change(tx)?;
    diesel::insert_into(keys::idempotency_keys)
        .values((
            keys::scope.eq(scope),
            keys::key.eq(key),
            keys::fingerprint.eq(fingerprint),
            keys::status.eq(i64::from(reply.status.as_u16())),
            keys::location.eq(&reply.location),
            keys::body.eq(&reply.body),
            keys::created_at.eq(tx.now.0),
        ))
        .execute(tx.conn)?;
    Ok(reply)
}
