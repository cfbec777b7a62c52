use reqwest::Method;
use serde_json::json;

use crate::support::things::campaign;
use crate::support::{Client, TestApp, on_each, with};

/// A campaign in that state, reached by its moves.
async fn in_state(acme: &Client, state: &str) -> String {
    let made = acme.post("/campaigns", campaign()).await.expect(201);
    let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
    let moves: &[&str] = match state {
        "draft" => &[],
        "active" => &["publish"],
        "paused" => &["publish", "pause"],
        "completed" => &["publish", "complete"],
        _ => &["publish", "cancel"],
    };
    for step in moves {
        acme.act(&format!("{path}/{step}")).await.expect(200);
    }
    path
}

#[tokio::test]
async fn states_by_table() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let allowed = [
            ("draft", "publish", "active"),
            ("active", "pause", "paused"),
            ("paused", "resume", "active"),
            ("active", "complete", "completed"),
            ("paused", "complete", "completed"),
            ("active", "cancel", "cancelled"),
            ("paused", "cancel", "cancelled"),
        ];
        for from in ["draft", "active", "paused", "completed", "cancelled"] {
            for by in ["publish", "pause", "resume", "complete", "cancel"] {
                let path = in_state(&acme, from).await;
                let offered = acme.get(&path).await.expect(200)["actions"].as_array().unwrap().contains(&json!(by));
                let answer = acme.act(&format!("{path}/{by}")).await;
                let to = allowed.iter().find(|(f, b, _)| (*f, *b) == (from, by)).map(|(.., to)| *to);
                assert_eq!(offered, to.is_some(), "{from} {by}");
                if let Some(to) = to {
                    let moved = answer.expect(200);
                    assert_eq!(moved["status"], to, "{from} {by}");
                    assert_eq!(acme.get(&path).await.expect(200), moved);
                } else {
                    answer.refused(409, "invalid_state");
                    assert_eq!(acme.get(&path).await.expect(200)["status"], from);
                }
            }
        }
        app
    })
    .await;
}

#[tokio::test]
async fn only_its_sponsor_moves_it_and_only_when_let_in() {
    on_each(|app| async move {
        let (acme, other) = (app.sponsor("acme").await, app.sponsor("other").await);
        let path = in_state(&acme, "active").await;
        other.act(&format!("{path}/pause")).await.refused(404, "not_found");
        app.influencer("mira").await.act(&format!("{path}/pause")).await.refused(403, "wrong_role");
        app.admin().await.act(&format!("{path}/pause")).await.refused(403, "wrong_role");
        app.anonymous().act(&format!("{path}/pause")).await.refused(401, "not_logged_in");
        assert_eq!(acme.post(&format!("{path}/pause"), json!({"for": "fun"})).await.faults(), ["/for unknown_field"]);

        let waiting = app.pending_sponsor("waiting").await;
        let draft = in_state(&waiting, "draft").await;
        waiting.act(&format!("{draft}/publish")).await.refused(403, "pending_approval");
        assert_eq!(waiting.get(&draft).await.expect(200)["status"], "draft");
        app
    })
    .await;
}

#[tokio::test]
async fn a_brief_is_needed_and_time_to_run() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let draft = |changes| {
            let (acme, body) = (acme.clone(), with(campaign(), changes));
            async move { format!("/campaigns/{}", acme.post("/campaigns", body).await.expect(201)["id"].as_str().unwrap()) }
        };
        let silent = draft(json!({"description": ""})).await;
        assert_eq!(acme.act(&format!("{silent}/publish")).await.faults(), ["/description required"]);
        let short = draft(json!({"end_date": "2026-11-22"})).await;
        app.wait_days(2);
        let acme = app.log_in("acme").await;
        acme.act(&format!("{short}/publish")).await.refused(409, "campaign_ended");
        app
    })
    .await;
}

async fn flag(app: &TestApp, what: &str, by: &str) {
    app.admin().await.post(&format!("/admin{what}/{by}"), json!({"reason": "Not what it says."})).await.expect(200);
}

#[tokio::test]
async fn the_flagged_start_nothing() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let (draft, paused) = (in_state(&acme, "draft").await, in_state(&acme, "paused").await);
        flag(&app, &draft, "flag").await;
        flag(&app, &paused, "flag").await;
        acme.act(&format!("{draft}/publish")).await.refused(409, "campaign_flagged");
        acme.act(&format!("{paused}/resume")).await.refused(409, "campaign_flagged");
        let own = acme.get(&draft).await.expect(200);
        assert_eq!((&own["flagged"], &own["flag"]["reason"]), (&json!(true), &json!("Not what it says.")));
        app.admin().await.act(&format!("/admin{draft}/unflag")).await.expect(200);
        acme.act(&format!("{draft}/publish")).await.expect(200);

        let next = in_state(&acme, "draft").await;
        flag(&app, &format!("/users/{}", acme.id), "flag").await;
        acme.act(&format!("{next}/publish")).await.refused(403, "account_flagged");
        acme.act(&format!("{draft}/pause")).await.expect(200);
        app
    })
    .await;
}

#[tokio::test]
async fn a_key_moves_it_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let path = in_state(&acme, "draft").await;
        let publish = || {
            let request = acme.request(Method::POST, &format!("{path}/publish")).header("idempotency-key", "go");
            let acme = acme.clone();
            async move { acme.send(request).await }
        };
        let first = publish().await.expect(200);
        acme.act(&format!("{path}/pause")).await.expect(200);
        assert_eq!(publish().await.expect(200), first);
        assert_eq!(acme.get(&path).await.expect(200)["status"], "paused");
        app
    })
    .await;
}

#[tokio::test]
async fn ending_it_ends_what_is_open_on_it() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        for (by, status, closed) in [("cancel", "withdrawn", "withdrawn"), ("complete", "expired", "expired")] {
            let id = acme.campaign(json!({})).await;
            let path = format!("/campaigns/{id}");
            let request = acme.invite(&id, &mira, 100).await;
            let open = format!("/ad-requests/{}", request["id"].as_str().unwrap());
            let paused = acme.act(&format!("{path}/pause")).await.expect(200);
            assert_eq!(paused["ad_requests"]["pending"], 1);
            assert!(mira.get(&open).await.expect(200)["expires_at"].is_null());
            acme.act(&format!("{path}/resume")).await.expect(200);
            assert_eq!(mira.get(&open).await.expect(200)["expires_at"], request["expires_at"]);
            let ended = acme.act(&format!("{path}/{by}")).await.expect(200);
            assert_eq!((&ended["ad_requests"]["pending"], &ended["ad_requests"][closed]), (&json!(0), &json!(1)));
            assert_eq!(mira.get(&open).await.expect(200)["status"], status);
        }
        app
    })
    .await;
}
