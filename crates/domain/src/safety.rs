//! Keeping the place safe: flags that end and can be contested once, and what people report.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::waiting::{Periods, Waiting};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $name { $($(#[$of])* $word),* }
    };
}

words! {
    /// What can be flagged.
    Flagged {
        /// A person.
        User,
        /// A campaign.
        Campaign,
    }
}

words! {
    /// What can be reported.
    Reported {
        /// A campaign.
        Campaign,
        /// A person's page.
        Profile,
        /// A message.
        Message,
    }
}

words! {
    /// Why something is reported.
    ReportReason {
        /// Advertising nobody asked for, again and again.
        Spam,
        /// Somebody is to be cheated.
        Scam,
        /// Somebody is threatened or insulted.
        Harassment,
        /// Somebody pretends to be somebody else.
        Impersonation,
        /// An ad that does not say that it is one.
        HiddenAdvertising,
        /// Something else, which the comment tells.
        Other,
    }
}

words! {
    /// What an admin makes of a report.
    Verdict {
        /// There is nothing to it.
        Dismissed,
        /// Whoever answers for it is told to mind the rules.
        Warned,
        /// The campaign, or else the person, is flagged.
        Flagged,
        /// The person is suspended.
        Suspended,
    }
}

words! {
    /// How a flag ended.
    FlagEnd {
        /// An admin took it back.
        Unflagged,
        /// It was contested, and an admin agreed.
        Conceded,
        /// It was contested, and nobody decided in time.
        Unanswered,
        /// Its time was over.
        Expired,
    }
}

/// A flag as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Until when an admin is to decide, once its owner has contested it.
    pub contested_until: Option<Timestamp>,
    /// Whether an admin has upheld it.
    pub upheld: bool,
}

/// Why a move on a flag is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlagRefused {
    /// There is one answer.
    #[error("This flag has been contested already. There is one answer to each flag.")]
    Contested,
    /// Nobody asks for a decision.
    #[error("This flag is not contested, or that has been decided.")]
    NotContested,
}

impl FlagRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contested => "already_contested",
            Self::NotContested => "not_contested",
        }
    }
}

impl Flag {
    /// Whether its owner can still contest it.
    pub const fn is_contestable(&self) -> bool {
        self.contested_until.is_none()
    }

    /// Whether an admin is to decide.
    pub const fn is_open(&self) -> bool {
        self.contested_until.is_some() && !self.upheld
    }

    /// Its owner contests it, once.
    pub fn contest(self, now: Timestamp, periods: &Periods) -> Result<Self, FlagRefused> {
        if !self.is_contestable() {
            return Err(FlagRefused::Contested);
        }
        Ok(Self { contested_until: Some(periods.deadline(Waiting::Contest, now, None)), ..self })
    }

    /// An admin decides that it stays until it ends by itself.
    pub const fn uphold(self) -> Result<Self, FlagRefused> {
        if self.is_open() { Ok(Self { upheld: true, ..self }) } else { Err(FlagRefused::NotContested) }
    }

    /// How it ends when nobody does anything until that instant, if it does.
    pub fn lapse(&self, now: Timestamp) -> Option<FlagEnd> {
        match self.contested_until.filter(|_| self.is_open()) {
            Some(until) if until <= now => Some(FlagEnd::Unanswered),
            _ if self.expires_at <= now => Some(FlagEnd::Expired),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_contested_once_and_ends_in_any_case() {
        let (now, periods) = (Timestamp(0), Periods::default());
        let flag = Flag { expires_at: now.plus_days(90), contested_until: None, upheld: false };
        assert_eq!(flag.uphold(), Err(FlagRefused::NotContested));
        let contested = flag.contest(now.plus_days(1), &periods).unwrap();
        assert_eq!(contested.contested_until, Some(now.plus_days(8)));
        assert_eq!(contested.contest(now, &periods), Err(FlagRefused::Contested));
        let upheld = contested.uphold().unwrap();
        assert_eq!(upheld.contest(now, &periods), Err(FlagRefused::Contested));
        let last = Flag { contested_until: Some(now.plus_days(95)), ..flag };
        let table = [
            (flag, 89, None),
            (flag, 90, Some(FlagEnd::Expired)),
            (contested, 7, None),
            (contested, 8, Some(FlagEnd::Unanswered)),
            (upheld, 8, None),
            (upheld, 90, Some(FlagEnd::Expired)),
            (last, 90, Some(FlagEnd::Expired)),
        ];
        for (flag, day, then) in table {
            assert_eq!(flag.lapse(now.plus_days(day)), then, "{flag:?} on day {day}");
        }
    }
}
