//! The page of an agreement's proof, with the verdict in its head: who was sent the link sees it in the preview.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::routes::{self, ProofOut};
use crate::app::App;
use crate::http::PathName;
use crate::spa::{self, Head};

/// `GET /agreements/{code}` at the root.
pub async fn proof_page(app: App, PathName(code): PathName, asked: HeaderMap) -> Response {
    match routes::read_proof(&app, code.clone()).await {
        Ok(proof) => spa::page(&head(&app, &code, &proof)),
        Err(_) => spa::missing(asked),
    }
}

fn head(app: &App, code: &str, proof: &ProofOut) -> Head {
    let verdict = if proof.valid { "This agreement is intact" } else { "This agreement is not intact" };
    let (day, versions) = (proof.accepted_at.day_in(&domain::clock::Zone::UTC), proof.revisions.len());
    Head {
        title: format!("{verdict} · {}", app.config.instance.name),
        description: format!("{verdict}. Accepted on {day}; versions of the terms: {versions}."),
        url: format!("{}/agreements/{code}", app.config.public_url()),
        first_data: Some(json!({format!("/api/v1/agreements/{code}"): proof})),
        ..Head::default()
    }
}
