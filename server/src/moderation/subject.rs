//! What is reported: it must be something that the reporter sees.

use db::Conn;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::ids::{MessageId, UserId};
use domain::safety::Reported;
use domain::words::Role;

use crate::accounts;
use crate::auth::User;
use crate::campaigns::access;
use crate::error::{Error, Result};
use crate::messages;
use crate::schema::{ad_requests, influencer_profiles, sponsor_profiles};

/// Characters of a text that are kept with a report.
const EXCERPT: usize = 1_000;

/// Something that is reported, as it is now.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What it is.
    pub what: Reported,
    /// Its id.
    pub id: String,
    /// Who answers for it.
    pub owner: UserId,
    /// What it is called.
    pub title: String,
    /// What it says, shortened.
    pub excerpt: String,
}

/// That thing if that person sees it, else 404.
pub fn seen_by(conn: &mut Conn, user: &User, what: Reported, id: &str) -> Result<Subject> {
    let (owner, title, said) = match what {
        Reported::Campaign => {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            let campaign = access::visible(conn, Some(user), id)?;
            (campaign.sponsor_id.0, campaign.title, campaign.description)
        }
        Reported::Profile => profile(conn, user, id.parse().map_err(|_| Error::NotFound)?)?,
        Reported::Message => message(conn, user, id.parse().map_err(|_| Error::NotFound)?)?,
    };
    let excerpt = said.chars().take(EXCERPT).collect();
    Ok(Subject { what, id: id.to_owned(), owner, title, excerpt })
}

/// A message that the other side wrote.
fn message(conn: &mut Conn, user: &User, id: MessageId) -> Result<(UserId, String, String)> {
    let row = messages::store::find_seen_by(conn, id, user.id())?;
    let author = accounts::store::find(conn, row.author_id.0)?;
    Ok((author.id.0, author.display_name, row.body))
}

/// A page that everybody finds, or that of somebody with whom one has to do.
fn profile(conn: &mut Conn, user: &User, id: UserId) -> Result<(UserId, String, String)> {
    let row = accounts::store::find(conn, id)?;
    let known = match row.role.0 {
        Role::Admin => false,
        _ => row.standing(false).is_public() || id == user.id() || have_to_do(conn, user.id(), id)?,
    };
    if !known {
        return Err(Error::NotFound);
    }
    let id_text = id.to_string();
    let said: Option<String> = match row.role.0 {
        Role::Influencer => {
            influencer_profiles::table.find(id_text).select(influencer_profiles::bio).first(conn).optional()?
        }
        _ => sponsor_profiles::table.find(id_text).select(sponsor_profiles::description).first(conn).optional()?,
    };
    Ok((id, row.display_name, said.unwrap_or_default()))
}

fn have_to_do(conn: &mut Conn, one: UserId, other: UserId) -> Result<bool> {
    let (one, other) = (one.to_string(), other.to_string());
    let invited = ad_requests::sponsor_id.eq(one.clone()).and(ad_requests::influencer_id.eq(other.clone()));
    let applied = ad_requests::sponsor_id.eq(other).and(ad_requests::influencer_id.eq(one));
    Ok(diesel::select(exists(ad_requests::table.filter(invited.or(applied)))).get_result(conn)?)
}
