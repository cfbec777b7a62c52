//! The id that names a request in its answer's errors and in the logs.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The id of the request that this task answers; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(Uuid::to_string).unwrap_or_default()
}

/// Gives each request an id and tells it in `X-Request-Id`.
pub async fn layer(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4();
    let mut answer = CURRENT.scope(id, next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        answer.headers_mut().insert("x-request-id", value);
    }
    answer
}
