//! The rows that tell what the index must take in: numbered in one serialised step, read in that order, and gone after a day.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::Id;

use super::Subject;
use crate::db::Text;
use crate::error::Result;
use crate::schema::{search_change, search_counter, users};

/// Marks the id of a change.
pub enum OfChange {}

/// Whether there are changes without a number.
pub fn has_unnumbered(conn: &mut Conn) -> Result<bool> {
    let unnumbered = search_change::table.filter(search_change::seq.is_null());
    Ok(diesel::select(diesel::dsl::exists(unnumbered)).get_result(conn)?)
}

/// Numbers what is committed and has no number. The counter's row is taken first, so that this is done by one at a time, and
/// whatever is committed later gets a later number: nothing is ever passed over.
pub fn number(tx: &mut Tx) -> Result<()> {
    diesel::update(search_counter::table)
        .set(search_counter::last_seq.eq(search_counter::last_seq))
        .execute(tx.conn)?;
    let numbered = diesel::sql_query(
        "update search_change set seq = (select last_seq from search_counter where only_row = 1) + numbered.place \
         from (select id, row_number() over (order by id) as place from search_change where seq is null) as numbered \
         where search_change.id = numbered.id and search_change.seq is null",
    )
    .execute(tx.conn)?;
    let numbered = i64::try_from(numbered).unwrap_or(0);
    diesel::update(search_counter::table)
        .set(search_counter::last_seq.eq(search_counter::last_seq + numbered))
        .execute(tx.conn)?;
    Ok(())
}

/// The last number that was given.
pub fn last(conn: &mut Conn) -> Result<i64> {
    Ok(search_counter::table.select(search_counter::last_seq).first(conn)?)
}

/// The changes after that number, the next `limit` of them.
pub fn after(conn: &mut Conn, position: i64, limit: i64) -> Result<Vec<(i64, Subject, String)>> {
    let rows: Vec<(Option<i64>, Text<Subject>, String)> = search_change::table
        .filter(search_change::seq.gt(position))
        .order(search_change::seq)
        .limit(limit)
        .select((search_change::seq, search_change::kind, search_change::subject_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(seq, kind, id)| (seq.unwrap_or(position), kind.0, id)).collect())
}

/// Whether an index that has taken in all up to `position` can go on from there: it is of this database, and what it
/// missed is still to be read.
pub fn continues(conn: &mut Conn, position: i64, database: &str) -> Result<bool> {
    if name(conn)? != database {
        return Ok(false);
    }
    let last = last(conn)?;
    let next = search_change::table.filter(search_change::seq.eq(position + 1));
    Ok(position == last || (position < last && diesel::select(diesel::dsl::exists(next)).get_result(conn)?))
}

/// What tells this database from another one: its oldest account.
pub fn name(conn: &mut Conn) -> Result<String> {
    let oldest: Option<String> = users::table.select(diesel::dsl::min(users::id)).first(conn)?;
    Ok(oldest.unwrap_or_default())
}

/// Removes changes that are older than a day: whoever was away for longer builds the index anew.
pub fn clean_up(tx: &mut Tx) -> Result<()> {
    let yesterday = Id::<OfChange>::new(Timestamp(tx.now.0 - DAY_MS)).to_string();
    let old = search_change::table.filter(search_change::id.lt(yesterday).and(search_change::seq.is_not_null()));
    diesel::delete(old).execute(tx.conn)?;
    Ok(())
}
