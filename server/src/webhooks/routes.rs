//! Naming the addresses that are told of what happens.

use domain::fault::Faults;
use domain::ids::WebhookEndpointId;
use domain::text;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::access::OwnEndpoint;
use super::{Event, WebhookDeliveryOut, WebhookEndpointOut, event, store, target};
use crate::app::App;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, IfMatch, Reply};
use crate::limits::Rule;

/// A new address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://crm.example.com/tandem", "description": "Our CRM", "events": ["ad_request.accepted"]}))]
pub struct WebhookEndpointIn {
    /// Where it is told: `https://…` on the internet, up to 1,000 characters.
    pub url: String,
    /// What it is for, up to 200 characters.
    #[serde(default)]
    pub description: String,
    /// What it is told of; left out or empty: everything.
    #[serde(default)]
    pub events: Vec<Event>,
}

/// What changes of an address; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"enabled": false}))]
pub struct WebhookEndpointPatch {
    /// Where it is told.
    #[serde(default)]
    pub url: Option<String>,
    /// What it is for, up to 200 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// What it is told of; empty: everything.
    #[serde(default)]
    pub events: Option<Vec<Event>>,
    /// Whether it is told at all.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// One's addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookEndpointsOut {
    /// All of them, ten at most, the oldest first.
    pub items: Vec<WebhookEndpointOut>,
}

impl WebhookEndpointPatch {
    /// The same with everything checked; a name is looked up.
    async fn checked(self, app: &App) -> Result<Self> {
        let (mut faults, allow_private) = (Faults::new(), app.webhooks.allow_private);
        let url: Option<Url> = self.url.and_then(|url| faults.take("/url", target::checked(&url, allow_private)));
        let description = self.description.and_then(|text| faults.take("/description", text::line(&text, 200)));
        let events = self.events.map(|mut events| {
            events.retain(|event| *event != Event::Test);
            events.sort_unstable_by_key(|event| *event as u8);
            events.dedup();
            events
        });
        faults.check()?;
        if let Some(url) = &url {
            target::looked_up(url, allow_private).await.map_err(|wrong| Error::wrong("/url", wrong))?;
        }
        Ok(Self { url: url.map(Into::into), description, events, enabled: self.enabled })
    }
}

/// Have an address told of what happens, signed as the Standard Webhooks specification says. Its secret is told once, here.
#[utoipa::path(post, path = "/webhook-endpoints", tag = "webhooks", request_body = WebhookEndpointIn,
    responses((status = 201, body = WebhookEndpointOut), (status = 409, description = "`too_many_endpoints`")))]
pub async fn create_webhook_endpoint(app: App, user: User, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Write, &user.id().to_string()).await?;
    let WebhookEndpointIn { url, description, events } = command.read()?;
    let said =
        WebhookEndpointPatch { url: Some(url), description: Some(description), events: Some(events), enabled: None };
    let said = said.checked(&app).await?;
    let caller = app.webhooks.clone();
    // Without an idempotency key: what is kept for one would have the secret in it.
    let added = app.db.write(move |tx| {
        let (url, description) = (said.url.as_deref().unwrap_or_default(), said.description.as_deref());
        let events = said.events.as_deref().unwrap_or_default();
        let row = store::insert(tx, user.id(), url, description.unwrap_or_default(), events)?;
        let secret = Some(caller.secret(&row));
        let out = WebhookEndpointOut { secret, ..WebhookEndpointOut::of(row, tx.now) };
        Ok(Reply::created(format!("/api/v1/webhook-endpoints/{}", out.id), &out)?.version(out.version))
    });
    added.await
}

/// List one's addresses.
#[utoipa::path(get, path = "/webhook-endpoints", tag = "webhooks", responses((status = 200, body = WebhookEndpointsOut)))]
pub async fn list_webhook_endpoints(app: App, user: User) -> Result<Reply> {
    let now = app.clock.now();
    let rows = app.db.read(move |conn| store::all_of(conn, user.id())).await?;
    Reply::ok(&WebhookEndpointsOut { items: rows.into_iter().map(|row| WebhookEndpointOut::of(row, now)).collect() })
}

/// See one of one's addresses.
#[utoipa::path(get, path = "/webhook-endpoints/{id}", tag = "webhooks", params(("id" = WebhookEndpointId, Path)), responses((status = 200, body = WebhookEndpointOut)))]
pub async fn get_webhook_endpoint(app: App, own: OwnEndpoint) -> Result<Reply> {
    let out = WebhookEndpointOut::of(own.row, app.clock.now());
    Ok(Reply::ok(&out)?.version(out.version))
}

/// Change an address, or switch it on or off.
#[utoipa::path(patch, path = "/webhook-endpoints/{id}", tag = "webhooks", params(("id" = WebhookEndpointId, Path)), request_body = WebhookEndpointPatch,
    responses((status = 200, body = WebhookEndpointOut), (status = 409, description = "`conflict`")))]
pub async fn update_webhook_endpoint(
    app: App,
    own: OwnEndpoint,
    if_match: IfMatch,
    mut command: Command,
) -> Result<Reply> {
    let me = own.user.id().to_string();
    app.limits.check(Rule::Write, &me).await?;
    let key = command.key(&app, &me)?;
    let said = command.read::<WebhookEndpointPatch>()?.checked(&app).await?;
    key.write(&app, move |tx| {
        let mut row = store::find(tx.conn, own.user.id(), own.row.id.0)?;
        if_match.check(row.version)?;
        let WebhookEndpointPatch { url, description, events, enabled } = said.clone();
        if let Some(url) = url.filter(|url| *url != row.url) {
            (row.url, row.failing_since) = (url, None);
        }
        row.description = description.unwrap_or(row.description);
        row.events.0 = events.unwrap_or(row.events.0);
        if let Some(enabled) = enabled.map(i64::from).filter(|enabled| *enabled != row.enabled) {
            (row.enabled, row.failing_since, row.switched_off) = (enabled, None, None);
        }
        let out = WebhookEndpointOut::of(store::save(tx, &row)?, tx.now);
        Ok(Reply::ok(&out)?.version(out.version))
    })
    .await
}

/// Remove an address, with the log of what it was told.
#[utoipa::path(delete, path = "/webhook-endpoints/{id}", tag = "webhooks", params(("id" = WebhookEndpointId, Path)), responses((status = 204)))]
pub async fn delete_webhook_endpoint(app: App, own: OwnEndpoint) -> Result<Reply> {
    app.db.write(move |tx| store::delete(tx, &own.row).map(|()| Reply::nothing())).await
}

/// Give an address a new secret, told once, here. For a day what is sent is signed with the one before as well.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/rotate", tag = "webhooks", params(("id" = WebhookEndpointId, Path)), request_body = Nothing,
    responses((status = 200, body = WebhookEndpointOut), (status = 409, description = "`conflict`")))]
pub async fn rotate_webhook_secret(app: App, own: OwnEndpoint, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Write, &own.user.id().to_string()).await?;
    command.read::<Nothing>()?;
    let caller = app.webhooks.clone();
    // Without an idempotency key, as above.
    let renewed = app.db.write(move |tx| {
        let before = store::find(tx.conn, own.user.id(), own.row.id.0)?;
        let row = store::renew_secret(tx, before)?;
        let secret = Some(caller.secret(&row));
        let out = WebhookEndpointOut { secret, ..WebhookEndpointOut::of(row, tx.now) };
        Ok(Reply::ok(&out)?.version(out.version))
    });
    renewed.await
}

/// Have something sent to an address now, to see that it arrives.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/test", tag = "webhooks", params(("id" = WebhookEndpointId, Path)), request_body = Nothing,
    responses((status = 200, body = WebhookDeliveryOut), (status = 409, description = "`webhook_disabled`, `webhook_pending`")))]
pub async fn test_webhook_endpoint(app: App, own: OwnEndpoint, command: Command) -> Result<Reply> {
    command
        .run(&app, &own.user, move |tx, _: &Nothing| {
            let row = store::find(tx.conn, own.user.id(), own.row.id.0)?;
            row.must_be_enabled()?;
            if store::is_being_tested(tx.conn, row.id.0)? {
                return Err(Error::conflict("webhook_pending", "A test is about to be sent already."));
            }
            let payload = event::payload(tx, Event::Test, &serde_json::json!({"id": row.id.0}));
            let id = store::add_delivery(tx, row.id.0, Event::Test, &payload)?;
            Reply::ok(&WebhookDeliveryOut::from(store::delivery(tx.conn, row.id.0, id)?))
        })
        .await
}
