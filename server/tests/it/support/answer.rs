//! An answer of the server, and what a test may expect of it.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Status, headers and the body as JSON (`null` when it is none).
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // A stream has no end to wait for.
        let endless = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless { Bytes::new() } else { response.bytes().await.unwrap() };
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// The body of an answer with that status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// Sees that it is the problem of that status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{:#}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.body["status"], status);
        self.body
    }

    /// Sees that it is a 422, and answers `pointer code` of all faults, sorted.
    #[track_caller]
    pub fn faults(self) -> Vec<String> {
        let body = self.refused(422, "invalid");
        let faults = body["errors"].as_array().unwrap();
        let mut faults: Vec<String> = faults
            .iter()
            .map(|fault| format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        faults.sort();
        faults
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
