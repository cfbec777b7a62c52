//! From a payment that is written down to one that is settled. Everything here may happen twice.

use db::Tx;
use domain::ids::PaymentId;
use domain::payment::{PaymentKind, PaymentStatus};
use serde_json::json;

use super::jobs::SettlePayment;
use super::provider::{Answer, ProviderName, Unclear};
use super::{PaymentRow, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{self, Job};
use crate::ledger::{self, About};
use crate::notifications::{self, Notice};
use crate::webhooks::{self, Event};

/// In the last minute before its deadline a payment is not begun any more, in milliseconds: longer than the provider is
/// waited for, so that no call is under way when it is called off.
const MARGIN_MS: i64 = 60_000;

/// How often a payment that others change too is looked at again.
const TRIES: usize = 10;

/// Asks the provider for the payment and books what it says. Answers the payment as it is then, and why the provider's word
/// is missing, if it is: in that case nothing has changed, and it is asked again later.
pub async fn settle(app: &App, id: PaymentId) -> Result<(PaymentRow, Option<Unclear>)> {
    let (row, is_frozen) = app
        .db
        .read(move |conn| {
            let row = store::load(conn, id)?;
            let is_frozen = row.kind.0 != PaymentKind::Deposit && store::is_frozen(conn, row.user_id.0)?;
            Ok::<_, Error>((row, is_frozen))
        })
        .await?;
    let is_new = row.provider_ref.is_none();
    // Nothing of a suspended person sets out; what is not let go by its deadline is called off and back on the balance.
    if row.status.0.is_settled()
        || (is_new && is_frozen)
        || (is_new && app.clock.now().plus_ms(MARGIN_MS).0 > row.deadline_at)
    {
        return Ok((row, None));
    }
    let said = app.payments.ask(row.provider.0, &row.order()).await;
    note(app, row, said).await
}

/// Looks at the provider how a payment is, also one that was given up: money may have moved all the same. Answers why the
/// provider's word is missing, if it is.
pub async fn look(app: &App, id: PaymentId) -> Result<Option<Unclear>> {
    let row = app.db.read(move |conn| store::load(conn, id)).await?;
    if row.status.0 != PaymentStatus::Failed {
        return Ok(settle(app, id).await?.1);
    }
    let found = match app.payments.stripe() {
        Ok(stripe) if row.provider.0 == ProviderName::Stripe => stripe.look(&row.order()).await,
        _ => return Ok(None),
    };
    match found.transpose() {
        Some(said) => Ok(note(app, row, said).await?.1),
        None => Ok(None),
    }
}

/// Tells the provider what the payer said, and books what it makes of it.
pub async fn confirm(app: &App, id: PaymentId, approve: bool) -> Result<(PaymentRow, Option<Unclear>)> {
    let row = app.db.read(move |conn| store::load(conn, id)).await?;
    if row.status.0.is_settled() {
        return Ok((row, None));
    }
    let said = app.payments.confirm(row.provider.0, &row.order(), approve).await;
    note(app, row, said).await
}

/// Calls a payment off whose time is over. The provider has the last word: only what it says has failed is put back on the
/// balance, and what it can't say yet waits until it can.
pub async fn call_off(app: &App, row: PaymentRow) -> Result<(PaymentRow, Option<Unclear>)> {
    let said = app.payments.cancel(row.provider.0, &row.order()).await;
    note(app, row, said).await
}

async fn note(app: &App, row: PaymentRow, said: Result<Answer, Unclear>) -> Result<(PaymentRow, Option<Unclear>)> {
    match said {
        Ok(answer) => {
            let id = row.id.0;
            Ok((app.db.write(move |tx| book(tx, id, &answer)).await?, None))
        }
        Err(unclear) => {
            tracing::warn!(payment = %row.id.0, %unclear, "the payment provider's word is missing");
            Ok((row, Some(unclear)))
        }
    }
}

/// Books what the provider said of a payment, once.
pub fn book(tx: &mut Tx, id: PaymentId, answer: &Answer) -> Result<PaymentRow> {
    for _ in 0..TRIES {
        let row = store::load(tx.conn, id)?;
        let told = row.rules().told(answer.outcome);
        let learned = row.provider_ref.is_none() && answer.reference.is_some();
        if told.is_none() && !learned {
            return Ok(row);
        }
        if !store::save(tx, &row, told.as_ref(), answer)? {
            continue;
        }
        jobs::cancel(tx, SettlePayment::KIND, &id.to_string())?;
        let now = store::load(tx.conn, id)?;
        if let Some(told) = told {
            if let Some(posting) = &told.posting {
                ledger::book(tx, &format!("{}:{id}", posting.kind()), posting, About::default())?;
            }
            if told.status.is_settled() {
                store::record(tx, &now, None, &told.status.to_string())?;
                tell(tx, &row, &now)?;
                emit(tx, &row, &now)?;
            }
        }
        return Ok(now);
    }
    Err(Error::conflict("conflict", "The payment is being changed by somebody else. Try again."))
}

/// Tells the owner's webhooks what became of a payment.
fn emit(tx: &mut Tx, before: &PaymentRow, now: &PaymentRow) -> Result<()> {
    let event = match (now.kind.0, now.status.0) {
        _ if before.status == now.status => return Ok(()),
        (PaymentKind::Deposit, PaymentStatus::Succeeded) => Event::PaymentSucceeded,
        (PaymentKind::Deposit, _) => Event::PaymentFailed,
        (_, PaymentStatus::Succeeded) => Event::PayoutSucceeded,
        (_, _) => Event::PayoutFailed,
    };
    webhooks::emit_to(
        tx,
        now.user_id.0,
        event,
        || json!({"id": now.id.0, "kind": now.kind.0, "status": now.status.0, "amount": now.money()}),
    )
}

/// Tells the owner of money that went out, or came back.
fn tell(tx: &mut Tx, before: &PaymentRow, now: &PaymentRow) -> Result<()> {
    if now.kind.0 == PaymentKind::Deposit || before.status == now.status {
        return Ok(());
    }
    let (amount, link) = (now.money().to_string(), "/app/wallet".to_owned());
    let notice = match now.status.0 {
        PaymentStatus::Succeeded => Notice::PayoutDone { amount, link },
        _ => Notice::PayoutFailed { amount, link },
    };
    notifications::tell(tx, now.user_id.0, notice)
}
