//! Who may do what: every operation of the interface's description, tried by everybody.
//!
//! A line names an operation and who is let in; `who:status` is refused in that way, and all others with the status behind
//! the bar. Nobody and the suspended are refused with 401, and an API key without the scope with 403, unless the line says
//! otherwise. `sponsors`, `influencers` and
//! `users` stand for all of those. An operation on a campaign has a second line, `… private`, when its answers differ there.

use std::collections::BTreeMap;

use crate::support::on_each;
use crate::support::world::{CALLERS, Operation, World, operations};

const TABLE: &[(&str, &str)] = &[
    // Accounts
    ("register", "anyone |"),
    ("login", "anyone |"),
    // By the cookie alone, whatever else is sent.
    ("refresh", "users key | 401"),
    ("logout", "anyone |"),
    ("get_session", "anyone |"),
    ("change_password", "users |"),
    ("forgot_password", "anyone |"),
    ("reset_password", "anyone |"),
    ("change_email", "users |"),
    ("verify_email", "anyone |"),
    ("resend_verification", "users |"),
    ("list_sessions", "users |"),
    ("delete_sessions", "users |"),
    ("delete_session", "osp fosp | 404"),
    ("get_me", "users |"),
    ("update_me", "users |"),
    ("apply_again", "sponsors | 403"),
    ("get_totp", "users |"),
    ("enable_totp", "users |"),
    ("confirm_totp", "users |"),
    ("disable_totp", "users |"),
    ("create_api_key", "users |"),
    ("list_api_keys", "users |"),
    ("delete_api_key", "osp fosp | 404"),
    ("delete_me", "users |"),
    ("get_closing", "users |"),
    ("export_me", "users |"),
    ("get_terms", "anyone |"),
    ("get_consent", "users |"),
    ("accept_terms", "users |"),
    ("get_sponsor_dashboard", "sponsors | 403"),
    ("get_influencer_dashboard", "influencers | 403"),
    // Campaigns
    ("create_campaign", "sponsors | 403"),
    ("list_campaigns", "users anon |"),
    ("get_campaign", "users anon |"),
    ("get_campaign private", "admin osp oin fosp foin anon:404 | 404"),
    ("update_campaign", "osp fosp admin:403 influencers:403 | 404"),
    ("delete_campaign", "osp fosp admin:403 influencers:403 | 404"),
    ("publish_campaign", "osp fosp:403 admin:403 influencers:403 | 404"),
    ("pause_campaign", "osp fosp admin:403 influencers:403 | 404"),
    ("resume_campaign", "osp fosp:403 admin:403 influencers:403 | 404"),
    ("complete_campaign", "osp fosp admin:403 influencers:403 | 404"),
    ("cancel_campaign", "osp fosp admin:403 influencers:403 | 404"),
    ("set_campaign_image", "osp fosp admin:403 influencers:403 | 404"),
    ("delete_campaign_image", "osp fosp admin:403 influencers:403 | 404"),
    ("list_niches", "anyone |"),
    // Ad requests
    ("create_ad_request", "osp infl oin admin:403 fosp:403 foin:403 | 404"),
    ("create_ad_request private", "osp oin admin:403 fosp:403 foin:403 | 404"),
    ("list_ad_requests", "users |"),
    ("get_ad_request", "osp oin fosp foin | 404"),
    ("update_ad_request", "osp oin fosp:403 foin:403 | 404"),
    ("counter_ad_request", "osp oin fosp:403 foin:403 | 404"),
    ("accept_ad_request", "osp oin fosp:403 foin:403 | 404"),
    ("reject_ad_request", "osp oin fosp foin | 404"),
    ("withdraw_ad_request", "osp oin fosp foin | 404"),
    ("delete_ad_request", "osp oin fosp foin | 404"),
    // Collaborations
    ("list_collaborations", "users |"),
    ("get_collaboration", "osp oin fosp foin | 404"),
    ("fund_collaboration", "osp fosp oin:403 foin:403 | 404"),
    ("cancel_collaboration", "osp oin fosp foin | 404"),
    ("accept_cancellation", "osp oin fosp foin | 404"),
    ("decline_cancellation", "osp oin fosp foin | 404"),
    ("dispute_collaboration", "osp oin fosp foin | 404"),
    ("submit_deliverable", "oin foin osp:403 fosp:403 | 404"),
    ("approve_deliverable", "osp fosp oin:403 foin:403 | 404"),
    ("request_changes", "osp fosp oin:403 foin:403 | 404"),
    ("publish_deliverable", "oin foin osp:403 fosp:403 | 404"),
    ("cancel_deliverable", "osp fosp oin:403 foin:403 | 404"),
    ("create_attachment", "sponsors influencers pend:403 rej:403 | 403"),
    ("get_attachment", "osp oin fosp foin admin | 404"),
    ("create_attachment_ticket", "osp oin fosp foin admin | 404"),
    ("delete_attachment", "oin foin | 404"),
    ("get_agreement_proof", "anyone |"),
    ("get_agreement_document", "admin osp oin fosp foin | 404"),
    ("create_review", "osp oin fosp foin | 404"),
    ("list_collaboration_reviews", "osp oin fosp foin | 404"),
    ("list_influencer_reviews", "users anon fosp:404 |"),
    ("list_sponsor_reviews", "users anon foin:404 |"),
    ("list_rights", "users |"),
    ("list_exclusivities", "users |"),
    // Money
    ("get_wallet", "users |"),
    ("list_transactions", "users |"),
    ("list_payments", "users |"),
    ("get_payment", "osp fosp | 404"),
    ("create_deposit", "sponsors pend:403 rej:403 | 403"),
    ("confirm_deposit", "osp fosp | 404"),
    ("create_payout", "influencers | 403"),
    ("create_withdrawal", "sponsors pend:403 rej:403 | 403"),
    ("set_payout_destination", "influencers | 403"),
    ("list_invoices", "users |"),
    ("get_invoice", "osp oin fosp foin | 404"),
    ("get_statement", "users |"),
    ("get_earnings", "influencers | 403"),
    // Reports
    ("list_reports", "sponsors | 403"),
    ("get_report", "sponsors:404 osp fosp | 403"),
    // Discovery
    ("list_influencers", "users anon |"),
    // Profiles
    ("get_influencer_profile", "influencers | 403"),
    ("set_influencer_profile", "influencers | 403"),
    ("get_sponsor_profile", "sponsors | 403"),
    ("set_sponsor_profile", "sponsors | 403"),
    ("create_channel", "influencers | 403"),
    ("update_channel", "oin foin infl:404 | 403"),
    ("delete_channel", "oin foin infl:404 | 403"),
    ("set_avatar", "influencers | 403"),
    ("delete_avatar", "influencers | 403"),
    ("set_logo", "sponsors | 403"),
    ("delete_logo", "sponsors | 403"),
    ("get_influencer", "users anon fosp:404 |"),
    ("get_sponsor", "users anon foin:404 |"),
    ("get_billing", "users |"),
    ("set_billing", "users |"),
    ("delete_billing", "users |"),
    // Messages
    ("list_conversations", "users |"),
    ("create_conversation", "sponsors influencers pend:403 rej:403 | 403"),
    ("get_conversation", "osp oin fosp foin | 404"),
    ("list_messages", "osp oin fosp foin | 404"),
    ("create_message", "osp oin fosp foin | 404"),
    ("read_conversation", "osp oin fosp foin | 404"),
    ("type_message", "osp oin fosp foin | 404"),
    // Notifications
    ("list_notifications", "users |"),
    ("read_notifications", "users |"),
    ("get_events", "users |"),
    ("get_notification_preferences", "users |"),
    ("set_notification_preferences", "users |"),
    ("unsubscribe", "anyone |"),
    ("unsubscribe_at_once", "anyone |"),
    ("open_unsubscribe", "anyone |"),
    // Whoever signs it
    ("stripe_webhook", "anyone |"),
    // Webhooks
    ("create_webhook_endpoint", "users |"),
    ("list_webhook_endpoints", "users |"),
    ("get_webhook_endpoint", "osp fosp | 404"),
    ("update_webhook_endpoint", "osp fosp | 404"),
    ("delete_webhook_endpoint", "osp fosp | 404"),
    ("rotate_webhook_secret", "osp fosp | 404"),
    ("test_webhook_endpoint", "osp fosp | 404"),
    ("list_webhook_deliveries", "osp fosp | 404"),
    ("replay_webhook_delivery", "osp fosp | 404"),
    // Exports
    ("create_export", "users |"),
    ("list_exports", "users |"),
    ("get_export", "osp fosp | 404"),
    ("create_export_ticket", "osp fosp | 404"),
    ("get_export_file", "osp fosp | 404"),
    // Safety
    ("list_blocks", "users |"),
    ("create_block", "users |"),
    ("delete_block", "osp fosp | 404"),
    ("contest_flag", "users |"),
    ("contest_campaign_flag", "osp fosp admin:403 influencers:403 | 404"),
    ("create_abuse_report", "users |"),
    // Admin
    ("moderate_users", "admin | 403"),
    ("list_flags", "admin | 403"),
    ("uphold_flag", "admin | 403"),
    ("lift_flag", "admin | 403"),
    ("list_abuse_reports", "admin | 403"),
    ("get_abuse_report", "admin | 403"),
    ("resolve_abuse_report", "admin | 403"),
    ("export_audit_log", "admin | 403"),
    ("get_audit_chain", "admin | 403"),
    ("get_stats", "admin | 403"),
    ("list_users", "admin | 403"),
    ("get_user", "admin | 403"),
    ("approve_user", "admin | 403"),
    ("reject_user", "admin | 403"),
    ("flag_user", "admin | 403"),
    ("unflag_user", "admin | 403"),
    ("suspend_user", "admin | 403"),
    ("reinstate_user", "admin | 403"),
    ("list_all_campaigns", "admin | 403"),
    ("flag_campaign", "admin | 403"),
    ("unflag_campaign", "admin | 403"),
    ("list_all_niches", "admin | 403"),
    ("create_niche", "admin | 403"),
    ("update_niche", "admin | 403"),
    ("delete_niche", "admin | 403"),
    ("list_disputes", "admin | 403"),
    ("get_dispute", "admin | 403"),
    ("resolve_dispute", "admin | 403"),
    ("publish_terms", "admin | 403"),
    ("list_dispute_messages", "admin | 403"),
    ("list_audit_log", "admin | 403"),
    ("list_jobs", "admin | 403"),
    ("get_jobs_summary", "admin | 403"),
    ("retry_job", "admin | 403"),
    ("cancel_job", "admin | 403"),
    ("run_schedule", "admin | 403"),
    ("list_outbox", "admin | 403"),
    ("get_outbox_mail", "admin | 403"),
];

const SPONSORS: [&str; 5] = ["spon", "pend", "rej", "osp", "fosp"];
const INFLUENCERS: [&str; 3] = ["infl", "oin", "foin"];

/// What everybody gets, by a line of the table: `None` is let in.
fn expected(line: &str) -> BTreeMap<&'static str, Option<u16>> {
    let (named, rest) = line.split_once('|').unwrap();
    let rest = rest.trim().parse().ok();
    let mut all: BTreeMap<_, _> = CALLERS.into_iter().map(|caller| (caller, rest)).collect();
    all.extend([("anon", Some(401)), ("susp", Some(401)), ("key", Some(403))]);
    for word in named.split_whitespace() {
        let (who, status) = word.split_once(':').unwrap_or((word, ""));
        let callers: Vec<&str> = match who {
            "sponsors" => SPONSORS.into(),
            "influencers" => INFLUENCERS.into(),
            "users" => [&["admin"], &SPONSORS[..], &INFLUENCERS[..]].concat(),
            "anyone" => CALLERS.into(),
            one => vec![one],
        };
        for caller in callers {
            *all.get_mut(caller).unwrap() = status.parse().ok();
        }
    }
    all
}

/// Somebody whom that operation lets in.
pub fn let_in(operation: &Operation) -> &'static str {
    let (_, line) = TABLE.iter().find(|(id, _)| *id == operation.id).unwrap();
    let all = expected(line);
    let preferred = ["osp", "oin", "admin", "infl", "anon"];
    preferred.into_iter().find(|caller| all[caller].is_none()).unwrap()
}

fn has(id: &str) -> bool {
    TABLE.iter().any(|(named, _)| *named == id)
}

#[test]
fn every_operation_has_a_line_and_every_line_an_operation() {
    let operations = operations();
    let without: Vec<_> = operations.iter().map(|one| &one.id).filter(|id| !has(id)).collect();
    assert!(without.is_empty(), "who may do this? {without:?}");
    let known = |id: &str| operations.iter().any(|one| one.id == id.trim_end_matches(" private"));
    let unknown: Vec<_> = TABLE.iter().map(|(id, _)| id).filter(|id| !known(id)).collect();
    assert!(unknown.is_empty(), "no such operation: {unknown:?}");
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    on_each(|app| async move {
        let world = World::of(&app).await;
        let mut wrong = Vec::new();
        for operation in operations() {
            let on_campaign = operation.path.starts_with("/campaigns/{id}");
            for private in [false, true].into_iter().take(1 + usize::from(on_campaign)) {
                let special = format!("{} private", operation.id);
                let line = if private && has(&special) { &special } else { &operation.id };
                let (_, line) = TABLE.iter().find(|(id, _)| id == line).unwrap();
                for (caller, refused) in expected(line) {
                    let answer = world.call(&operation, caller, private).await;
                    let is_refused = matches!(answer.status, 401 | 403 | 404);
                    let right = refused.map_or(!is_refused && answer.status < 500, |status| answer.status == status);
                    if !right {
                        let wanted = refused.map_or("let in".into(), |status| status.to_string());
                        let private = if private { " private" } else { "" };
                        wrong.push(format!(
                            "{}{private} by {caller}: {} instead of {wanted}",
                            operation.id, answer.status
                        ));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        app
    })
    .await;
}
