use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use db::testing;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::invite;
use crate::support::{Client, TestApp};

/// A space: its webhook, what it heard, and what it answers next (200 when nothing is left).
#[derive(Clone, Default)]
struct Space {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Space {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/spaces/A/messages?key=secret", listener.local_addr().unwrap());
        let space = Self { url, ..Self::default() };
        let router = Router::new().route("/v1/spaces/A/messages", post(hear)).with_state(space.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        space
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }

    fn will_answer(&self, answers: &[u16]) {
        *self.answers.lock().unwrap() = answers.to_vec();
    }
}

async fn hear(State(space): State<Space>, Json(said): Json<Value>) -> StatusCode {
    space.heard.lock().unwrap().push(said["text"].as_str().unwrap().to_owned());
    let answer = space.answers.lock().unwrap().pop().unwrap_or(200);
    StatusCode::from_u16(answer).unwrap()
}

/// On each database, an instance with a space, a sponsor and an influencer who has read all so far.
async fn begin(kind: testing::Kind) -> (TestApp, Space, Client, Client) {
    let space = Space::open().await;
    let app = TestApp::start(kind, &[("GOOGLE_CHAT_WEBHOOK_URL", &space.url)]).await;
    let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
    app.run_jobs().await;
    space.heard();
    (app, space, acme, mira)
}

/// A webhook that the interface would refuse, since it does not lead to Google.
async fn set_own_webhook(app: &TestApp, user: &str, url: &str) {
    let (user, url) = (user.to_owned(), url.to_owned());
    let set = "update notification_preferences set google_chat_webhook_url = $1 where user_id = $2";
    let changed = app.app.db.write(move |tx| {
        let query = diesel::sql_query(set).bind::<diesel::sql_types::Text, _>(url.clone());
        Ok::<_, tandem::Error>(query.bind::<diesel::sql_types::Text, _>(user.clone()).execute(tx.conn)?)
    });
    assert_eq!(changed.await.unwrap(), 1);
}

#[tokio::test]
async fn a_notice_goes_to_the_persons_own_space_or_else_the_instances() {
    for kind in testing::kinds() {
        let (app, space, acme, mira) = begin(kind).await;
        let request = invite(&acme, &mira).await;
        app.run_jobs().await;
        let link = format!("{}/app/ad-requests/{}", app.app.config.public_url(), request["id"].as_str().unwrap());
        let heard = space.heard();
        assert_eq!(heard.len(), 1);
        assert!(heard[0].starts_with("*mira: acme invites you to “Spring launch”*\n"), "{heard:?}");
        assert!(heard[0].ends_with(&format!("\n<{link}|Look at the invitation>")), "{heard:?}");

        let own = Space::open().await;
        let choice = |chat: bool| json!({"reminder_hour": 18, "groups": [{"group": "ad_requests", "app": true, "email": true, "chat": chat}]});
        mira.put("/me/notification-preferences", choice(true)).await.expect(200);
        set_own_webhook(&app, &mira.id, &own.url).await;
        invite(&acme, &mira).await;
        app.run_jobs().await;
        let heard = own.heard();
        assert!(heard.len() == 1 && heard[0].starts_with("*acme invites you"), "{heard:?}");
        assert_eq!(space.heard(), [""; 0]);

        mira.put("/me/notification-preferences", choice(false)).await.expect(200);
        invite(&acme, &mira).await;
        app.run_jobs().await;
        assert_eq!((own.heard(), space.heard()), (vec![], vec![]));
    }
}

/// How many messages to Google Chat were ever queued, whatever became of them.
async fn queued(app: &TestApp) -> i64 {
    let counts = app.app.db.read(|conn| Ok::<_, tandem::Error>(tandem::jobs::counts(conn)?)).await.unwrap();
    counts.iter().filter(|count| count.kind == "send-chat").map(|count| count.count).sum()
}

#[tokio::test]
async fn nothing_is_queued_where_there_is_no_space() {
    for kind in testing::kinds() {
        let (app, _space, acme, mira) = begin(kind).await;
        let before = queued(&app).await;
        invite(&acme, &mira).await;
        assert_eq!(queued(&app).await, before + 1, "the instance's: {kind:?}");

        let app = TestApp::start(kind, &[]).await;
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        mira.put("/me/notification-preferences", json!({"reminder_hour": 18, "groups": []})).await.expect(200);
        invite(&acme, &mira).await;
        assert_eq!(queued(&app).await, 0, "{kind:?}");

        let own = Space::open().await;
        set_own_webhook(&app, &mira.id, &own.url).await;
        invite(&acme, &mira).await;
        assert_eq!(queued(&app).await, 1, "their own: {kind:?}");
        app.run_jobs().await;
        assert_eq!(own.heard().len(), 1);
    }
}

#[tokio::test]
async fn what_a_space_does_not_take_now_is_tried_again_and_what_it_refuses_is_not() {
    for kind in testing::kinds() {
        let (app, space, acme, mira) = begin(kind).await;
        space.will_answer(&[503, 429]);
        invite(&acme, &mira).await;
        for _ in 0..3 {
            app.run_jobs().await;
            app.app.clock.advance_ms(60_000);
        }
        assert_eq!(space.heard().len(), 3);
        assert!(app.app.jobs.pending().await.unwrap().is_empty());

        space.will_answer(&[404]);
        invite(&acme, &mira).await;
        app.run_jobs().await;
        assert_eq!(space.heard().len(), 1);
        let left = app.app.jobs.pending().await.unwrap();
        let said = format!("{left:?}");
        assert!(left.len() == 1 && said.contains("404 Not Found") && !said.contains("secret"), "{said}");
    }
}
