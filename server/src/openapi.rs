//! The interface's description (OpenAPI 3.1), gathered from the handlers. What holds for every operation is said here once:
//! which errors it may answer, by what it takes.

use std::sync::LazyLock;

use serde_json::{Value, json};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::error::{FieldError, Problem};

#[derive(OpenApi)]
#[openapi(
    info(title = "Tandem", description = "Sponsorships that both sides can trust: campaigns, negotiation, work and pay.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    servers((url = "/api/v1")),
    components(schemas(Problem, FieldError)),
    security(("bearer" = [])),
    modifiers(&Security)
)]
struct Head;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("tandem_refresh"));
        components.add_security_scheme("refresh", SecurityScheme::ApiKey(cookie));
    }
}

/// The head of the document, to which the router adds the operations.
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The finished document.
pub fn json() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| completed(&crate::router::description()));
    &DOCUMENT
}

fn completed(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    let schemas = document["components"]["schemas"].clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            complete(path, method, operation);
            allow_no_body(&schemas, operation);
        }
    }
    document
}

/// A move whose body has no required field needs no body at all.
fn allow_no_body(schemas: &Value, operation: &mut Value) {
    let Some(body) = operation.get_mut("requestBody") else { return };
    let name = body["content"]["application/json"]["schema"]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let needs = |schema: &Value| schema["required"].as_array().is_some_and(|all| !all.is_empty());
    if name.is_some_and(|name| !needs(&schemas[name])) {
        body["required"] = json!(false);
    }
}

/// Adds what every operation of that kind may answer and take.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let is_public = operation["security"]
        .as_array()
        .is_some_and(|ways| ways.iter().any(|way| way.as_object().is_some_and(serde_json::Map::is_empty)));
    let has_body = operation.get("requestBody").is_some();
    let takes_query = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["in"] == "query"));
    let is_write = method != "get";
    if is_write {
        add_headers(method, operation);
    }
    let is_single = path.contains('{');
    let errors = [
        (400, is_write, "malformed", "The body or a header is not readable."),
        (401, !is_public, "not_logged_in", "Nobody is logged in, or the token has run out."),
        (403, !is_public, "wrong_role", "The caller's role or account state forbids it."),
        (404, is_single, "not_found", "Not there, or not the caller's to see."),
        (409, is_write && is_single, "conflict", "The thing's state or version conflicts; the code says which."),
        (412, matches!(method, "patch" | "put"), "stale", "`If-Match` names an older version."),
        (413, has_body, "too_large", "The body is larger than allowed."),
        (415, has_body, "unsupported_media_type", "The body is of another kind."),
        (422, is_write || takes_query, "invalid", "Readable but not valid; all faults at once."),
        (429, true, "too_many_requests", "Too often; `Retry-After` says when to come back."),
        (503, true, "unavailable", "Overloaded; nothing was changed."),
    ];
    for (status, applies, code, description) in errors {
        let named = operation["responses"].get(status.to_string());
        let own = named.and_then(|own| own["description"].as_str()).unwrap_or_default().to_owned();
        if applies || named.is_some() {
            let description = if own.is_empty() { description } else { &own };
            operation["responses"][status.to_string()] = problem(status, code, description);
        }
    }
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if response["description"].as_str().is_none_or(str::is_empty) {
            response["description"] = json!(match status.as_str() {
                "201" => "Created.",
                "204" => "Done.",
                _ => "As asked.",
            });
        }
    }
}

fn add_headers(method: &str, operation: &mut Value) {
    let mut headers = Vec::new();
    if method == "post" {
        headers.push(json!({"name": "Idempotency-Key", "in": "header", "required": false, "schema": {"type": "string", "maxLength": 255},
            "description": "The same key, caller and body get the first answer again."}));
    }
    if matches!(method, "patch" | "put") {
        headers.push(json!({"name": "If-Match", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "The `ETag` of what is to be changed; 412 when it is older."}));
    }
    if !operation["parameters"].is_array() {
        operation["parameters"] = json!([]);
    }
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.extend(headers);
    }
}

fn problem(status: u16, code: &str, description: &str) -> Value {
    let title =
        axum::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    json!({
        "description": description,
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "example": {"type": "about:blank", "title": title, "status": status, "detail": description, "code": code, "request_id": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a"}
        }}
    })
}
