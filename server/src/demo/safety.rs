//! What people reported and what admins flagged, in each state, and what the audit log says of all the money.

use std::collections::HashMap;

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{AbuseReportId, AuditId, FlagId};
use domain::ledger::TransactionKind;
use domain::safety::{FlagEnd, Flagged, ReportReason, Reported, Verdict};
use domain::waiting::Waiting;
use domain::words::{AccountStatus, CampaignStatus, Role, Visibility};
use serde_json::json;

use super::moderation;
use super::rows::{AbuseReportRow, AuditRow, CampaignRow, FlagRow, Rows, UserRow};
use super::setting::Setting;

const HOUR_MS: i64 = DAY_MS / 24;

/// Where the admin sits: an address that belongs to nobody.
pub const DESK: &str = "192.0.2.17";

/// Adds all of it to a world that is otherwise whole.
pub fn watch(rows: &mut Rows, setting: &Setting) {
    flags(rows, setting);
    reports(rows, setting);
    money(rows);
}

/// A flag for everything that is flagged, the sponsor's contested, and one of long ago that was taken back.
fn flags(rows: &mut Rows, setting: &Setting) {
    let days = setting.house.periods.flag_days;
    let flag = |what: Flagged, subject: &str, owner: &str, reason: &str, at: i64| FlagRow {
        id: FlagId::new(Timestamp(at)).to_string(),
        subject_type: what.to_string(),
        subject_id: subject.to_owned(),
        owner_id: owner.to_owned(),
        reason: reason.to_owned(),
        flagged_by: Some(setting.admin.clone()),
        flagged_at: at,
        expires_at: Timestamp(at).plus_days(days).0.max(setting.now.plus_days(20).0),
        ..FlagRow::default()
    };
    let mut all = Vec::new();
    for user in &rows.users {
        let Some((at, reason)) = user.flagged_at.zip(user.flag_reason.as_ref()) else { continue };
        let row = flag(Flagged::User, &user.id, &user.id, reason, at);
        let is_contested = user.role == Role::Sponsor.to_string();
        all.push(if is_contested { contested(row, setting) } else { row });
    }
    for campaign in &rows.campaigns {
        let Some((at, reason)) = campaign.flagged_at.zip(campaign.flag_reason.as_ref()) else { continue };
        all.push(flag(Flagged::Campaign, &campaign.id, &campaign.sponsor_id, reason, at));
    }
    let at = setting.now.plus_days(-64).0;
    if let Some(user) = nth(rows, Role::Influencer, 41) {
        let reason = "Two channels carried the same figures, to the last follower.";
        let row = flag(Flagged::User, &user.id, &user.id, reason, at);
        all.push(FlagRow {
            statement: Some("Both are mine: one is the archive of the other. I have linked them now.".into()),
            contested_at: Some(at + 5 * HOUR_MS),
            contested_until: Some(Timestamp(at + 5 * HOUR_MS).plus_days(setting.house.periods.contest_days).0),
            note: Some("That explains it. Thank you.".into()),
            ended_at: Some(at + 29 * HOUR_MS),
            ended_as: Some(FlagEnd::Conceded.to_string()),
            ended_by: Some(setting.admin.clone()),
            ..row
        });
    }
    for row in &all {
        tell(rows, setting, row);
    }
    rows.flags = all;
}

/// The same flag with an answer that waits for a decision.
fn contested(row: FlagRow, setting: &Setting) -> FlagRow {
    let at = Timestamp((row.flagged_at + HOUR_MS).max(setting.now.plus_days(-2).0).min(setting.now.0));
    FlagRow {
        statement: Some(
            "The sentence on melting fat stood in a draft of an agency and never went out. The briefs are corrected, and we \
             have apologised to both influencers."
                .into(),
        ),
        contested_at: Some(at.0),
        contested_until: Some(setting.house.periods.deadline(Waiting::Contest, at, None).0),
        ..row
    }
}

/// What the audit log says of the answer to a flag; that it was raised is there already, save of the one of long ago.
fn tell(rows: &mut Rows, setting: &Setting, row: &FlagRow) {
    let state = |flagged: bool| json!({"status": AccountStatus::Active, "flagged": flagged});
    let subject = ("user", row.subject_id.as_str());
    if let (Some(at), Some(statement)) = (row.contested_at, &row.statement) {
        let detail = json!({"flag": row.reason, "statement": statement});
        let entry = entry(at, Some((&row.owner_id, Role::Sponsor)), "user.flag_contest", subject, detail.to_string());
        rows.audit_log.push(entry);
    }
    if let Some(ended) = row.ended_at {
        let raised = json!({"before": state(false), "after": state(true), "reason": row.reason});
        moderation::note(rows, setting, Timestamp(row.flagged_at), "user.flag", subject, &raised);
        let lifted = json!({"before": state(true), "after": state(false), "reason": row.note});
        moderation::note(rows, setting, Timestamp(ended), "user.unflag", subject, &lifted);
    }
}

/// Somebody active of that role, by their place.
fn nth(rows: &Rows, role: Role, place: usize) -> Option<UserRow> {
    let is_good = |user: &&UserRow| {
        user.role == role.to_string() && user.status == AccountStatus::Active.to_string() && user.flagged_at.is_none()
    };
    rows.users.iter().filter(is_good).nth(place).cloned()
}

/// What is reported: what, which, whose, and what it is called and says.
struct Subject {
    what: Reported,
    id: String,
    owner: String,
    title: String,
    says: String,
}

/// Who says what of it, and what came of it how long ago.
struct Case<'a> {
    says: &'a [(usize, ReportReason, &'a str)],
    hours: i64,
    verdict: Option<(Verdict, &'a str)>,
}

/// The page of an influencer, by their place.
fn profile(rows: &Rows, place: usize) -> Option<Subject> {
    let user = nth(rows, Role::Influencer, place)?;
    let profile = rows.influencer_profiles.iter().find(|one| one.user_id == user.id);
    Some(Subject {
        what: Reported::Profile,
        says: profile.map(|one| one.bio.clone()).unwrap_or_default(),
        owner: user.id.clone(),
        id: user.id,
        title: user.display_name,
    })
}

/// A campaign that is under way, by its place among those that are flagged, or those that everybody finds.
fn campaign(rows: &Rows, place: usize, flagged: bool) -> Option<Subject> {
    let fits = |one: &&CampaignRow| {
        one.flagged_at.is_some() == flagged
            && one.status == CampaignStatus::Active.to_string()
            && (flagged || one.visibility == Visibility::Public.to_string())
    };
    rows.campaigns.iter().filter(fits).nth(place).map(|one| Subject {
        what: Reported::Campaign,
        id: one.id.clone(),
        owner: one.sponsor_id.clone(),
        title: one.title.clone(),
        says: one.description.chars().take(400).collect(),
    })
}

fn reports(rows: &mut Rows, setting: &Setting) {
    use ReportReason::{HiddenAdvertising, Impersonation, Other, Scam, Spam};
    let said = "Shares without a word on losses: this is not for everybody.";
    let cases = [
        (
            campaign(rows, 7, false),
            Case {
                says: &[
                    (12, Scam, "They asked me to pay for the samples first, by a link in the brief."),
                    (88, Scam, "The same here: 40 euros \u{201c}for customs\u{201d}."),
                    (131, Other, "The website in the brief is two days old."),
                ],
                hours: 9,
                verdict: None,
            },
        ),
        (
            profile(rows, 57),
            Case {
                says: &[(3, Impersonation, "These are the pictures of a friend of mine, who has no account here.")],
                hours: 31,
                verdict: None,
            },
        ),
        (
            campaign(rows, 0, true),
            Case {
                says: &[
                    (20, Other, said),
                    (33, Scam, "It promises a return."),
                    (61, Other, "No warning about losses."),
                ],
                hours: 140,
                verdict: Some((Verdict::Flagged, "Advice on shares needs a warning about losses.")),
            },
        ),
        (
            profile(rows, 23),
            Case {
                says: &[(5, HiddenAdvertising, "The last three posts are ads, and none says so.")],
                hours: 410,
                verdict: Some((Verdict::Warned, "Please mark what is paid for, also in stories.")),
            },
        ),
        (
            profile(rows, 71),
            Case {
                says: &[(9, Spam, "Applies to everything.")],
                hours: 700,
                verdict: Some((Verdict::Dismissed, "Applying is what the place is for.")),
            },
        ),
    ];
    for (subject, case) in cases {
        if let Some(subject) = subject {
            report(rows, setting, &subject, &case);
        }
    }
}

fn report(rows: &mut Rows, setting: &Setting, of: &Subject, case: &Case) {
    let mut first: Option<String> = None;
    let mut last = setting.now;
    for (nth_one, (reporter, reason, comment)) in (0..).zip(case.says) {
        let Some(reporter) = nth(rows, Role::Influencer, *reporter).filter(|one| one.id != of.owner) else { continue };
        let at = setting.now.plus_ms((3 * nth_one - case.hours) * HOUR_MS).min(setting.now);
        let id = AbuseReportId::new(at).to_string();
        last = at;
        rows.abuse_reports.push(AbuseReportRow {
            case_id: first.get_or_insert_with(|| id.clone()).clone(),
            id,
            reporter_id: reporter.id,
            subject_type: of.what.to_string(),
            subject_id: of.id.clone(),
            owner_id: of.owner.clone(),
            title: of.title.clone(),
            excerpt: of.says.clone(),
            reason: reason.to_string(),
            comment: (*comment).to_owned(),
            created_at: at.0,
            ..AbuseReportRow::default()
        });
    }
    let (Some(first), Some((verdict, note))) = (first, case.verdict) else { return };
    let decided = last.plus_ms(6 * HOUR_MS).min(setting.now);
    for row in rows.abuse_reports.iter_mut().filter(|row| row.case_id == first) {
        row.verdict = Some(verdict.to_string());
        row.note = Some(note.to_owned());
        row.decided_by = Some(setting.admin.clone());
        row.decided_at = Some(decided.0);
    }
    let detail = json!({"subject_type": of.what, "subject_id": of.id, "decision": verdict, "note": note});
    moderation::note(rows, setting, decided, "abuse_report.resolve", ("abuse_report", &first), &detail);
}

/// An entry for each movement of money that admins ask about.
fn money(rows: &mut Rows) {
    let sides: HashMap<&String, (&String, &String)> =
        rows.collaborations.iter().map(|row| (&row.id, (&row.sponsor_id, &row.influencer_id))).collect();
    let mut entries = Vec::new();
    for row in &rows.ledger_transactions {
        let amount = json!({"amount": row.amount, "currency": row.currency});
        let sides = row.collaboration_id.as_ref().and_then(|id| sides.get(id));
        let (action, actor) = match row.kind.parse() {
            Ok(TransactionKind::Fund) => ("escrow.fund", sides.map(|(sponsor, _)| (*sponsor, Role::Sponsor))),
            Ok(TransactionKind::Release) => {
                ("escrow.release", sides.map(|(_, influencer)| (*influencer, Role::Influencer)))
            }
            Ok(TransactionKind::Refund) => ("escrow.refund", None),
            Ok(TransactionKind::Deposit) => ("deposit.succeeded", None),
            _ => continue,
        };
        let subject = row.cause.split_once(':').map_or(row.cause.as_str(), |(_, id)| id);
        let (kind, subject) = match &row.collaboration_id {
            Some(id) => ("collaboration", id.as_str()),
            None => ("payment", subject),
        };
        let detail =
            if kind == "payment" { amount } else { json!({"amount": amount, "deliverable": row.deliverable_id}) };
        let actor = actor.map(|(id, role)| (id.as_str(), role));
        entries.push(entry(row.created_at, actor, action, (kind, subject), detail.to_string()));
    }
    rows.audit_log.extend(entries);
}

/// An entry, which is chained when all of them are there.
pub fn entry(
    at: i64,
    actor: Option<(&str, Role)>,
    action: &str,
    (kind, subject): (&str, &str),
    detail: String,
) -> AuditRow {
    AuditRow {
        id: AuditId::new(Timestamp(at)).to_string(),
        at,
        actor_id: actor.map(|(id, _)| id.to_owned()),
        actor_role: actor.map(|(_, role)| role.to_string()),
        address: actor.filter(|(_, role)| *role == Role::Admin).map(|_| DESK.to_owned()),
        action: action.to_owned(),
        subject_type: kind.to_owned(),
        subject_id: subject.to_owned(),
        detail,
    }
}
