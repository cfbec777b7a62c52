//! Payments as their owner sees them.

use domain::clock::Timestamp;
use domain::ids::PaymentId;
use domain::money::{Money, MoneySchema};
use domain::payment::{Failure, PaymentKind, PaymentStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::provider::ProviderName;
use super::{Card, PaymentRow};

/// What the payer has to do.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextKind {
    /// Confirm it with their bank: at the address, or without one by `POST /wallet/deposits/{id}/confirm`.
    Confirm,
}

/// What the payer has to do now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "confirm", "url": null}))]
pub struct NextAction {
    /// What it is.
    pub kind: NextKind,
    /// Where: a page of the provider's; `null` with the sandbox.
    pub url: Option<String>,
}

/// A move that a payment's owner has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentAction {
    /// Confirm it, or refuse to.
    Confirm,
}

/// A payment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaymentOut {
    /// Its id.
    pub id: PaymentId,
    /// Which way the money goes.
    pub kind: PaymentKind,
    /// How much.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
    /// Where it is.
    pub status: PaymentStatus,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// Through whom it goes; with `sandbox` no money moves.
    pub provider: ProviderName,
    /// The card that it is paid with, if it is known.
    pub card: Option<Card>,
    /// What the payer has to do now.
    pub next_action: Option<NextAction>,
    /// When it is called off, unless it is settled by then.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub deadline_at: Option<Timestamp>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it succeeded or failed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub settled_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
    /// The moves that its owner has now.
    pub actions: Vec<PaymentAction>,
}

impl PaymentOut {
    /// The row as its owner sees it.
    pub fn of(row: &PaymentRow) -> Self {
        let awaits = row.status.0 == PaymentStatus::RequiresAction;
        let next_action = awaits.then(|| NextAction { kind: NextKind::Confirm, url: row.next_url.clone() });
        Self {
            id: row.id.0,
            kind: row.kind.0,
            amount: row.money(),
            status: row.status.0,
            failure: row.failure.as_ref().map(|why| why.0),
            provider: row.provider.0,
            card: row.card(),
            next_action,
            deadline_at: row.settled_at.is_none().then_some(Timestamp(row.deadline_at)),
            created_at: Timestamp(row.created_at),
            settled_at: row.settled_at.map(Timestamp),
            version: row.version,
            actions: if awaits { vec![PaymentAction::Confirm] } else { Vec::new() },
        }
    }
}
