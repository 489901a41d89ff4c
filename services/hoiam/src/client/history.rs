//! `hoiam history`: who did what to a petition, oldest first, the newest last.

use clap::Args;
use serde_json::Value;

use super::names::Names;
use super::words::{event, list, moment, text};
use super::{Portal, encoded, print, print_json};
use crate::language::say;

const EXAMPLES: &str = "Examples:
  hoiam history LH26-17
  hoiam history LH26-17 --on 2026-06-30     only what had happened by that day
The decision's id leads on: hoiam decision ID.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its number or stream id
    petition: String,
    /// What had happened by this day, by business dates
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// What was in the log up to this position
    #[arg(long, value_name = "POSITION")]
    at: Option<u64>,
}

/// Prints who did what, when, for whom.
///
/// # Errors
/// The portal's problem.
pub(crate) fn history(args: &HistoryArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let mut query = Vec::new();
        query.extend(args.on.clone().map(|on| ("on", on)));
        query.extend(args.at.map(|at| ("at", at.to_string())));
        let path = format!("/petitions/{}/history", encoded(&args.petition));
        let history = args.portal.get(&path, &query).await?;
        if args.portal.json {
            return print_json(&history);
        }
        let entries = list(&history["entries"]);
        if entries.is_empty() {
            return print(say("chưa có gì", "nothing yet"));
        }
        let names = Names::load(&args.portal).await?;
        for entry in entries {
            for line in told(entry, &names) {
                print(&line)?;
            }
        }
        Ok(())
    })
}

/// One entry: what, when; who for whom, on whose behalf; on what paper and by which decision.
fn told(entry: &Value, names: &Names) -> Vec<String> {
    let recorded = moment(&entry["recorded_at"]);
    let position = &entry["position"];
    if entry["redacted"] == true {
        let erased = say("(nội dung đã xóa theo quy định)", "(erased)");
        return vec![format!("{recorded}  {erased}  #{position}")];
    }
    let happened = text(entry, "occurred_on");
    let mut lines = vec![format!("{happened}  {}", event(text(entry, "type")))];
    let who = match entry["officer"].is_null() {
        true => say("hệ thống", "the system").to_owned(),
        false => {
            let (officer, body) =
                (names.of_officer(&entry["officer"]), names.of_body(&entry["body"]));
            format!("{officer}, {body}")
        }
    };
    let behalf = match entry["on_behalf"].is_null() {
        true => String::new(),
        false => {
            format!(" {} {}", say("ghi thay", "on behalf of"), names.of_body(&entry["on_behalf"]))
        }
    };
    lines.push(format!("            {who}{behalf}"));
    if let Some(symbol) = entry["document"]["symbol"].as_str() {
        let (label, of) = (say("văn bản", "paper"), say("ngày", "of"));
        lines.push(format!(
            "            {label} {symbol} {of} {}",
            text(&entry["document"], "issued_on")
        ));
    }
    if let Some(basis) = entry["data"]["basis"].as_str() {
        lines.push(format!("            {} {basis}", say("căn cứ", "basis")));
    }
    lines.push(format!(
        "            {} {recorded}, #{position}; {} {}",
        say("nhập", "recorded"),
        say("quyết định", "decision"),
        text(entry, "command_id"),
    ));
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_tells_who_for_whom_when_and_on_what() {
        let entry = json!({
            "position": 7, "recorded_at": "2026-11-22T02:00:00Z", "redacted": false,
            "type": "forwarding.petition_answered", "occurred_on": "2026-11-20",
            "officer": "o", "body": "b", "on_behalf": "c", "command_id": "d",
            "document": { "symbol": "12/UB", "issued_on": "2026-11-19" },
            "data": { "basis": "NQ 72" },
        });
        let names = Names::of(&json!({
            "bodies": [{ "body": "b", "name": "Thường trực" }, { "body": "c", "name": "Điện lực" }],
            "officers": [{ "officer": "o", "name": { "text": "Bà Sen" } }],
        }));
        let told = told(&entry, &names).join("\n");
        for word in
            ["2026-11-20", "Bà Sen, Thường trực", "Điện lực", "12/UB", "NQ 72", "09:00", "#7", " d"]
        {
            assert!(told.contains(word), "{word} is missing in\n{told}");
        }
    }
}
