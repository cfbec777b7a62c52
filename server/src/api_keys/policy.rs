//! Which scope a request by key needs: the one place that says so, asked before any handler.

use axum::http::Method;

use super::Scope;

/// Where a key is refused whatever its scopes: what keeps the account itself safe, an admin's work, and live events, which
/// end with a session.
const NEVER: [&str; 5] = ["/auth", "/api-keys", "/admin", "/me/export", "/events"];
/// Below this, writing moves money.
const WALLET: &str = "/wallet";

/// The scope that a request of that method to that path (below `/api/v1`) needs; none where no key is taken.
pub fn needed(method: &Method, path: &str) -> Option<Scope> {
    let below = |root: &&str| path.strip_prefix(*root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let closes_account = path == "/me" && method == Method::DELETE;
    if NEVER.iter().any(|root| below(root)) || closes_account {
        return None;
    }
    let funds = path.starts_with("/collaborations/") && path.ends_with("/fund");
    Some(match *method {
        Method::GET | Method::HEAD => Scope::Read,
        _ if path == "/conversions" => Scope::Conversions,
        _ if funds || below(&WALLET) => Scope::Money,
        _ => Scope::Write,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_by_table() {
        for (method, path, scope) in [
            (Method::GET, "/me", Some(Scope::Read)),
            (Method::HEAD, "/campaigns", Some(Scope::Read)),
            (Method::PATCH, "/me", Some(Scope::Write)),
            (Method::DELETE, "/me", None),
            (Method::GET, "/me/export", None),
            (Method::POST, "/conversions", Some(Scope::Conversions)),
            (Method::POST, "/wallet/payouts", Some(Scope::Money)),
            (Method::GET, "/wallet", Some(Scope::Read)),
            (Method::POST, "/wallets", Some(Scope::Write)),
            (Method::POST, "/collaborations/1/fund", Some(Scope::Money)),
            (Method::POST, "/collaborations/1/cancel", Some(Scope::Write)),
            (Method::GET, "/api-keys", None),
            (Method::DELETE, "/api-keys/1", None),
            (Method::POST, "/auth/password", None),
            (Method::GET, "/admin/users", None),
        ] {
            assert_eq!(needed(&method, path), scope, "{method} {path}");
        }
    }
}
