//! Reporting what should not be here.

use domain::clock::Timestamp;
use domain::ids::AbuseReportId;
use domain::safety::{ReportReason, Reported};
use domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, ReportRow};
use super::subject;
use crate::app::App;
use crate::auth::User;
use crate::collaborations::news::admins;
use crate::error::{Error, Result};
use crate::http::{Command, Reply};
use crate::limits::Rule;
use crate::notifications;
use crate::notifications::notice::{CaseNews, Notice};

/// What is reported, and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "subject_type": "campaign", "subject_id": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a", "reason": "scam",
    "comment": "It asks for a deposit before anything is shipped."
}))]
pub struct AbuseReportIn {
    /// What it is.
    pub subject_type: Reported,
    /// Its id; of a profile the user's.
    pub subject_id: String,
    /// Why.
    pub reason: ReportReason,
    /// What happened, up to 2,000 characters; `other` needs it.
    #[serde(default)]
    pub comment: String,
}

/// A report, as whoever made it sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AbuseReportOut {
    /// Its id.
    pub id: AbuseReportId,
    /// What was reported.
    pub subject_type: Reported,
    /// Which one.
    pub subject_id: String,
    /// Why.
    pub reason: ReportReason,
    /// What was said.
    pub comment: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl From<ReportRow> for AbuseReportOut {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.id.0,
            subject_type: row.subject_type.0,
            subject_id: row.subject_id,
            reason: row.reason.0,
            comment: row.comment,
            created_at: Timestamp(row.created_at),
        }
    }
}

/// Report a campaign, a person's page or a message that one sees. The admins look at it and tell what came of it.
#[utoipa::path(post, path = "/abuse-reports", tag = "safety", request_body = AbuseReportIn,
    responses((status = 201, body = AbuseReportOut), (status = 409, description = "`already_reported`, `own_subject`")))]
pub async fn create_abuse_report(app: App, user: User, command: Command) -> Result<Reply> {
    app.limits.check(Rule::Report, &user.id().to_string()).await?;
    command
        .run(&app, &user, move |tx, input: &AbuseReportIn| {
            let comment = text::prose(&input.comment, 2_000);
            let comment = if input.reason == ReportReason::Other { text::required(comment) } else { comment };
            let comment = comment.map_err(|wrong| Error::wrong("/comment", wrong))?;
            let subject = subject::seen_by(tx.conn, &user, input.subject_type, &input.subject_id)?;
            if subject.owner == user.id() {
                return Err(Error::conflict("own_subject", "This is your own."));
            }
            let row = store::insert(tx, user.id(), &subject, input.reason, &comment)?;
            if row.id == row.case_id {
                let link = format!("/app/admin/reports/{}", row.case_id.0);
                let news = CaseNews { subject: subject.title, link };
                for admin in admins(tx)? {
                    notifications::tell(tx, admin, Notice::AbuseReported(news.clone()))?;
                }
            }
            Reply::created("/api/v1/abuse-reports".into(), &AbuseReportOut::from(row))
        })
        .await
}
