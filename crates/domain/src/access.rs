//! The one policy: who may do what. Pure functions of (viewer, thing) that answer yes or the reason.
//!
//! What a viewer may not even see is never asked here: the stores don't load it, and it answers 404.

use crate::ids::UserId;
use crate::words::{AccountStatus, Role};

/// A person as the policy sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who it is.
    pub id: UserId,
    /// What they are here for.
    pub role: Role,
    /// Where their account stands.
    pub status: AccountStatus,
    /// Flagged by an admin: invisible to others, starts nothing new.
    pub flagged: bool,
    /// Their e-mail is confirmed, or the instance does not ask for that.
    pub verified: bool,
}

/// Something a person may want to do that needs more than being logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Everything under `/admin`.
    Administer,
    /// Make and change own draft campaigns and the sponsor's profile.
    PrepareCampaigns,
    /// Publish, resume a campaign.
    PublishCampaigns,
    /// End or hold an own campaign: pause, complete, cancel.
    EndCampaigns,
    /// Start an ad request as the sponsor.
    Invite,
    /// Start an ad request as the influencer.
    Apply,
    /// Counter, edit or accept: make or take an offer.
    Negotiate,
    /// Reject or withdraw: end a negotiation.
    EndNegotiation,
    /// Fund, deliver, approve, end: go on with what is agreed.
    Work,
    /// Pay money in.
    PayIn,
    /// Take one's balance out. A flag does not hold back what is somebody's own.
    TakeOut,
    /// Work with the influencer's own profile and channels.
    PresentOneself,
}

/// Why something is forbidden; a 403 with this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Another role does this.
    #[error("Your role can't do this.")]
    WrongRole,
    /// A sponsor who waits for approval.
    #[error(
        "Your account is waiting for an admin's approval. Until then you can complete your profile and prepare drafts."
    )]
    PendingApproval,
    /// Refused by an admin.
    #[error("Your account was not approved. You can read why and apply again in your settings.")]
    Rejected,
    /// Shut out by an admin.
    #[error("Your account is suspended.")]
    Suspended,
    /// Flagged by an admin.
    #[error("Your account is flagged: what is agreed goes on, but nothing new can be started.")]
    Flagged,
    /// The e-mail is not confirmed.
    #[error("Confirm your e-mail address first: the link is in your mailbox.")]
    EmailNotVerified,
}

impl Denied {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongRole => "wrong_role",
            Self::PendingApproval => "pending_approval",
            Self::Rejected => "account_rejected",
            Self::Suspended => "account_suspended",
            Self::Flagged => "account_flagged",
            Self::EmailNotVerified => "email_not_verified",
        }
    }
}

impl Standing {
    /// Whether this person may do that, or why not.
    pub fn may(&self, permission: Permission) -> Result<(), Denied> {
        if self.status.is_shut() {
            return Err(Denied::Suspended);
        }
        if !permission.roles().contains(&self.role) {
            return Err(Denied::WrongRole);
        }
        match permission {
            Permission::Administer | Permission::PrepareCampaigns | Permission::PresentOneself => Ok(()),
            Permission::EndCampaigns
            | Permission::EndNegotiation
            | Permission::Work
            | Permission::PayIn
            | Permission::TakeOut => self.is_admitted(),
            Permission::PublishCampaigns | Permission::Invite | Permission::Apply | Permission::Negotiate => {
                self.is_admitted()?;
                if self.flagged { Err(Denied::Flagged) } else { Ok(()) }
            }
        }
    }

    /// In good standing: approved, e-mail confirmed, neither rejected nor suspended.
    pub const fn is_admitted(&self) -> Result<(), Denied> {
        match self.status {
            AccountStatus::Suspended | AccountStatus::Closed => Err(Denied::Suspended),
            AccountStatus::Rejected => Err(Denied::Rejected),
            _ if !self.verified => Err(Denied::EmailNotVerified),
            AccountStatus::PendingApproval => Err(Denied::PendingApproval),
            AccountStatus::Active => Ok(()),
        }
    }

    /// Whether others find this person: active and not flagged.
    pub fn is_public(&self) -> bool {
        self.status == AccountStatus::Active && !self.flagged && self.role != Role::Admin
    }
}

impl Permission {
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Administer => &[Role::Admin],
            Self::PrepareCampaigns | Self::PublishCampaigns | Self::EndCampaigns | Self::Invite | Self::PayIn => {
                &[Role::Sponsor]
            }
            Self::Apply | Self::PresentOneself => &[Role::Influencer],
            Self::Negotiate | Self::EndNegotiation | Self::Work | Self::TakeOut => &[Role::Sponsor, Role::Influencer],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn person(role: Role, status: AccountStatus, flagged: bool, verified: bool) -> Standing {
        Standing { id: UserId::new(Timestamp(0)), role, status, flagged, verified }
    }

    #[test]
    fn the_policy_by_table() {
        use AccountStatus::{Active, PendingApproval, Rejected, Suspended};
        use Permission::{Administer, Apply, EndNegotiation, Invite, Negotiate, PrepareCampaigns, PublishCampaigns};
        use Role::{Admin, Influencer, Sponsor};
        let table = [
            (person(Sponsor, Active, false, true), PublishCampaigns, Ok(())),
            (person(Sponsor, PendingApproval, false, true), PrepareCampaigns, Ok(())),
            (person(Sponsor, PendingApproval, false, true), PublishCampaigns, Err(Denied::PendingApproval)),
            (person(Sponsor, PendingApproval, false, false), PublishCampaigns, Err(Denied::EmailNotVerified)),
            (person(Sponsor, Rejected, false, true), PrepareCampaigns, Ok(())),
            (person(Sponsor, Rejected, false, true), Invite, Err(Denied::Rejected)),
            (person(Sponsor, Suspended, false, true), PrepareCampaigns, Err(Denied::Suspended)),
            (person(Sponsor, Active, true, true), Invite, Err(Denied::Flagged)),
            (person(Sponsor, Active, true, true), EndNegotiation, Ok(())),
            (person(Influencer, Active, true, true), Negotiate, Err(Denied::Flagged)),
            (person(Influencer, Active, true, true), Permission::Work, Ok(())),
            (person(Sponsor, Suspended, false, true), Permission::Work, Err(Denied::Suspended)),
            (person(Admin, Active, false, true), Permission::Work, Err(Denied::WrongRole)),
            (person(Sponsor, Active, true, true), Permission::PayIn, Ok(())),
            (person(Influencer, Active, false, true), Permission::PayIn, Err(Denied::WrongRole)),
            (person(Influencer, Active, true, true), Permission::TakeOut, Ok(())),
            (person(Sponsor, PendingApproval, false, true), Permission::TakeOut, Err(Denied::PendingApproval)),
            (person(Influencer, Active, false, false), Apply, Err(Denied::EmailNotVerified)),
            (person(Influencer, Active, false, true), Apply, Ok(())),
            (person(Influencer, Active, false, true), Invite, Err(Denied::WrongRole)),
            (person(Sponsor, Active, false, true), Apply, Err(Denied::WrongRole)),
            (person(Admin, Active, false, true), Administer, Ok(())),
            (person(Admin, Active, false, true), Negotiate, Err(Denied::WrongRole)),
            (person(Sponsor, Active, false, true), Administer, Err(Denied::WrongRole)),
        ];
        for (who, what, answer) in table {
            assert_eq!(who.may(what), answer, "{who:?} {what:?}");
        }
    }
}
