//! Deposits: a Checkout Session each, on a page of Stripe's.

use domain::payment::{Failure, Outcome};
use serde_json::Value;

use super::super::Card;
use super::super::provider::{Answer, Order, Unclear};
use super::api::Fault;
use super::{Stripe, id, text};

impl Stripe {
    pub(super) async fn ask_checkout(&self, order: &Order) -> Result<Answer, Fault> {
        match &order.reference {
            Some(session) => Ok(said(&self.session(session).await?)?),
            // Nobody can pay a session whose address nobody got, so that one of a lost answer may be left to itself.
            None => Ok(said(&self.begin_checkout(order).await?)?),
        }
    }

    async fn begin_checkout(&self, order: &Order) -> Result<Value, Fault> {
        let payment = order.id.to_string();
        let amount = order.amount.amount.to_string();
        let currency = order.amount.currency.code().to_ascii_lowercase();
        let back = format!("{}/app/wallet?payment={payment}", self.public_url);
        let until = (order.deadline.0 / 1000).to_string();
        let fields = [
            ("mode", "payment"),
            ("payment_method_types[0]", "card"),
            ("client_reference_id", &payment),
            ("metadata[payment]", &payment),
            ("payment_intent_data[metadata][payment]", &payment),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &currency),
            ("line_items[0][price_data][unit_amount]", &amount),
            ("line_items[0][price_data][product_data][name]", "Deposit"),
            ("expires_at", &until),
            ("success_url", &back),
            ("cancel_url", &back),
        ];
        self.api.post("/v1/checkout/sessions", &format!("{payment}:session"), &fields).await
    }

    /// A session with the payment that it led to.
    pub(super) async fn session(&self, session: &str) -> Result<Value, Unclear> {
        let path = format!("/v1/checkout/sessions/{session}");
        self.api.get(&path, &[("expand[]", "payment_intent.payment_method")]).await
    }

    pub(super) async fn expire_checkout(&self, order: &Order) -> Result<Answer, Fault> {
        let session = match &order.reference {
            Some(session) => session.clone(),
            None => return Ok(Answer::or_never(None)),
        };
        let path = format!("/v1/checkout/sessions/{session}/expire");
        match self.api.post(&path, &format!("{}:expire", order.id), &[]).await {
            Err(Fault::Unclear(unclear)) => Err(unclear.into()),
            // Refused when it is paid or expired already: in any case the session itself says how it ended.
            Ok(_) | Err(Fault::Refused(_)) => Ok(said(&self.session(&session).await?)?),
        }
    }
}

fn said(session: &Value) -> Result<Answer, Unclear> {
    let word = |pointer: &str| session.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let outcome = match (word("/status"), word("/payment_status")) {
        ("complete", "paid") => Outcome::Succeeded,
        ("complete", _) => Outcome::Pending,
        ("open", _) => Outcome::RequiresAction,
        ("expired", _) => Outcome::Failed(Failure::TimedOut),
        _ => return Err(Unclear::because("Stripe's session is in no known state")),
    };
    let card = |what: &str| text(session, &format!("/payment_intent/payment_method/card/{what}"));
    let card = card("brand").zip(card("last4")).map(|(brand, last4)| Card { brand, last4 });
    let next_url = (outcome == Outcome::RequiresAction).then(|| text(session, "/url")).flatten();
    Ok(Answer { outcome, reference: Some(id(session)?), next_url, card })
}
