//! The double-entry ledger: accounts, and the only postings that there are. Each sums to zero because it is made here.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

use crate::ids::{CollaborationId, UserId};
use crate::money::Money;

/// Where money is. Each account has a balance a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// The world behind the payment provider; below zero by all that came in.
    Outside,
    /// A person's own money here.
    Person(UserId),
    /// What is kept for the deliverables of a collaboration.
    Escrow(CollaborationId),
    /// On its way out: asked of the provider, not yet confirmed.
    InTransit,
    /// What the platform earned.
    Fees,
    /// What the platform lost by charge-backs.
    Losses,
}

impl Account {
    /// The kind of all escrows.
    pub const ESCROW: &'static str = "escrow";

    /// Whether its balance may never be below zero.
    pub const fn is_bounded(self) -> bool {
        !matches!(self, Self::Outside | Self::Losses)
    }

    /// Its kind, as it is stored.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Person(_) => "person",
            Self::Escrow(_) => Self::ESCROW,
            Self::InTransit => "in_transit",
            Self::Fees => "fees",
            Self::Losses => "losses",
        }
    }

    /// Whose it is; empty for the platform's own.
    pub fn owner(self) -> String {
        match self {
            Self::Person(id) => id.to_string(),
            Self::Escrow(id) => id.to_string(),
            _ => String::new(),
        }
    }
}

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TransactionKind {
    /// A sponsor paid in.
    Deposit,
    /// Sponsor balance to escrow.
    Fund,
    /// Escrow to the influencer's balance, less the fee.
    Release,
    /// Escrow back to the sponsor's balance.
    Refund,
    /// An influencer's balance on its way out.
    Payout,
    /// A sponsor's balance on its way back to where it came from.
    Withdrawal,
    /// What was on its way has arrived.
    Settlement,
    /// What was on its way has failed and is back on the balance.
    Reversal,
    /// The bank took a deposit back; the platform bears it.
    ChargeBack,
    /// A payout that had been given back left all the same; the platform bears it.
    Loss,
}

/// A transaction of the ledger: a kind, and entries that sum to zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    kind: TransactionKind,
    entries: Vec<(Account, Money)>,
}

/// The platform's part of a release, in hundredths of a percent: 250 is 2.5 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeRate(pub u32);

impl FeeRate {
    /// The fee on that amount, rounded down: the remainder is the influencer's.
    pub fn of(self, amount: Money) -> Money {
        let fee = i128::from(amount.amount) * i128::from(self.0.min(10_000)) / 10_000;
        Money::new(i64::try_from(fee).unwrap_or(0), amount.currency)
    }
}

impl Posting {
    /// The sponsor's money came in.
    pub fn deposit(sponsor: UserId, amount: Money) -> Self {
        Self::moved(TransactionKind::Deposit, Account::Outside, Account::Person(sponsor), amount)
    }

    /// The sponsor funds a collaboration.
    pub fn fund(sponsor: UserId, of: CollaborationId, amount: Money) -> Self {
        Self::moved(TransactionKind::Fund, Account::Person(sponsor), Account::Escrow(of), amount)
    }

    /// A share goes to the influencer, less the fee.
    pub fn release(of: CollaborationId, influencer: UserId, amount: Money, rate: FeeRate) -> Self {
        let fee = rate.of(amount);
        let rest = Money::new(amount.amount - fee.amount, amount.currency);
        let taken = Money::new(-amount.amount, amount.currency);
        Self::new(
            TransactionKind::Release,
            vec![(Account::Escrow(of), taken), (Account::Person(influencer), rest), (Account::Fees, fee)],
        )
    }

    /// A share, or a part of it, goes back to the sponsor.
    pub fn refund(of: CollaborationId, sponsor: UserId, amount: Money) -> Self {
        Self::moved(TransactionKind::Refund, Account::Escrow(of), Account::Person(sponsor), amount)
    }

    /// An influencer's money sets out.
    pub fn payout(influencer: UserId, amount: Money) -> Self {
        Self::moved(TransactionKind::Payout, Account::Person(influencer), Account::InTransit, amount)
    }

    /// A sponsor's money sets out.
    pub fn withdrawal(sponsor: UserId, amount: Money) -> Self {
        Self::moved(TransactionKind::Withdrawal, Account::Person(sponsor), Account::InTransit, amount)
    }

    /// What set out has arrived.
    pub fn settlement(amount: Money) -> Self {
        Self::moved(TransactionKind::Settlement, Account::InTransit, Account::Outside, amount)
    }

    /// What set out has come back.
    pub fn reversal(to: UserId, amount: Money) -> Self {
        Self::moved(TransactionKind::Reversal, Account::InTransit, Account::Person(to), amount)
    }

    /// The bank took a deposit back: never from a person's account, whose money may be spent.
    pub fn charge_back(amount: Money) -> Self {
        Self::moved(TransactionKind::ChargeBack, Account::Losses, Account::Outside, amount)
    }

    /// What had come back on a balance left all the same: the platform bears it.
    pub fn loss(amount: Money) -> Self {
        Self::moved(TransactionKind::Loss, Account::Losses, Account::Outside, amount)
    }

    fn moved(kind: TransactionKind, from: Account, to: Account, amount: Money) -> Self {
        let taken = Money::new(-amount.amount, amount.currency);
        Self::new(kind, vec![(from, taken), (to, amount)])
    }

    fn new(kind: TransactionKind, mut entries: Vec<(Account, Money)>) -> Self {
        entries.retain(|(_, amount)| amount.amount != 0);
        Self { kind, entries }
    }

    /// Why it is made.
    pub const fn kind(&self) -> TransactionKind {
        self.kind
    }

    /// What it adds to each account; they sum to zero. None when nothing moves.
    pub fn entries(&self) -> &[(Account, Money)] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;
    use crate::money::MAX_MINOR;

    fn eur(amount: i64) -> Money {
        Money::new(amount, "EUR".parse().unwrap())
    }

    #[test]
    fn fees_by_table() {
        for (rate, amount, fee) in [(0, 1000, 0), (250, 1000, 25), (250, 999, 24), (10_000, 7, 7), (20_000, 7, 7)] {
            assert_eq!(FeeRate(rate).of(eur(amount)).amount, fee, "{rate} of {amount}");
        }
    }

    #[test]
    fn a_gift_moves_nothing() {
        let person = UserId::new(Timestamp(0));
        assert!(Posting::deposit(person, eur(0)).entries().is_empty());
    }

    proptest! {
        #[test]
        fn every_posting_sums_to_zero(amount in 0..=MAX_MINOR, rate in 0_u32..12_000) {
            let (person, work, money) = (UserId::new(Timestamp(0)), CollaborationId::new(Timestamp(0)), eur(amount));
            let all = [
                Posting::deposit(person, money),
                Posting::fund(person, work, money),
                Posting::release(work, person, money, FeeRate(rate)),
                Posting::refund(work, person, money),
                Posting::payout(person, money),
                Posting::withdrawal(person, money),
                Posting::settlement(money),
                Posting::reversal(person, money),
                Posting::charge_back(money),
                Posting::loss(money),
            ];
            for posting in all {
                prop_assert_eq!(posting.entries().iter().map(|(_, part)| part.amount).sum::<i64>(), 0);
            }
        }
    }
}
