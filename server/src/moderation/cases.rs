//! What people reported, as admins see it: all reports of one thing that wait together are one case.

use std::collections::HashMap;

use db::{Conn, MultiBackend};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{AbuseReportId, MessageId, OfAbuseReport};
use domain::safety::{Flagged, ReportReason, Reported, Verdict};
use domain::text::folded;
use domain::words::{AccountStatus, Action};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::{self, ReportRow};
use super::{PersonCard, flags};
use crate::admin::store::{containing, lower};
use crate::app::App;
use crate::attachments::{self, AttachmentOut};
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{Page, Paging, PathId, Query, Reply};
use crate::people::People;
use crate::schema::{abuse_reports, users};

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only decided ones, or only others.
    pub decided: Option<bool>,
    /// Only of this kind of thing.
    pub subject_type: Option<Reported>,
    /// Only those that were reported first for this reason.
    pub reason: Option<ReportReason>,
    /// Part of a title, of what was said, or of the owner's name.
    pub q: Option<String>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// All reports of one thing that wait, or were decided, together.
#[derive(Debug, Serialize, ToSchema)]
pub struct AbuseCase {
    /// Its id: that of the first report.
    pub id: AbuseReportId,
    /// What was reported.
    pub subject_type: Reported,
    /// Which one.
    pub subject_id: String,
    /// What it was called when it was reported.
    pub title: String,
    /// What it said when it was reported.
    pub excerpt: String,
    /// What goes with it, when it is a message.
    pub attachments: Vec<AttachmentOut>,
    /// Who answers for it.
    pub owner: PersonCard,
    /// Where the owner's account stands.
    pub owner_status: AccountStatus,
    /// Whether the campaign, or else the owner, is flagged now.
    pub flagged: bool,
    /// How many cases there were about the same owner, this one included.
    pub cases_of_owner: i64,
    /// The reports, the earliest first.
    pub reports: Vec<CaseReport>,
    /// What was decided.
    pub decision: Option<Verdict>,
    /// What was said to it.
    pub note: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<Timestamp>,
    /// The moves that an admin has now.
    pub actions: Vec<Action>,
}

/// One report of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReport {
    /// Its id.
    pub id: AbuseReportId,
    /// Who made it.
    pub reporter: PersonCard,
    /// Why.
    pub reason: ReportReason,
    /// What they said.
    pub comment: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// List what people reported, the latest case first.
#[utoipa::path(get, path = "/admin/abuse-reports", tag = "admin", params(CasesQuery), responses((status = 200, body = Page<AbuseCase>)))]
pub async fn list_abuse_reports(app: App, _: Admin, Query(query): Query<CasesQuery>) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let mut rows = matching(&query);
        if let Some(after) = paging.after::<AbuseReportId>()? {
            rows = rows.filter(abuse_reports::id.lt(after.to_string()));
        }
        let rows = rows.order(abuse_reports::id.desc()).limit(paging.fetch());
        let page = paging.page(rows.select(ReportRow::as_select()).load(conn)?, |row: &ReportRow| row.id.0);
        let total = if query.count == Some(true) { Some(matching(&query).count().get_result(conn)?) } else { None };
        Ok::<_, Error>(Page { items: told(conn, page.items)?, next_cursor: page.next_cursor, total })
    });
    Reply::ok(&page.await?)
}

/// See a case with all of its reports; the id is that of any of them.
#[utoipa::path(get, path = "/admin/abuse-reports/{id}", tag = "admin", params(("id" = AbuseReportId, Path)), responses((status = 200, body = AbuseCase)))]
pub async fn get_abuse_report(app: App, _: Admin, PathId(id): PathId<OfAbuseReport>) -> Result<Reply> {
    Reply::ok(&app.db.read(move |conn| one(conn, id)).await?)
}

/// The case of that report, or 404.
pub fn one(conn: &mut Conn, id: AbuseReportId) -> Result<AbuseCase> {
    let case = store::find(conn, id)?.case_id.0;
    let first = store::find(conn, case)?;
    told(conn, vec![first])?.pop().ok_or(Error::NotFound)
}

fn matching(query: &CasesQuery) -> abuse_reports::BoxedQuery<'_, MultiBackend> {
    let mut rows = abuse_reports::table.filter(abuse_reports::id.eq(abuse_reports::case_id)).into_boxed();
    match query.decided {
        Some(true) => rows = rows.filter(abuse_reports::decided_at.is_not_null()),
        Some(false) => rows = rows.filter(abuse_reports::decided_at.is_null()),
        None => {}
    }
    if let Some(what) = query.subject_type {
        rows = rows.filter(abuse_reports::subject_type.eq(what.to_string()));
    }
    if let Some(reason) = query.reason {
        rows = rows.filter(abuse_reports::reason.eq(reason.to_string()));
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let (part, exact) = (containing(&folded(text)), containing(text));
        let titled = lower(abuse_reports::title).like(part.clone()).escape('\\');
        let titled = titled.or(abuse_reports::title.like(exact.clone()).escape('\\'));
        let said = lower(abuse_reports::comment).like(part.clone()).escape('\\');
        let said = said.or(abuse_reports::comment.like(exact).escape('\\'));
        let named = users::table.filter(users::username_key.like(part).escape('\\')).select(users::id);
        rows = rows.filter(titled.or(said).or(abuse_reports::owner_id.eq_any(named)));
    }
    rows
}

fn told(conn: &mut Conn, firsts: Vec<ReportRow>) -> Result<Vec<AbuseCase>> {
    let ids: Vec<String> = firsts.iter().map(|row| row.id.0.to_string()).collect();
    let reports = store::of_cases(conn, &ids)?;
    let decided_by = firsts.iter().filter_map(|row| row.decided_by.as_ref().map(|by| by.0));
    let people = reports.iter().flat_map(|row| [row.reporter_id.0, row.owner_id.0]).chain(decided_by);
    let people = People::load(conn, people.collect::<std::collections::HashSet<_>>())?;
    let owners: Vec<String> = firsts.iter().map(|row| row.owner_id.0.to_string()).collect();
    let cases: Vec<(String, i64)> = abuse_reports::table
        .filter(abuse_reports::owner_id.eq_any(&owners).and(abuse_reports::id.eq(abuse_reports::case_id)))
        .group_by(abuse_reports::owner_id)
        .select((abuse_reports::owner_id, count_star()))
        .load(conn)?;
    let cases: HashMap<_, _> = cases.into_iter().collect();
    let campaigns: Vec<String> = firsts.iter().map(|row| row.subject_id.clone()).collect();
    let flagged = flags::now(conn, Flagged::Campaign, &campaigns)?;
    let messages = firsts.iter().filter(|row| row.subject_type.0 == Reported::Message);
    let messages: Vec<MessageId> = messages.filter_map(|row| row.subject_id.parse().ok()).collect();
    let mut files = attachments::store::of_messages(conn, &messages)?;
    let told = |row: ReportRow| {
        let owner = &people.get(row.owner_id.0)?.user;
        let of_case = reports.iter().filter(|report| report.case_id == row.id);
        Ok(AbuseCase {
            owner: PersonCard::of(&people, row.owner_id.0)?,
            owner_status: owner.status.0,
            flagged: match row.subject_type.0 {
                Reported::Campaign => flagged.contains_key(&row.subject_id),
                _ => owner.flagged_at.is_some(),
            },
            cases_of_owner: cases.get(&row.owner_id.0.to_string()).copied().unwrap_or(1),
            reports: of_case.map(|report| reported(&people, report)).collect::<Result<_>>()?,
            decided_by: match &row.decided_by {
                Some(by) => Some(people.get(by.0)?.user.username.clone()),
                None => None,
            },
            actions: if row.decided_at.is_none() { vec![Action::Resolve] } else { Vec::new() },
            attachments: row.subject_id.parse().ok().and_then(|message| files.remove(&message)).unwrap_or_default(),
            id: row.id.0,
            subject_type: row.subject_type.0,
            subject_id: row.subject_id,
            title: row.title,
            excerpt: row.excerpt,
            decision: row.verdict.map(|verdict| verdict.0),
            note: row.note,
            decided_at: row.decided_at.map(Timestamp),
        })
    };
    firsts.into_iter().map(told).collect()
}

fn reported(people: &People, row: &ReportRow) -> Result<CaseReport> {
    Ok(CaseReport {
        id: row.id.0,
        reporter: PersonCard::of(people, row.reporter_id.0)?,
        reason: row.reason.0,
        comment: row.comment.clone(),
        created_at: Timestamp(row.created_at),
    })
}
