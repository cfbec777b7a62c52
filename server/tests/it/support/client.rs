//! Somebody who talks to the server.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::Answer;

/// A person with a browser: an access token and cookies.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    pub id: String,
    pub name: String,
}

impl Client {
    pub fn new(url: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Self { http, base: format!("{url}/api/v1"), token: None, id: String::new(), name: String::new() }
    }

    /// Takes on who logged in.
    pub fn become_user(&mut self, login: &Value) {
        self.token = login["access_token"].as_str().map(str::to_owned);
        login["user"]["id"].as_str().unwrap().clone_into(&mut self.id);
        login["user"]["username"].as_str().unwrap().clone_into(&mut self.name);
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Somebody else, who is not logged in, with the same server.
    pub fn new_at(other: &Self) -> Self {
        Self::new(other.base.trim_end_matches("/api/v1"))
    }

    /// A request, for tests that set headers or bodies of their own.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        let request = self.http.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// A move that needs no body.
    pub async fn act(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}
