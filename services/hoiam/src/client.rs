//! The command line as a client of a portal's API: it can do nothing that another client cannot.
//!
//! Exit status: 0 done, 1 a problem (refused, not found, not allowed), 2 wrong usage, 3 the portal
//! is away. What was asked for goes to standard output, as text or with `--json` as JSON: one value,
//! or for what has no end (`watch`) one on each line.

pub(crate) mod act;
pub(crate) mod ask;
pub(crate) mod attachments;
pub(crate) mod book;
pub(crate) mod data;
pub(crate) mod decision;
pub(crate) mod directory;
pub(crate) mod failure;
pub(crate) mod history;
pub(crate) mod names;
pub(crate) mod papers;
pub(crate) mod petition;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod watch;
pub(crate) mod words;

use std::io::Write as _;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::language::{say, spoken};
use failure::Failure;

/// Where the portal is, and as whom.
#[derive(Debug, Clone, Args)]
pub(crate) struct Portal {
    /// The portal's address
    #[arg(long, env = "HOIAM_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    url: String,
    /// A token, as `hoiam token new` made it
    #[arg(long, env = "HOIAM_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Portal {
    /// The portal at `url`, as whoever has `token`.
    #[cfg(test)]
    pub(crate) fn at(url: &str, token: &str) -> Self {
        Self { url: url.to_owned(), token: Some(token.to_owned()), json: false }
    }
}

/// How long an answer may take.
const WITHIN: Duration = Duration::from_secs(30);

impl Portal {
    /// A request below `/api/v1`.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/api/v1{path}", self.url.trim_end_matches('/'));
        let request = reqwest::Client::new().request(method, url);
        let request = request.header("Accept-Language", spoken().tag());
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Reads `path` with these parameters.
    ///
    /// # Errors
    /// The problem that the portal answered, in one line, or that it cannot be reached.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, String)]) -> anyhow::Result<Value> {
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let path = match query.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", query.join("&")),
        };
        self.send(self.request(reqwest::Method::GET, &path)).await
    }

    /// Sends a request.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let answer = request.timeout(WITHIN).send().await;
        let answer = answer.map_err(|error| self.silent(&error))?;
        let status = answer.status();
        let body: Value = match answer.json().await {
            Ok(body) => body,
            Err(_) => return Err(Failure::Away(not_a_portal(&self.url)).into()),
        };
        match status {
            status if status.is_success() => Ok(body),
            StatusCode::SERVICE_UNAVAILABLE => Err(Failure::Away(problem(&body)).into()),
            status => Err(Failure::problem(status, &body).into()),
        }
    }

    /// Nobody answered.
    fn silent(&self, error: &reqwest::Error) -> Failure {
        let mut cause: &dyn std::error::Error = error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        let url = &self.url;
        Failure::Away(say(
            format!(
                "không có cổng nào trả lời tại {url} ({cause}): `hoiam up` có đang chạy không, HOIAM_URL có đúng không?"
            ),
            format!(
                "no portal answers at {url} ({cause}): is `hoiam up` running, and HOIAM_URL right?"
            ),
        ))
    }

    /// Runs `work` on a runtime of its own.
    ///
    /// # Errors
    /// Those of `work`.
    pub(crate) fn run<F: Future<Output = anyhow::Result<()>>>(work: F) -> anyhow::Result<()> {
        let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        threads.block_on(work)
    }
}

fn not_a_portal(url: &str) -> String {
    say(
        format!("máy chủ tại {url} không phải là cổng Hồi Âm: kiểm tra HOIAM_URL"),
        format!("what answers at {url} is no portal of Hồi Âm: look at HOIAM_URL"),
    )
}

/// A problem in one line: what is wrong, where, and what to do.
pub(crate) fn problem(body: &Value) -> String {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let mut line = format!("{} [{}]", text("title"), text("code"));
    if text("code") == "unauthorized" {
        let next = say(
            "đặt HOIAM_TOKEN hoặc dùng --token, với mã từ `hoiam token new`",
            "set HOIAM_TOKEN, or give --token, with one from `hoiam token new`",
        );
        return format!("{line} — {next}");
    }
    for name in ["field", "detail", "next_step"] {
        if !text(name).is_empty() {
            line.push_str(" — ");
            line.push_str(text(name));
        }
    }
    if let Some(known) = body["known"].as_array() {
        let known: Vec<&str> = known.iter().filter_map(Value::as_str).collect();
        let label = say("đã biết", "known");
        line.push_str(&format!(" — {label}: {}", known.join(", ")));
    }
    if let Some(about) =
        body.get("about").filter(|about| about.as_object().is_some_and(|o| !o.is_empty()))
    {
        line.push_str(&format!(" {about}"));
    }
    line
}

/// A value as it stands in a query, RFC 3986 section 2.1.
fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// One line on standard output.
///
/// # Errors
/// [`Failure::Closed`] when nobody reads it any more: the program then ends quietly, as `head`
/// expects.
pub(crate) fn print(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|error| {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Failure::Closed.into();
        }
        anyhow::Error::from(error).context("standard output")
    })
}

/// A value as JSON that people can read.
///
/// # Errors
/// When standard output is gone.
pub(crate) fn print_json(value: &Value) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// What stands on the command line: the text itself, `@FILE`, or `-` for standard input.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn argument(text: &str) -> anyhow::Result<String> {
    match text {
        "-" => std::io::read_to_string(std::io::stdin()).context("cannot read standard input"),
        file if file.starts_with('@') => std::fs::read_to_string(&file[1..])
            .with_context(|| format!("cannot read {}", &file[1..])),
        text => Ok(text.to_owned()),
    }
}

/// The header of a JSON body.
pub(crate) fn json_body(request: reqwest::RequestBuilder, body: String) -> reqwest::RequestBuilder {
    request.header(CONTENT_TYPE, "application/json").body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_in_vietnamese_travels_as_it_was_typed() {
        assert_eq!(encoded("đèn & q=1"), "%C4%91%C3%A8n%20%26%20q%3D1");
    }

    #[test]
    fn a_problem_is_one_line_with_what_to_do() {
        let body = serde_json::json!({ "title": "Not agreed yet", "code": "forwarding.not_agreed_yet",
            "next_step": "Agree it first.", "about": { "petition": "p" } });
        assert_eq!(
            problem(&body),
            "Not agreed yet [forwarding.not_agreed_yet] — Agree it first. {\"petition\":\"p\"}"
        );
    }
}
