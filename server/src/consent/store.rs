//! The queries of consent.

use db::{Conn, Tx};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::ids::UserId;

use crate::error::{Error, Result};
use crate::schema::{terms_versions, users};

/// A version of the terms.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = terms_versions)]
pub struct TermsRow {
    pub version: i64,
    pub text: String,
    pub published_at: i64,
}

/// The terms that hold now; none before an admin published any.
pub fn current(conn: &mut Conn) -> Result<Option<TermsRow>> {
    let latest = terms_versions::table.order(terms_versions::version.desc());
    Ok(latest.select(TermsRow::as_select()).first(conn).optional()?)
}

/// The number of the version that holds now; 0 before an admin published any.
pub fn current_version(conn: &mut Conn) -> Result<i64> {
    let version: Option<i64> = terms_versions::table.select(max(terms_versions::version)).first(conn)?;
    Ok(version.unwrap_or(0))
}

/// Publishes the next version.
pub fn publish(tx: &mut Tx, by: UserId, text: &str) -> Result<TermsRow> {
    let version = current_version(tx.conn)? + 1;
    diesel::insert_into(terms_versions::table)
        .values((
            (terms_versions::version.eq(version), terms_versions::text.eq(text)),
            (terms_versions::published_at.eq(tx.now.0), terms_versions::published_by.eq(by.to_string())),
        ))
        .execute(tx.conn)?;
    Ok(TermsRow { version, text: text.to_owned(), published_at: tx.now.0 })
}

/// The version that somebody accepted, if any.
pub fn accepted(conn: &mut Conn, user: UserId) -> Result<Option<i64>> {
    Ok(users::table.find(user.to_string()).select(users::terms_accepted_version).first(conn)?)
}

/// Notes that somebody accepts the version that they have seen. 409 when there is a newer one.
pub fn accept(tx: &mut Tx, user: UserId, seen: i64) -> Result<()> {
    if seen != current_version(tx.conn)? {
        return Err(Error::conflict("newer_version", "There is a newer version of the terms. Read that one."));
    }
    let consent = (users::terms_accepted_version.eq(seen), users::terms_accepted_at.eq(tx.now.0));
    diesel::update(users::table.find(user.to_string())).set(consent).execute(tx.conn)?;
    Ok(())
}
