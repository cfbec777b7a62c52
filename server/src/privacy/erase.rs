//! Erasing a person: what is theirs alone goes, what the other side needs stays without their name and words. Hashes stay
//! what they are: the chains hold commitments, whose salts go with the texts.

use db::Tx;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use domain::campaign::CampaignMove;
use domain::ids::UserId;
use domain::safety::{FlagEnd, Flagged};
use domain::words::{AccountStatus, CampaignStatus, Role};

use super::export::{kept_at, pictures};
use super::jobs::EraseTraces;
use crate::accounts::CLOSED_NAME;
use crate::ad_requests::lifecycle;
use crate::admin::store::containing;
use crate::attachments::AttachmentRow;
use crate::campaigns::{self, CampaignRow};
use crate::db::to_json;
use crate::discovery::{self, Subject};
use crate::error::Result;
use crate::house::House;
use crate::jobs::NewJob;
use crate::moderation::flags;
use crate::schema::{attachments, exports, notifications, users};
use crate::{accounts, audit, events, jobs, messages, moderation};

/// How long after the first time what others were told is looked through again, in milliseconds.
const LATER_MS: i64 = 60 * 60 * 1000;

/// What goes, in this order; `$1` is the person's id.
const STEPS: &[&str] = &[
    // What lets somebody in.
    "delete from sessions where user_id = $1",
    "delete from email_tokens where user_id = $1",
    "delete from totp where user_id = $1",
    "delete from recovery_codes where user_id = $1",
    "delete from api_keys where user_id = $1",
    "delete from webhook_endpoints where user_id = $1",
    "update users set webhooks = 0 where id = $1",
    "delete from idempotency_keys where scope = $1",
    // What is theirs alone.
    "delete from blocks where blocker_id = $1 or blocked_id = $1",
    "delete from notifications where user_id = $1",
    "delete from notification_preferences where user_id = $1",
    "delete from daily_reminders where user_id = $1",
    "delete from digest_entries where user_id = $1",
    "delete from event_logs where user_id = $1",
    "delete from reports where user_id = $1",
    "delete from exports where user_id = $1",
    "delete from billing_details where user_id = $1",
    "delete from payout_destinations where user_id = $1",
    "delete from attachments where owner_id = $1 and submission_id is null",
    "update payments set method = null, card_brand = null, card_last4 = null, next_url = null where user_id = $1",
    // The profile. Its ratings stay: they are what others said of finished work.
    "delete from channels where user_id = $1",
    "delete from influencer_niches where user_id = $1",
    "update influencer_profiles set bio = '', category = '', country = null, languages = '[]', avatar = null, \
     rate_card = '[]', portfolio = '[]', available = 0, accepts_messages = 0, reach = 0, version = version + 1 \
     where user_id = $1",
    "update sponsor_profiles set industry = '', website = '', description = '', logo = null, country = null, \
     yearly_budget_min = null, yearly_budget_max = null, yearly_budget_currency = null, version = version + 1 \
     where user_id = $1",
    "update campaigns set image = null where sponsor_id = $1",
    // What they said to others.
    "update revisions set message = '', message_salt = null where author_id = $1 and message_commitment is not null",
    "update ad_requests set close_reason = null where (closed_by = 'sponsor' and sponsor_id = $1) \
     or (closed_by = 'influencer' and influencer_id = $1)",
    "update collaborations set asked_reason = '' where asked_reason is not null \
     and ((asked_by = 'sponsor' and sponsor_id = $1) or (asked_by = 'influencer' and influencer_id = $1))",
    "update work_events set note = '' where actor_id = $1",
    "update submissions set note = '' where deliverable_id in (select d.id from deliverables d \
     join collaborations k on k.id = d.collaboration_id where k.influencer_id = $1)",
    // Their name under agreements.
    "update agreements set sponsor_name = '', sponsor_salt = null where sponsor_commitment is not null \
     and collaboration_id in (select id from collaborations where sponsor_id = $1)",
    "update agreements set influencer_name = '', influencer_salt = null where influencer_commitment is not null \
     and collaboration_id in (select id from collaborations where influencer_id = $1)",
];

/// Erases a person in one transaction; `nobodys` is the hash of a password that nobody knows. What others were told of
/// them, and files, go in a job.
pub fn account(tx: &mut Tx, user: UserId, nobodys: &str, house: House) -> Result<()> {
    let row = accounts::store::find(tx.conn, user)?;
    let files = files(tx, user)?;
    for step in STEPS {
        sql_query(*step).bind::<Text, _>(user.to_string()).execute(tx.conn)?;
    }
    let nobody = format!("closed-{user}");
    let none = None::<i64>;
    let closed = (
        (users::username.eq(&nobody), users::username_key.eq(&nobody), users::display_name.eq(CLOSED_NAME)),
        (users::email.eq(""), users::email_key.eq(&nobody), users::password_hash.eq(nobodys)),
        (users::status.eq(AccountStatus::Closed.to_string()), users::status_reason.eq(None::<String>)),
        (users::flag_reason.eq(None::<String>), users::flagged_at.eq(none), users::flagged_by.eq(None::<String>)),
        (users::awaiting_approval_since.eq(none), users::email_verified_at.eq(none)),
        (users::last_login_at.eq(none), users::last_seen_at.eq(none), users::time_zone.eq("UTC")),
        (users::updated_at.eq(tx.now.0), users::version.eq(users::version + 1)),
    );
    diesel::update(users::table.find(user.to_string())).set(closed).execute(tx.conn)?;
    events::sessions_changed(tx, user);
    // Whoever is told of this is told it without the name.
    end_campaigns(tx, user, house)?;
    lifecycle::close_all_of(tx, user)?;
    discovery::changed(tx, Subject::of_role(row.role.0), &user.to_string())?;
    if row.flagged_at.is_some() {
        flags::end(tx, Flagged::User, &user.to_string(), FlagEnd::Unflagged, None, "")?;
    }
    moderation::erase(tx, user)?;
    messages::privacy::erase(tx, user)?;
    let change = audit::Change::of(row.status.0, AccountStatus::Closed);
    audit::record(tx, Some(user), "user.close", "user", &user.to_string(), &change)?;
    audit::erase(tx, user, row.role.0)?;
    forget_name(tx, &row.display_name)?;
    jobs::enqueue(tx, &EraseTraces { user, files })?;
    // Once more for what was on its way to others meanwhile.
    let again = NewJob::of(&EraseTraces { user, files: Vec::new() })?;
    jobs::enqueue_new(tx, &again.at(tx.now.plus_ms(LATER_MS)))
}

/// Admins are told of people by their name alone, so by it they are found.
fn forget_name(tx: &mut Tx, name: &str) -> Result<()> {
    let admins = users::table.filter(users::role.eq(Role::Admin.to_string())).select(users::id);
    let told = notifications::notice.like(containing(&to_json(&name))).escape('\\');
    diesel::delete(notifications::table.filter(notifications::user_id.eq_any(admins)).filter(told)).execute(tx.conn)?;
    Ok(())
}

/// Drafts are deleted, what was published is called off.
fn end_campaigns(tx: &mut Tx, user: UserId, house: House) -> Result<()> {
    use crate::schema::campaigns as c;
    let own: Vec<CampaignRow> =
        c::table.filter(c::sponsor_id.eq(user.to_string())).select(CampaignRow::as_select()).load(tx.conn)?;
    for row in own {
        match row.status.0 {
            CampaignStatus::Draft => campaigns::store::delete(tx, &row)?,
            CampaignStatus::Active | CampaignStatus::Paused => {
                campaigns::moves::apply(tx, &row, CampaignMove::Cancel, house)?;
            }
            CampaignStatus::Completed | CampaignStatus::Cancelled => {}
        }
    }
    Ok(())
}

/// Where the files are that go with the account.
fn files(tx: &mut Tx, user: UserId) -> Result<Vec<String>> {
    let me = user.to_string();
    let mut files: Vec<String> = pictures(tx.conn, user)?.iter().map(|path| kept_at(path)).collect();
    let loose = attachments::table.filter(attachments::owner_id.eq(&me).and(attachments::submission_id.is_null()));
    let loose: Vec<AttachmentRow> = loose.select(AttachmentRow::as_select()).load(tx.conn)?;
    files.extend(loose.iter().map(AttachmentRow::file));
    let exported = exports::table.filter(exports::user_id.eq(&me)).select(exports::file);
    files.extend(exported.load::<Option<String>>(tx.conn)?.into_iter().flatten());
    Ok(files)
}
