//! Everything that is kept of a person, area by area: THE list. A new slice that keeps something of people has a line here.

use db::Conn;
use domain::ids::UserId;
use serde_json::Value;

use super::rows;
use crate::error::Result;
use crate::{messages, moderation};

/// A part of what is kept.
pub struct Area {
    /// The file that tells of it, without its ending.
    pub name: &'static str,
    gather: Gather,
}

enum Gather {
    /// Rows of that table, as they stand; `$1` is the person's id.
    Rows(&'static str, &'static str),
    /// What a slice tells itself.
    Told(fn(&mut Conn, UserId) -> Result<Value>),
}

const fn rows(name: &'static str, table: &'static str, condition: &'static str) -> Area {
    Area { name, gather: Gather::Rows(table, condition) }
}

const OWN: &str = "user_id = $1";
const BOTH: &str = "sponsor_id = $1 or influencer_id = $1";
const IN_NEGOTIATION: &str =
    "ad_request_id in (select id from ad_requests where sponsor_id = $1 or influencer_id = $1)";
const IN_WORK: &str = "collaboration_id in (select id from collaborations where sponsor_id = $1 or influencer_id = $1)";

/// All areas.
pub const ALL: &[Area] = &[
    rows("account", "users", "id = $1"),
    rows("sessions", "sessions", OWN),
    rows("api-keys", "api_keys", OWN),
    rows("second-factor", "totp", OWN),
    rows("webhook-endpoints", "webhook_endpoints", OWN),
    rows(
        "webhook-deliveries",
        "webhook_deliveries",
        "endpoint_id in (select id from webhook_endpoints where user_id = $1)",
    ),
    rows("visits", "visits", OWN),
    rows("deeds", "audit_log", "actor_id = $1"),
    rows("blocks", "blocks", "blocker_id = $1"),
    rows("influencer-profile", "influencer_profiles", OWN),
    rows("influencer-niches", "influencer_niches", OWN),
    rows("channels", "channels", OWN),
    rows("sponsor-profile", "sponsor_profiles", OWN),
    rows("notification-preferences", "notification_preferences", OWN),
    rows("notifications", "notifications", OWN),
    rows("campaigns", "campaigns", "sponsor_id = $1"),
    rows("ad-requests", "ad_requests", BOTH),
    rows("ad-request-revisions", "revisions", IN_NEGOTIATION),
    rows("collaborations", "collaborations", BOTH),
    rows("agreements", "agreements", IN_WORK),
    rows("deliverables", "deliverables", IN_WORK),
    rows(
        "submissions",
        "submissions",
        "deliverable_id in (select d.id from deliverables d join collaborations k on k.id = d.collaboration_id \
         where k.sponsor_id = $1 or k.influencer_id = $1)",
    ),
    rows("work-events", "work_events", IN_WORK),
    rows("reviews", "reviews", "author_id = $1 or (subject_id = $1 and shown_at is not null)"),
    rows("attachments", "attachments", "owner_id = $1"),
    rows("payments", "payments", OWN),
    rows("payout-destination", "payout_destinations", OWN),
    rows("billing-details", "billing_details", OWN),
    rows("invoices", "invoices", "issuer_id = $1 or recipient_id = $1"),
    rows("ledger-accounts", "ledger_accounts", "owner = $1"),
    rows("ledger-entries", "ledger_entries", "account_id in (select id from ledger_accounts where owner = $1)"),
    rows(
        "ledger-transactions",
        "ledger_transactions",
        "id in (select e.transaction_id from ledger_entries e join ledger_accounts a on a.id = e.account_id \
         where a.owner = $1)",
    ),
    Area { name: "messages", gather: Gather::Told(messages::privacy::of_person) },
    Area { name: "reports-and-flags", gather: Gather::Told(moderation::of_person) },
    rows("reports", "reports", OWN),
    rows("exports", "exports", OWN),
];

impl Area {
    /// What is kept of that person here.
    pub fn of_person(&self, conn: &mut Conn, user: UserId) -> Result<Value> {
        match self.gather {
            Gather::Rows(table, condition) => rows::of(conn, table, condition, user),
            Gather::Told(told) => told(conn, user),
        }
    }
}
