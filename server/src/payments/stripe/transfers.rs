//! Payouts: a transfer each to the person's connected account, from where Stripe sends it on to their bank.

use domain::payment::{Failure, Outcome};
use serde_json::Value;

use super::super::provider::{Answer, Order, Unclear};
use super::api::Fault;
use super::{Stripe, id};

impl Stripe {
    pub(super) async fn ask_transfer(&self, order: &Order) -> Result<Answer, Fault> {
        if let Some(found) = self.find_transfer(order).await? {
            return Ok(found);
        }
        let Some(account) = &order.method else { return Err(Fault::Refused(Failure::AccountRefused)) };
        let payment = order.id.to_string();
        let amount = order.amount.amount.to_string();
        let currency = order.amount.currency.code().to_ascii_lowercase();
        let fields = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("destination", account),
            ("transfer_group", &payment),
            ("metadata[payment]", &payment),
        ];
        let transfer = self.api.post("/v1/transfers", &format!("{payment}:transfer"), &fields).await?;
        Ok(said(&transfer)?)
    }

    /// What was transferred for that payment, if anything was.
    pub(super) async fn find_transfer(&self, order: &Order) -> Result<Option<Answer>, Fault> {
        let group = order.id.to_string();
        let list = self.api.get("/v1/transfers", &[("transfer_group", &group), ("limit", "1")]).await?;
        let transfers = list["data"].as_array().ok_or_else(|| Unclear::because("Stripe's list is none"))?;
        Ok(transfers.first().map(said).transpose()?)
    }
}

fn said(transfer: &Value) -> Result<Answer, Unclear> {
    let is_back = transfer["reversed"].as_bool() == Some(true);
    let outcome = if is_back { Outcome::Failed(Failure::ProviderRefused) } else { Outcome::Succeeded };
    Ok(Answer::of(outcome, Some(id(transfer)?)))
}
