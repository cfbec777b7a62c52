//! The queries of reports.

use db::{Conn, Tx, insert_or_ignore};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{AbuseReportId, UserId};
use domain::safety::{ReportReason, Reported, Verdict};
use serde_json::json;

use super::subject::Subject;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::abuse_reports;

/// A report's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = abuse_reports)]
pub struct ReportRow {
    pub id: Text<AbuseReportId>,
    pub case_id: Text<AbuseReportId>,
    pub reporter_id: Text<UserId>,
    pub subject_type: Text<Reported>,
    pub subject_id: String,
    pub owner_id: Text<UserId>,
    pub title: String,
    pub excerpt: String,
    pub reason: Text<ReportReason>,
    pub comment: String,
    pub created_at: i64,
    pub verdict: Option<Text<Verdict>>,
    pub note: Option<String>,
    pub decided_by: Option<Text<UserId>>,
    pub decided_at: Option<i64>,
}

/// Keeps a report with the open case of its subject, or as a new one. 409 when that person has one waiting.
pub fn insert(tx: &mut Tx, by: UserId, of: &Subject, reason: ReportReason, comment: &str) -> Result<ReportRow> {
    let open = abuse_reports::table
        .filter(abuse_reports::subject_type.eq(of.what.to_string()).and(abuse_reports::subject_id.eq(&of.id)))
        .filter(abuse_reports::decided_at.is_null());
    let case: Option<Text<AbuseReportId>> = open.select(abuse_reports::case_id).first(tx.conn).optional()?;
    let id = AbuseReportId::new(tx.now);
    let case = case.map_or(id, |case| case.0);
    let row = (
        (abuse_reports::id.eq(id.to_string()), abuse_reports::case_id.eq(case.to_string())),
        (abuse_reports::subject_type.eq(of.what.to_string()), abuse_reports::subject_id.eq(&of.id)),
        (abuse_reports::reporter_id.eq(by.to_string()), abuse_reports::owner_id.eq(of.owner.to_string())),
        (abuse_reports::title.eq(&of.title), abuse_reports::excerpt.eq(&of.excerpt)),
        (abuse_reports::reason.eq(reason.to_string()), abuse_reports::comment.eq(comment)),
        abuse_reports::created_at.eq(tx.now.0),
    );
    if insert_or_ignore(diesel::insert_into(abuse_reports::table).values(row)).execute(tx.conn)? == 0 {
        return Err(Error::conflict("already_reported", "You have reported this already. Somebody looks at it."));
    }
    find(tx.conn, id)
}

/// That report, or 404.
pub fn find(conn: &mut Conn, id: AbuseReportId) -> Result<ReportRow> {
    Ok(abuse_reports::table.find(id.to_string()).select(ReportRow::as_select()).first(conn)?)
}

/// All reports of those cases, the earliest first.
pub fn of_cases(conn: &mut Conn, cases: &[String]) -> Result<Vec<ReportRow>> {
    let rows = abuse_reports::table.filter(abuse_reports::case_id.eq_any(cases)).order(abuse_reports::id);
    Ok(rows.select(ReportRow::as_select()).load(conn)?)
}

/// Decides all reports of a case; 409 when somebody else has.
pub fn decide(tx: &mut Tx, case: AbuseReportId, by: UserId, verdict: Verdict, note: &str) -> Result<()> {
    let open = abuse_reports::table
        .filter(abuse_reports::case_id.eq(case.to_string()).and(abuse_reports::decided_at.is_null()));
    let decided = (
        (abuse_reports::verdict.eq(Some(verdict.to_string())), abuse_reports::note.eq(Some(note))),
        (abuse_reports::decided_by.eq(Some(by.to_string())), abuse_reports::decided_at.eq(Some(tx.now.0))),
    );
    match diesel::update(open).set(decided).execute(tx.conn)? {
        0 => Err(Error::conflict("invalid_state", "This has been decided already.")),
        _ => Ok(()),
    }
}

/// The reports that a person made, for their own eyes.
pub fn by_reporter(conn: &mut Conn, user: UserId) -> Result<Vec<serde_json::Value>> {
    let own = abuse_reports::table.filter(abuse_reports::reporter_id.eq(user.to_string())).order(abuse_reports::id);
    let rows: Vec<ReportRow> = own.select(ReportRow::as_select()).load(conn)?;
    let told = |row: ReportRow| {
        json!({
            "subject_type": row.subject_type.0, "subject_id": row.subject_id, "reason": row.reason.0,
            "comment": row.comment, "created_at": Timestamp(row.created_at),
            "decided_at": row.decided_at.map(Timestamp),
        })
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Erases what a person wrote in their reports, and what of them was reported.
pub fn erase(tx: &mut Tx, user: UserId) -> Result<()> {
    let id = user.to_string();
    let own = abuse_reports::table.filter(abuse_reports::reporter_id.eq(&id));
    diesel::update(own).set(abuse_reports::comment.eq("")).execute(tx.conn)?;
    let theirs = abuse_reports::table.filter(abuse_reports::owner_id.eq(&id));
    diesel::update(theirs).set((abuse_reports::title.eq(""), abuse_reports::excerpt.eq(""))).execute(tx.conn)?;
    Ok(())
}

/// Whether there is a report of that thing.
pub fn is_reported(conn: &mut Conn, what: Reported, id: &str) -> Result<bool> {
    let of = abuse_reports::subject_type.eq(what.to_string()).and(abuse_reports::subject_id.eq(id.to_owned()));
    Ok(diesel::select(exists(abuse_reports::table.filter(of))).get_result(conn)?)
}
