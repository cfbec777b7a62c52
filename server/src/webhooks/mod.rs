//! Webhooks: what happens is told to addresses that people name, as the Standard Webhooks specification says.
//!
//! [`emit`] is called in the transaction of the cause and leaves a delivery for each address that wants it; a job posts it,
//! again and again for about a day if need be. An address at which nothing arrives for days is switched off, and its owner
//! told. The secrets that sign are drawn from the instance's key, so that the database has none.

pub mod access;
pub mod client;
pub mod deliveries;
mod event;
pub mod jobs;
pub mod routes;
mod secret;
pub mod store;
mod target;

use domain::clock::Timestamp;
use domain::ids::{UserId, WebhookDeliveryId, WebhookEndpointId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{Display, EnumString};
use utoipa::ToSchema;

use crate::db::{Json, Text};
use crate::error::{Error, Result};

pub use client::Caller;
pub use event::{Event, emit, emit_to};

/// An address's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::webhook_endpoints)]
pub struct EndpointRow {
    pub id: Text<WebhookEndpointId>,
    pub user_id: Text<UserId>,
    pub url: String,
    pub description: String,
    pub events: Json<Vec<Event>>,
    pub generation: i64,
    pub previous_until: Option<i64>,
    pub enabled: i64,
    pub failing_since: Option<i64>,
    pub switched_off: Option<String>,
    pub created_at: i64,
    pub version: i64,
}

impl EndpointRow {
    /// Whether it is told of that.
    fn wants(&self, event: Event) -> bool {
        self.events.0.is_empty() || self.events.0.contains(&event)
    }

    /// 409 when nothing is sent there.
    fn must_be_enabled(&self) -> Result<()> {
        if self.enabled == 0 {
            return Err(Error::conflict("webhook_disabled", "Nothing is sent to this address. Switch it on first."));
        }
        Ok(())
    }
}

/// A delivery's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::webhook_deliveries)]
pub struct DeliveryRow {
    pub id: Text<WebhookDeliveryId>,
    pub endpoint_id: Text<WebhookEndpointId>,
    pub event: String,
    pub payload: String,
    pub status: Text<DeliveryStatus>,
    pub attempts: i64,
    pub attempts_before: i64,
    pub next_at: Option<i64>,
    pub attempted_at: Option<i64>,
    pub response_status: Option<i64>,
    pub response_body: Option<String>,
    pub failure: Option<String>,
    pub created_at: i64,
}

/// What has become of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryStatus {
    /// It is to be posted, for the first time or again.
    Pending,
    /// The address took it.
    Delivered,
    /// It was given up.
    Failed,
}

/// An address that is told of what happens.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookEndpointOut {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where it is told.
    pub url: String,
    /// What it is for, in its owner's words.
    pub description: String,
    /// What it is told of; empty: everything.
    pub events: Vec<Event>,
    /// Whether it is told at all.
    pub enabled: bool,
    /// Why it was switched off, when it was not its owner: `failing` or `gone`.
    pub switched_off: Option<String>,
    /// Since when nothing has arrived there; `null` while it does.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub failing_since: Option<Timestamp>,
    /// Until when what is sent is signed with the secret before as well.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub previous_secret_until: Option<Timestamp>,
    /// Its secret, `whsec_…`: told once, when it is made or renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
}

impl WebhookEndpointOut {
    fn of(row: EndpointRow, now: Timestamp) -> Self {
        Self {
            id: row.id.0,
            url: row.url,
            description: row.description,
            events: row.events.0,
            enabled: row.enabled != 0,
            switched_off: row.switched_off,
            failing_since: row.failing_since.map(Timestamp),
            previous_secret_until: row.previous_until.map(Timestamp).filter(|until| *until > now),
            secret: None,
            created_at: Timestamp(row.created_at),
            version: row.version,
        }
    }
}

/// Something that an address is or was told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookDeliveryOut {
    /// Its id; `msg_` before it makes the `webhook-id`.
    pub id: WebhookDeliveryId,
    /// What happened, such as `ad_request.accepted`.
    pub event: String,
    /// What is posted, word for word.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// What has become of it.
    pub status: DeliveryStatus,
    /// How often it was posted.
    pub attempts: i64,
    /// When it was last posted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub attempted_at: Option<Timestamp>,
    /// When it is posted next.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_attempt_at: Option<Timestamp>,
    /// The status of the last answer, if there was one.
    pub response_status: Option<i64>,
    /// The first 1,024 bytes of that answer.
    pub response_body: Option<String>,
    /// Why the last attempt failed: `status` (the answer was not 2xx), `timeout`, `unreachable`, `private_target` or
    /// `switched_off`.
    pub failure: Option<String>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl From<DeliveryRow> for WebhookDeliveryOut {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id.0,
            event: row.event,
            payload: serde_json::from_str(&row.payload).unwrap_or_default(),
            status: row.status.0,
            attempts: row.attempts,
            attempted_at: row.attempted_at.map(Timestamp),
            next_attempt_at: row.next_at.map(Timestamp),
            response_status: row.response_status,
            response_body: row.response_body,
            failure: row.failure,
            created_at: Timestamp(row.created_at),
        }
    }
}
