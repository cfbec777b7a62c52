//! The money of the world: what the work books, what sponsors paid in before it, and what influencers had sent home. Booked
//! in the order of time by the postings of the ledger, so that every account balances and none is ever overdrawn.

use std::collections::{BTreeMap, HashMap};

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{LedgerAccountId, PaymentId, TransactionId, UserId};
use domain::ledger::{Account, Posting};
use domain::money::{Currency, Money};
use domain::payment::{PaymentKind, PaymentStatus};

use super::dice::Dice;
use super::rows::{DestinationRow, LedgerAccountRow, LedgerEntryRow, LedgerTransactionRow, PaymentRow, Rows};
use super::setting::Setting;
use crate::house::House;
use crate::ledger::About;
use crate::payments::destination::IdentityCheck;
use crate::payments::provider::ProviderName;

const MINUTE_MS: i64 = 60_000;
/// Whoever logs in finds what came in lately still on the balance.
const DEMO_DAYS: i64 = 45;

/// What sponsors pay with: the provider's word, the brand, the last digits.
const CARDS: [(&str, &str, &str); 4] = [
    ("pm_card_visa", "visa", "4242"),
    ("pm_card_mastercard", "mastercard", "4444"),
    ("pm_card_amex", "amex", "0005"),
    ("pm_card_visa_debit", "visa", "5556"),
];

/// Something to book at its instant.
pub struct Booking {
    pub at: Timestamp,
    /// The name under which it is booked, as `collaborations::save` calls it.
    pub cause: String,
    pub posting: Posting,
    pub about: About,
}

/// What is booked, and what the demo's sponsor shall be able to pay.
#[derive(Default)]
pub struct Till {
    bookings: Vec<Booking>,
    wanted: Vec<(UserId, Money)>,
}

enum Step {
    Book(Booking),
    PayOut(UserId, Currency),
}

impl Till {
    /// Books that later, in its order.
    pub fn book(&mut self, bookings: Vec<Booking>) {
        self.bookings.extend(bookings);
    }

    /// Sees to it that this person can pay that in the end, beside what is booked.
    pub fn want(&mut self, who: UserId, amount: Money) {
        self.wanted.push((who, amount));
    }

    /// Books everything and adds it to the world.
    pub fn close(self, rows: &mut Rows, dice: &mut Dice, setting: &Setting, (sponsor, demo): (UserId, UserId)) {
        let house = setting.house;
        let mut books = Books { rows, dice, house, accounts: HashMap::new(), paid_out: BTreeMap::new() };
        // Before anything was earned, so that there is somewhere to send it.
        books.paid_out.insert(demo, setting.now.plus_days(-360));
        let mut steps: BTreeMap<(Timestamp, usize), Step> = BTreeMap::new();
        for booking in self.bookings {
            steps.insert((booking.at, steps.len()), Step::Book(booking));
        }
        let mut count = steps.len();
        while let Some(((at, _), step)) = steps.pop_first() {
            match step {
                Step::Book(booking) => {
                    let earned = booking.posting.entries().iter().find_map(|(account, amount)| match account {
                        Account::Person(who) if booking.about.deliverable.is_some() => Some((*who, amount.currency)),
                        _ => None,
                    });
                    books.pay_in_before(&booking);
                    books.book(&booking);
                    let Some((who, currency)) = earned.filter(|_| booking.cause.starts_with("release:")) else {
                        continue;
                    };
                    let later = at.plus_ms(books.dice.number(DAY_MS / 24, 12 * DAY_MS));
                    let until = if who == demo { DEMO_DAYS } else { 2 };
                    if books.dice.chance(55) && later.plus_days(until) < setting.now {
                        count += 1;
                        steps.insert((later, count), Step::PayOut(who, currency));
                    }
                }
                Step::PayOut(who, currency) => books.pay_out(who, currency, at),
            }
        }
        for (who, amount) in self.wanted {
            let at = setting.now.plus_ms(-books.dice.number(26 * 60, 40 * 60) * MINUTE_MS);
            books.pay_in(who, nice(amount.amount * 5 / 4), amount.currency, at);
        }
        books.withdraw_some(sponsor, setting.now.plus_days(-68));
        books.send_some(demo, setting.now.plus_ms(-5 * 60 * MINUTE_MS));
        books.write_destinations();
        books.write_accounts();
    }
}

/// Accounts with their balances, and the rows that made them.
struct Books<'a> {
    rows: &'a mut Rows,
    dice: &'a mut Dice,
    house: House,
    accounts: HashMap<(Account, Currency), (String, i64)>,
    /// Since when each influencer has somewhere to be paid out to.
    paid_out: BTreeMap<UserId, Timestamp>,
}

impl Books<'_> {
    fn balance(&self, account: Account, currency: Currency) -> i64 {
        self.accounts.get(&(account, currency)).map_or(0, |(_, balance)| *balance)
    }

    /// A round sum some minutes before, when the balance does not suffice.
    fn pay_in_before(&mut self, booking: &Booking) {
        for (account, amount) in booking.posting.entries() {
            let Account::Person(who) = *account else { continue };
            let missing = -amount.amount - self.balance(*account, amount.currency);
            if missing > 0 {
                let at = booking.at.plus_ms(-self.dice.number(4, 55) * MINUTE_MS);
                let sum = nice(missing * self.dice.number(100, 260) / 100);
                self.pay_in(who, sum, amount.currency, at);
            }
        }
    }

    fn pay_in(&mut self, who: UserId, sum: i64, currency: Currency, at: Timestamp) {
        let (id, sum) = (PaymentId::new(at), Money::new(sum, currency));
        self.payment(id, who, PaymentKind::Deposit, sum, (at, Some(at.plus_ms(2_000))));
        let cause = format!("deposit:{id}");
        self.book(&Booking {
            at: at.plus_ms(2_000),
            cause,
            posting: Posting::deposit(who, sum),
            about: About::default(),
        });
    }

    /// All that is there sets out, and arrives within the day.
    fn pay_out(&mut self, who: UserId, currency: Currency, at: Timestamp) {
        let balance = Money::new(self.balance(Account::Person(who), currency), currency);
        if balance.amount == 0 {
            return;
        }
        let arrived = at.plus_ms(self.dice.number(2, 20 * 60) * MINUTE_MS);
        self.paid_out.entry(who).or_insert(at.plus_ms(-MINUTE_MS));
        self.take_out(who, PaymentKind::Payout, balance, (at, Some(arrived)));
    }

    /// A sum leaves the balance, and arrives then, if it does.
    fn take_out(&mut self, who: UserId, kind: PaymentKind, sum: Money, (at, done): (Timestamp, Option<Timestamp>)) {
        let id = PaymentId::new(at);
        self.payment(id, who, kind, sum, (at, done));
        let leaves =
            if kind == PaymentKind::Payout { Posting::payout(who, sum) } else { Posting::withdrawal(who, sum) };
        let arrives = done.map(|at| ("settlement".to_owned(), at, Posting::settlement(sum)));
        for (name, at, posting) in [(kind.to_string(), at, leaves)].into_iter().chain(arrives) {
            self.book(&Booking { at, cause: format!("{name}:{id}"), posting, about: About::default() });
        }
    }

    /// The sponsor had paid in more than was needed, and had some of it back.
    fn withdraw_some(&mut self, who: UserId, at: Timestamp) {
        let Some(currency) = self.currency_of(who) else { return };
        self.pay_in(who, 500_000, currency, at.plus_days(-9));
        let arrived = at.plus_ms(3 * 60 * MINUTE_MS);
        self.take_out(who, PaymentKind::Withdrawal, Money::new(320_000, currency), (at, Some(arrived)));
    }

    /// A part of the balance has set out and not arrived yet.
    fn send_some(&mut self, who: UserId, at: Timestamp) {
        let Some(currency) = self.currency_of(who) else { return };
        let sum = self.balance(Account::Person(who), currency) / 3;
        if sum > 0 {
            self.take_out(who, PaymentKind::Payout, Money::new(sum, currency), (at, None));
        }
    }

    /// The currency of which somebody has most.
    fn currency_of(&self, who: UserId) -> Option<Currency> {
        let own = self.accounts.iter().filter(|((account, _), _)| *account == Account::Person(who));
        own.map(|((_, currency), (_, balance))| (*balance, *currency)).max().map(|(_, currency)| currency)
    }

    /// A payment that went through, or is under way.
    fn payment(
        &mut self,
        id: PaymentId,
        who: UserId,
        kind: PaymentKind,
        sum: Money,
        (at, done): (Timestamp, Option<Timestamp>),
    ) {
        let card = (kind == PaymentKind::Deposit).then(|| self.dice.pick(&CARDS, CARDS[0]));
        let account = match (kind, done) {
            (PaymentKind::Payout, Some(_)) => Some("ba_approved"),
            (PaymentKind::Payout, None) => Some("ba_never"),
            _ => None,
        };
        let status = if done.is_some() { PaymentStatus::Succeeded } else { PaymentStatus::Pending };
        let (method, brand, last4) = card.map_or((account, None, None), |(method, brand, last4)| {
            (Some(method), Some(brand.to_owned()), Some(last4.to_owned()))
        });
        self.rows.payments.push(PaymentRow {
            id: id.to_string(),
            user_id: who.to_string(),
            kind: kind.to_string(),
            amount: sum.amount,
            currency: sum.currency.code().into(),
            status: status.to_string(),
            provider: ProviderName::Sandbox.to_string(),
            method: method.map(str::to_owned),
            provider_ref: Some(format!("sandbox_{id}")),
            card_brand: brand,
            card_last4: last4,
            deadline_at: kind.deadline(&self.house.periods, at).0,
            created_at: at.0,
            settled_at: done.map(|at| at.0),
            version: 2,
        });
    }

    /// Where those who were paid out have it sent.
    fn write_destinations(&mut self) {
        for (who, since) in &self.paid_out {
            let id = who.to_string();
            let holder = self.rows.users.iter().find(|row| row.id == id).map(|row| row.display_name.clone());
            let country = self.rows.influencer_profiles.iter().find(|row| row.user_id == id);
            self.rows.payout_destinations.push(DestinationRow {
                provider: ProviderName::Sandbox.to_string(),
                token: "ba_approved".into(),
                holder,
                country: country.and_then(|row| row.country.clone()),
                last4: Some(self.dice.number(1_000, 9_999).to_string()),
                identity: IdentityCheck::Verified.to_string(),
                updated_at: since.0,
                version: 1,
                user_id: id,
            });
        }
    }

    fn book(&mut self, booking: &Booking) {
        let entries = booking.posting.entries();
        let Some((_, first)) = entries.first() else { return };
        let id = TransactionId::new(booking.at).to_string();
        self.rows.ledger_transactions.push(LedgerTransactionRow {
            id: id.clone(),
            cause: booking.cause.clone(),
            kind: booking.posting.kind().to_string(),
            currency: first.currency.code().into(),
            amount: entries.iter().map(|(_, part)| part.amount.max(0)).sum(),
            collaboration_id: booking.about.collaboration.map(|id| id.to_string()),
            deliverable_id: booking.about.deliverable.map(|id| id.to_string()),
            created_at: booking.at.0,
        });
        for (account, amount) in entries {
            let opened = || (LedgerAccountId::new(booking.at).to_string(), 0);
            let (of, balance) = self.accounts.entry((*account, amount.currency)).or_insert_with(opened);
            *balance += amount.amount;
            self.rows.ledger_entries.push(LedgerEntryRow {
                account_id: of.clone(),
                transaction_id: id.clone(),
                amount: amount.amount,
            });
        }
    }

    fn write_accounts(self) {
        let row = |((account, currency), (id, balance)): ((Account, Currency), (String, i64))| LedgerAccountRow {
            id,
            kind: account.kind().into(),
            owner: account.owner(),
            currency: currency.code().into(),
            balance,
            bounded: i64::from(account.is_bounded()),
        };
        self.rows.ledger_accounts.extend(self.accounts.into_iter().map(row));
    }
}

/// The next round sum: 1,237.40 becomes 1,250.
fn nice(amount: i64) -> i64 {
    let step = (10_i64.pow(amount.max(1).ilog10().saturating_sub(1)) * 5).max(1);
    (amount + step - 1) / step * step
}
