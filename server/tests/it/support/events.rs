//! An open stream of live events.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::{Answer, Client};

/// How long an event may take, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: Option<i64>,
    pub name: String,
    pub data: Value,
}

/// What somebody's open page hears.
pub struct EventStream {
    answer: reqwest::Response,
    received: String,
}

impl Client {
    /// Opens the stream, after the event with that id or with what comes from now on, and waits until it is there.
    pub async fn listen(&self, after: Option<i64>) -> EventStream {
        let mut stream = self.open_events(after.map(|id| id.to_string()).as_deref()).await.unwrap();
        let first = stream.next().await;
        assert_eq!((first.name.as_str(), after.or(first.id)), ("ready", first.id));
        stream
    }

    /// Asks for the stream.
    pub async fn open_events(&self, last_event_id: Option<&str>) -> Result<EventStream, Answer> {
        let mut request = self.request(Method::GET, "/events");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let answer = request.send().await.unwrap();
        if answer.status() != 200 {
            return Err(Answer::of(answer).await);
        }
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!((header("content-type"), header("x-accel-buffering")), ("text/event-stream", "no"));
        assert_eq!(header("cache-control"), "private, no-store");
        Ok(EventStream { answer, received: String::new() })
    }
}

impl EventStream {
    /// The next event.
    pub async fn next(&mut self) -> Event {
        self.next_or_end().await.unwrap()
    }

    /// The next so many events.
    pub async fn take(&mut self, count: usize) -> Vec<Event> {
        let mut taken = Vec::new();
        while taken.len() < count {
            taken.push(self.next().await);
        }
        taken
    }

    /// Waits for the end, passing over what comes before it.
    pub async fn end(mut self) {
        while self.next_or_end().await.is_some() {}
    }

    async fn next_or_end(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.received.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.received = rest;
                if let Some(event) = read(&event) {
                    return Some(event);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.unwrap();
            self.received += str::from_utf8(&chunk.ok()??).unwrap();
        }
    }
}

/// `None` for a comment that keeps the stream alive.
fn read(text: &str) -> Option<Event> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let data = serde_json::from_str(field("data")?).unwrap();
    Some(Event { id: field("id").map(|id| id.parse().unwrap()), name: field("event").unwrap().to_owned(), data })
}
