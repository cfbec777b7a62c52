//! The embedded provider: it plays a payment provider with a memory of its own, and no money moves.
//!
//! It is asked like a real one and may be asked again after a crash: what it has decided it remembers by the payment's id.

use db::{Db, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::PaymentId;
use domain::payment::{Failure, Outcome, PaymentStatus};

use super::provider::{Answer, Order, Unclear};
use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::sandbox_payments as table;

/// After how long a slow payment is answered, in milliseconds.
const SLOW_MS: i64 = 10_000;

/// Plays a payment provider. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox(Db);

/// What it remembers of a payment.
type Memory = (Text<PaymentStatus>, Option<Text<Failure>>, i64);

/// How it behaves for a card or an account.
fn behaviour(token: Option<&str>) -> (Outcome, i64) {
    use Outcome::{Failed, Pending, RequiresAction, Succeeded};
    match token.unwrap_or_default() {
        "pm_card_chargeDeclined" => (Failed(Failure::CardDeclined), 0),
        "pm_card_chargeDeclinedInsufficientFunds" => (Failed(Failure::InsufficientFunds), 0),
        "pm_card_chargeDeclinedExpiredCard" => (Failed(Failure::ExpiredCard), 0),
        "pm_card_chargeDeclinedIncorrectCvc" => (Failed(Failure::IncorrectCvc), 0),
        "pm_card_authenticationRequired"
        | "pm_card_authenticationRequiredOnSetup"
        | "pm_card_authenticationRequiredChargeDeclined"
        | "pm_card_threeDSecure2Required" => (RequiresAction, 0),
        "pm_card_chargeDeclinedProcessingError" | "ba_slow" => (Succeeded, SLOW_MS),
        "ba_refused" => (Failed(Failure::AccountRefused), 0),
        "ba_never" => (Pending, 0),
        _ => (Succeeded, 0),
    }
}

const fn stored(outcome: Outcome) -> (PaymentStatus, Option<Failure>) {
    match outcome {
        Outcome::Pending => (PaymentStatus::Pending, None),
        Outcome::RequiresAction => (PaymentStatus::RequiresAction, None),
        Outcome::Succeeded => (PaymentStatus::Succeeded, None),
        Outcome::Failed(failure) => (PaymentStatus::Failed, Some(failure)),
    }
}

fn told((status, failure, _): &Memory) -> Outcome {
    match status.0 {
        PaymentStatus::Pending => Outcome::Pending,
        PaymentStatus::RequiresAction => Outcome::RequiresAction,
        PaymentStatus::Succeeded => Outcome::Succeeded,
        PaymentStatus::Failed => Outcome::Failed(failure.as_ref().map_or(Failure::ProviderRefused, |why| why.0)),
    }
}

impl Sandbox {
    /// One whose memory is that database.
    pub const fn new(db: Db) -> Self {
        Self(db)
    }

    /// Begins the payment, or says where it is. A slow one gives no answer at first, like a provider that times out.
    pub async fn ask(&self, order: &Order) -> Result<Answer, Unclear> {
        let (id, method) = (order.id, order.method.clone());
        self.remembering(order, move |tx| {
            let (outcome, delay) = behaviour(method.as_deref());
            remember(tx, id, outcome, tx.now.plus_ms(delay))
        })
        .await
    }

    /// The payer's answer to the pretended bank. The first one counts.
    pub async fn confirm(&self, order: &Order, approve: bool) -> Result<Answer, Unclear> {
        let (id, method) = (order.id, order.method.clone());
        self.remembering(order, move |tx| {
            let outcome = match (approve, method.as_deref()) {
                (false, _) => Outcome::Failed(Failure::AuthenticationFailed),
                (true, Some("pm_card_authenticationRequiredChargeDeclined")) => Outcome::Failed(Failure::CardDeclined),
                (true, _) => Outcome::Succeeded,
            };
            change(tx, id, &[PaymentStatus::RequiresAction], outcome)
        })
        .await
    }

    /// Calls off what is not decided. What was never heard of is noted as called off, so that it can't begin later.
    pub async fn cancel(&self, order: &Order) -> Result<Answer, Unclear> {
        let id = order.id;
        self.remembering(order, move |tx| {
            let off = Outcome::Failed(Failure::TimedOut);
            remember(tx, id, off, tx.now)?;
            change(tx, id, &[PaymentStatus::Pending, PaymentStatus::RequiresAction], off)
        })
        .await
    }

    /// Does that to the memory, and answers by what is in it then.
    async fn remembering<F>(&self, order: &Order, deed: F) -> Result<Answer, Unclear>
    where
        F: Fn(&mut Tx) -> Result<()> + Send + 'static,
    {
        let id = order.id.to_string();
        let done = self.0.write(move |tx| {
            deed(tx)?;
            let columns = (table::status, table::failure, table::ready_at);
            let memory: Memory = table::table.find(&id).select(columns).first(tx.conn)?;
            Ok::<_, Error>((told(&memory), memory.2 <= tx.now.0))
        });
        let (outcome, is_ready) = done.await.map_err(|_| Unclear("the sandbox's memory can't be reached".into()))?;
        if !is_ready {
            return Err(Unclear("the sandbox takes its time".into()));
        }
        Ok(Answer { outcome, reference: Some(format!("sandbox_{}", order.id)), next_url: None, card: None })
    }
}

/// Notes a payment that it has not heard of yet.
fn remember(tx: &mut Tx, id: PaymentId, outcome: Outcome, ready_at: Timestamp) -> Result<()> {
    let (status, failure) = stored(outcome);
    let new = diesel::insert_into(table::table).values((
        (table::payment_id.eq(id.to_string()), table::status.eq(status.to_string())),
        (table::failure.eq(failure.map(|why| why.to_string())), table::ready_at.eq(ready_at.0)),
    ));
    insert_or_ignore(new).execute(tx.conn)?;
    Ok(())
}

/// Decides a payment that is in one of those states.
fn change(tx: &mut Tx, id: PaymentId, from: &[PaymentStatus], to: Outcome) -> Result<()> {
    let (status, failure) = stored(to);
    let open: Vec<String> = from.iter().map(ToString::to_string).collect();
    diesel::update(table::table.find(id.to_string()).filter(table::status.eq_any(open)))
        .set((table::status.eq(status.to_string()), table::failure.eq(failure.map(|why| why.to_string()))))
        .execute(tx.conn)?;
    Ok(())
}
