//! What addresses are told of.

use db::Tx;
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

use super::store;
use crate::accounts::{self, UserRow};
use crate::error::Result;

/// What happened. Its name is the `type` of what is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema)]
#[schema(as = WebhookEvent)]
pub enum Event {
    /// An invitation or application began.
    #[serde(rename = "ad_request.created")]
    #[strum(serialize = "ad_request.created")]
    AdRequestCreated,
    /// It has a new revision: a counter-offer, or an offer changed before it was answered.
    #[serde(rename = "ad_request.revised")]
    #[strum(serialize = "ad_request.revised")]
    AdRequestRevised,
    /// It is agreed.
    #[serde(rename = "ad_request.accepted")]
    #[strum(serialize = "ad_request.accepted")]
    AdRequestAccepted,
    /// It was turned down.
    #[serde(rename = "ad_request.rejected")]
    #[strum(serialize = "ad_request.rejected")]
    AdRequestRejected,
    /// It was taken back, or its campaign cancelled.
    #[serde(rename = "ad_request.withdrawn")]
    #[strum(serialize = "ad_request.withdrawn")]
    AdRequestWithdrawn,
    /// Nobody answered in time, or its campaign ended.
    #[serde(rename = "ad_request.expired")]
    #[strum(serialize = "ad_request.expired")]
    AdRequestExpired,
    /// The payment is put aside.
    #[serde(rename = "collaboration.funded")]
    #[strum(serialize = "collaboration.funded")]
    CollaborationFunded,
    /// A deliverable was handed in.
    #[serde(rename = "collaboration.submitted")]
    #[strum(serialize = "collaboration.submitted")]
    CollaborationSubmitted,
    /// Changes are asked for.
    #[serde(rename = "collaboration.changes_requested")]
    #[strum(serialize = "collaboration.changes_requested")]
    CollaborationChangesRequested,
    /// A deliverable is approved.
    #[serde(rename = "collaboration.approved")]
    #[strum(serialize = "collaboration.approved")]
    CollaborationApproved,
    /// A deliverable is online and its share released.
    #[serde(rename = "collaboration.published")]
    #[strum(serialize = "collaboration.published")]
    CollaborationPublished,
    /// It has ended early, in whole or a deliverable of it.
    #[serde(rename = "collaboration.cancelled")]
    #[strum(serialize = "collaboration.cancelled")]
    CollaborationCancelled,
    /// All is delivered and paid.
    #[serde(rename = "collaboration.completed")]
    #[strum(serialize = "collaboration.completed")]
    CollaborationCompleted,
    /// An admin is to decide.
    #[serde(rename = "collaboration.disputed")]
    #[strum(serialize = "collaboration.disputed")]
    CollaborationDisputed,
    /// The dispute is decided.
    #[serde(rename = "collaboration.resolved")]
    #[strum(serialize = "collaboration.resolved")]
    CollaborationResolved,
    /// A deposit has arrived.
    #[serde(rename = "payment.succeeded")]
    #[strum(serialize = "payment.succeeded")]
    PaymentSucceeded,
    /// A deposit has not.
    #[serde(rename = "payment.failed")]
    #[strum(serialize = "payment.failed")]
    PaymentFailed,
    /// A payout or withdrawal has gone out.
    #[serde(rename = "payout.succeeded")]
    #[strum(serialize = "payout.succeeded")]
    PayoutSucceeded,
    /// A payout or withdrawal has not, and is back on the balance.
    #[serde(rename = "payout.failed")]
    #[strum(serialize = "payout.failed")]
    PayoutFailed,
    /// An own campaign was published, paused, resumed, completed or cancelled; its status says which.
    #[serde(rename = "campaign.status_changed")]
    #[strum(serialize = "campaign.status_changed")]
    CampaignStatusChanged,
    /// Nothing: its owner tries the address. Every address takes it.
    #[serde(rename = "webhook.test")]
    #[strum(serialize = "webhook.test")]
    Test,
}

/// Tells the addresses of that person that want it, once this transaction is committed. Asks the database nothing when they
/// have none.
pub fn emit(tx: &mut Tx, to: &UserRow, event: Event, data: impl FnOnce() -> Value) -> Result<()> {
    if to.webhooks == 0 {
        return Ok(());
    }
    let payload = payload(tx, event, &data());
    for endpoint in store::enabled_of(tx.conn, to.id.0)?.into_iter().filter(|one| one.wants(event)) {
        store::add_delivery(tx, endpoint.id.0, event, &payload)?;
    }
    Ok(())
}

/// The same where the person is not at hand.
pub fn emit_to(tx: &mut Tx, to: UserId, event: Event, data: impl FnOnce() -> Value) -> Result<()> {
    let to = accounts::store::find(tx.conn, to)?;
    emit(tx, &to, event, data)
}

/// What is posted, word for word.
pub(super) fn payload(tx: &Tx, event: Event, data: &Value) -> String {
    json!({"type": event, "timestamp": tx.now, "data": data}).to_string()
}
