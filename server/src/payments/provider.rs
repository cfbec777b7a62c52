//! What is asked of a payment provider, whichever it is.
//!
//! All calls may be repeated: the payment's id names what is meant, and a provider does it once.

use db::Db;
use domain::clock::Timestamp;
use domain::ids::PaymentId;
use domain::money::Money;
use domain::payment::{Outcome, PaymentKind};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use utoipa::ToSchema;

use super::Card;
use super::sandbox::Sandbox;
use super::stripe::Stripe;
use crate::config::Config;

/// Which provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ProviderName {
    /// Plays a provider on this machine; no money moves.
    Sandbox,
    /// Stripe.
    Stripe,
}

/// A payment, as the provider is asked for it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id, under which the provider does it once.
    pub id: PaymentId,
    /// Which way the money goes.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// The provider's word for the card or the account.
    pub method: Option<String>,
    /// The provider's name for the payment, once it is known there.
    pub reference: Option<String>,
    /// When it is called off unless it is settled.
    pub deadline: Timestamp,
}

/// What a provider says of a payment.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it is.
    pub outcome: Outcome,
    /// Its name there.
    pub reference: Option<String>,
    /// Where the payer goes to confirm it.
    pub next_url: Option<String>,
    /// What it was paid with.
    pub card: Option<Card>,
}

/// The provider gave no answer, or none that says anything: nobody knows whether it did what was asked. Says why, without
/// secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unclear(pub String);

impl Unclear {
    /// For that reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// The payment providers of this instance: the one that new payments go through, and those that old ones went through.
#[derive(Clone)]
pub struct Providers {
    chosen: ProviderName,
    sandbox: Sandbox,
    stripe: Option<Stripe>,
}

impl Providers {
    /// Those that the settings name.
    pub fn new(config: &Config, db: Db) -> anyhow::Result<Self> {
        let chosen = config.payments.provider;
        Ok(Self { chosen, sandbox: Sandbox::new(db), stripe: Stripe::new(config)? })
    }

    /// The one that new payments go through.
    pub const fn chosen(&self) -> ProviderName {
        self.chosen
    }

    /// Stripe, if the settings have its keys.
    pub fn stripe(&self) -> Result<&Stripe, Unclear> {
        self.stripe.as_ref().ok_or_else(|| Unclear::because("the settings have no keys of Stripe"))
    }

    /// Asks for the payment: begins it if it is new there, says where it is else.
    pub async fn ask(&self, name: ProviderName, order: &Order) -> Result<Answer, Unclear> {
        match name {
            ProviderName::Sandbox => self.sandbox.ask(order).await,
            ProviderName::Stripe => self.stripe()?.ask(order).await,
        }
    }

    /// Tells what the payer said when asked to confirm. A provider that asks them itself is asked how that ended.
    pub async fn confirm(&self, name: ProviderName, order: &Order, approve: bool) -> Result<Answer, Unclear> {
        match name {
            ProviderName::Sandbox => self.sandbox.confirm(order, approve).await,
            ProviderName::Stripe => self.stripe()?.ask(order).await,
        }
    }

    /// Calls the payment off, if that can still be done, and says how it ended. Once this says that it failed, it will
    /// never succeed.
    pub async fn cancel(&self, name: ProviderName, order: &Order) -> Result<Answer, Unclear> {
        match name {
            ProviderName::Sandbox => self.sandbox.cancel(order).await,
            ProviderName::Stripe => self.stripe()?.cancel(order).await,
        }
    }
}
