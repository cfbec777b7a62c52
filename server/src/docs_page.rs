//! The API's pages for people, from inside the binary: `/api/docs`, which reads `/api/v1/openapi.json`.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use utoipa_swagger_ui::Config;

use crate::{Error, Result};

/// The pages style themselves inline; scripts come from here alone, as for the app.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::from("/api/v1/openapi.json");
    let config = config.validator_url("none").try_it_out_enabled(true);
    Arc::new(config.deep_linking(true).persist_authorization(false))
});

/// `/api/docs` and what belongs to it.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/api/docs", get(|| async { Redirect::permanent("/api/docs/") }))
        .route("/api/docs/", get(|| async { file("index.html") }))
        .route("/api/docs/{name}", get(|Path(name): Path<String>| async move { file(&name) }))
}

fn file(name: &str) -> Result<Response> {
    let found = utoipa_swagger_ui::serve(name, CONFIG.clone()).map_err(Error::internal)?;
    let found = found.ok_or(Error::NotFound)?;
    let kind = HeaderValue::from_str(&found.content_type).map_err(Error::internal)?;
    let fixed: [(HeaderName, _); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let mut answer = (fixed, found.bytes.into_owned()).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    if found.gzpipped {
        let gzip = HeaderValue::from_static("gzip");
        answer.headers_mut().insert(header::CONTENT_ENCODING, gzip);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str) -> (u16, Option<String>, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = router::<()>().oneshot(request).await.unwrap();
        let policy = answer.headers().get("content-security-policy");
        let policy = policy.map(|policy| policy.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, policy, body.into())
    }

    #[tokio::test]
    async fn the_pages_load_all_they_need_from_here() {
        let (status, policy, page) = ask("/api/docs/").await;
        assert_eq!((status, policy.as_deref()), (200, Some(POLICY)));
        let page = String::from_utf8(page).unwrap();
        let links = page.split("src=\"./").chain(page.split("href=\"./")).skip(1);
        let files: Vec<_> = links.filter_map(|link| link.split('"').next()).collect();
        assert!(files.contains(&"swagger-ui-bundle.js"), "{files:?}");
        for name in files.iter().filter(|name| name.contains('.') && !name.contains('<')) {
            assert_eq!(ask(&format!("/api/docs/{name}")).await.0, 200, "{name}");
        }
        assert!(!page.contains("<script>") && !page.contains("http"), "{page}");
    }

    #[tokio::test]
    async fn they_read_our_document() {
        let (_, _, script) = ask("/api/docs/swagger-initializer.js").await;
        let script = String::from_utf8(script).unwrap();
        assert!(script.contains("\"/api/v1/openapi.json\"") && !script.contains("petstore"), "{script}");
    }

    #[tokio::test]
    async fn nothing_else_is_there() {
        assert_eq!(ask("/api/docs").await.0, 308);
        for name in ["nothing.js", "..%2Findex.html", "%2e%2e"] {
            assert_eq!(ask(&format!("/api/docs/{name}")).await.0, 404, "{name}");
        }
    }
}
