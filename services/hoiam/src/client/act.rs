//! `hoiam do`: gives one command.

use anyhow::Context as _;
use clap::Args;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{Portal, argument, json_body, print, print_json};

const EXAMPLES: &str = "Examples:
  hoiam do intake RecordPetition --body $GROUP --data @petition.json
  hoiam do classification ProposeClassification --body $COMMITTEE --stream $PETITION \\
      --seen-version 2 --data '{\"field\":\"den-duong\",\"competence\":\"commune\",\"addressees\":[\"…\"]}'
  hoiam do forwarding IssueLetter --body $COMMITTEE --occurred-on 2026-11-20 \\
      --symbol 12/HĐND-VP --data @letter.json --key letter-12
The same --key is the same command: sent twice, it is done once.
Every command with its fields: GET /api/openapi.json, or proto/schemas/commands.json.
Ids of bodies and officers: GET /api/v1/directory; stream and version: hoiam show.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DoArgs {
    #[command(flatten)]
    portal: Portal,
    /// The context that decides: intake, classification, forwarding, monitoring, directory
    context: String,
    /// The command, for example RecordPetition
    command: String,
    /// The command's data: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    data: String,
    /// The body that you act for; none only for FoundRealm
    #[arg(long, value_name = "ID")]
    body: Option<String>,
    /// The body that answered on paper
    #[arg(long, value_name = "ID")]
    on_behalf: Option<String>,
    /// What it is about: the stream of a petition, or of a letter, list or meeting
    #[arg(long, value_name = "ID")]
    stream: Option<String>,
    /// The version of it that you saw
    #[arg(long, value_name = "N")]
    seen_version: Option<u64>,
    /// The day on which it happened [default: today]
    #[arg(long, value_name = "DAY")]
    occurred_on: Option<String>,
    /// Number and symbol of the paper; its date is --occurred-on
    #[arg(long, value_name = "SYMBOL")]
    symbol: Option<String>,
    /// Names this very command, so that a retry is not a second one [default: a random one]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// Gives the command and prints what came of it.
///
/// # Errors
/// Why it was not done.
pub(crate) fn run(args: &DoArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let key = args.key.clone().unwrap_or_else(|| runtime::random::uuid().to_string());
        let path = format!("/commands/{}/{}", args.context, args.command);
        let request = args.portal.request(reqwest::Method::POST, &path);
        let request = json_body(request.header("Idempotency-Key", &key), form(args)?);
        let sent = args.portal.send(request).await;
        let done = sent.with_context(|| format!("not done (--key {key})"))?;
        if args.portal.json {
            return print_json(&done);
        }
        let again = if done["repeated"] == true { " (had been done before)" } else { "" };
        print(&format!("done at position {}{again}", done["position"]))?;
        for name in ["number", "tracking_code", "stream", "body", "officer"] {
            if let Some(value) = done[name].as_str() {
                print(&format!("  {name}: {value}"))?;
            }
        }
        print(&format!("  command: {}", done["command_id"].as_str().unwrap_or_default()))
    })
}

/// The body of the request. The data goes as it was typed: the portal is the judge of it.
fn form(args: &DoArgs) -> anyhow::Result<String> {
    let data = argument(&args.data)?;
    let data: Box<RawValue> = serde_json::from_str(&data).context("--data is not JSON")?;
    let mut act = Map::new();
    for (name, value) in [
        ("body", &args.body),
        ("on_behalf", &args.on_behalf),
        ("stream", &args.stream),
        ("occurred_on", &args.occurred_on),
    ] {
        if let Some(value) = value {
            act.insert(name.to_owned(), Value::String(value.clone()));
        }
    }
    if let Some(version) = args.seen_version {
        act.insert("seen_version".to_owned(), json!(version));
    }
    if let Some(symbol) = &args.symbol {
        let today = || runtime::clock::Clock::system().now().day().map(|day| day.to_string());
        let issued_on = args.occurred_on.clone().map_or_else(today, Ok)?;
        let document = json!({ "symbol": symbol, "issued_on": issued_on });
        act.insert("document".to_owned(), document);
    }
    let act = serde_json::to_string(&act)?;
    let comma = if act == "{}" { "" } else { "," };
    Ok(format!("{}{comma}\"data\":{data}}}", &act[..act.len() - 1]))
}
