//! Conversations: a sponsor and an influencer, and which of them may write to the other.

use crate::access::{Denied, Permission, Standing};
use crate::words::Role;

/// The longest message, in characters.
pub const LONGEST: usize = 5_000;

/// What there is between the two already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct Tie {
    /// One of them has written to the other.
    pub begun: bool,
    /// There is or was an ad request between them.
    pub has_ad_request: bool,
    /// The influencer lets sponsors write without one.
    pub accepts_messages: bool,
    /// One of them has blocked the other.
    pub blocked: bool,
}

impl Tie {
    /// Of two who negotiate or have negotiated, whatever else there is.
    pub const NEGOTIATING: Self = Self { begun: false, has_ad_request: true, accepts_messages: false, blocked: false };
}

/// Why somebody may not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The writer's role or account does not allow it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The two are not a sponsor and an influencer.
    #[error("Only a sponsor and an influencer can write to each other.")]
    NotAPair,
    /// One has blocked the other.
    #[error("You can't write to each other.")]
    Blocked,
    /// The other can't be reached at the moment.
    #[error("The other side can't be reached at the moment.")]
    Unreachable,
    /// The influencer wants an ad request first.
    #[error("This influencer takes messages only after an ad request.")]
    NotAccepted,
    /// An influencer does not write to strangers.
    #[error("You can write to a sponsor once there is an ad request between you.")]
    NoAdRequest,
}

impl Refused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::NotAPair => "not_a_pair",
            Self::Blocked => "not_possible",
            Self::Unreachable => "unreachable",
            Self::NotAccepted => "messages_not_accepted",
            Self::NoAdRequest => "no_ad_request",
        }
    }
}

/// Whether `from` may write to `to` now. Going on with what was begun asks for less than beginning: a flag does not end it.
///
/// # Errors
/// Where it may not, and why.
pub fn may_write(from: &Standing, to: &Standing, tie: Tie) -> Result<(), Refused> {
    from.may(Permission::Work)?;
    let begins = match (from.role, to.role) {
        (Role::Sponsor, Role::Influencer) => Permission::Invite,
        (Role::Influencer, Role::Sponsor) => Permission::Apply,
        _ => return Err(Refused::NotAPair),
    };
    if tie.blocked {
        return Err(Refused::Blocked);
    }
    if to.is_admitted().is_err_and(|denied| denied != Denied::EmailNotVerified) {
        return Err(Refused::Unreachable);
    }
    if tie.begun {
        return Ok(());
    }
    from.may(begins)?;
    if to.flagged {
        return Err(Refused::Unreachable);
    }
    match from.role {
        _ if tie.has_ad_request => Ok(()),
        Role::Sponsor if tie.accepts_messages => Ok(()),
        Role::Sponsor => Err(Refused::NotAccepted),
        _ => Err(Refused::NoAdRequest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::UserId;
    use crate::words::AccountStatus;

    fn person(role: Role, status: AccountStatus, flagged: bool) -> Standing {
        Standing { id: UserId::new(Timestamp(0)), role, status, flagged, verified: true }
    }

    #[test]
    fn who_may_write_by_table() {
        use AccountStatus::{Active, PendingApproval, Rejected, Suspended};
        let sponsor = person(Role::Sponsor, Active, false);
        let flagged_sponsor = person(Role::Sponsor, Active, true);
        let influencer = person(Role::Influencer, Active, false);
        let flagged = person(Role::Influencer, Active, true);
        let away = person(Role::Influencer, Suspended, false);
        let admin = person(Role::Admin, Active, false);
        let none = Tie::default();
        let begun = Tie { begun: true, ..none };
        let open = Tie { accepts_messages: true, ..none };
        let request = Tie { has_ad_request: true, ..none };
        let blocked = |tie| Tie { blocked: true, ..tie };
        let denied = |why| Err(Refused::Denied(why));
        for (from, to, tie, answer) in [
            // Beginning.
            (sponsor, influencer, none, Err(Refused::NotAccepted)),
            (sponsor, influencer, open, Ok(())),
            (sponsor, influencer, request, Ok(())),
            (influencer, sponsor, none, Err(Refused::NoAdRequest)),
            (influencer, sponsor, open, Err(Refused::NoAdRequest)),
            (influencer, sponsor, request, Ok(())),
            (flagged_sponsor, influencer, open, denied(Denied::Flagged)),
            (flagged, sponsor, request, denied(Denied::Flagged)),
            (sponsor, flagged, open, Err(Refused::Unreachable)),
            (person(Role::Sponsor, PendingApproval, false), influencer, open, denied(Denied::PendingApproval)),
            (person(Role::Sponsor, Rejected, false), influencer, open, denied(Denied::Rejected)),
            (sponsor, influencer, blocked(open), Err(Refused::Blocked)),
            // Going on.
            (influencer, sponsor, begun, Ok(())),
            (flagged, sponsor, begun, Ok(())),
            (flagged_sponsor, influencer, begun, Ok(())),
            (sponsor, flagged, begun, Ok(())),
            (sponsor, influencer, blocked(begun), Err(Refused::Blocked)),
            (sponsor, away, begun, Err(Refused::Unreachable)),
            (away, sponsor, begun, denied(Denied::Suspended)),
            // Nobody else.
            (admin, influencer, begun, denied(Denied::WrongRole)),
            (sponsor, admin, open, Err(Refused::NotAPair)),
            (sponsor, sponsor, request, Err(Refused::NotAPair)),
        ] {
            assert_eq!(may_write(&from, &to, tie), answer, "{from:?} {to:?} {tie:?}");
        }
    }
}
