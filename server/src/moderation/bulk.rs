//! The same move on many accounts. Each is a transaction of its own, with its own entry in the audit log.

use domain::account::AccountMove;
use domain::clock::Timestamp;
use domain::fault::Faults;
use domain::ids::UserId;
use domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::flags::FlagIn;
use crate::admin::moderation::{self, Deed};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Reply};
use crate::limits::Rule;

/// The most accounts at once.
const MOST: usize = 100;

/// What is done to each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// Let them in.
    Approve,
    /// Refuse them; needs a reason.
    Reject,
    /// Flag them; needs a reason.
    Flag,
    /// Take their flags back.
    Unflag,
    /// Shut them out; needs a reason.
    Suspend,
    /// Let them back in.
    Reinstate,
}

/// A move on many accounts.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ids": ["0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a"], "action": "flag", "reason": "Bought followers."}))]
pub struct BulkIn {
    /// Whose: 1 to 100 users.
    #[schema(max_items = 100)]
    pub ids: Vec<UserId>,
    /// What is done.
    pub action: BulkAction,
    /// Why, up to 1,000 characters; they are told.
    #[serde(default)]
    pub reason: String,
    /// Of flags: when they end by themselves.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOut {
    /// One for each account, in the order of the request.
    pub items: Vec<BulkOutcome>,
}

/// What came of it for one account.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOutcome {
    /// Whose.
    pub id: UserId,
    /// Whether it was done.
    pub done: bool,
    /// Why not, for a program: the code that the move alone would have been refused with.
    pub code: Option<String>,
    /// Why not, for a person.
    pub message: Option<String>,
}

impl BulkIn {
    fn checked(&self, now: Timestamp, house: House) -> Result<Deed> {
        let mut faults = Faults::new();
        faults.unless((1..=MOST).contains(&self.ids.len()), "/ids", "out_of_range", "Must be 1 to 100 users.");
        faults.check()?;
        let reason =
            || text::required(text::prose(&self.reason, 1_000)).map_err(|wrong| Error::wrong("/reason", wrong));
        Ok(match self.action {
            BulkAction::Approve => Deed::of(AccountMove::Approve, ""),
            BulkAction::Reject => Deed::of(AccountMove::Reject, &reason()?),
            BulkAction::Unflag => Deed::of(AccountMove::Unflag, ""),
            BulkAction::Suspend => Deed::of(AccountMove::Suspend, &reason()?),
            BulkAction::Reinstate => Deed::of(AccountMove::Reinstate, ""),
            BulkAction::Flag => {
                let flag = FlagIn { reason: self.reason.clone(), expires_at: self.expires_at };
                let (reason, until) = flag.checked(now, &house.periods)?;
                Deed::flag(&reason, until)
            }
        })
    }
}

/// Do the same to many people. What is refused for one is told for that one, and the others go on.
#[utoipa::path(post, path = "/admin/users/bulk", tag = "admin", request_body = BulkIn, responses((status = 200, body = BulkOut)))]
pub async fn moderate_users(app: App, Admin(admin): Admin, mut command: Command) -> Result<Reply> {
    let me = admin.id();
    app.limits.check(Rule::Write, &me.to_string()).await?;
    let key = command.key(&app, &me.to_string())?;
    let (input, house) = (command.read::<BulkIn>()?, House::of(&app));
    let deed = input.checked(app.clock.now(), house)?;
    let mut items = Vec::with_capacity(input.ids.len());
    for id in input.ids {
        let deed = deed.clone();
        let done = app.db.write(move |tx| moderation::apply(tx, Some(me), id, &deed, house)).await;
        let problem = match done {
            Ok(()) => None,
            Err(error) if error.status().is_server_error() => return Err(error),
            Err(error) => Some(error.problem()),
        };
        let (code, message) = problem.map(|problem| (problem.code, problem.detail)).unzip();
        items.push(BulkOutcome { id, done: code.is_none(), code, message });
    }
    let reply = serde_json::to_value(BulkOut { items }).map_err(Error::internal)?;
    // Whoever asks twice with one key gets the first answer; a second time nothing is left to be done.
    key.write(&app, move |_| Reply::ok(&reply)).await
}
