//! The queries of reports.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::UserId;
use domain::words::{AccountStatus, Role};

use super::facts::Facts;
use super::figures;
use super::month::Month;
use super::report::Report;
use crate::db::{Json, Text, to_json};
use crate::error::Result;
use crate::http::Paging;
use crate::people::{InfluencerCard, People};
use crate::schema::{campaigns, reports, users};

/// A report as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    pub month: Text<Month>,
    pub figures: Json<Report>,
    pub created_at: i64,
}

/// The next sponsors who may have something to be told: in good standing, with a published campaign.
pub fn sponsors_after(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<(Text<UserId>, String)>> {
    let own = campaigns::sponsor_id.eq(users::id).and(campaigns::published_at.is_not_null());
    let found = users::table
        .filter(users::role.eq(Role::Sponsor.to_string()))
        .filter(users::status.eq(AccountStatus::Active.to_string()))
        .filter(users::id.gt(after))
        .filter(diesel::dsl::exists(campaigns::table.filter(own)))
        .order(users::id)
        .limit(limit);
    Ok(found.select((users::id, users::time_zone)).load(conn)?)
}

/// The report of that month as the figures are now; `None` when there was nothing to tell.
pub fn compute(conn: &mut Conn, sponsor: UserId, month: Month) -> Result<Option<Report>> {
    let facts = Facts::load(conn, sponsor)?;
    let Some(mut report) = figures::report(&facts, month) else { return Ok(None) };
    let people = People::load(conn, report.top_influencers.iter().map(|one| one.id))?;
    for one in &mut report.top_influencers {
        let card: InfluencerCard = people.get(one.id)?.into();
        (one.username, one.display_name) = (card.username, card.display_name);
        (one.avatar_url, one.reach) = (card.avatar_url, card.reach);
    }
    Ok(Some(report))
}

/// The last month of which any report was written.
pub fn last_written(conn: &mut Conn) -> Result<Option<Month>> {
    let last: Option<Text<Month>> = reports::table.select(diesel::dsl::max(reports::month)).first(conn)?;
    Ok(last.map(|Text(month)| month))
}

/// Whether that month's report was written.
pub fn exists(conn: &mut Conn, sponsor: UserId, month: Month) -> Result<bool> {
    let same = reports::table.find((sponsor.to_string(), month.to_string()));
    Ok(same.count().get_result::<i64>(conn)? > 0)
}

/// Keeps the report, as written at that instant, unless there is one of that month; says whether it did.
pub fn keep(tx: &mut Tx, sponsor: UserId, report: &Report, at: Timestamp) -> Result<bool> {
    let row = (
        reports::user_id.eq(sponsor.to_string()),
        reports::month.eq(report.month.to_string()),
        reports::figures.eq(to_json(report)),
        reports::created_at.eq(at.0),
    );
    Ok(insert_or_ignore(diesel::insert_into(reports::table).values(row)).execute(tx.conn)? > 0)
}

/// One of that sponsor's reports, or 404.
pub fn find(conn: &mut Conn, sponsor: UserId, month: Month) -> Result<Report> {
    let same = reports::table.find((sponsor.to_string(), month.to_string()));
    let Json(report) = same.select(reports::figures).first(conn)?;
    Ok(report)
}

/// That sponsor's reports, the latest first.
pub fn page(conn: &mut Conn, sponsor: UserId, paging: &Paging) -> Result<crate::http::Page<ReportRow>> {
    let mut own = reports::table.filter(reports::user_id.eq(sponsor.to_string())).into_boxed();
    if let Some(after) = paging.after::<Month>()? {
        own = own.filter(reports::month.lt(after.to_string()));
    }
    let rows = own.order(reports::month.desc()).limit(paging.fetch()).select(ReportRow::as_select()).load(conn)?;
    Ok(paging.page(rows, |row: &ReportRow| row.month.0))
}

impl ReportRow {
    /// When it was written.
    pub const fn created_at(&self) -> Timestamp {
        Timestamp(self.created_at)
    }
}
