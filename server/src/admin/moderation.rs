//! The moves of an admin on somebody's account. Each one is a single transaction: the account, the sessions that end, what
//! others find, the clocks of open ad requests, the mail that tells of it, and the entry in the audit log.

use db::Tx;
use diesel::prelude::*;
use domain::account::{self, AccountMove, Moved};
use domain::clock::Timestamp;
use domain::ids::{Person, UserId};
use domain::safety::{FlagEnd, Flagged};
use domain::words::AccountStatus;
use serde::Serialize;

use super::{AdminUserOut, ReasonIn, store};
use crate::accounts::{self, UserRow};
use crate::ad_requests::lifecycle;
use crate::app::App;
use crate::audit::{self, Change};
use crate::auth::{Admin, User};
use crate::collaborations::clocks;
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, PathId, Reply};
use crate::moderation::contest;
use crate::moderation::flags::{self, FlagIn};
use crate::notifications::notice::{FlagNews, Reason};
use crate::notifications::{self, Notice};
use crate::schema::users;

/// Let a waiting sponsor in, or one who was refused.
#[utoipa::path(post, path = "/admin/users/{id}/approve", tag = "admin", request_body = Nothing, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn approve_user(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<Person>,
    command: Command,
) -> Result<Reply> {
    without_reason(app, admin, id, command, AccountMove::Approve).await
}

/// Refuse a waiting sponsor, who may apply again.
#[utoipa::path(post, path = "/admin/users/{id}/reject", tag = "admin", request_body = ReasonIn, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn reject_user(app: App, Admin(admin): Admin, PathId(id): PathId<Person>, command: Command) -> Result<Reply> {
    with_reason(app, admin, id, command, AccountMove::Reject).await
}

/// Hide somebody from all others and let them start nothing new; what is agreed goes on.
#[utoipa::path(post, path = "/admin/users/{id}/flag", tag = "admin", request_body = FlagIn, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn flag_user(app: App, Admin(admin): Admin, PathId(id): PathId<Person>, command: Command) -> Result<Reply> {
    let id = existing(&app, id).await?;
    let house = House::of(&app);
    command
        .run(&app, &admin, move |tx, input: &FlagIn| {
            let (reason, until) = input.checked(tx.now, &house.periods)?;
            answer(tx, &admin, id, &Deed::flag(&reason, until), house)
        })
        .await
}

/// Take somebody's flag back.
#[utoipa::path(post, path = "/admin/users/{id}/unflag", tag = "admin", request_body = Nothing, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn unflag_user(app: App, Admin(admin): Admin, PathId(id): PathId<Person>, command: Command) -> Result<Reply> {
    without_reason(app, admin, id, command, AccountMove::Unflag).await
}

/// Shut somebody out: all of their sessions end at once, the clocks of their negotiations and of their work stand still, and
/// their balance is frozen.
#[utoipa::path(post, path = "/admin/users/{id}/suspend", tag = "admin", request_body = ReasonIn, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn suspend_user(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<Person>,
    command: Command,
) -> Result<Reply> {
    with_reason(app, admin, id, command, AccountMove::Suspend).await
}

/// Let a suspended person back in; a sponsor who was never approved waits again.
#[utoipa::path(post, path = "/admin/users/{id}/reinstate", tag = "admin", request_body = Nothing, params(("id" = UserId, Path)), responses((status = 200, body = AdminUserOut), (status = 409, description = "`invalid_state`, `admin_account`, `conflict`")))]
pub async fn reinstate_user(
    app: App,
    Admin(admin): Admin,
    PathId(id): PathId<Person>,
    command: Command,
) -> Result<Reply> {
    without_reason(app, admin, id, command, AccountMove::Reinstate).await
}

async fn without_reason(app: App, admin: User, id: UserId, command: Command, by: AccountMove) -> Result<Reply> {
    let id = existing(&app, id).await?;
    let house = House::of(&app);
    command.run(&app, &admin, move |tx, _: &Nothing| answer(tx, &admin, id, &Deed::of(by, ""), house)).await
}

async fn with_reason(app: App, admin: User, id: UserId, command: Command, by: AccountMove) -> Result<Reply> {
    let id = existing(&app, id).await?;
    let house = House::of(&app);
    command
        .run(&app, &admin, move |tx, input: &ReasonIn| answer(tx, &admin, id, &Deed::of(by, &input.checked()?), house))
        .await
}

/// That id, if somebody has it: 404 comes before the body is looked at.
async fn existing(app: &App, id: UserId) -> Result<UserId> {
    app.db.read(move |conn| accounts::store::find(conn, id).map(|_| id)).await
}

fn answer(tx: &mut Tx, admin: &User, id: UserId, deed: &Deed, house: House) -> Result<Reply> {
    apply(tx, Some(admin.id()), id, deed, house)?;
    let out = store::one(tx.conn, id, house.verifies_email)?;
    Ok(Reply::ok(&out)?.version(out.user.version))
}

/// What is done to an account, and what is said to it.
#[derive(Clone, Debug)]
pub struct Deed {
    by: AccountMove,
    reason: String,
    until: Timestamp,
    end: FlagEnd,
}

impl Deed {
    /// A move, with a reason where it needs one.
    pub fn of(by: AccountMove, reason: &str) -> Self {
        Self { by, reason: reason.to_owned(), until: Timestamp(i64::MAX), end: FlagEnd::Unflagged }
    }

    /// A flag that ends then.
    pub fn flag(reason: &str, until: Timestamp) -> Self {
        Self { until, ..Self::of(AccountMove::Flag, reason) }
    }

    /// The end of a flag in that way.
    pub fn unflag(end: FlagEnd, note: &str) -> Self {
        Self { end, ..Self::of(AccountMove::Unflag, note) }
    }

    /// What the audit log says of the reason.
    fn why(&self) -> Option<String> {
        why(&self.reason, self.end)
    }
}

/// What the audit log says of the reason, and of how a flag ended.
pub(super) fn why(reason: &str, end: FlagEnd) -> Option<String> {
    match (reason, end) {
        ("", FlagEnd::Unflagged) => None,
        ("", end) => Some(end.to_string()),
        (reason, FlagEnd::Unflagged) => Some(reason.to_owned()),
        (reason, end) => Some(format!("{end}: {reason}")),
    }
}

/// What an account was or is, for the audit log.
#[derive(Serialize)]
struct State {
    status: AccountStatus,
    flagged: bool,
}

/// Makes a move with all that follows from it. Without an `actor` it is a rule of the house. 409 by the rules of
/// `domain::account`.
pub fn apply(tx: &mut Tx, actor: Option<UserId>, id: UserId, deed: &Deed, house: House) -> Result<()> {
    let (by, reason) = (deed.by, deed.reason.as_str());
    let row = accounts::store::find(tx.conn, id)?;
    let before = row.standing(false);
    let moved = account::moved(&before, row.approved_at.is_some(), by)?;
    save(tx, actor, &row, by, moved, reason)?;
    match by {
        AccountMove::Suspend => {
            accounts::store::end_sessions(tx, id, None)?;
            clocks::stop(tx, id, actor, house)?;
        }
        AccountMove::Reinstate => clocks::resume(tx, id, actor, house)?,
        AccountMove::Flag => flags::raise(tx, (Flagged::User, &id.to_string(), id), actor, reason, deed.until)?,
        AccountMove::Unflag => flags::end(tx, Flagged::User, &id.to_string(), deed.end, actor, reason)?,
        AccountMove::Approve | AccountMove::Reject => {}
    }
    discovery::changed(tx, Subject::of_role(before.role), &id.to_string())?;
    let (could, can) = (
        before.status == AccountStatus::Active && !before.flagged,
        moved.status == AccountStatus::Active && !moved.flagged,
    );
    match (could, can) {
        (true, false) => lifecycle::stop_clocks_of_user(tx, id)?,
        (false, true) => lifecycle::start_clocks_of_user(tx, id)?,
        _ => {}
    }
    notifications::tell(tx, id, told(&row, deed))?;
    let detail = Change {
        before: State { status: before.status, flagged: before.flagged },
        after: State { status: moved.status, flagged: moved.flagged },
        reason: deed.why(),
    };
    audit::record(tx, actor, name(by), "user", &id.to_string(), &detail)
}

fn save(tx: &mut Tx, actor: Option<UserId>, row: &UserRow, by: AccountMove, moved: Moved, reason: &str) -> Result<()> {
    let now = tx.now.0;
    let flag = match by {
        AccountMove::Flag => Some((Some(reason.to_owned()), Some(now), actor.map(|id| id.to_string()))),
        AccountMove::Unflag => Some((None, None, None)),
        _ => None,
    };
    let same = users::table.find(row.id.0.to_string()).filter(users::version.eq(row.version));
    let waiting = (moved.status == AccountStatus::PendingApproval).then(|| row.awaiting_approval_since.unwrap_or(now));
    let explained = matches!(moved.status, AccountStatus::Rejected | AccountStatus::Suspended);
    let why = match by {
        AccountMove::Reject | AccountMove::Suspend => Some(reason.to_owned()),
        _ => row.status_reason.clone().filter(|_| explained),
    };
    let changed = diesel::update(same)
        .set((
            users::status.eq(moved.status.to_string()),
            users::status_reason.eq(why),
            users::awaiting_approval_since.eq(waiting),
            users::approved_at.eq(if by == AccountMove::Approve { Some(now) } else { row.approved_at }),
            (users::updated_at.eq(now), users::version.eq(row.version + 1)),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::conflict("conflict", "The account has just changed. Load it again."));
    }
    if let Some((reason, at, flagged_by)) = flag {
        let columns = (users::flag_reason.eq(reason), users::flagged_at.eq(at), users::flagged_by.eq(flagged_by));
        diesel::update(users::table.find(row.id.0.to_string())).set(columns).execute(tx.conn)?;
    }
    Ok(())
}

fn told(row: &UserRow, deed: &Deed) -> Notice {
    let reason = Reason { reason: deed.reason.clone() };
    match deed.by {
        AccountMove::Approve => Notice::AccountApproved,
        AccountMove::Reject => Notice::AccountRejected(reason),
        AccountMove::Flag => Notice::AccountFlagged(reason),
        AccountMove::Unflag => {
            let (subject, link) = (row.display_name.clone(), "/app".to_owned());
            let news = FlagNews { subject, reason: reason.reason, until: String::new(), link };
            contest::notice(deed.end, news).unwrap_or(Notice::AccountUnflagged)
        }
        AccountMove::Suspend => Notice::AccountSuspended(reason),
        AccountMove::Reinstate => Notice::AccountReinstated,
    }
}

const fn name(by: AccountMove) -> &'static str {
    match by {
        AccountMove::Approve => "user.approve",
        AccountMove::Reject => "user.reject",
        AccountMove::Flag => "user.flag",
        AccountMove::Unflag => "user.unflag",
        AccountMove::Suspend => "user.suspend",
        AccountMove::Reinstate => "user.reinstate",
    }
}
