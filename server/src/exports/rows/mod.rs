//! What stands in the files: the columns of each kind, read in batches from the newest to the oldest. What comes to be
//! while a file is written is not in it.

mod ad_requests;
mod campaigns;
mod collaborations;
mod earnings;

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::{CampaignId, UserId};
use domain::words::Role;

use super::ExportKind;
use super::sheet::{self, Sheet};
use crate::db::Text;
use crate::error::Result;
use crate::schema;

/// How many things a batch reads.
pub const BATCH: i64 = 1_000;

/// Whose things.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// Everybody's, as an admin sees them: without what two sides say to each other.
    All,
    /// A sponsor's.
    Sponsor(UserId),
    /// An influencer's.
    Influencer(UserId),
}

impl Scope {
    /// What that person may have.
    pub const fn of(user: UserId, role: Role) -> Self {
        match role {
            Role::Admin => Self::All,
            Role::Sponsor => Self::Sponsor(user),
            Role::Influencer => Self::Influencer(user),
        }
    }
}

/// A part of a file.
pub struct Batch {
    /// CSV.
    pub bytes: Vec<u8>,
    /// How many rows it has.
    pub rows: u64,
    /// The key after which the next begins; `None` when there is no next.
    pub next: Option<String>,
}

/// How many rows there are now.
pub fn count(conn: &mut Conn, kind: ExportKind, scope: Scope) -> Result<i64> {
    match kind {
        ExportKind::Campaigns => campaigns::count(conn, scope),
        ExportKind::AdRequests => ad_requests::count(conn, scope),
        ExportKind::Collaborations => collaborations::count(conn, scope),
        ExportKind::Earnings => earnings::count(conn, scope),
    }
}

/// The rows behind `after`; the first batch has the titles too.
pub fn batch(conn: &mut Conn, kind: ExportKind, scope: Scope, after: Option<&str>) -> Result<Batch> {
    let mut sheet = match (kind, after) {
        (_, Some(_)) => Sheet::new(),
        (ExportKind::Campaigns, None) => Sheet::with_titles(&campaigns::TITLES)?,
        (ExportKind::AdRequests, None) => Sheet::with_titles(ad_requests::titles(scope))?,
        (ExportKind::Collaborations, None) => Sheet::with_titles(&collaborations::TITLES)?,
        (ExportKind::Earnings, None) => Sheet::with_titles(&earnings::TITLES)?,
    };
    let next = match kind {
        ExportKind::Campaigns => campaigns::rows(conn, scope, after, &mut sheet)?,
        ExportKind::AdRequests => ad_requests::rows(conn, scope, after, &mut sheet)?,
        ExportKind::Collaborations => collaborations::rows(conn, scope, after, &mut sheet)?,
        ExportKind::Earnings => earnings::rows(conn, scope, after, &mut sheet)?,
    };
    let (bytes, rows) = sheet.finish()?;
    Ok(Batch { bytes, rows, next })
}

/// The key of the last of a full batch, behind which there may be more.
fn next<T>(things: &[T], key: impl Fn(&T) -> String) -> Option<String> {
    let full = i64::try_from(things.len()).is_ok_and(|len| len == BATCH);
    things.last().filter(|_| full).map(key)
}

/// What people are called: display name and user name, as cells.
struct Names(HashMap<UserId, [String; 2]>);

impl Names {
    fn load(conn: &mut Conn, ids: impl IntoIterator<Item = UserId>) -> Result<Self> {
        let rows: Vec<(Text<UserId>, String, String)> = schema::users::table
            .filter(schema::users::id.eq_any(distinct(ids)))
            .select((schema::users::id, schema::users::display_name, schema::users::username))
            .load(conn)?;
        let cells =
            |(id, name, username): (Text<UserId>, String, String)| (id.0, [sheet::text(&name), sheet::text(&username)]);
        Ok(Self(rows.into_iter().map(cells).collect()))
    }

    fn get(&self, id: UserId) -> [String; 2] {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}

/// The titles of those campaigns, as cells.
fn campaign_titles(conn: &mut Conn, ids: impl IntoIterator<Item = CampaignId>) -> Result<HashMap<CampaignId, String>> {
    let rows: Vec<(Text<CampaignId>, String)> = schema::campaigns::table
        .filter(schema::campaigns::id.eq_any(distinct(ids)))
        .select((schema::campaigns::id, schema::campaigns::title))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, title)| (id.0, sheet::text(&title))).collect())
}

fn distinct<T: std::fmt::Display>(ids: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
