//! What was agreed, and how far the work is.

use std::collections::HashMap;

use db::{Conn, MultiBackend};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::ids::CollaborationId;
use domain::words::DeliverableStatus;

use super::super::sheet::{Sheet, instant, money, perhaps};
use super::{BATCH, Names, Scope, campaign_titles, next};
use crate::collaborations::CollaborationRow;
use crate::db::Text;
use crate::error::Result;
use crate::schema::{collaborations, deliverables};

pub const TITLES: [&str; 16] = [
    "id",
    "ad_request_id",
    "campaign_id",
    "campaign",
    "sponsor",
    "sponsor_username",
    "influencer",
    "influencer_username",
    "status",
    "currency",
    "payment",
    "deliverables",
    "deliverables_published",
    "funding_due_at_utc",
    "created_at_utc",
    "updated_at_utc",
];

fn of<'a>(scope: Scope) -> collaborations::BoxedQuery<'a, MultiBackend> {
    match scope {
        Scope::All => collaborations::table.into_boxed(),
        Scope::Sponsor(me) => collaborations::table.filter(collaborations::sponsor_id.eq(me.to_string())).into_boxed(),
        Scope::Influencer(me) => {
            collaborations::table.filter(collaborations::influencer_id.eq(me.to_string())).into_boxed()
        }
    }
}

/// The next batch of them.
pub(super) fn load(conn: &mut Conn, scope: Scope, after: Option<&str>) -> Result<Vec<CollaborationRow>> {
    let mut wanted = of(scope).order(collaborations::id.desc()).limit(BATCH);
    if let Some(after) = after {
        wanted = wanted.filter(collaborations::id.lt(after.to_owned()));
    }
    Ok(wanted.select(CollaborationRow::as_select()).load(conn)?)
}

pub fn count(conn: &mut Conn, scope: Scope) -> Result<i64> {
    Ok(of(scope).count().get_result(conn)?)
}

pub fn rows(conn: &mut Conn, scope: Scope, after: Option<&str>, sheet: &mut Sheet) -> Result<Option<String>> {
    let rows = load(conn, scope, after)?;
    let people = Names::load(conn, rows.iter().flat_map(|row| [row.sponsor_id.0, row.influencer_id.0]))?;
    let campaigns = campaign_titles(conn, rows.iter().map(|row| row.campaign_id.0))?;
    let parts = parts(conn, &rows)?;
    for row in &rows {
        let ([sponsor, sponsor_username], [influencer, influencer_username]) =
            (people.get(row.sponsor_id.0), people.get(row.influencer_id.0));
        let (all, published) = parts.get(&row.id.0).copied().unwrap_or_default();
        sheet.row([
            row.id.0.to_string(),
            row.ad_request_id.0.to_string(),
            row.campaign_id.0.to_string(),
            campaigns.get(&row.campaign_id.0).cloned().unwrap_or_default(),
            sponsor,
            sponsor_username,
            influencer,
            influencer_username,
            row.status.0.to_string(),
            row.currency.0.to_string(),
            money(row.payment, row.currency.0),
            all.to_string(),
            published.to_string(),
            perhaps(row.funding_due_at),
            instant(row.created_at),
            instant(row.updated_at),
        ])?;
    }
    Ok(next(&rows, |row| row.id.0.to_string()))
}

/// How many things are to be made in each, and how many of them are online.
fn parts(conn: &mut Conn, rows: &[CollaborationRow]) -> Result<HashMap<CollaborationId, (i64, i64)>> {
    let ids = rows.iter().map(|row| row.id.0.to_string());
    let found: Vec<(Text<CollaborationId>, Text<DeliverableStatus>, i64)> = deliverables::table
        .filter(deliverables::collaboration_id.eq_any(ids))
        .group_by((deliverables::collaboration_id, deliverables::status))
        .select((deliverables::collaboration_id, deliverables::status, count_star()))
        .load(conn)?;
    let mut parts: HashMap<_, (i64, i64)> = HashMap::new();
    for (Text(id), Text(status), count) in found {
        let (all, published) = parts.entry(id).or_default();
        *all += count;
        *published += if status == DeliverableStatus::Published { count } else { 0 };
    }
    Ok(parts)
}
