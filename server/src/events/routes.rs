//! The stream of events.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};

use super::stream::{self, Listener};
use crate::app::App;
use crate::auth::{User, tokens};
use crate::error::{Error, Result};

/// How often something is sent at least, so that nobody between takes the stream for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

impl FromRequestParts<App> for Listener {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let user = User::from_request_parts(parts, app).await?;
        let now = app.clock.now();
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.split_once(' ')).map_or("", |(_, token)| token.trim());
        // Whatever else lets in is good for as long as a token.
        let until = tokens::verify(&app.keys, token, now)
            .map_or_else(|_| now.plus_ms(tokens::ACCESS_SECONDS * 1000), |claims| claims.ends_at());
        // A stream ends with its session, which a key has not: machines have webhooks.
        let session = user.session.ok_or_else(|| Error::forbidden("not_for_keys", "No API key can do this."))?;
        Ok(Self { user: user.id(), session, until })
    }
}

/// Server-sent events: what concerns the caller, the moment it happens.
///
/// Opened by `fetch` with the Bearer. First comes `ready`; then, in order and once, what happens:
/// `notification` `{notification, unread}`, `notifications_read` `{unread}`, `message` `{conversation_id, message, unread}`,
/// `read` `{conversation_id, user_id, up_to}`, `progress` `{kind, id, status, progress}`, and `typing`
/// `{conversation_id, user_id}`, which has no `id` and is not repeated. With the last `id` in `Last-Event-ID` nothing is
/// missed for seven days; what is older is answered by `reset`: read everything again. A comment comes every 15 seconds.
/// The stream ends with the session, and when the access token runs out: open it again with a new one.
#[utoipa::path(get, path = "/events", tag = "notifications",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last `id` that came before the connection was lost.")),
    responses((status = 200, description = "A stream that goes on for as long as it is read.", body = String, content_type = "text/event-stream"),
        (status = 429, description = "Too many streams of the caller are open.")))]
pub async fn get_events(app: App, listener: Listener, headers: HeaderMap) -> Result<Response> {
    // What can't be one of our ids is answered by a `reset`.
    let id = |value: &HeaderValue| value.to_str().ok().and_then(|id| id.trim().parse().ok()).unwrap_or(-1);
    let from = headers.get("last-event-id").filter(|value| !value.is_empty()).map(id);
    let events = stream::open(&app, listener, from).await?;
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("");
    let mut answer = Sse::new(events).keep_alive(keep_alive).into_response();
    let headers = answer.headers_mut();
    // Proxies that gather what they pass on would keep it from the reader.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
