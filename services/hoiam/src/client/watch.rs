//! `hoiam watch`: live notices, one line each, until Ctrl-C. A lost connection is resumed where it
//! broke, so that nothing is missed and nothing comes twice. With `--json` one object on each line.

use std::time::Duration;

use clap::Args;
use futures_util::StreamExt as _;
use runtime::wait::{Backoff, pause};
use serde_json::Value;

use super::data::Resolver;
use super::failure::Failure;
use super::schema::Schemas;
use super::words::{event, label, text};
use super::{Portal, print};

const EXAMPLES: &str = "Examples:
  hoiam watch                     what your bodies hear from now on
  hoiam watch --after 0           everything that they ever heard, and then live
  hoiam watch --json | jq .number";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    portal: Portal,
    /// Only for this body [default: all bodies that you have a role at]
    #[arg(long, value_name = "BODY")]
    body: Option<String>,
    /// Begin after this position of the log [default: now]
    #[arg(long, value_name = "POSITION")]
    after: Option<u64>,
    /// End after this many notices
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

/// Prints notices until it is stopped.
///
/// # Errors
/// The portal's problem, when it does not let us listen at all.
pub(crate) fn run(args: &WatchArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let schemas = Schemas::load();
        let body = match &args.body {
            Some(body) => Some(Resolver::new(&args.portal, &schemas, false).body(body).await?),
            None => None,
        };
        let left = args.count.unwrap_or(u64::MAX);
        let mut listening = Listening { args, body, last_id: None, left };
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10));
        while listening.left > 0 {
            if listening.once().await? {
                backoff.reset();
            } else {
                pause(backoff.delay()).await;
            }
        }
        Ok(())
    })
}

struct Listening<'a> {
    args: &'a WatchArgs,
    body: Option<String>,
    last_id: Option<String>,
    left: u64,
}

impl Listening<'_> {
    /// One connection; whether anything was heard on it.
    async fn once(&mut self) -> anyhow::Result<bool> {
        let after = self.args.after.map(|after| format!("after={after}"));
        let body = self.body.as_ref().map(|body| format!("body={body}"));
        let query: Vec<String> = after.into_iter().chain(body).collect();
        let path = format!("/notices/stream?{}", query.join("&"));
        let mut request = self.args.portal.request(reqwest::Method::GET, &path);
        if let Some(id) = &self.last_id {
            request = request.header("Last-Event-ID", id);
        }
        let Ok(answer) = request.send().await else { return Ok(false) };
        if answer.status().is_client_error() {
            let status = answer.status();
            let body: Value = answer.json().await.unwrap_or_default();
            return Err(Failure::problem(status, &body).into());
        }
        if !answer.status().is_success() {
            return Ok(false);
        }
        let (mut chunks, mut buffer, mut heard) = (answer.bytes_stream(), Vec::new(), false);
        while let Some(Ok(chunk)) = chunks.next().await {
            buffer.extend_from_slice(&chunk);
            while let Some(end) = buffer.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = buffer.drain(..end + 2).collect();
                heard |= self.take(&String::from_utf8_lossy(&block))?;
                if self.left == 0 {
                    return Ok(true);
                }
            }
        }
        Ok(heard)
    }

    /// One message of the stream (WHATWG HTML, server-sent events).
    fn take(&mut self, block: &str) -> anyhow::Result<bool> {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim_start().to_owned())
        };
        let Some(id) = field("id:") else { return Ok(false) };
        self.last_id = Some(id);
        if field("event:").as_deref() != Some("notice") {
            return Ok(true);
        }
        let data = field("data:").unwrap_or_default();
        if self.args.portal.json {
            print(&data)?;
        } else {
            let notice: Value = serde_json::from_str(&data)?;
            print(&format!(
                "{:>8}  {}  {:<12} {} ({})",
                notice["position"].to_string(),
                text(&notice, "occurred_on"),
                text(&notice, "number"),
                event(text(&notice, "event_type")),
                label(&notice["stage"]),
            ))?;
        }
        self.left -= 1;
        Ok(true)
    }
}
