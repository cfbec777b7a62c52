//! A statement: opening balances, what moved, closing balances.

use std::collections::BTreeMap;

use db::Conn;
use domain::clock::{Timestamp, Zone};
use domain::ids::UserId;
use domain::money::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::ledger;
use crate::payments::transactions::{Movement, SignedMoney, TransactionOut, Wanted, load};
use crate::reports::Month;

/// A month on somebody's balances.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Statement {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// The IANA time zone that its days are in.
    pub time_zone: String,
    /// Whether the month is over, so that nothing will be added.
    pub complete: bool,
    /// Each currency of which there was something or moved something, by its code.
    pub currencies: Vec<CurrencyStatement>,
}

/// The same in one currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CurrencyStatement {
    /// Which.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// What was there when the month began.
    pub opening: SignedMoney,
    /// The sum of what came.
    pub came: SignedMoney,
    /// The sum of what went, below zero.
    pub went: SignedMoney,
    /// What was there when the month ended, or is there now.
    pub closing: SignedMoney,
    /// What moved, the first thing first.
    pub lines: Vec<Line>,
}

/// A movement, and what was there after it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StatementLine)]
pub struct Line {
    /// What moved.
    #[serde(flatten)]
    pub transaction: TransactionOut,
    /// The balance after it.
    pub balance: SignedMoney,
}

/// Reads the statement of that person's month.
pub fn read(conn: &mut Conn, owner: UserId, month: Month, zone: &Zone, now: Timestamp) -> Result<Statement> {
    let (since, until) = (month.start(zone), month.end(zone));
    let mut openings: BTreeMap<Currency, i64> = BTreeMap::new();
    for (_, sum) in ledger::sums(conn, owner, since)? {
        *openings.entry(sum.currency).or_default() += sum.amount;
    }
    let mut moved: BTreeMap<Currency, Vec<Movement>> = BTreeMap::new();
    let wanted = Wanted { since: Some(since), until: Some(until), ..Wanted::default() };
    for movement in load(conn, owner, &wanted)?.into_iter().rev() {
        moved.entry(movement.currency.0).or_default().push(movement);
    }
    for (currency, opening) in &openings {
        if *opening != 0 {
            moved.entry(*currency).or_default();
        }
    }
    let of = |(currency, movements)| {
        CurrencyStatement::of(currency, openings.get(&currency).copied().unwrap_or(0), movements)
    };
    Ok(Statement {
        month,
        time_zone: zone.name().to_owned(),
        complete: until <= now,
        currencies: moved.into_iter().map(of).collect(),
    })
}

impl CurrencyStatement {
    fn of(currency: Currency, opening: i64, movements: Vec<Movement>) -> Self {
        let signed = |amount| SignedMoney { amount, currency };
        let sum = |keeps: fn(&i64) -> bool| movements.iter().map(|one| one.amount).filter(keeps).sum::<i64>();
        let (came, went) = (sum(|amount| *amount > 0), sum(|amount| *amount < 0));
        let mut balance = opening;
        let lines = movements.into_iter().map(|movement| {
            balance += movement.amount;
            Line { transaction: movement.told(), balance: signed(balance) }
        });
        let lines = lines.collect();
        Self {
            currency,
            opening: signed(opening),
            came: signed(came),
            went: signed(went),
            closing: signed(opening + came + went),
            lines,
        }
    }
}
