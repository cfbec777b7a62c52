//! The ledger: money moves here and nowhere else. Transactions and entries are only ever added.
//!
//! A posting is booked in the transaction of its cause, under a name that is good once: whatever is tried again, however
//! often, moves nothing a second time. A bounded account is changed by a statement that finds no row when it would fall
//! below zero, so that no concurrency can overdraw it.

use db::{Conn, Tx, insert_or_ignore};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::clock::Timestamp;
use domain::ids::{CollaborationId, DeliverableId, LedgerAccountId, TransactionId, UserId};
use domain::ledger::{Account, Posting, TransactionKind};
use domain::money::{Currency, Money};

use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::{ledger_accounts, ledger_entries, ledger_transactions};

/// What a posting belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// The work that it is for.
    pub collaboration: Option<CollaborationId>,
    /// The deliverable whose share moves.
    pub deliverable: Option<DeliverableId>,
}

/// Books a posting under the name of its cause, such as `release:<deliverable>`. Answers whether it is new: what was
/// booked before is not booked again. 409 `insufficient_balance` when an account would fall below zero.
pub fn book(tx: &mut Tx, cause: &str, posting: &Posting, about: About) -> Result<bool> {
    let Some((_, first)) = posting.entries().first() else { return Ok(false) };
    let id = TransactionId::new(tx.now).to_string();
    let amount: i64 = posting.entries().iter().map(|(_, part)| part.amount.max(0)).sum();
    let row = (
        (ledger_transactions::id.eq(&id), ledger_transactions::cause.eq(cause)),
        ledger_transactions::kind.eq(posting.kind().to_string()),
        ledger_transactions::currency.eq(first.currency.code()),
        ledger_transactions::amount.eq(amount),
        ledger_transactions::collaboration_id.eq(about.collaboration.map(|id| id.to_string())),
        ledger_transactions::deliverable_id.eq(about.deliverable.map(|id| id.to_string())),
        ledger_transactions::created_at.eq(tx.now.0),
    );
    if insert_or_ignore(diesel::insert_into(ledger_transactions::table).values(row)).execute(tx.conn)? == 0 {
        return Ok(false);
    }
    let mut entries: Vec<_> = posting.entries().to_vec();
    // Always in the same order, so that two postings never wait for each other.
    entries.sort_by_key(|(account, _)| (account.kind(), account.owner()));
    for (account, amount) in entries {
        let account = add(tx, account, amount)?;
        diesel::insert_into(ledger_entries::table)
            .values((
                ledger_entries::account_id.eq(account),
                ledger_entries::transaction_id.eq(&id),
                ledger_entries::amount.eq(amount.amount),
            ))
            .execute(tx.conn)?;
    }
    Ok(true)
}

/// Changes the balance; answers the account's id.
fn add(tx: &mut Tx, account: Account, amount: Money) -> Result<String> {
    let currency = amount.currency.code();
    if amount.amount > 0 || !account.is_bounded() {
        let opened = (
            ledger_accounts::id.eq(LedgerAccountId::new(tx.now).to_string()),
            (ledger_accounts::kind.eq(account.kind()), ledger_accounts::owner.eq(account.owner())),
            (ledger_accounts::currency.eq(currency), ledger_accounts::balance.eq(0)),
            ledger_accounts::bounded.eq(i64::from(account.is_bounded())),
        );
        insert_or_ignore(diesel::insert_into(ledger_accounts::table).values(opened)).execute(tx.conn)?;
    }
    let this = || {
        ledger_accounts::table
            .filter(ledger_accounts::kind.eq(account.kind()).and(ledger_accounts::owner.eq(account.owner())))
            .filter(ledger_accounts::currency.eq(currency))
    };
    let enough = ledger_accounts::bounded.eq(0).or((ledger_accounts::balance + amount.amount).ge(0));
    let changed = diesel::update(this().filter(enough))
        .set(ledger_accounts::balance.eq(ledger_accounts::balance + amount.amount))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(short_of(amount));
    }
    Ok(this().select(ledger_accounts::id).first(tx.conn)?)
}

fn short_of(amount: Money) -> Error {
    let missing = Money::new(-amount.amount, amount.currency);
    Error::conflict("insufficient_balance", format!("The balance is lower than {missing}."))
}

/// What was booked on a person's balances before that instant, summed by currency and kind.
pub fn sums(conn: &mut Conn, of: UserId, before: Timestamp) -> Result<Vec<(TransactionKind, Money)>> {
    let account = Account::Person(of);
    let rows: Vec<(Text<Currency>, Text<TransactionKind>, i64)> = ledger_entries::table
        .inner_join(ledger_accounts::table.on(ledger_accounts::id.eq(ledger_entries::account_id)))
        .inner_join(ledger_transactions::table.on(ledger_transactions::id.eq(ledger_entries::transaction_id)))
        .filter(ledger_accounts::kind.eq(account.kind()).and(ledger_accounts::owner.eq(account.owner())))
        .filter(ledger_transactions::created_at.lt(before.0))
        .group_by((ledger_transactions::currency, ledger_transactions::kind))
        .order((ledger_transactions::currency, ledger_transactions::kind))
        .select((
            ledger_transactions::currency,
            ledger_transactions::kind,
            // A sum of `bigint` is another type on PostgreSQL.
            sql::<BigInt>("cast(sum(ledger_entries.amount) as bigint)"),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(currency, kind, amount)| (kind.0, Money::new(amount, currency.0))).collect())
}

/// A person's balances, one a currency, by its code. None where they never had money here.
pub fn balances(conn: &mut Conn, of: UserId) -> Result<Vec<Money>> {
    let rows: Vec<(Text<Currency>, i64)> = ledger_accounts::table
        .filter(ledger_accounts::kind.eq(Account::Person(of).kind()).and(ledger_accounts::owner.eq(of.to_string())))
        .order(ledger_accounts::currency)
        .select((ledger_accounts::currency, ledger_accounts::balance))
        .load(conn)?;
    Ok(rows.into_iter().map(|(currency, amount)| Money::new(amount, currency.0)).collect())
}
