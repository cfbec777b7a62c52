//! The world as rows, and their way into the database.

use db::{Conn, Tx};
use diesel::prelude::*;

use crate::discovery::{self, Subject};
use crate::error::Result;
use crate::schema;

/// The most rows in one statement: 28 columns of each stay below what SQLite binds.
const AT_ONCE: usize = 500;

/// Defines rows that are inserted as they stand.
macro_rules! rows {
    ($($row:ident in $table:ident { $($field:ident: $of:ty),* $(,)? })*) => {
        /// All rows of the world, in the order in which they can be inserted.
        #[derive(Default)]
        pub struct Rows { $(pub $table: Vec<$row>,)* }

        impl Rows {
            fn insert_all(&self, conn: &mut Conn) -> QueryResult<()> {
                $(for part in self.$table.chunks(AT_ONCE) {
                    let insert = diesel::insert_into(schema::$table::table).values(part);
                    // Many rows in one statement are not written the same way for both.
                    match conn {
                        Conn::Sqlite(conn) => insert.execute(conn)?,
                        Conn::Postgres(conn) => insert.execute(conn)?,
                    };
                })*
                Ok(())
            }
        }

        $(
            #[derive(Clone, Debug, Default, Insertable)]
            #[diesel(table_name = schema::$table, treat_none_as_default_value = false)]
            pub struct $row { $(pub $field: $of),* }
        )*
    };
}

rows! {
    UserRow in users {
        id: String, role: String, username: String, username_key: String, email: String, email_key: String,
        password_hash: String, display_name: String, status: String, status_reason: Option<String>,
        awaiting_approval_since: Option<i64>, approved_at: Option<i64>, flag_reason: Option<String>, flagged_at: Option<i64>, flagged_by: Option<String>,
        locale: String, time_zone: String, email_verified_at: Option<i64>, terms_accepted_at: Option<i64>,
        last_login_at: Option<i64>, last_seen_at: Option<i64>, created_at: i64, updated_at: i64,
    }
    InfluencerRow in influencer_profiles {
        user_id: String, bio: String, category: String, country: Option<String>, languages: String,
        avatar: Option<String>, rate_card: String, portfolio: String, available: i64, accepts_messages: i64,
        reach: i64, updated_at: i64,
    }
    InfluencerNicheRow in influencer_niches { user_id: String, niche: String }
    ChannelRow in channels {
        id: String, user_id: String, platform: String, handle: String, url: String, followers: i64,
        average_views: i64, engagement: i64, confirmed_at: i64,
    }
    SponsorRow in sponsor_profiles {
        user_id: String, kind: String, industry: String, website: String, description: String,
        logo: Option<String>, country: Option<String>, yearly_budget_min: Option<i64>,
        yearly_budget_max: Option<i64>, yearly_budget_currency: Option<String>, updated_at: i64,
    }
    CampaignRow in campaigns {
        id: String, sponsor_id: String, title: String, description: String, goals: String, image: Option<String>,
        start_date: String, end_date: String, time_zone: String, budget: i64, currency: String, committed: i64,
        spent: i64, visibility: String, min_followers: i64, platforms: String, countries: String,
        languages: String, disclosure: String, status: String, flag_reason: Option<String>,
        flagged_at: Option<i64>, flagged_by: Option<String>, negotiated_at: Option<i64>,
        published_at: Option<i64>, created_at: i64, updated_at: i64, version: i64,
    }
    CampaignNicheRow in campaign_niches { campaign_id: String, niche: String }
    AdRequestRow in ad_requests {
        id: String, campaign_id: String, sponsor_id: String, influencer_id: String, direction: String,
        status: String, awaiting: Option<String>, revision: i64, payment: i64, currency: String,
        expires_at: Option<i64>, time_left: Option<i64>, closed_by: Option<String>, close_reason: Option<String>,
        closed_at: Option<i64>, created_at: i64, updated_at: i64, version: i64,
    }
    RevisionRow in revisions {
        ad_request_id: String, number: i64, made_by: String, author_id: String, message: String, terms: String,
        brief: String, disclosure: String, hash: String, created_at: i64, message_commitment: Option<String>,
        message_salt: Option<String>,
    }
    CollaborationRow in collaborations {
        id: String, ad_request_id: String, campaign_id: String, sponsor_id: String, influencer_id: String,
        status: String, payment: i64, currency: String, revision: i64, terms_hash: String, accepted_by: String,
        funding_due_at: Option<i64>, lapses_at: Option<i64>, asked_by: Option<String>, asked_at: Option<i64>,
        asked_until: Option<i64>, asked_reason: Option<String>, resolution: Option<String>,
        resolution_note: Option<String>, ended_at: Option<i64>, created_at: i64, updated_at: i64, version: i64,
        stopped_at: Option<i64>, sponsor_due_at: Option<i64>, influencer_due_at: Option<i64>,
        exclusivity_days: i64, exclusive_until: Option<i64>,
    }
    AuditRow in audit_log {
        id: String, at: i64, actor_id: Option<String>, action: String, subject_type: String, subject_id: String,
        detail: String, actor_role: Option<String>, address: Option<String>,
    }
    FlagRow in flags {
        id: String, subject_type: String, subject_id: String, owner_id: String, reason: String,
        flagged_by: Option<String>, flagged_at: i64, expires_at: i64, statement: Option<String>,
        contested_at: Option<i64>, contested_until: Option<i64>, note: Option<String>, ended_at: Option<i64>,
        ended_as: Option<String>, ended_by: Option<String>,
    }
    AbuseReportRow in abuse_reports {
        id: String, case_id: String, reporter_id: String, subject_type: String, subject_id: String, owner_id: String,
        title: String, excerpt: String, reason: String, comment: String, created_at: i64, verdict: Option<String>,
        note: Option<String>, decided_by: Option<String>, decided_at: Option<i64>,
    }
    DeliverableRow in deliverables {
        id: String, collaboration_id: String, position: i64, kind: String, platform: String, due_date: String,
        note: String, amount: i64, status: String, deadline_at: Option<i64>, revisions_used: i64, released: i64,
        refunded: i64, submitted_at: Option<i64>, published_at: Option<i64>, post_url: Option<String>,
        waiting_since: Option<i64>,
        rights_until: Option<i64>, rights_alert_at: Option<i64>,
    }
    SubmissionRow in submissions {
        id: String, deliverable_id: String, number: i64, caption: String, url: Option<String>, note: String,
        caption_hash: String, disclosed: i64, created_at: i64,
    }
    ConversationRow in conversations {
        id: String, sponsor_id: String, influencer_id: String, last_position: i64, sponsor_read: i64, influencer_read: i64,
        sponsor_read_at: Option<i64>, influencer_read_at: Option<i64>, sponsor_told: i64, influencer_told: i64,
        created_at: i64, updated_at: i64,
    }
    MessageRow in messages {
        id: String, conversation_id: String, position: i64, author_id: String, body: String, words: String,
        topic_kind: Option<String>, topic_id: Option<String>, created_at: i64,
    }
    AttachmentRow in attachments {
        id: String, owner_id: String, submission_id: Option<String>, position: i64, name: String, media_type: String,
        size: i64, created_at: i64, stored_at: Option<i64>, message_id: Option<String>,
    }
    WorkEventRow in work_events {
        id: String, collaboration_id: String, deliverable_id: Option<String>, what: String, made_by: String,
        actor_id: Option<String>, note: String, created_at: i64, position: i64,
    }
    ReviewRow in reviews {
        id: String, collaboration_id: String, made_by: String, author_id: String, subject_id: String, rating: i64,
        comment: String, created_at: i64, due_at: i64, shown_at: Option<i64>,
    }
    PaymentRow in payments {
        id: String, user_id: String, kind: String, amount: i64, currency: String, status: String, provider: String,
        method: Option<String>, provider_ref: Option<String>, card_brand: Option<String>, card_last4: Option<String>,
        deadline_at: i64, created_at: i64, settled_at: Option<i64>, version: i64,
    }
    DestinationRow in payout_destinations {
        user_id: String, provider: String, token: String, holder: Option<String>, country: Option<String>,
        last4: Option<String>, identity: String, updated_at: i64, version: i64,
    }
    ApiKeyRow in api_keys {
        id: String, user_id: String, name: String, prefix: String, token_hash: String, scopes: String,
        created_at: i64, last_used_at: Option<i64>,
    }
    BlockRow in blocks { blocker_id: String, blocked_id: String, created_at: i64 }
    BillingRow in billing_details { user_id: String, party: String, updated_at: i64 }
    LedgerAccountRow in ledger_accounts {
        id: String, kind: String, owner: String, currency: String, balance: i64, bounded: i64,
    }
    LedgerTransactionRow in ledger_transactions {
        id: String, cause: String, kind: String, currency: String, amount: i64, collaboration_id: Option<String>,
        deliverable_id: Option<String>, created_at: i64,
    }
    LedgerEntryRow in ledger_entries { account_id: String, transaction_id: String, amount: i64 }
    NotificationRow in notifications {
        id: String, user_id: String, notice: String, created_at: i64, read_at: Option<i64>,
    }
    VisitRow in visits { day: String, user_id: String }
    WebhookEndpointRow in webhook_endpoints {
        id: String, user_id: String, url: String, description: String, events: String, generation: i64, enabled: i64,
        created_at: i64, updated_at: i64,
    }
    WebhookDeliveryRow in webhook_deliveries {
        id: String, endpoint_id: String, event: String, payload: String, status: String, attempts: i64,
        attempted_at: Option<i64>, response_status: Option<i64>, response_body: Option<String>, failure: Option<String>,
        created_at: i64,
    }
}

impl Rows {
    /// Inserts everything and tells the search index.
    pub fn insert(&self, tx: &mut Tx) -> Result<()> {
        self.insert_all(tx.conn)?;
        for profile in &self.influencer_profiles {
            discovery::changed(tx, Subject::Influencer, &profile.user_id)?;
        }
        for campaign in &self.campaigns {
            discovery::changed(tx, Subject::Campaign, &campaign.id)?;
        }
        Ok(())
    }
}
