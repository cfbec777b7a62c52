//! Several replicas at one database tell each other's open pages, with Redis and without.

use db::testing::{self, Kind};
use domain::ids::{ConversationId, UserId};
use serde_json::json;
use tandem::events::Event;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use super::{ids, invite, links};
use crate::support::{Client, TestApp};

/// How many are told of at once.
const MANY: usize = 12;

fn postgres() -> bool {
    testing::kinds().iter().any(|kind| matches!(kind, Kind::Postgres))
}

/// Many invitations at the same time, half of them at each replica.
async fn many_at_both(acme: &Client, here: &TestApp, there: &TestApp, mira: &Client) {
    let (here, there) = (here.log_in(&acme.name).await, there.log_in(&acme.name).await);
    let mut under_way = JoinSet::new();
    for number in 0..MANY {
        let (sponsor, mira) = (if number % 2 == 0 { here.clone() } else { there.clone() }, mira.clone());
        under_way.spawn(async move { invite(&sponsor, &mira).await });
    }
    under_way.join_all().await;
}

/// Every page hears of all of them, in one order, each once.
async fn all_hear(acme: &Client, here: &TestApp, there: &TestApp, mira: &Client, from: i64) {
    let elsewhere = there.log_in("mira").await;
    let (mut first, mut second) = (mira.listen(None).await, elsewhere.listen(None).await);
    many_at_both(acme, here, there, mira).await;
    let (first, second) = (first.take(MANY).await, second.take(MANY).await);
    let expected: Vec<i64> = (from + 1..).take(MANY).collect();
    assert_eq!((ids(&first), ids(&second)), (expected.clone(), expected));
    let mut told = links(&first);
    assert_eq!(told, links(&second));
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), MANY);
}

#[tokio::test]
async fn what_one_replica_commits_the_others_pages_hear() {
    if !postgres() {
        return;
    }
    let here = TestApp::start(Kind::Postgres, &[]).await;
    let there = here.beside().await;
    let (acme, mira) = (here.sponsor("acme").await, here.influencer("mira").await);
    all_hear(&acme, &here, &there, &mira, 0).await;

    // What is not kept comes through Redis, to whoever is there.
    let mut page = there.log_in("mira").await.listen(None).await;
    let user_id: UserId = acme.id.parse().unwrap();
    let typing = Event::Typing { conversation_id: ConversationId::new(here.app.clock.now()), user_id };
    let heard = loop {
        here.app.events.whisper(mira.id.parse().unwrap(), &typing);
        // The replica may be about to listen.
        if let Ok(heard) = tokio::time::timeout(std::time::Duration::from_millis(200), page.next()).await {
            break heard;
        }
    };
    assert_eq!((heard.id, heard.name.as_str(), &heard.data["user_id"]), (None, "typing", &json!(acme.id)));

    // Suspended at one, silent at the other.
    let admin = here.admin().await;
    admin.post(&format!("/admin/users/{}/suspend", mira.id), json!({"reason": "Spam"})).await.expect(200);
    page.end().await;
}

#[tokio::test]
async fn without_redis_the_database_tells() {
    if !postgres() {
        return;
    }
    // One has none, the other's never answers.
    let here = TestApp::start(Kind::Postgres, &[("REDIS_URL", "")]).await;
    let there = here.beside_with(&[("REDIS_URL", "redis://127.0.0.1:9")]).await;
    let (acme, mira) = (here.sponsor("acme").await, here.influencer("mira").await);
    all_hear(&acme, &here, &there, &mira, 0).await;
    let ready = reqwest::get(format!("{}/readyz", there.url)).await.unwrap();
    assert_eq!(ready.status(), 200);
}

/// A way to Redis that can be cut.
struct Line {
    url: String,
    listening: AbortHandle,
}

impl Line {
    async fn to(redis: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let address = redis.trim_start_matches("redis://").trim_end_matches('/').to_owned();
        let listening = tokio::spawn(async move {
            // Dropped with the task, and with it every connection.
            let mut connections = JoinSet::new();
            while let Ok((mut from, _)) = listener.accept().await {
                let address = address.clone();
                connections.spawn(async move {
                    let mut to = TcpStream::connect(address).await.unwrap();
                    copy_bidirectional(&mut from, &mut to).await
                });
            }
        });
        Self { url, listening: listening.abort_handle() }
    }

    fn cut(self) {
        self.listening.abort();
    }
}

#[tokio::test]
async fn nothing_is_lost_when_redis_goes() {
    let Some(redis) = std::env::var("TANDEM_TEST_REDIS_URL").ok().filter(|_| postgres()) else { return };
    let line = Line::to(&redis).await;
    let settings = [("REDIS_URL", line.url.as_str())];
    let here = TestApp::start(Kind::Postgres, &settings).await;
    let there = here.beside_with(&settings).await;
    let (acme, mira) = (here.sponsor("acme").await, here.influencer("mira").await);
    let mut page = there.log_in("mira").await.listen(None).await;
    invite(&acme, &mira).await;
    assert_eq!(page.next().await.id, Some(1));
    line.cut();
    invite(&acme, &mira).await;
    assert_eq!(page.next().await.id, Some(2));
    all_hear(&acme, &here, &there, &mira, 2).await;
    assert_eq!(ids(&page.take(MANY).await), (3..).take(MANY).collect::<Vec<i64>>());
}
