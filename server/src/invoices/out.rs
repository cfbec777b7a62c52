//! An invoice as those two see it who stand on it.

use domain::billing::{InvoiceKind, Party};
use domain::clock::Timestamp;
use domain::ids::{DeliverableId, InvoiceId, UserId};
use domain::money::{Money, MoneySchema};
use domain::words::Platform;
use serde::Serialize;
use utoipa::ToSchema;

use super::InvoiceRow;
use super::routes::Part;
use crate::payments::transactions::{TitledCampaign, WorkCard};

/// An invoice. It is paid: it is made out when the money moves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvoiceOut {
    /// Its id.
    pub id: InvoiceId,
    /// Its number in the issuer's series.
    #[schema(example = "INV-000012")]
    pub number: String,
    /// What it is for.
    pub kind: InvoiceKind,
    /// What the reader is on it.
    pub part: Part,
    /// Who issued it; `null` for the platform.
    pub issuer_id: Option<UserId>,
    /// The issuer, as they were on that day.
    pub issuer: Party,
    /// Who it was issued to.
    pub recipient_id: UserId,
    /// The recipient, as they were on that day.
    pub recipient: Party,
    /// How much.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
    /// The work that it is for, as it was called on that day.
    pub collaboration: WorkCard,
    /// What of the work.
    pub deliverable: InvoicedOut,
    /// When it was made out, which is when the share was released.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
}

/// What was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvoicedOut {
    /// Its id.
    pub id: DeliverableId,
    /// What it is: `reel`, `story`, ….
    pub kind: String,
    /// Where it was shown.
    pub platform: Platform,
    /// What was agreed for it.
    #[schema(value_type = MoneySchema)]
    pub share: Money,
    /// What of that was released.
    #[schema(value_type = MoneySchema)]
    pub released: Money,
}

impl InvoiceOut {
    /// The row as that person sees it.
    pub fn of(row: InvoiceRow, reader: UserId) -> Self {
        let is_issuer = row.issuer_id.as_ref().is_some_and(|id| id.0 == reader);
        let (number, amount, issued_at) = (row.numbered(), row.money(), row.at());
        let (subject, currency) = (row.subject.0, row.currency.0);
        Self {
            id: row.id.0,
            number,
            kind: row.kind.0,
            part: if is_issuer { Part::Issuer } else { Part::Recipient },
            issuer_id: row.issuer_id.map(|id| id.0),
            issuer: row.issuer.0,
            recipient_id: row.recipient_id.0,
            recipient: row.recipient.0,
            amount,
            collaboration: WorkCard {
                id: row.collaboration_id.0,
                campaign: TitledCampaign { id: subject.campaign_id, title: subject.campaign },
            },
            deliverable: InvoicedOut {
                id: row.deliverable_id.0,
                kind: subject.kind,
                platform: subject.platform,
                share: Money::new(subject.share, currency),
                released: Money::new(subject.released, currency),
            },
            issued_at,
        }
    }
}
