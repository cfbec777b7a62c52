//! What an admin makes of a case: for all of its reports at once, with what follows from it in the same transaction.

use db::Tx;
use domain::account::AccountMove;
use domain::ids::{AbuseReportId, OfAbuseReport, UserId};
use domain::safety::{Reported, Verdict};
use domain::text;
use domain::words::AccountStatus;
use serde::Deserialize;
use utoipa::ToSchema;

use super::cases::{self, AbuseCase};
use super::store::{self, ReportRow};
use crate::admin::moderation::Deed;
use crate::admin::{campaigns as of_campaigns, moderation as of_users};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, PathId, Reply};
use crate::notifications::notice::{CaseNews, FlagNews, Notice};
use crate::{accounts, audit, campaigns, notifications};

/// A decision.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "flagged", "note": "It asks for a deposit, which is against the terms."}))]
pub struct CaseDecisionIn {
    /// What is made of it.
    pub decision: Verdict,
    /// Up to 1,000 characters. Whoever is warned, flagged or suspended reads it; of a dismissal it stays with the admins.
    #[serde(default)]
    pub note: String,
}

/// Decide a case: what follows from it happens at once, and everybody who reported is told.
#[utoipa::path(post, path = "/admin/abuse-reports/{id}/resolve", tag = "admin", params(("id" = AbuseReportId, Path)), request_body = CaseDecisionIn,
    responses((status = 200, body = AbuseCase), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn resolve_abuse_report(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<OfAbuseReport>,
    command: Command,
) -> Result<Reply> {
    app.db.read(move |conn| store::find(conn, id)).await?;
    let house = House::of(&app);
    command
        .run(&app, &admin, move |tx, input: &CaseDecisionIn| {
            let note = text::prose(&input.note, 1_000);
            let note = if input.decision == Verdict::Dismissed { note } else { text::required(note) };
            let note = note.map_err(|wrong| Error::wrong("/note", wrong))?;
            let case = store::find(tx.conn, id)?.case_id.0;
            let first = store::find(tx.conn, case)?;
            store::decide(tx, case, admin.id(), input.decision, &note)?;
            follow(tx, admin.id(), &first, input.decision, &note, house)?;
            tell_reporters(tx, &first, input.decision)?;
            let detail = serde_json::json!({
                "subject_type": first.subject_type.0, "subject_id": first.subject_id, "decision": input.decision, "note": note
            });
            audit::record(tx, Some(admin.id()), "abuse_report.resolve", "abuse_report", &case.to_string(), &detail)?;
            Reply::ok(&cases::one(tx.conn, case)?)
        })
        .await
}

/// What follows from the decision. What is so already stays as it is.
fn follow(tx: &mut Tx, admin: UserId, of: &ReportRow, verdict: Verdict, note: &str, house: House) -> Result<()> {
    let owner = accounts::store::find(tx.conn, of.owner_id.0)?;
    match (verdict, of.subject_type.0) {
        (Verdict::Dismissed, _) => Ok(()),
        (Verdict::Warned, what) => {
            let link = match what {
                Reported::Campaign => format!("/app/campaigns/{}", of.subject_id),
                Reported::Profile => "/app/profile".to_owned(),
                Reported::Message => "/app/messages".to_owned(),
            };
            let (subject, reason) = (of.title.clone(), note.to_owned());
            notifications::tell(
                tx,
                owner.id.0,
                Notice::Warned(FlagNews { subject, reason, until: String::new(), link }),
            )
        }
        (Verdict::Flagged, Reported::Campaign) => {
            let id = of.subject_id.parse().map_err(|_| Error::internal("a report of no campaign"))?;
            if campaigns::store::find(tx.conn, id)?.flagged_at.is_some() {
                return Ok(());
            }
            of_campaigns::flag(tx, Some(admin), id, note, tx.now.plus_days(house.periods.flag_days))
        }
        (Verdict::Flagged, _) if owner.flagged_at.is_some() => Ok(()),
        (Verdict::Flagged, _) => {
            let until = tx.now.plus_days(house.periods.flag_days);
            of_users::apply(tx, Some(admin), owner.id.0, &Deed::flag(note, until), house)
        }
        (Verdict::Suspended, _) if owner.status.0 == AccountStatus::Suspended => Ok(()),
        (Verdict::Suspended, _) => {
            of_users::apply(tx, Some(admin), owner.id.0, &Deed::of(AccountMove::Suspend, note), house)
        }
    }
}

fn tell_reporters(tx: &mut Tx, first: &ReportRow, verdict: Verdict) -> Result<()> {
    let kind = if verdict == Verdict::Dismissed { Notice::ReportDismissed } else { Notice::ReportUpheld };
    for report in store::of_cases(tx.conn, &[first.id.0.to_string()])? {
        let news = CaseNews { subject: first.title.clone(), link: "/app/notifications".to_owned() };
        notifications::tell(tx, report.reporter_id.0, kind(news))?;
    }
    Ok(())
}
