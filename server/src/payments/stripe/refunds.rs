//! Withdrawals: a refund each of what was paid in by one deposit.

use domain::payment::{Failure, Outcome};
use serde_json::Value;

use super::super::provider::{Answer, Order, Unclear};
use super::api::Fault;
use super::{Stripe, id, text};

impl Stripe {
    pub(super) async fn ask_refund(&self, order: &Order) -> Result<Answer, Fault> {
        let Some(intent) = self.intent(order).await? else { return Err(Fault::Refused(Failure::ProviderRefused)) };
        if let Some(found) = self.refund_of(order, &intent).await? {
            return Ok(found);
        }
        let (payment, amount) = (order.id.to_string(), order.amount.amount.to_string());
        let fields = [("payment_intent", intent.as_str()), ("amount", &amount), ("metadata[payment]", &payment)];
        let refund = self.api.post("/v1/refunds", &format!("{payment}:refund"), &fields).await?;
        Ok(said(&refund)?)
    }

    /// What was refunded for that withdrawal, if anything was.
    pub(super) async fn find_refund(&self, order: &Order) -> Result<Option<Answer>, Fault> {
        match self.intent(order).await? {
            Some(intent) => Ok(self.refund_of(order, &intent).await?),
            None => Ok(None),
        }
    }

    /// Stripe's name for what the deposit paid: the withdrawal's method is the deposit's session.
    async fn intent(&self, order: &Order) -> Result<Option<String>, Unclear> {
        let Some(session) = &order.method else { return Ok(None) };
        Ok(text(&self.session(session).await?, "/payment_intent/id"))
    }

    async fn refund_of(&self, order: &Order, intent: &str) -> Result<Option<Answer>, Unclear> {
        let list = self.api.get("/v1/refunds", &[("payment_intent", intent), ("limit", "100")]).await?;
        let refunds = list["data"].as_array().ok_or_else(|| Unclear::because("Stripe's list is none"))?;
        let payment = order.id.to_string();
        let own = refunds.iter().find(|refund| text(refund, "/metadata/payment").as_ref() == Some(&payment));
        own.map(said).transpose()
    }
}

fn said(refund: &Value) -> Result<Answer, Unclear> {
    let outcome = match refund["status"].as_str().unwrap_or_default() {
        "succeeded" => Outcome::Succeeded,
        "pending" | "requires_action" => Outcome::Pending,
        "failed" | "canceled" => Outcome::Failed(Failure::ProviderRefused),
        _ => return Err(Unclear::because("Stripe's refund is in no known state")),
    };
    Ok(Answer::of(outcome, Some(id(refund)?)))
}
