//! The queries of profiles. Whole lists cost one query a table.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::access::Standing;
use domain::ids::{ChannelId, UserId};
use domain::text::folded;
use domain::words::Role;

use super::{ChannelRow, Influencer, ProfileRow, SponsorRow, is_visible};
use crate::accounts::UserRow;
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::http::IfMatch;
use crate::schema::{channels, influencer_niches, influencer_profiles, sponsor_profiles, users};

/// These influencers, in this order; who is none is left out.
pub fn influencers(conn: &mut Conn, ids: &[String]) -> Result<Vec<Influencer>> {
    let people: Vec<(UserRow, ProfileRow)> = users::table
        .inner_join(influencer_profiles::table.on(influencer_profiles::user_id.eq(users::id)))
        .filter(users::id.eq_any(ids))
        .select((UserRow::as_select(), ProfileRow::as_select()))
        .load(conn)?;
    let mut niches: HashMap<String, Vec<String>> = HashMap::new();
    let rows: Vec<(String, String)> = influencer_niches::table
        .filter(influencer_niches::user_id.eq_any(ids))
        .order(influencer_niches::niche)
        .select((influencer_niches::user_id, influencer_niches::niche))
        .load(conn)?;
    for (user, niche) in rows {
        niches.entry(user).or_default().push(niche);
    }
    let mut owned: HashMap<UserId, Vec<ChannelRow>> = HashMap::new();
    let rows: Vec<ChannelRow> = channels::table
        .filter(channels::user_id.eq_any(ids))
        .order((channels::followers.desc(), channels::id))
        .select(ChannelRow::as_select())
        .load(conn)?;
    for row in rows {
        owned.entry(row.user_id.0).or_default().push(row);
    }
    let mut found: HashMap<String, Influencer> = HashMap::new();
    for (user, profile) in people {
        let id = user.id.0.to_string();
        let niches = niches.remove(&id).unwrap_or_default();
        let channels = owned.remove(&user.id.0).unwrap_or_default();
        found.insert(id, Influencer { user, profile, niches, channels });
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// One influencer, or 404.
pub fn influencer(conn: &mut Conn, id: UserId) -> Result<Influencer> {
    influencers(conn, &[id.to_string()])?.pop().ok_or(Error::NotFound)
}

/// The id of whoever has that name and role, or 404.
pub fn id_of(conn: &mut Conn, username: &str, role: Role) -> Result<UserId> {
    let named = users::table.filter(users::username_key.eq(folded(username)).and(users::role.eq(role.to_string())));
    let id: crate::db::Text<UserId> = named.select(users::id).first(conn)?;
    Ok(id.0)
}

/// The id of whoever has that name and role, if that viewer sees their page; else 404.
pub fn seen(conn: &mut Conn, username: &str, role: Role, viewer: Option<&Standing>) -> Result<UserId> {
    let id = id_of(conn, username, role)?;
    let user = users::table.find(id.to_string()).select(UserRow::as_select()).first(conn)?;
    if is_visible(&user, viewer) { Ok(id) } else { Err(Error::NotFound) }
}

/// One sponsor, or 404.
pub fn sponsor(conn: &mut Conn, id: UserId) -> Result<(UserRow, SponsorRow)> {
    let found = users::table
        .inner_join(sponsor_profiles::table.on(sponsor_profiles::user_id.eq(users::id)))
        .filter(users::id.eq(id.to_string()))
        .select((UserRow::as_select(), SponsorRow::as_select()))
        .first(conn)?;
    Ok(found)
}

/// Counts a change of an influencer's profile before it is made, so that changes of one profile come one after another.
pub fn touch_influencer(tx: &mut Tx, id: UserId, if_match: &IfMatch) -> Result<i64> {
    let own = influencer_profiles::table.find(id.to_string());
    let counted = (
        influencer_profiles::version.eq(influencer_profiles::version + 1),
        influencer_profiles::updated_at.eq(tx.now.0),
    );
    diesel::update(own).set(counted).execute(tx.conn)?;
    let version: i64 =
        influencer_profiles::table.find(id.to_string()).select(influencer_profiles::version).first(tx.conn)?;
    if_match.check(version - 1)?;
    discovery::changed(tx, Subject::Influencer, &id.to_string())?;
    Ok(version)
}

/// The same for a sponsor's.
pub fn touch_sponsor(tx: &mut Tx, id: UserId, if_match: &IfMatch) -> Result<()> {
    let own = sponsor_profiles::table.find(id.to_string());
    let counted =
        (sponsor_profiles::version.eq(sponsor_profiles::version + 1), sponsor_profiles::updated_at.eq(tx.now.0));
    diesel::update(own).set(counted).execute(tx.conn)?;
    let version: i64 = sponsor_profiles::table.find(id.to_string()).select(sponsor_profiles::version).first(tx.conn)?;
    if_match.check(version - 1)?;
    discovery::changed(tx, Subject::Sponsor, &id.to_string())
}

/// Sets an influencer's niches.
pub fn set_niches(tx: &mut Tx, id: UserId, niches: &[String]) -> Result<()> {
    let id = id.to_string();
    diesel::delete(influencer_niches::table.filter(influencer_niches::user_id.eq(&id))).execute(tx.conn)?;
    for niche in niches {
        let row = (influencer_niches::user_id.eq(&id), influencer_niches::niche.eq(niche));
        diesel::insert_into(influencer_niches::table).values(row).execute(tx.conn)?;
    }
    Ok(())
}

/// A channel of that influencer, or 404.
pub fn channel(conn: &mut Conn, owner: UserId, id: ChannelId) -> Result<ChannelRow> {
    let own = channels::table.find(id.to_string()).filter(channels::user_id.eq(owner.to_string()));
    Ok(own.select(ChannelRow::as_select()).first(conn)?)
}

/// All channels of that influencer.
pub fn channels_of(conn: &mut Conn, owner: UserId) -> Result<Vec<ChannelRow>> {
    let own = channels::table.filter(channels::user_id.eq(owner.to_string()));
    Ok(own.select(ChannelRow::as_select()).load(conn)?)
}

/// Adds the followers of all channels up again.
pub fn recount_reach(tx: &mut Tx, owner: UserId) -> Result<()> {
    let reach: i64 = channels_of(tx.conn, owner)?.iter().map(|channel| channel.followers).sum();
    diesel::update(influencer_profiles::table.find(owner.to_string()))
        .set(influencer_profiles::reach.eq(reach))
        .execute(tx.conn)?;
    Ok(())
}
