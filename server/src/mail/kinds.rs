//! Every mail that goes out, with what it tells.

use serde::{Deserialize, Serialize};

/// A mail and what it tells; it can stand in a job until it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailKind {
    /// Confirm the address.
    VerifyEmail(Link),
    /// Choose a new password.
    ResetPassword(Link),
    /// To the former address: the address was changed.
    EmailChanged {
        /// The new address.
        new_email: String,
    },
    /// The password was changed.
    PasswordChanged,
    /// An admin approved the sponsor.
    AccountApproved,
    /// An admin rejected the sponsor.
    AccountRejected(Reason),
    /// An admin flagged the account.
    AccountFlagged(Reason),
    /// The flag was lifted.
    AccountUnflagged,
    /// An admin suspended the account.
    AccountSuspended(Reason),
    /// The suspension was lifted.
    AccountReinstated,
    /// An admin flagged the campaign.
    CampaignFlagged {
        /// Title of the campaign.
        campaign: String,
        /// Why.
        reason: String,
        /// The campaign's page.
        link: String,
    },
    /// The campaign's flag was lifted.
    CampaignUnflagged {
        /// Title of the campaign.
        campaign: String,
        /// The campaign's page.
        link: String,
    },
    /// To an influencer: a sponsor invites.
    InvitationReceived(AdRequestNews),
    /// To a sponsor: an influencer applies.
    ApplicationReceived(AdRequestNews),
    /// The other side made a counter-offer.
    CounterReceived(AdRequestNews),
    /// The other side changed its offer before it was answered.
    AdRequestEdited(AdRequestNews),
    /// The other side accepted.
    AdRequestAccepted(AdRequestNews),
    /// The other side declined; its reason stands in the message.
    AdRequestRejected(AdRequestNews),
    /// The other side withdrew.
    AdRequestWithdrawn(AdRequestNews),
    /// Nobody answered in time.
    AdRequestExpired(AdRequestNews),
}

impl MailKind {
    /// Where the mail leads, for those that lead somewhere of their own.
    pub const fn link_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::VerifyEmail(Link { link })
            | Self::ResetPassword(Link { link })
            | Self::CampaignFlagged { link, .. }
            | Self::CampaignUnflagged { link, .. }
            | Self::InvitationReceived(AdRequestNews { link, .. })
            | Self::ApplicationReceived(AdRequestNews { link, .. })
            | Self::CounterReceived(AdRequestNews { link, .. })
            | Self::AdRequestEdited(AdRequestNews { link, .. })
            | Self::AdRequestAccepted(AdRequestNews { link, .. })
            | Self::AdRequestRejected(AdRequestNews { link, .. })
            | Self::AdRequestWithdrawn(AdRequestNews { link, .. })
            | Self::AdRequestExpired(AdRequestNews { link, .. }) => Some(link),
            _ => None,
        }
    }
}

/// Something to do under an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// The address; tokens stand in its fragment.
    pub link: String,
}

/// Why something was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// Why, in words of whoever did it.
    pub reason: String,
}

/// What happened in a negotiation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdRequestNews {
    /// Title of the campaign.
    pub campaign: String,
    /// Name of the other side.
    pub other_side: String,
    /// The payment in words: `1,500.00 EUR`.
    pub amount: String,
    /// What the other side wrote; may be empty, is shortened.
    pub message: String,
    /// The ad request's page.
    pub link: String,
}
