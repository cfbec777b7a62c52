//! Who was here on which day: a row a person and day, so that the admins see how many come, and nothing more.

use db::{Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::clock::Zone;
use domain::ids::UserId;

use crate::error::Result;
use crate::house::Settled;
use crate::schema::visits;

/// Notes that somebody is here today, once a day of the instance's time zone.
pub fn note(tx: &mut Tx, user: UserId) -> Result<()> {
    let today = tx.now.day_in(tx.shared().map_or(&Zone::UTC, |settled: &Settled| &settled.zone));
    let row = (visits::day.eq(today.to_string()), visits::user_id.eq(user.to_string()));
    insert_or_ignore(diesel::insert_into(visits::table).values(row)).execute(tx.conn)?;
    Ok(())
}
