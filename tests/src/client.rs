//! A client of the JSON API, as a program of an office would be.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::eventually;

/// Somebody with a token, or a stranger.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// An answer: status and body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, `null` if it was not JSON.
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    ///
    /// # Errors
    /// The problem, if it was not one.
    pub fn ok(self) -> anyhow::Result<Value> {
        anyhow::ensure!((200..300).contains(&self.status), "{}: {}", self.status, self.body);
        Ok(self.body)
    }

    /// Whether it says that this cannot be had now, in the form that programs and people read: 503,
    /// when to ask again, a problem.
    #[must_use]
    pub fn come_again(&self) -> bool {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let after: Option<u32> = header("retry-after").and_then(|after| after.parse().ok());
        let problem = header("content-type") == Some("application/problem+json");
        self.status == 503 && after.is_some_and(|after| after > 0) && problem
    }

    /// The `code` of a problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Client {
    /// A client of the portal at `url`.
    #[must_use]
    pub fn new(url: &str, token: Option<&str>) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: url.to_owned(),
            token: token.map(ToOwned::to_owned),
        }
    }

    /// The same person at another address (after a restart on another port).
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The token, for the command line.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// A request that other methods do not cover.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    /// When the portal cannot be reached.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
        let answer = request.timeout(Duration::from_secs(30)).send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await?;
        Ok(Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    /// Reads `path` below `/api/v1`.
    ///
    /// # Errors
    /// When the portal cannot be reached.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(self.request(reqwest::Method::GET, &format!("/api/v1{path}"))).await
    }

    /// Gives a command once; `act` holds everything but the data.
    ///
    /// # Errors
    /// When the portal cannot be reached.
    pub async fn try_command(
        &self,
        command: &str,
        key: &str,
        act: &Value,
        data: &Value,
    ) -> anyhow::Result<Answer> {
        let mut form = act.clone();
        form["data"] = data.clone();
        let path = format!("/api/v1/commands/{}", command.replace('.', "/"));
        let request = self.request(reqwest::Method::POST, &path);
        self.send(request.header("Idempotency-Key", key).json(&form)).await
    }

    /// Gives a command until it is decided: unavailability and lost answers are tried again with
    /// the same key, as every honest client does.
    ///
    /// # Errors
    /// When there is no decision within a minute, or the decision is a problem.
    pub async fn command(
        &self,
        command: &str,
        key: &str,
        act: Value,
        data: Value,
    ) -> anyhow::Result<Value> {
        let decided = eventually(command, Duration::from_secs(60), async || {
            let answer = self.try_command(command, key, &act, &data).await.ok()?;
            (answer.status != 503).then_some(answer)
        });
        decided.await?.ok().with_context(|| format!("{command} {key}"))
    }

    /// Acts for `body` today.
    #[must_use]
    pub fn acting_for(body: &str) -> Value {
        json!({ "body": body })
    }
}
