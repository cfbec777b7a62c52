//! Who asks, and from where: carried from the request into its transactions, for the audit log and nothing else.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use db::Tx;
use domain::access::Standing;
use domain::ids::UserId;
use domain::words::Role;

use crate::http::ClientAddress;

tokio::task_local! {
    static CURRENT: Arc<Origin>;
}

/// Where a request comes from.
#[derive(Debug, Default)]
pub struct Origin {
    /// The address of the peer, as the limits see it.
    pub address: Option<String>,
    caller: OnceLock<(UserId, Role)>,
}

impl Origin {
    /// Where what that transaction does comes from; `None` for what the house does by itself.
    pub fn of<'a>(tx: &Tx<'a>) -> Option<&'a Self> {
        tx.carried::<Arc<Self>>().map(AsRef::as_ref)
    }

    /// As what that person asks, if it is they who do.
    pub fn role_of(&self, person: UserId) -> Option<Role> {
        self.caller.get().filter(|(id, _)| *id == person).map(|(_, role)| *role)
    }
}

/// Notes who asks in this request.
pub fn note_caller(standing: &Standing) {
    // Outside of a request there is nobody to note, and whoever is noted stays.
    let _ = CURRENT.try_with(|origin| origin.caller.set((standing.id, standing.role)));
}

/// Lets the transactions of each request find where it comes from.
pub async fn layer(request: Request, next: Next) -> Response {
    let address = ClientAddress::peer(request.extensions()).map(|address| address.to_string());
    let origin = Arc::new(Origin { address, caller: OnceLock::new() });
    CURRENT.scope(origin.clone(), db::carrying(origin, next.run(request))).await
}
