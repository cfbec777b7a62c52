//! Every mail that goes out, with what it tells.

use serde::{Deserialize, Serialize};

use crate::notifications::digest::Gathered;
use crate::notifications::{Group, Notice};

/// A mail and what it tells; it can stand in a job until it is sent. Those named here are part of keeping an account safe:
/// nobody can do without them.
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
    /// What happened since the last mail, for whoever wants it gathered.
    Gathered(Gathered),
    /// A second factor is asked for from now on.
    SecondFactorOn,
    /// The second factor was taken off.
    SecondFactorOff,
    /// A key was made with which machines log in.
    ApiKeyMade,
    /// What is also told in the app.
    #[serde(untagged)]
    Notice(Notice),
}

impl MailKind {
    /// The group of mails that its reader can do without, if it is of one.
    pub fn group(&self) -> Option<Group> {
        match self {
            Self::Notice(notice) => Some(notice.group()).filter(|group| group.may_be_muted()),
            _ => None,
        }
    }
}

/// Something to do under an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// The page of the web app; tokens stand in its fragment.
    pub link: String,
}
