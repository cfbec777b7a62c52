//! The kinds of requests that are measured.

use std::sync::Arc;

use serde_json::json;

use crate::{
    http::{get, post},
    load::Requests,
    world::{PASSWORD, World},
};

/// One kind of request, and what a connection asks one after the other.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) requests: fn(&World) -> Requests,
}

/// In the order in which they run; hello world first.
pub(crate) const SCENARIOS: [Scenario; 6] = [
    Scenario { name: "hello world (/healthz)", requests: |_| same(get("/healthz", None)) },
    Scenario { name: "public campaign list, cached", requests: |_| same(get("/api/v1/campaigns", None)) },
    Scenario { name: "campaign by id", requests: |world| same(get(&world.campaign_path(), None)) },
    Scenario { name: "create ad request", requests: invitations },
    Scenario {
        name: "own ad requests list",
        requests: |world| same(get("/api/v1/ad-requests", Some(world.sponsor_token()))),
    },
    Scenario { name: "login", requests: |world| same(login(&world.sponsor)) },
];

fn same(request: Vec<u8>) -> Requests {
    let request: Arc<[u8]> = request.into();
    Box::new(move || Some(request.clone()))
}

fn login(name: &str) -> Vec<u8> {
    post("/api/v1/auth/login", None, Some(&json!({ "login": name, "password": PASSWORD })))
}

fn invitations(world: &World) -> Requests {
    let pairs = world.pairs.clone();
    Box::new(move || pairs.next_invitation().map(Into::into))
}
