//! The money of the world: what the work books, what sponsors paid in before it, and what influencers had sent home. Booked
//! in the order of time by the postings of the ledger, so that every account balances and none is ever overdrawn.

use std::collections::{BTreeMap, HashMap};

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{LedgerAccountId, TransactionId, UserId};
use domain::ledger::{Account, Posting};
use domain::money::{Currency, Money};

use super::dice::Dice;
use super::rows::{LedgerAccountRow, LedgerEntryRow, LedgerTransactionRow, Rows};
use super::setting::Setting;
use crate::ledger::About;

const MINUTE_MS: i64 = 60_000;
/// Whoever logs in finds what came in lately still on the balance.
const DEMO_DAYS: i64 = 45;

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
    pub fn close(self, rows: &mut Rows, dice: &mut Dice, setting: &Setting, demo: UserId) {
        let mut books = Books { rows, dice, accounts: HashMap::new() };
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
        books.write_accounts();
    }
}

/// Accounts with their balances, and the rows that made them.
struct Books<'a> {
    rows: &'a mut Rows,
    dice: &'a mut Dice,
    accounts: HashMap<(Account, Currency), (String, i64)>,
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
        let posting = Posting::deposit(who, Money::new(sum, currency));
        let cause = format!("deposit:{}", TransactionId::new(at));
        self.book(&Booking { at, cause, posting, about: About::default() });
    }

    /// All that is there sets out, and arrives within the day.
    fn pay_out(&mut self, who: UserId, currency: Currency, at: Timestamp) {
        let balance = Money::new(self.balance(Account::Person(who), currency), currency);
        if balance.amount == 0 {
            return;
        }
        let id = TransactionId::new(at);
        let arrived = at.plus_ms(self.dice.number(2, 20 * 60) * MINUTE_MS);
        let steps =
            [("payout", at, Posting::payout(who, balance)), ("settlement", arrived, Posting::settlement(balance))];
        for (name, at, posting) in steps {
            self.book(&Booking { at, cause: format!("{name}:{id}"), posting, about: About::default() });
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
