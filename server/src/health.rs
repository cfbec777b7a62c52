//! Whether this process lives, and whether it can be sent requests.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diesel::prelude::*;
use serde_json::json;

use crate::app::App;
use crate::error::Error;
use crate::schema::search_counter;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process lives.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: 200 once requests can be answered, else 503. The database was migrated before anything is served, so one
/// that answers is current. Without Redis all works, only slower, so that does not make it unready.
pub async fn readyz(app: App) -> Response {
    // Any table will do.
    let asked = app.db.read(|conn| Ok::<i64, Error>(search_counter::table.count().get_result(conn)?));
    let database = matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_)));
    let search = app.search.is_built();
    let redis = match app.config.redis_url() {
        None => "not used",
        Some(_) if app.cache.is_healthy() => "ok",
        Some(_) => "unreachable",
    };
    let is_ready = database && search;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |good: bool, bad: &'static str| if good { "ok" } else { bad };
    let detail = json!({
        "status": word(is_ready, "not ready"),
        "database": word(database, "unreachable"),
        "search": word(search, "being built"),
        "redis": redis,
    });
    (status, Json(detail)).into_response()
}
