//! What keeps an account open: whatever others still rely on.

use db::Conn;
use diesel::prelude::*;
use domain::ids::UserId;
use domain::money::Money;
use domain::words::{AccountStatus, CollaborationStatus, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts;
use crate::error::Result;
use crate::ledger;
use crate::schema::{collaborations, payments, users};

/// What is still open of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenOut {
    /// Whether the account can be closed now.
    pub can_close: bool,
    /// Collaborations that run.
    pub running_collaborations: i64,
    /// Balances that are not zero.
    #[schema(value_type = Vec<domain::money::MoneySchema>)]
    pub balances: Vec<Money>,
    /// Payments, payouts and withdrawals that are under way.
    pub pending_payments: i64,
    /// Whether nobody else runs this instance.
    pub last_admin: bool,
}

impl OpenOut {
    /// What is open of that person's account.
    pub fn of(conn: &mut Conn, user: UserId) -> Result<Self> {
        let me = user.to_string();
        let over = [CollaborationStatus::Completed, CollaborationStatus::Cancelled].map(|status| status.to_string());
        let running_collaborations = collaborations::table
            .filter(collaborations::sponsor_id.eq(&me).or(collaborations::influencer_id.eq(&me)))
            .filter(collaborations::status.ne_all(over))
            .count()
            .get_result(conn)?;
        let mut balances = ledger::balances(conn, user)?;
        balances.retain(|balance| balance.amount != 0);
        let pending_payments = payments::table
            .filter(payments::user_id.eq(&me).and(payments::settled_at.is_null()))
            .count()
            .get_result(conn)?;
        let is_admin = accounts::store::find(conn, user)?.role.0 == Role::Admin;
        let others = users::table
            .filter(users::role.eq(Role::Admin.to_string()).and(users::status.eq(AccountStatus::Active.to_string())))
            .filter(users::id.ne(&me));
        let last_admin = is_admin && others.count().get_result::<i64>(conn)? == 0;
        let can_close = running_collaborations == 0 && balances.is_empty() && pending_payments == 0 && !last_admin;
        Ok(Self { can_close, running_collaborations, balances, pending_payments, last_admin })
    }

    /// What is open, in one sentence.
    pub fn told(&self) -> String {
        let mut open = Vec::new();
        if self.running_collaborations > 0 {
            open.push(format!("{} running collaborations", self.running_collaborations));
        }
        open.extend(self.balances.iter().map(|balance| format!("a balance of {balance}")));
        if self.pending_payments > 0 {
            open.push(format!("{} payments under way", self.pending_payments));
        }
        if self.last_admin {
            open.push("an instance that nobody else runs".to_owned());
        }
        format!("The account can't be closed yet. There is still: {}.", open.join(", "))
    }
}
