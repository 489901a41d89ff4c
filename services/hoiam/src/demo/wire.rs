//! Reading a portal as one of the demo's officers, and its problems in one line.

use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::StatusCode;
use runtime::wait::{Backoff, pause};
use serde_json::Value;

use super::table::Row;

const WITHIN: Duration = Duration::from_secs(30);

/// How often a portal that is behind is asked again.
const TRIES: u32 = 20;

/// Reads `path` below `/api/v1` as whoever has this row of the table, at least as new as the log's
/// position `newest`.
///
/// # Errors
/// The portal's problem, or that it cannot be reached.
pub(crate) async fn get(row: &Row, path: &str, newest: u64) -> anyhow::Result<Value> {
    let http = reqwest::Client::new();
    let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));
    let mut last = Value::Null;
    for _ in 0..TRIES {
        let request = http.get(format!("{}/api/v1{path}", row.url)).timeout(WITHIN);
        let request = request.bearer_auth(&row.token).header("Accept-Language", "en");
        let answer = request.header("Hoiam-Min-Position", newest.to_string()).send().await;
        let answer = answer.with_context(|| format!("no portal answers at {}", row.url))?;
        let status = answer.status();
        let body: Value = answer.json().await.context("the portal's answer is not JSON")?;
        if status.is_success() {
            return Ok(body);
        }
        last = body;
        if status != StatusCode::SERVICE_UNAVAILABLE {
            break;
        }
        pause(backoff.delay()).await;
    }
    bail!(problem(&last))
}

/// What the portal says is wrong.
pub(crate) fn problem(body: &Value) -> String {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let about = if body["about"].is_null() { String::new() } else { format!(" {}", body["about"]) };
    format!("{} [{}] {} {}{about}", text("title"), text("code"), text("field"), text("detail"))
}
