//! What addresses were told, and telling it again.

use domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::access::{OwnDelivery, OwnEndpoint};
use super::{DeliveryStatus, WebhookDeliveryOut, store};
use crate::app::App;
use crate::error::Result;
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, Query, Reply};

/// Which deliveries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only those of which this has become.
    status: Option<DeliveryStatus>,
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List what an address was told in the last 30 days, the latest first.
#[utoipa::path(get, path = "/webhook-endpoints/{id}/deliveries", tag = "webhooks", params(("id" = WebhookEndpointId, Path), DeliveriesQuery),
    responses((status = 200, body = Page<WebhookDeliveryOut>)))]
pub async fn list_webhook_deliveries(
    app: App,
    own: OwnEndpoint,
    Query(query): Query<DeliveriesQuery>,
) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        store::deliveries(conn, own.row.id.0, query.status, &paging)
    });
    Reply::ok(&page.await?.map(WebhookDeliveryOut::from))
}

/// Have something sent again, with the same `webhook-id`.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/deliveries/{delivery}/replay", tag = "webhooks", request_body = Nothing,
    params(("id" = WebhookEndpointId, Path), ("delivery" = WebhookDeliveryId, Path)),
    responses((status = 200, body = WebhookDeliveryOut), (status = 409, description = "`webhook_pending`, `webhook_disabled`")))]
pub async fn replay_webhook_delivery(app: App, own: OwnDelivery, command: Command) -> Result<Reply> {
    command
        .run(&app, &own.user, move |tx, _: &Nothing| {
            store::find(tx.conn, own.user.id(), own.endpoint.id.0)?.must_be_enabled()?;
            Reply::ok(&WebhookDeliveryOut::from(store::replay(tx, &own.row)?))
        })
        .await
}
