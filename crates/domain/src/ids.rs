//! Typed ids: UUID version 7, so that they sort by the time of their making.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;

/// The id of a `T`. Two ids of different things can't be mixed up.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A new id of that moment (RFC 9562, version 7); the rest is random.
    pub fn new(now: Timestamp) -> Self {
        let ms = u64::try_from(now.0).unwrap_or(0);
        let random = Uuid::new_v4().into_bytes();
        let mut tail = [0; 10];
        tail.copy_from_slice(&random[6..]);
        Self(uuid::Builder::from_unix_timestamp_millis(ms, &tail).into_uuid(), PhantomData)
    }

    /// The id that this UUID is.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID behind the id.
    pub const fn uuid(&self) -> Uuid {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self::from_uuid)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Uuid::deserialize(from).map(Self::from_uuid)
    }
}

impl<T> utoipa::PartialSchema for Id<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
    }
}
impl<T> utoipa::ToSchema for Id<T> {}

/// Marks the id of a person: admin, sponsor or influencer.
pub enum Person {}
/// Marks the id of a campaign.
pub enum OfCampaign {}
/// Marks the id of an ad request.
pub enum OfAdRequest {}
/// Marks the id of a collaboration.
pub enum OfCollaboration {}
/// Marks the id of a deliverable.
pub enum OfDeliverable {}
/// Marks the id of an influencer's channel.
pub enum OfChannel {}
/// Marks the id of a session.
pub enum OfSession {}
/// Marks the id of an entry of the audit log.
pub enum OfAuditEntry {}
/// Marks the id of a notification.
pub enum OfNotification {}
/// Marks the id of an export.
pub enum OfExport {}
/// Marks the id of a mail.
pub enum OfMail {}
/// Marks the id of a submission.
pub enum OfSubmission {}
/// Marks the id of an attachment.
pub enum OfAttachment {}
/// Marks the id of something that happened in a collaboration.
pub enum OfWorkEvent {}
/// Marks the id of a review.
pub enum OfReview {}
/// Marks the id of a transaction of the ledger.
pub enum OfTransaction {}
/// Marks the id of an account of the ledger.
pub enum OfLedgerAccount {}
/// Marks the id of a payment.
pub enum OfPayment {}
/// Marks the id of an invoice.
pub enum OfInvoice {}
/// Marks the id of a conversation.
pub enum OfConversation {}
/// Marks the id of a message.
pub enum OfMessage {}
/// Marks the id of what a message is about.
pub enum OfTopic {}
/// Marks the id of an address that is told of what happens.
pub enum OfWebhookEndpoint {}
/// Marks the id of what it is told.
pub enum OfWebhookDelivery {}

/// Marks the id of a flag.
pub enum OfFlag {}
/// Marks the id of a report of abuse.
pub enum OfAbuseReport {}

/// A user's id; a sponsor's and an influencer's id is the same.
pub type UserId = Id<Person>;
/// A campaign's id.
pub type CampaignId = Id<OfCampaign>;
/// An ad request's id.
pub type AdRequestId = Id<OfAdRequest>;
/// A collaboration's id.
pub type CollaborationId = Id<OfCollaboration>;
/// A deliverable's id.
pub type DeliverableId = Id<OfDeliverable>;
/// A channel's id.
pub type ChannelId = Id<OfChannel>;
/// A session's id.
pub type SessionId = Id<OfSession>;
/// An audit entry's id.
pub type AuditId = Id<OfAuditEntry>;
/// A notification's id.
pub type NotificationId = Id<OfNotification>;
/// An export's id.
pub type ExportId = Id<OfExport>;
/// A mail's id.
pub type MailId = Id<OfMail>;
/// A submission's id.
pub type SubmissionId = Id<OfSubmission>;
/// An attachment's id.
pub type AttachmentId = Id<OfAttachment>;
/// The id of something that happened in a collaboration.
pub type WorkEventId = Id<OfWorkEvent>;
/// A review's id.
pub type ReviewId = Id<OfReview>;
/// The id of a transaction of the ledger.
pub type TransactionId = Id<OfTransaction>;
/// The id of an account of the ledger.
pub type LedgerAccountId = Id<OfLedgerAccount>;
/// A payment's id.
pub type PaymentId = Id<OfPayment>;
/// An invoice's id.
pub type InvoiceId = Id<OfInvoice>;
/// A conversation's id.
pub type ConversationId = Id<OfConversation>;
/// A message's id.
pub type MessageId = Id<OfMessage>;
/// A flag's id.
pub type FlagId = Id<OfFlag>;
/// The id of a report of abuse.
pub type AbuseReportId = Id<OfAbuseReport>;
/// The id of what a message is about.
pub type TopicId = Id<OfTopic>;
/// The id of an address that is told of what happens.
pub type WebhookEndpointId = Id<OfWebhookEndpoint>;
/// The id of what it is told.
pub type WebhookDeliveryId = Id<OfWebhookDelivery>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = UserId::new(Timestamp(1_000));
        let late = UserId::new(Timestamp(2_000));
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(early.uuid().get_version_num(), 7);
    }
}
