//! Which scope a request by key needs: the one place that says so, asked before any handler.

use axum::http::Method;

use super::Scope;

/// Where a key is refused whatever its scopes: what keeps the account itself safe, an admin's work, and live events, which
/// end with a session; and addresses that would be told more than the key may read.
const NEVER: [&str; 6] = ["/auth", "/api-keys", "/admin", "/me/export", "/events", "/webhook-endpoints"];
/// Below this, writing moves money.
const WALLET: &str = "/wallet";
/// What else does, by how the path begins and ends: paying in, releasing, giving back, and binding oneself to pay.
const MOVES_MONEY: [(&str, &str); 6] = [
    ("/collaborations/", "/fund"),
    ("/collaborations/", "/approve"),
    ("/collaborations/", "/publish"),
    ("/collaborations/", "/cancel"),
    ("/collaborations/", "/cancel/accept"),
    ("/ad-requests/", "/accept"),
];

/// The scope that a request of that method to that path (below `/api/v1`) needs; none where no key is taken.
pub fn needed(method: &Method, path: &str) -> Option<Scope> {
    let below = |root: &&str| path.strip_prefix(*root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let closes_account = path == "/me" && method == Method::DELETE;
    if NEVER.iter().any(below) || closes_account {
        return None;
    }
    let moves_money = MOVES_MONEY.iter().any(|(begin, end)| path.starts_with(begin) && path.ends_with(end));
    Some(match *method {
        Method::GET | Method::HEAD => Scope::Read,
        _ if path == "/conversions" => Scope::Conversions,
        _ if moves_money || below(&WALLET) => Scope::Money,
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
            (Method::POST, "/collaborations/1/deliverables/2/approve", Some(Scope::Money)),
            (Method::POST, "/collaborations/1/cancel/accept", Some(Scope::Money)),
            (Method::POST, "/collaborations/1/deliverables/2/submit", Some(Scope::Write)),
            (Method::POST, "/ad-requests/1/accept", Some(Scope::Money)),
            (Method::POST, "/ad-requests/1/counter", Some(Scope::Write)),
            (Method::POST, "/webhook-endpoints", None),
            (Method::GET, "/api-keys", None),
            (Method::DELETE, "/api-keys/1", None),
            (Method::POST, "/auth/password", None),
            (Method::GET, "/admin/users", None),
        ] {
            assert_eq!(needed(&method, path), scope, "{method} {path}");
        }
    }
}
