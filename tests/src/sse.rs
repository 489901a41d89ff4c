//! Listening to the live stream, as a browser would: by id, resumed with the last one.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;

use crate::client::Client;

/// One message of the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// `incarnation-position`.
    pub id: String,
    /// `notice`, `heartbeat`, `reset`.
    pub event: String,
    /// What it says.
    pub data: Value,
}

/// Listens until `enough`, and resumes whenever the connection breaks.
///
/// # Errors
/// When it is not enough within `within`; says what was heard.
pub async fn listen(
    client: &Client,
    mut last_id: Option<String>,
    within: Duration,
    mut enough: impl FnMut(&[Message]) -> bool,
) -> anyhow::Result<Vec<Message>> {
    let mut heard = Vec::new();
    let listening = async {
        while !enough(&heard) {
            once(client, &mut last_id, &mut heard, &mut enough).await;
            runtime::wait::pause(Duration::from_millis(50)).await;
        }
    };
    let done = tokio::time::timeout(within, listening).await;
    anyhow::ensure!(done.is_ok(), "heard only {heard:?}");
    Ok(heard)
}

/// One connection; ends when it breaks or when enough was heard.
async fn once(
    client: &Client,
    last_id: &mut Option<String>,
    heard: &mut Vec<Message>,
    enough: &mut impl FnMut(&[Message]) -> bool,
) {
    let mut request = client.request(reqwest::Method::GET, "/api/v1/notices/stream?after=0");
    if let Some(id) = &last_id {
        request = request.header("Last-Event-ID", id);
    }
    let Ok(answer) = request.send().await else { return };
    if !answer.status().is_success() {
        return;
    }
    let (mut chunks, mut buffer) = (answer.bytes_stream(), String::new());
    while let Some(Ok(chunk)) = chunks.next().await {
        buffer.push_str(&String::from_utf8_lossy(&chunk));
        while let Some(end) = buffer.find("\n\n") {
            let block: String = buffer.drain(..end + 2).collect();
            let Some(message) = parse(&block) else { continue };
            *last_id = Some(message.id.clone());
            if message.event == "notice" {
                heard.push(message);
                if enough(heard) {
                    return;
                }
            }
        }
    }
}

fn parse(block: &str) -> Option<Message> {
    let field = |name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name));
        let values: Vec<&str> =
            lines.map(|value| value.strip_prefix(' ').unwrap_or(value)).collect();
        (!values.is_empty()).then(|| values.join("\n"))
    };
    let data = field("data:").and_then(|data| serde_json::from_str(&data).ok());
    Some(Message {
        id: field("id:")?,
        event: field("event:").unwrap_or_else(|| "message".to_owned()),
        data: data.unwrap_or(Value::Null),
    })
}
