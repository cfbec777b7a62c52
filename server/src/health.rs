//! Whether this process lives, and whether it can be sent requests.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diesel::prelude::*;
use serde_json::json;

use crate::app::App;
use crate::db::MIGRATIONS;
use crate::error::{Error, Result};
use crate::schema::search_counter;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process lives.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: 200 once requests can be answered, else 503. Without Redis all works, only slower, so that does not make it
/// unready.
pub async fn readyz(app: App) -> Response {
    let database = tokio::time::timeout(PATIENCE, ask(&app)).await.ok().and_then(Result::ok);
    let search = app.search.is_built();
    let redis = match app.config.redis_url() {
        None => "not used",
        Some(_) if app.cache.is_healthy() => "ok",
        Some(_) => "unreachable",
    };
    let is_ready = database == Some(true) && search;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |good: bool, bad: &'static str| if good { "ok" } else { bad };
    let detail = json!({
        "status": word(is_ready, "not ready"),
        "database": match database {
            Some(true) => "ok",
            Some(false) => "migrations are missing",
            None => "unreachable",
        },
        "search": word(search, "being built"),
        "redis": redis,
    });
    (status, Json(detail)).into_response()
}

/// Whether the database has all migrations, or why it does not answer.
async fn ask(app: &App) -> Result<bool> {
    if app.migrated.load(Ordering::Relaxed) {
        // Any table will do.
        app.db.read(|conn| Ok::<i64, Error>(search_counter::table.count().get_result(conn)?)).await?;
        return Ok(true);
    }
    let is_current = app.db.is_current(MIGRATIONS).await?;
    app.migrated.store(is_current, Ordering::Relaxed);
    Ok(is_current)
}
