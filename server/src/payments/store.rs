//! The queries of payments.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{PaymentId, UserId};
use domain::money::Money;
use domain::payment::{PaymentKind, PaymentStatus, Told};
use domain::words::AccountStatus;
use serde::Serialize;

use super::jobs::SettlePayment;
use super::provider::{Answer, ProviderName};
use super::{Card, PaymentRow};
use crate::accounts;
use crate::audit;
use crate::error::{Error, Result};
use crate::jobs::{self, NewJob};
use crate::ledger::{self, About};
use crate::schema::payments;

/// How long after its beginning a payment's job looks after it, in milliseconds: longer than the provider is waited for.
pub const AFTERWARDS_MS: i64 = 15_000;

/// A payment that is to begin.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Whose.
    pub owner: UserId,
    /// Which way the money goes.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// Through whom.
    pub provider: ProviderName,
    /// The provider's word for the card or the account.
    pub method: Option<String>,
    /// The card, as far as it is shown.
    pub card: Option<Card>,
    /// When it is called off unless it is settled.
    pub deadline: Timestamp,
}

#[derive(Serialize)]
struct Deed {
    amount: i64,
    currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// Writes a payment down, takes what goes out from the balance, and enqueues the job that sees it through. 409
/// `insufficient_balance`.
pub fn begin(tx: &mut Tx, new: &NewPayment) -> Result<PaymentRow> {
    let id = PaymentId::new(tx.now);
    let (brand, last4) = new.card.as_ref().map(|card| (&card.brand, &card.last4)).unzip();
    diesel::insert_into(payments::table)
        .values((
            (payments::id.eq(id.to_string()), payments::user_id.eq(new.owner.to_string())),
            (payments::kind.eq(new.kind.to_string()), payments::status.eq(PaymentStatus::Pending.to_string())),
            (payments::amount.eq(new.amount.amount), payments::currency.eq(new.amount.currency.code())),
            (payments::provider.eq(new.provider.to_string()), payments::method.eq(new.method.as_ref())),
            (payments::card_brand.eq(brand), payments::card_last4.eq(last4)),
            (payments::created_at.eq(tx.now.0), payments::deadline_at.eq(new.deadline.0)),
        ))
        .execute(tx.conn)?;
    let row = load(tx.conn, id)?;
    if let Some(posting) = row.rules().beginning() {
        ledger::book(tx, &format!("{}:{id}", posting.kind()), &posting, About::default())?;
    }
    let job = NewJob::of(&SettlePayment { payment: id })?.key(id.to_string());
    jobs::enqueue_new(tx, &job.at(tx.now.plus_ms(AFTERWARDS_MS)))?;
    record(tx, &row, Some(new.owner), "begin")?;
    Ok(row)
}

/// Notes a payment's deed in the audit log.
pub fn record(tx: &mut Tx, row: &PaymentRow, actor: Option<UserId>, deed: &str) -> Result<()> {
    let failure = row.failure.as_ref().map(|why| why.0.to_string());
    let detail = Deed { amount: row.amount, currency: row.currency.0.code(), failure };
    let action = format!("{}.{deed}", row.kind.0);
    audit::record(tx, actor, &action, "payment", &row.id.0.to_string(), &detail)
}

/// That payment, or 404.
pub fn load(conn: &mut Conn, id: PaymentId) -> Result<PaymentRow> {
    Ok(payments::table.find(id.to_string()).select(PaymentRow::as_select()).first(conn)?)
}

/// Whether that person's balance is frozen: while they are suspended nothing leaves it.
pub fn is_frozen(conn: &mut Conn, owner: UserId) -> Result<bool> {
    Ok(accounts::store::find(conn, owner)?.status.0 == AccountStatus::Suspended)
}

/// That person's payment of that id, or 404.
pub fn find(conn: &mut Conn, owner: UserId, id: PaymentId) -> Result<PaymentRow> {
    let own = payments::table.find(id.to_string()).filter(payments::user_id.eq(owner.to_string()));
    Ok(own.select(PaymentRow::as_select()).first(conn)?)
}

/// Keeps what the provider said; answers whether nobody else changed the payment meanwhile.
pub fn save(tx: &mut Tx, row: &PaymentRow, told: Option<&Told>, answer: &Answer) -> Result<bool> {
    let (status, failure) = told.map_or_else(
        || (row.status.0, row.failure.as_ref().map(|why| why.0)),
        |told| (told.status, told.failure.or(row.failure.as_ref().map(|why| why.0))),
    );
    let failure = failure.filter(|_| status == PaymentStatus::Failed).map(|why| why.to_string());
    let settled_at = status.is_settled().then(|| row.settled_at.unwrap_or(tx.now.0));
    let card = answer.card.clone().or_else(|| row.card());
    let (brand, last4) = card.map(|card| (card.brand, card.last4)).unzip();
    let next_url = answer.next_url.clone().filter(|_| status == PaymentStatus::RequiresAction);
    let reference = row.provider_ref.clone().or_else(|| answer.reference.clone());
    let same = payments::table.find(row.id.0.to_string()).filter(payments::version.eq(row.version));
    let changed = diesel::update(same)
        .set((
            (payments::status.eq(status.to_string()), payments::failure.eq(failure)),
            (payments::provider_ref.eq(reference), payments::next_url.eq(next_url)),
            (payments::card_brand.eq(brand), payments::card_last4.eq(last4)),
            (payments::settled_at.eq(settled_at), payments::version.eq(row.version + 1)),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// That person's payments, the latest first, from before `before`.
pub fn list(
    conn: &mut Conn,
    owner: UserId,
    kind: Option<PaymentKind>,
    before: Option<PaymentId>,
    limit: i64,
) -> Result<Vec<PaymentRow>> {
    let own = payments::table.filter(payments::user_id.eq(owner.to_string())).order(payments::id.desc()).limit(limit);
    let mut own = own.select(PaymentRow::as_select()).into_boxed();
    if let Some(kind) = kind {
        own = own.filter(payments::kind.eq(kind.to_string()));
    }
    if let Some(before) = before {
        own = own.filter(payments::id.lt(before.to_string()));
    }
    Ok(own.load(conn)?)
}

/// Up to `limit` payments that are not settled, were begun before `begun` and end before `due`, after `after`.
pub fn open(
    conn: &mut Conn,
    begun: Timestamp,
    due: Timestamp,
    after: Option<PaymentId>,
    limit: i64,
) -> Result<Vec<PaymentRow>> {
    let open = payments::table
        .filter(payments::settled_at.is_null())
        .filter(payments::created_at.le(begun.0).and(payments::deadline_at.le(due.0)))
        .filter(payments::id.gt(after.map(|id| id.to_string()).unwrap_or_default()));
    Ok(open.order(payments::id).limit(limit).select(PaymentRow::as_select()).load(conn)?)
}

/// What of that person's money is on its way out, a payment each.
pub fn in_transit(conn: &mut Conn, owner: UserId) -> Result<Vec<Money>> {
    let own = payments::table
        .filter(payments::user_id.eq(owner.to_string()).and(payments::settled_at.is_null()))
        .filter(payments::kind.ne(PaymentKind::Deposit.to_string()));
    let rows: Vec<PaymentRow> = own.select(PaymentRow::as_select()).load(conn)?;
    Ok(rows.iter().map(PaymentRow::money).collect())
}

/// Where a withdrawal goes back to: the latest deposit of which that much is left. The sandbox, which sends nothing
/// anywhere, needs none. 409 `more_than_one_card` when no deposit alone is enough.
pub fn source(conn: &mut Conn, owner: UserId, provider: ProviderName, amount: Money) -> Result<Option<String>> {
    if provider == ProviderName::Sandbox {
        return Ok(None);
    }
    let own = payments::table
        .filter(payments::user_id.eq(owner.to_string()).and(payments::currency.eq(amount.currency.code())))
        .filter(payments::provider.eq(provider.to_string()).and(payments::provider_ref.is_not_null()));
    let rows: Vec<PaymentRow> = own.order(payments::id.desc()).select(PaymentRow::as_select()).load(conn)?;
    let is = |row: &&PaymentRow, kind| row.kind.0 == kind && row.status.0 != PaymentStatus::Failed;
    let left = |deposit: &PaymentRow| {
        let back = rows.iter().filter(|row| is(row, PaymentKind::Withdrawal) && row.method == deposit.provider_ref);
        deposit.amount - back.map(|row| row.amount).sum::<i64>()
    };
    let paid = || rows.iter().filter(|row| is(row, PaymentKind::Deposit) && row.status.0 == PaymentStatus::Succeeded);
    if let Some(deposit) = paid().find(|row| left(row) >= amount.amount) {
        return Ok(deposit.provider_ref.clone());
    }
    let most = Money::new(paid().map(left).max().unwrap_or(0), amount.currency);
    Err(Error::conflict("more_than_one_card", format!("It goes back to one card at a time: at most {most} now.")))
}
