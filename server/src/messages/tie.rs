//! What there is between two people, which decides whether one may write to the other.

use db::Conn;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::access::Standing;
use domain::conversation::{Refused, Tie, may_write};
use domain::ids::UserId;
use domain::words::{Role, Side};

use super::{ConversationRow, store};
use crate::accounts;
use crate::blocks;
use crate::error::Result;
use crate::house::House;
use crate::schema::{ad_requests, influencer_profiles};

/// Whether that side may write in the conversation now.
pub fn may_write_in(
    conn: &mut Conn,
    row: &ConversationRow,
    side: Side,
    house: House,
) -> Result<std::result::Result<(), Refused>> {
    let [from, to] = [side, side.other()].map(|side| accounts::store::find(conn, row.person(side)));
    let (from, to) = (from?.standing(house.verifies_email), to?.standing(house.verifies_email));
    let tie = between(conn, row.sponsor_id.0, row.influencer_id.0, row.last_position > 0)?;
    Ok(may_write(&from, &to, tie))
}

/// Whether somebody may write to somebody else, with whom they may have no conversation yet.
pub fn may_write_to(conn: &mut Conn, from: &Standing, to: &Standing) -> Result<std::result::Result<(), Refused>> {
    let (sponsor, influencer) = match (from.role, to.role) {
        (Role::Sponsor, Role::Influencer) => (from.id, to.id),
        (Role::Influencer, Role::Sponsor) => (to.id, from.id),
        _ => return Ok(Err(Refused::NotAPair)),
    };
    let begun = store::of_pair(conn, sponsor, influencer)?.is_some_and(|row| row.last_position > 0);
    Ok(may_write(from, to, between(conn, sponsor, influencer, begun)?))
}

fn between(conn: &mut Conn, sponsor: UserId, influencer: UserId, begun: bool) -> Result<Tie> {
    let blocked = blocks::between(conn, sponsor, influencer)?;
    if begun {
        return Ok(Tie { begun, blocked, ..Tie::default() });
    }
    let of_pair = ad_requests::sponsor_id.eq(sponsor.to_string());
    let of_pair = of_pair.and(ad_requests::influencer_id.eq(influencer.to_string()));
    let has_ad_request = diesel::select(exists(ad_requests::table.filter(of_pair))).get_result(conn)?;
    let profile = influencer_profiles::table.find(influencer.to_string());
    let accepts: Option<i64> = profile.select(influencer_profiles::accepts_messages).first(conn).optional()?;
    Ok(Tie { begun, has_ad_request, accepts_messages: accepts.is_some_and(|accepts| accepts != 0), blocked })
}
