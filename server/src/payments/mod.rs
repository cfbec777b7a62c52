//! Payments: money comes in from sponsors' cards and goes out to people's accounts, through a payment provider.
//!
//! Each payment is written down first, with a job that sees it through, and what goes out is taken from the balance in the
//! same transaction. Then the provider is asked, outside of any transaction, under the payment's id, so that it does it once
//! however often it is asked. What it says is booked in a transaction of its own, under a name that is good once. Whoever
//! dies in between, the job takes it up again; [`settle`] is the same for both.

pub mod access;
pub mod cards;
pub mod destination;
pub mod jobs;
pub mod out;
pub mod provider;
pub mod routes;
pub mod sandbox;
pub mod settle;
pub mod store;
pub mod stripe;
pub mod transactions;
pub mod wallet;

use domain::clock::Timestamp;
use domain::ids::{PaymentId, UserId};
use domain::money::{Currency, Money};
use domain::payment::{Failure, Payment, PaymentKind, PaymentStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Text;
use provider::{Order, ProviderName};

/// A payment's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::payments)]
pub struct PaymentRow {
    pub id: Text<PaymentId>,
    pub user_id: Text<UserId>,
    pub kind: Text<PaymentKind>,
    pub amount: i64,
    pub currency: Text<Currency>,
    pub status: Text<PaymentStatus>,
    pub provider: Text<ProviderName>,
    pub method: Option<String>,
    pub provider_ref: Option<String>,
    pub failure: Option<Text<Failure>>,
    pub card_brand: Option<String>,
    pub card_last4: Option<String>,
    pub next_url: Option<String>,
    pub deadline_at: i64,
    pub created_at: i64,
    pub settled_at: Option<i64>,
    pub version: i64,
}

/// A card, as far as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"brand": "visa", "last4": "4242"}))]
pub struct Card {
    /// Whose make: `visa`, `mastercard`, `amex`, ….
    pub brand: String,
    /// The last four digits of its number.
    pub last4: String,
}

impl PaymentRow {
    /// How much.
    pub const fn money(&self) -> Money {
        Money::new(self.amount, self.currency.0)
    }

    /// As the rules see it.
    pub const fn rules(&self) -> Payment {
        Payment { kind: self.kind.0, status: self.status.0, amount: self.money(), owner: self.user_id.0 }
    }

    /// As the provider is asked for it.
    pub fn order(&self) -> Order {
        Order {
            id: self.id.0,
            kind: self.kind.0,
            amount: self.money(),
            method: self.method.clone(),
            reference: self.provider_ref.clone(),
            deadline: Timestamp(self.deadline_at),
        }
    }

    /// The card, as far as it is shown.
    pub fn card(&self) -> Option<Card> {
        Some(Card { brand: self.card_brand.clone()?, last4: self.card_last4.clone()? })
    }
}
