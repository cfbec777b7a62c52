//! What the admin did, as the audit log tells it.

use domain::clock::Timestamp;
use domain::words::{AccountStatus, Role};
use serde_json::{Value, json};

use super::content::StandingIn;
use super::rows::Rows;
use super::safety;
use super::setting::Setting;

/// Notes how an account was let in at `since`, refused, or stepped in on at `at`.
pub fn of_account(
    rows: &mut Rows,
    setting: &Setting,
    id: &str,
    role: Role,
    since: Timestamp,
    at: Timestamp,
    standing: &StandingIn,
) {
    let state = |status: AccountStatus, flagged: bool| json!({"status": status, "flagged": flagged});
    let (waiting, active) = (state(AccountStatus::PendingApproval, false), state(AccountStatus::Active, false));
    let reason = &standing.reason;
    let mut note = |at, action, before: &Value, after: Value, reason: Option<&String>| {
        note(rows, setting, at, action, ("user", id), &change(before, &after, reason));
    };
    match standing.status {
        Some(AccountStatus::PendingApproval) => return,
        Some(AccountStatus::Rejected) => {
            return note(since, "user.reject", &waiting, state(AccountStatus::Rejected, false), reason.as_ref());
        }
        _ if role == Role::Sponsor => note(since, "user.approve", &waiting, active.clone(), None),
        _ => {}
    }
    if standing.status == Some(AccountStatus::Suspended) {
        note(at, "user.suspend", &active, state(AccountStatus::Suspended, false), reason.as_ref());
    }
    if let Some(flag) = &standing.flag {
        note(at, "user.flag", &active, state(AccountStatus::Active, true), Some(flag));
    }
}

/// Notes that a campaign was flagged.
pub fn of_campaign(rows: &mut Rows, setting: &Setting, id: &str, at: Timestamp, reason: &String) {
    let change = change(&json!({"flagged": false}), &json!({"flagged": true}), Some(reason));
    note(rows, setting, at, "campaign.flag", ("campaign", id), &change);
}

/// Notes how a dispute was decided: the word, the influencer's percent of a split, and why.
pub fn of_dispute(
    rows: &mut Rows,
    setting: &Setting,
    id: &str,
    at: Timestamp,
    (word, percent, why): (&str, Option<u32>, &str),
) {
    let decision = json!({"resolution": word, "influencer_percent": percent, "note": why});
    note(rows, setting, at, "dispute.resolve", ("collaboration", id), &decision);
}

fn change(before: &Value, after: &Value, reason: Option<&String>) -> Value {
    match reason {
        Some(reason) => json!({"before": before, "after": after, "reason": reason}),
        None => json!({"before": before, "after": after}),
    }
}

/// Notes what the admin did.
pub fn note(rows: &mut Rows, setting: &Setting, at: Timestamp, action: &str, subject: (&str, &str), detail: &Value) {
    let admin = Some((setting.admin.as_str(), Role::Admin));
    rows.audit_log.push(safety::entry(at.0, admin, action, subject, detail.to_string()));
}
