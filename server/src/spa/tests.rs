use axum::Router;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let app: Router = Router::new().fallback(serve);
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(answer: Response) -> String {
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn pages_are_the_app_and_shut_off_from_other_sites() {
    for path in ["/", "/campaigns", "/app/a/deep/page?with=a.query"] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        let headers = answer.headers().clone();
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(headers["cache-control"], "no-cache");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = headers["content-security-policy"].to_str().unwrap();
        for rule in ["default-src 'none'", "img-src 'self' data: blob:;", "trusted-types vue sw"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(text(answer).await.contains("<title>"));
    }
}

#[tokio::test]
async fn an_address_without_a_page_says_so() {
    for path in ["/no-such-page", "/appp", "/a/deep/page"] {
        let answer = ask("GET", path, &[("if-none-match", "*")]).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(text(answer).await.contains("<title>"), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_page_is_not_found() {
    for path in [
        "/assets/index-00000000.js",
        "/assets/",
        "/assets/x",
        "/favicon.php",
        "/index.html.br",
        "/index.html.gz",
        "/.vite/manifest.json",
        "/.env",
        "/../Cargo.toml",
        "/api",
        "/api/v2/x",
        "/api/v1/nothing",
        "/robots.bak",
    ] {
        assert_eq!(ask("GET", path, &[]).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let answer = ask("POST", "/campaigns", &[]).await;
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers()["allow"], "GET, HEAD");
    assert_eq!(ask("HEAD", "/campaigns", &[]).await.status(), 200);
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let answer = ask("GET", "/", &[]).await;
    let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let again = ask("GET", "/", &[("if-none-match", &etag)]).await;
    assert_eq!(again.status(), 304);
    assert_eq!(text(again).await, "");
}

#[tokio::test]
async fn every_file_of_the_app_is_served_in_the_form_that_is_asked_for() {
    for name in Web::iter() {
        let hidden = name.starts_with('.') || name.ends_with(".br") || name.ends_with(".gz");
        let path = format!("/{name}");
        let plain = ask("GET", &path, &[]).await;
        assert_eq!(plain.status(), if hidden { 404 } else { 200 }, "{name}");
        if hidden {
            continue;
        }
        let cache = plain.headers()["cache-control"].to_str().unwrap();
        assert_eq!(cache.contains("immutable"), name.starts_with("assets/"), "{name}");
        assert!(!plain.headers().contains_key("content-encoding"));
        for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
            let answer = ask("GET", &path, &[("accept-encoding", encoding)]).await;
            let packed = Web::get(&format!("{name}.{suffix}"));
            let sent = answer.headers().get("content-encoding");
            assert_eq!(sent.is_some(), packed.is_some(), "{name} {encoding}");
            if let Some(packed) = packed {
                assert_ne!(answer.headers()["etag"], plain.headers()["etag"]);
                let body = answer.into_body().collect().await.unwrap().to_bytes();
                assert_eq!(body[..], packed.data[..]);
            }
        }
    }
}

#[test]
fn an_encoding_is_wanted_by_its_quality() {
    for (accept, br, gzip) in [
        ("gzip, deflate, br", 1000, 1000),
        ("br;q=0.5, gzip;q=0.8", 500, 800),
        ("br;q=0, *", 0, 1000),
        ("*;q=0.1", 100, 100),
        ("GZIP;q=nonsense", 0, 0),
        ("identity", 0, 0),
        ("", 0, 0),
    ] {
        let asked = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accept.parse().unwrap())]);
        assert_eq!((quality(&asked, "br"), quality(&asked, "gzip")), (br, gzip), "{accept}");
    }
}

#[test]
fn inline_scripts_are_named_by_their_hash() {
    let policy = policy::policy("<script>a()</script><script type=\"module\" src=\"/x\"></script>");
    let hash = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='";
    let policy = policy.to_str().unwrap().to_owned();
    assert_eq!(policy.matches("sha256-").count(), 1);
    assert!(policy.contains(&format!("script-src 'self' {hash};")), "{policy}");
}
