use db::testing;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::support::{Answer, Client, PASSWORD, TestApp, on_each};

/// What the app on the phone shows now.
fn shown(app: &TestApp, secret: &str) -> String {
    let seconds = u64::try_from(app.app.clock.now().0 / 1000).unwrap();
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap().generate(seconds).to_string()
}

/// Sets it up; answers the secret and the recovery codes.
async fn enable(app: &TestApp, who: &Client) -> (String, Vec<String>) {
    let setup = who.act("/auth/totp/enable").await.expect(200);
    let secret = setup["secret"].as_str().unwrap().to_owned();
    assert!(setup["otpauth_url"].as_str().unwrap().contains(&secret));
    assert!(setup["qr_svg"].as_str().unwrap().starts_with("<svg"));
    let codes = who.post("/auth/totp/confirm", json!({"code": shown(app, &secret)})).await.expect(200);
    let codes = codes["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

async fn log_in(app: &TestApp, code: Option<&str>) -> Answer {
    let body = json!({"login": "mira", "password": PASSWORD, "totp": code});
    app.anonymous().post("/auth/login", body).await
}

#[tokio::test]
async fn each_code_opens_once_and_a_recovery_code_replaces_it() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let begun = mira.act("/auth/totp/enable").await.expect(200);
        log_in(&app, None).await.expect(200);
        assert_eq!(mira.post("/auth/totp/confirm", json!({"code": "000000"})).await.faults(), ["/code wrong_totp"]);
        let (secret, codes) = enable(&app, &mira).await;
        assert_ne!(begun["secret"], secret.as_str(), "beginning anew forgets what was begun");
        assert_eq!(codes.len(), 10);
        mira.act("/auth/totp/enable").await.refused(409, "already_enabled");
        let state = mira.get("/auth/totp").await.expect(200);
        assert_eq!(state, json!({"enabled": true, "recovery_codes_left": 10}));

        log_in(&app, None).await.refused(401, "totp_required");
        log_in(&app, Some(" ")).await.refused(401, "totp_required");
        log_in(&app, Some(&shown(&app, &secret))).await.refused(401, "wrong_totp");
        app.app.clock.advance_ms(60_000);
        let now = shown(&app, &secret);
        log_in(&app, Some(&now)).await.expect(200);
        log_in(&app, Some(&now)).await.refused(401, "wrong_totp");
        log_in(&app, Some("000000")).await.refused(401, "wrong_totp");
        let wrong = json!({"login": "mira", "password": "not her password", "totp": now});
        app.anonymous().post("/auth/login", wrong).await.refused(401, "wrong_credentials");

        log_in(&app, Some(&codes[3].to_uppercase())).await.expect(200);
        log_in(&app, Some(&codes[3])).await.refused(401, "wrong_totp");
        assert_eq!(mira.get("/auth/totp").await.expect(200)["recovery_codes_left"], 9);

        let off = |password: &str, code: &str| json!({"password": password, "code": code});
        let answer = mira.post("/auth/totp/disable", off("not her password", &codes[4])).await;
        assert_eq!(answer.faults(), ["/password wrong_password"]);
        let answer = mira.post("/auth/totp/disable", off(PASSWORD, &codes[3])).await;
        assert_eq!(answer.faults(), ["/code wrong_totp"]);
        mira.post("/auth/totp/disable", off(PASSWORD, &codes[4])).await.expect(204);
        mira.post("/auth/totp/disable", off(PASSWORD, &codes[5])).await.refused(409, "not_enabled");
        log_in(&app, None).await.expect(200);
        app
    })
    .await;
}

#[tokio::test]
async fn two_at_once_can_not_both_use_a_code() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let (secret, codes) = enable(&app, &mira).await;
        app.app.clock.advance_ms(60_000);
        for code in [shown(&app, &secret), codes[0].clone()] {
            let (one, other) = tokio::join!(log_in(&app, Some(&code)), log_in(&app, Some(&code)));
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 401]);
        }
        app
    })
    .await;
}

#[tokio::test]
async fn nobody_guesses_a_code() {
    for kind in testing::kinds() {
        let app = TestApp::start(kind, &[("RATE_LIMITS", "on")]).await;
        let mira = app.influencer("mira").await;
        let (_, codes) = enable(&app, &mira).await;
        let mut answers: Vec<Value> = Vec::new();
        while answers.last().is_none_or(|last| last["code"] == "wrong_totp") && answers.len() < 20 {
            answers.push(log_in(&app, Some("000000")).await.body);
        }
        assert_eq!(answers.last().unwrap()["code"], "too_many_requests");
        log_in(&app, Some(&codes[0])).await.refused(429, "too_many_requests");
        app.run_jobs().await;
    }
}
