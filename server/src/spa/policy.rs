//! What a page of the web app may do, told to the browser.

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{PAGE, Web};

/// The policy names the hash of each inline script, so that no other one runs.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let page = Web::get(PAGE).map(|file| file.data).unwrap_or_default();
    policy(&String::from_utf8_lossy(&page))
});

pub(super) fn policy(page: &str) -> HeaderValue {
    let scripts = page.split("<script>").skip(1);
    let scripts = scripts.filter_map(|rest| rest.split_once("</script>"));
    let hashes = scripts.map(|(script, _)| STANDARD.encode(Sha256::digest(script)));
    let scripts = hashes.fold(String::new(), |list, hash| list + " 'sha256-" + &hash + "'");
    let policy = format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types vue sw"
    );
    // Base64 and the text above are all ASCII, so the second half is never taken.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Headers of the page: it is asked for again each time, and shut off from other sites.
pub(super) fn page_headers() -> HeaderMap {
    let mut headers = file_headers();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    let fixed = [
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        // Browsers heed it under https only.
        ("strict-transport-security", "max-age=31536000"),
    ];
    headers.extend(fixed.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))));
    headers
}

/// Headers of every file.
pub(super) fn file_headers() -> HeaderMap {
    HeaderMap::from_iter([
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ])
}
