//! Payments: money that comes in or goes out through a provider, and what each word of the provider's means for the books.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

use crate::clock::{DAY_MS, Timestamp};
use crate::ids::UserId;
use crate::ledger::Posting;
use crate::money::Money;
use crate::waiting::{Periods, Waiting};

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PaymentKind {
    /// A sponsor pays in.
    Deposit,
    /// An influencer's balance goes out.
    Payout,
    /// A sponsor's balance goes back to where it came from.
    Withdrawal,
}

/// Where a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PaymentStatus {
    /// The provider works on it, or has not answered yet.
    Pending,
    /// The payer has to confirm it with their bank.
    RequiresAction,
    /// The money has arrived.
    Succeeded,
    /// No money has moved in the end.
    Failed,
}

/// Why no money has moved.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Display, EnumString, EnumIter, IntoStaticStr, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Failure {
    /// The card's bank says no.
    CardDeclined,
    /// The card has too little behind it.
    InsufficientFunds,
    /// The card is too old.
    ExpiredCard,
    /// The card's check number is another one.
    IncorrectCvc,
    /// The payer did not confirm it with their bank.
    AuthenticationFailed,
    /// The receiving bank takes nothing for that account.
    AccountRefused,
    /// The payment provider refuses it.
    ProviderRefused,
    /// It took longer than is waited for.
    TimedOut,
}

impl Failure {
    /// What happened, for whoever pays or is paid.
    pub const fn message(self) -> &'static str {
        match self {
            Self::CardDeclined => "The card was declined. Try another one, or ask your bank.",
            Self::InsufficientFunds => "The card has insufficient funds. Try another one, or a smaller amount.",
            Self::ExpiredCard => "The card has expired. Try another one.",
            Self::IncorrectCvc => "The card's check number (CVC) is wrong.",
            Self::AuthenticationFailed => "The payment was not confirmed with your bank.",
            Self::AccountRefused => "The bank of the account refused the money.",
            Self::ProviderRefused => "The payment provider refused it.",
            Self::TimedOut => "It took too long and was called off.",
        }
    }
}

/// What the provider says of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It works on it.
    Pending,
    /// The payer has to confirm it.
    RequiresAction,
    /// The money has arrived.
    Succeeded,
    /// No money moves, and none will.
    Failed(Failure),
}

/// A payment as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Which way the money goes.
    pub kind: PaymentKind,
    /// Where it is.
    pub status: PaymentStatus,
    /// How much.
    pub amount: Money,
    /// Whose.
    pub owner: UserId,
}

/// What becomes of a payment by a word of the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where it is now.
    pub status: PaymentStatus,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// What is to be booked in the same transaction.
    pub posting: Option<Posting>,
}

impl PaymentStatus {
    /// Whether nothing more is waited for.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

impl Payment {
    /// What is booked when it begins, before the provider hears of it: what goes out is taken from the balance first.
    pub fn beginning(&self) -> Option<Posting> {
        match self.kind {
            PaymentKind::Deposit => None,
            PaymentKind::Payout => Some(Posting::payout(self.owner, self.amount)),
            PaymentKind::Withdrawal => Some(Posting::withdrawal(self.owner, self.amount)),
        }
    }

    /// What becomes of it when the provider says that. `None` when that is nothing new: the same word twice, or an old one
    /// that comes late.
    ///
    /// Money that moved is always booked, however late the word comes. A deposit that was given up and then arrives is the
    /// sponsor's after all. A payout that was given up is back on its owner's balance and may be spent; when its money left
    /// all the same, the platform bears it, and the payment stays failed.
    pub fn told(&self, outcome: Outcome) -> Option<Told> {
        use PaymentStatus::{Failed, Pending, RequiresAction, Succeeded};
        let told = |status, posting| Some(Told { status, failure: None, posting });
        match (self.status, outcome) {
            (Pending, Outcome::RequiresAction) => told(RequiresAction, None),
            (RequiresAction, Outcome::Pending) => told(Pending, None),
            (Pending | RequiresAction, Outcome::Succeeded) => told(Succeeded, Some(self.arrival())),
            (Pending | RequiresAction, Outcome::Failed(failure)) => {
                Some(Told { status: Failed, failure: Some(failure), posting: self.return_of() })
            }
            (Failed, Outcome::Succeeded) if self.kind == PaymentKind::Deposit => told(Succeeded, Some(self.arrival())),
            (Failed, Outcome::Succeeded) => told(Failed, Some(Posting::loss(self.amount))),
            _ => None,
        }
    }

    fn arrival(&self) -> Posting {
        match self.kind {
            PaymentKind::Deposit => Posting::deposit(self.owner, self.amount),
            PaymentKind::Payout | PaymentKind::Withdrawal => Posting::settlement(self.amount),
        }
    }

    fn return_of(&self) -> Option<Posting> {
        (self.kind != PaymentKind::Deposit).then(|| Posting::reversal(self.owner, self.amount))
    }
}

impl PaymentKind {
    /// Until when it is waited for: a deposit that nobody confirms for a day is called off.
    pub fn deadline(self, periods: &Periods, now: Timestamp) -> Timestamp {
        match self {
            Self::Deposit => now.plus_ms(DAY_MS),
            Self::Payout | Self::Withdrawal => periods.deadline(Waiting::Payout, now, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::ledger::TransactionKind;

    const OUTCOMES: [Outcome; 4] =
        [Outcome::Pending, Outcome::RequiresAction, Outcome::Succeeded, Outcome::Failed(Failure::TimedOut)];

    fn payment(kind: PaymentKind, status: PaymentStatus) -> Payment {
        let amount = Money::new(500, "EUR".parse().unwrap());
        Payment { kind, status, amount, owner: UserId::new(Timestamp(0)) }
    }

    /// Follows those words; answers where it ends and all that was booked.
    fn follow(kind: PaymentKind, words: &[Outcome]) -> (PaymentStatus, Vec<TransactionKind>) {
        let mut now = payment(kind, PaymentStatus::Pending);
        let mut booked: Vec<_> = now.beginning().iter().map(Posting::kind).collect();
        for word in words {
            if let Some(told) = now.told(*word) {
                now.status = told.status;
                booked.extend(told.posting.iter().map(Posting::kind));
            }
        }
        (now.status, booked)
    }

    #[test]
    fn histories_by_table() {
        use Outcome::{Pending, RequiresAction, Succeeded};
        use PaymentKind::{Deposit, Payout, Withdrawal};
        use PaymentStatus as Status;
        use TransactionKind as Booked;
        let no = Outcome::Failed(Failure::CardDeclined);
        let table: [(PaymentKind, &[Outcome], Status, &[Booked]); 9] = [
            (Deposit, &[Succeeded], Status::Succeeded, &[Booked::Deposit]),
            (Deposit, &[RequiresAction, Succeeded, Succeeded, no], Status::Succeeded, &[Booked::Deposit]),
            (Deposit, &[RequiresAction, Pending, no], Status::Failed, &[]),
            (Deposit, &[no, Succeeded], Status::Succeeded, &[Booked::Deposit]),
            (Payout, &[Pending, Succeeded, Succeeded], Status::Succeeded, &[Booked::Payout, Booked::Settlement]),
            (Payout, &[no, no], Status::Failed, &[Booked::Payout, Booked::Reversal]),
            (Payout, &[no, Succeeded], Status::Failed, &[Booked::Payout, Booked::Reversal, Booked::Loss]),
            (Withdrawal, &[Succeeded, no], Status::Succeeded, &[Booked::Withdrawal, Booked::Settlement]),
            (Withdrawal, &[no, Pending, RequiresAction], Status::Failed, &[Booked::Withdrawal, Booked::Reversal]),
        ];
        for (kind, words, status, booked) in table {
            assert_eq!(follow(kind, words), (status, booked.to_vec()), "{kind} {words:?}");
        }
    }

    #[test]
    fn the_same_word_twice_books_once_save_for_a_loss_whose_name_is_good_once() {
        for (kind, word) in PaymentKind::iter().flat_map(|kind| OUTCOMES.map(|word| (kind, word))) {
            assert_eq!(follow(kind, &[word]), follow(kind, &[word, word]), "{kind} {word:?}");
        }
    }

    #[test]
    fn nothing_that_has_arrived_is_ever_taken_back() {
        for (kind, word) in PaymentKind::iter().flat_map(|kind| OUTCOMES.map(|word| (kind, word))) {
            assert_eq!(payment(kind, PaymentStatus::Succeeded).told(word), None);
        }
    }
}
