//! Campaigns with their budgets, and how many ad requests they have.

use db::{Conn, MultiBackend};
use diesel::prelude::*;

use super::super::sheet::{Sheet, instant, money, text};
use super::{BATCH, Names, Scope, next};
use crate::campaigns::{CampaignRow, out};
use crate::error::Result;
use crate::schema::campaigns;

pub const TITLES: [&str; 24] = [
    "id",
    "title",
    "sponsor",
    "sponsor_username",
    "status",
    "visibility",
    "flagged",
    "start_date",
    "end_date",
    "currency",
    "budget",
    "committed",
    "spent",
    "available",
    "ad_requests_pending",
    "ad_requests_accepted",
    "ad_requests_rejected",
    "ad_requests_withdrawn",
    "ad_requests_expired",
    "niches",
    "goals",
    "description",
    "created_at_utc",
    "updated_at_utc",
];

fn of<'a>(scope: Scope) -> campaigns::BoxedQuery<'a, MultiBackend> {
    match scope {
        Scope::All => campaigns::table.into_boxed(),
        Scope::Sponsor(user) | Scope::Influencer(user) => {
            campaigns::table.filter(campaigns::sponsor_id.eq(user.to_string())).into_boxed()
        }
    }
}

pub fn count(conn: &mut Conn, scope: Scope) -> Result<i64> {
    Ok(of(scope).count().get_result(conn)?)
}

pub fn rows(conn: &mut Conn, scope: Scope, after: Option<&str>, sheet: &mut Sheet) -> Result<Option<String>> {
    let mut wanted = of(scope).order(campaigns::id.desc()).limit(BATCH);
    if let Some(after) = after {
        wanted = wanted.filter(campaigns::id.lt(after.to_owned()));
    }
    let rows: Vec<CampaignRow> = wanted.select(CampaignRow::as_select()).load(conn)?;
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let sponsors = Names::load(conn, rows.iter().map(|row| row.sponsor_id.0))?;
    let (mut niches, counts) = (out::niches(conn, &ids)?, out::counts(conn, &ids)?);
    for row in &rows {
        let [sponsor, username] = sponsors.get(row.sponsor_id.0);
        let amount = |amount| money(amount, row.currency.0);
        let counts = counts.get(&row.id.0).copied().unwrap_or_default();
        sheet.row([
            row.id.0.to_string(),
            text(&row.title),
            sponsor,
            username,
            row.status.0.to_string(),
            row.visibility.0.to_string(),
            if row.flagged_at.is_some() { "yes" } else { "no" }.to_owned(),
            row.start_date.0.to_string(),
            row.end_date.0.to_string(),
            row.currency.0.to_string(),
            amount(row.budget),
            amount(row.committed),
            amount(row.spent),
            amount(row.budget - row.committed),
            counts.pending.to_string(),
            counts.accepted.to_string(),
            counts.rejected.to_string(),
            counts.withdrawn.to_string(),
            counts.expired.to_string(),
            niches.remove(&row.id.0).unwrap_or_default().join(" "),
            text(&row.goals),
            text(&row.description),
            instant(row.created_at),
            instant(row.updated_at),
        ])?;
    }
    Ok(next(&rows, |row| row.id.0.to_string()))
}
