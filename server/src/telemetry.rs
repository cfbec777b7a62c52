//! What operators see: log lines and metrics. Neither ever carries a query, a body, a token or a name of a person.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, Log, LogFormat};
use crate::http::request_id;

/// Seconds up to which requests are counted together.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Starts logging to the standard error; once in a process.
pub fn log(settings: &Log) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&settings.level)
        .map_err(|_| ConfigError::new("log.level", "must be a level such as `info`"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    }
    .map_err(|e| ConfigError::new("log", e.to_string()))
}

/// Serves Prometheus metrics on an address of their own; once in a process, inside the async runtime.
pub fn metrics(listen: SocketAddr) -> Result<(), ConfigError> {
    let wrong = |e: &dyn std::fmt::Display| ConfigError::new("metrics_listen", e.to_string());
    let seconds = Matcher::Suffix("_seconds".into());
    let builder = PrometheusBuilder::new().with_http_listener(listen);
    let builder = builder.set_buckets_for_metric(seconds, &BUCKETS);
    let (recorder, exporter) = builder.and_then(PrometheusBuilder::build).map_err(|e| wrong(&e))?;
    ::metrics::set_global_recorder(recorder).map_err(|e| wrong(&e))?;
    tokio::spawn(async move {
        if exporter.await.is_err() {
            tracing::error!("metrics are no longer served");
        }
    });
    Ok(())
}

/// Counts and times each request and writes a line about it: reads that went well at `debug`, the rest at `info`. It
/// belongs inside of [`request_id::layer`].
pub async fn requests(request: Request, next: Next) -> Response {
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let started = Instant::now();
    let answer = next.run(request).await;
    let elapsed = started.elapsed();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let status = answer.status().as_u16();
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    ::metrics::histogram!("tandem_http_request_seconds", &labels).record(elapsed);
    let ms = elapsed.as_secs_f64() * 1000.0;
    let id = request_id::current();
    if status < 400 && matches!(method, "GET" | "HEAD") {
        tracing::debug!(target: "tandem::request", method, route, status, ms, id);
    } else {
        tracing::info!(target: "tandem::request", method, route, status, ms, id);
    }
    answer
}

/// The method, unless a client made it up: metrics keep each name for good.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tower::ServiceExt;
    use tracing::instrument::WithSubscriber;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_line_names_the_route_and_nothing_that_was_asked() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(move || writer.clone())
            .finish();
        let app: Router = Router::new()
            .route("/users/{id}", post(|| async { "done" }))
            .layer(from_fn(requests))
            .layer(from_fn(request_id::layer));
        let request = Request::post("/users/jasmin?token=secret")
            .header("authorization", "Bearer secret")
            .body(Body::from("secret"))
            .unwrap();
        let answer = app.oneshot(request).with_subscriber(subscriber).await.unwrap();
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let line: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let fields = &line["fields"];
        assert_eq!(fields["route"], "/users/{id}");
        assert_eq!((&fields["method"], &fields["status"]), (&"POST".into(), &200.into()));
        assert_eq!(fields["id"], id);
        assert!(!text.contains("secret") && !text.contains("jasmin"), "{text}");
    }

    #[test]
    fn a_made_up_method_has_no_name_of_its_own() {
        assert_eq!(known(&Method::from_bytes(b"BREW").unwrap()), "other");
        assert_eq!(known(&Method::PATCH), "PATCH");
    }
}
