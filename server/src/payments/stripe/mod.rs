//! Stripe: deposits by Checkout, so that no card ever reaches this server; payouts by transfers to connected accounts;
//! withdrawals by refunds.
//!
//! Stripe keeps idempotency keys for a day, and a payment may wait longer. So what may have been begun before is looked for
//! first, by the payment's id, and only then begun, under that id as the key.

mod api;
mod checkout;
pub mod connect;
mod refunds;
mod transfers;
pub mod webhook;

use domain::payment::{Failure, Outcome, PaymentKind};
use serde_json::Value;

use super::provider::{Answer, Order, Unclear};
use crate::config::{Config, Secret};
use api::{Api, Fault};

/// Currencies whose minor units Stripe counts in another way than ISO 4217.
const ODD: [&str; 3] = ["ISK", "MGA", "UGX"];

/// Stripe, with the keys of one account. Cheap to clone.
#[derive(Clone)]
pub struct Stripe {
    api: Api,
    webhook_secret: Secret<String>,
    public_url: String,
}

impl Stripe {
    /// The account that the settings name, if they do. Nothing is connected yet.
    pub fn new(config: &Config) -> anyhow::Result<Option<Self>> {
        let payments = &config.payments;
        if !payments.stripe_secret_key.is_set() {
            return Ok(None);
        }
        let api = Api::new(&payments.stripe_url, payments.stripe_secret_key.clone())?;
        let webhook_secret = payments.stripe_webhook_secret.clone();
        Ok(Some(Self { api, webhook_secret, public_url: config.public_url().to_owned() }))
    }

    /// Begins the payment, or says where it is.
    pub async fn ask(&self, order: &Order) -> Result<Answer, Unclear> {
        if ODD.contains(&order.amount.currency.code()) {
            return Ok(Answer::of(Outcome::Failed(Failure::ProviderRefused), None));
        }
        let said = match order.kind {
            PaymentKind::Deposit => self.ask_checkout(order).await,
            PaymentKind::Payout => self.ask_transfer(order).await,
            PaymentKind::Withdrawal => self.ask_refund(order).await,
        };
        said.or_else(Fault::into_answer)
    }

    /// Says where the payment is without beginning it; `None` when Stripe has never heard of it.
    pub async fn look(&self, order: &Order) -> Result<Option<Answer>, Unclear> {
        let found = match (order.kind, &order.reference) {
            (PaymentKind::Deposit, None) => return Ok(None),
            (PaymentKind::Deposit, Some(_)) => self.ask_checkout(order).await.map(Some),
            (PaymentKind::Payout, _) => self.find_transfer(order).await,
            (PaymentKind::Withdrawal, _) => self.find_refund(order).await,
        };
        found.or_else(|fault| fault.into_answer().map(Some))
    }

    /// Calls the payment off, if that can still be done, and says how it ended.
    pub async fn cancel(&self, order: &Order) -> Result<Answer, Unclear> {
        let said = match order.kind {
            PaymentKind::Deposit => self.expire_checkout(order).await,
            // Neither a transfer nor a refund can be called off; but what Stripe has never heard of never happens, since
            // nothing is begun so near to the deadline.
            PaymentKind::Payout => self.find_transfer(order).await.map(Answer::or_never),
            PaymentKind::Withdrawal => self.find_refund(order).await.map(Answer::or_never),
        };
        said.or_else(Fault::into_answer)
    }
}

impl Answer {
    fn of(outcome: Outcome, reference: Option<String>) -> Self {
        Self { outcome, reference, next_url: None, card: None }
    }

    fn or_never(found: Option<Self>) -> Self {
        found.unwrap_or_else(|| Self::of(Outcome::Failed(Failure::TimedOut), None))
    }
}

impl Fault {
    /// A refusal is an answer; what is unclear stays so.
    fn into_answer(self) -> Result<Answer, Unclear> {
        match self {
            Self::Refused(failure) => Ok(Answer::of(Outcome::Failed(failure), None)),
            Self::Unclear(unclear) => Err(unclear),
        }
    }
}

/// A text of an object of Stripe's.
fn text(object: &Value, pointer: &str) -> Option<String> {
    object.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

/// The id of an object of Stripe's.
fn id(object: &Value) -> Result<String, Unclear> {
    text(object, "/id").ok_or_else(|| Unclear::because("Stripe's answer has no id"))
}
