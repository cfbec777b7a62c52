//! Accounts: what an admin may do with one, and in which states.

use crate::access::Standing;
use crate::words::{AccountStatus, Action, Role};

/// A move of an admin on somebody's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountMove {
    /// Let a waiting sponsor in.
    Approve,
    /// Refuse a waiting sponsor.
    Reject,
    /// Hide the person and stop anything new.
    Flag,
    /// Take the flag back.
    Unflag,
    /// Shut the person out.
    Suspend,
    /// Let a suspended person back in.
    Reinstate,
}

/// What an account is after a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The new status.
    pub status: AccountStatus,
    /// Whether it is flagged now.
    pub flagged: bool,
}

/// Why a move on an account is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefused {
    /// The account is in another state.
    #[error("This account is not in a state that allows this.")]
    WrongState,
    /// Admins are not moderated.
    #[error("An admin's account can't be moderated.")]
    AdminAccount,
}

impl AccountRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "invalid_state",
            Self::AdminAccount => "admin_account",
        }
    }
}

/// What `account` is after `by` an admin's move. A reinstated sponsor who had not been approved waits again.
pub fn moved(account: &Standing, approved_before: bool, by: AccountMove) -> Result<Moved, AccountRefused> {
    use AccountStatus::{Active, PendingApproval, Rejected, Suspended};
    if account.role == Role::Admin {
        return Err(AccountRefused::AdminAccount);
    }
    if account.status == AccountStatus::Closed {
        return Err(AccountRefused::WrongState);
    }
    let to = |status, flagged| Ok(Moved { status, flagged });
    match (by, account.status, account.flagged) {
        (AccountMove::Approve, PendingApproval | Rejected, flagged) => to(Active, flagged),
        (AccountMove::Reject, PendingApproval, flagged) => to(Rejected, flagged),
        (AccountMove::Flag, status, false) => to(status, true),
        (AccountMove::Unflag, status, true) => to(status, false),
        (AccountMove::Suspend, PendingApproval | Active | Rejected, flagged) => to(Suspended, flagged),
        (AccountMove::Reinstate, Suspended, flagged) => {
            to(if approved_before { Active } else { PendingApproval }, flagged)
        }
        _ => Err(AccountRefused::WrongState),
    }
}

/// The moves that an admin has on this account now.
pub fn admin_actions(account: &Standing, approved_before: bool) -> Vec<Action> {
    let moves = [
        (AccountMove::Approve, Action::Approve),
        (AccountMove::Reject, Action::Reject),
        (AccountMove::Flag, Action::Flag),
        (AccountMove::Unflag, Action::Unflag),
        (AccountMove::Suspend, Action::Suspend),
        (AccountMove::Reinstate, Action::Reinstate),
    ];
    moves.into_iter().filter(|(by, _)| moved(account, approved_before, *by).is_ok()).map(|(_, action)| action).collect()
}

/// The moves that people have on their own account now.
pub fn own_actions(status: AccountStatus) -> Vec<Action> {
    if applied_again(status).is_ok() { vec![Action::ApplyAgain] } else { Vec::new() }
}

/// What a refused account is after its owner asks once more.
pub const fn applied_again(status: AccountStatus) -> Result<AccountStatus, AccountRefused> {
    match status {
        AccountStatus::Rejected => Ok(AccountStatus::PendingApproval),
        _ => Err(AccountRefused::WrongState),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::UserId;

    fn account(status: AccountStatus, flagged: bool) -> Standing {
        Standing { id: UserId::new(Timestamp(0)), role: Role::Sponsor, status, flagged, verified: true }
    }

    #[test]
    fn moves_by_table() {
        use AccountMove::{Approve, Flag, Reinstate, Reject, Suspend, Unflag};
        use AccountStatus::{Active, PendingApproval, Rejected, Suspended};
        let table = [
            (PendingApproval, false, Approve, Some((Active, false))),
            (PendingApproval, false, Reject, Some((Rejected, false))),
            (Rejected, false, Approve, Some((Active, false))),
            (Active, false, Approve, None),
            (Active, false, Reject, None),
            (Active, false, Flag, Some((Active, true))),
            (Active, true, Flag, None),
            (Active, true, Unflag, Some((Active, false))),
            (Active, true, Suspend, Some((Suspended, true))),
            (Suspended, false, Suspend, None),
            (AccountStatus::Closed, false, Flag, None),
            (AccountStatus::Closed, false, Reinstate, None),
            (Suspended, true, Reinstate, Some((Active, true))),
        ];
        for (status, flagged, by, then) in table {
            let then = then.map(|(status, flagged)| Moved { status, flagged });
            assert_eq!(moved(&account(status, flagged), true, by).ok(), then, "{status} {by:?}");
        }
        assert_eq!(moved(&account(Suspended, false), false, Reinstate).unwrap().status, PendingApproval);
        let admin = Standing { role: Role::Admin, ..account(Active, false) };
        assert_eq!(moved(&admin, true, Suspend), Err(AccountRefused::AdminAccount));
        assert_eq!(admin_actions(&account(Active, false), true), [Action::Flag, Action::Suspend]);
    }
}
