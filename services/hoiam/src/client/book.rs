//! `hoiam list`, `show`, `history`: reading the book.

use clap::Args;
use serde_json::Value;

use super::{Portal, print, print_json};

const LIST_EXAMPLES: &str = "Examples:
  hoiam list --stage received,being_agreed
  hoiam list --search 'den duong' --json | jq -r '.petitions[].number'";
const SHOW_EXAMPLES: &str = "Examples:
  hoiam show LH26-17
  hoiam show LH26-17 --on 2026-06-30     as it stood on that day, by business date
  hoiam show LH26-17 --at 4711           as it stood at that position of the log";
const HISTORY_EXAMPLES: &str = "Examples:
  hoiam history LH26-17";

#[derive(Debug, Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    portal: Portal,
    /// Only these stages, separated by commas
    #[arg(long)]
    stage: Option<String>,
    /// Only those that this body took, or has to answer
    #[arg(long, value_name = "ID")]
    body: Option<String>,
    /// Only this field
    #[arg(long)]
    field: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// Only those due by this day
    #[arg(long, value_name = "DAY")]
    due_by: Option<String>,
    /// Only those with these words, with or without diacritics
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Go on where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = SHOW_EXAMPLES)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its number or stream id
    petition: String,
    /// As it stood on this day, by business dates
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// As it stood at this position of the log
    #[arg(long, value_name = "POSITION")]
    at: Option<u64>,
}

#[derive(Debug, Args)]
#[command(after_help = HISTORY_EXAMPLES)]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its number or stream id
    petition: String,
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("–")
}

/// Prints a page of the book.
///
/// # Errors
/// The portal's problem.
pub(crate) fn list(args: &ListArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let filters = [
            ("stage", &args.stage),
            ("body", &args.body),
            ("field", &args.field),
            ("area", &args.area),
            ("due_by", &args.due_by),
            ("q", &args.search),
            ("cursor", &args.cursor),
        ];
        let query: Vec<_> =
            filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        let page = args.portal.get("/petitions", &query).await?;
        if args.portal.json {
            return print_json(&page);
        }
        let rows = page["petitions"].as_array().map_or(&[][..], Vec::as_slice);
        if rows.is_empty() {
            return print("no petition fits");
        }
        for row in rows {
            let wording = row["public_wording"].as_str().unwrap_or_default();
            let wording: String = wording.chars().take(60).collect();
            print(&format!(
                "{:<14} {:<24} {:<12} {}",
                text(row, "number"),
                row["stage"]["vi"].as_str().unwrap_or("–"),
                text(row, "due"),
                wording.replace('\n', " ")
            ))?;
        }
        if page["next"].is_null() {
            return Ok(());
        }
        print(&format!("more: --cursor {}", page["next"]))
    })
}

/// Prints one petition.
///
/// # Errors
/// The portal's problem.
pub(crate) fn show(args: &ShowArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let mut query = Vec::new();
        query.extend(args.on.clone().map(|on| ("on", on)));
        query.extend(args.at.map(|at| ("at", at.to_string())));
        let petition = args.portal.get(&format!("/petitions/{}", args.petition), &query).await?;
        if args.portal.json {
            return print_json(&petition);
        }
        shown(&petition)
    })
}

/// Where it lies, who owes what by when, and the words, if they may be read.
fn shown(petition: &Value) -> anyhow::Result<()> {
    let stage = petition["stage"]["vi"].as_str().unwrap_or("–");
    print(&format!("{}  {stage}  (version {})", text(petition, "number"), petition["version"]))?;
    print(&format!("  stream: {}", text(petition, "stream")))?;
    let raised = petition["raised_with"]["name"].as_str().unwrap_or("–");
    print(&format!("  raised {} with {raised}", text(petition, "raised_on")))?;
    for to in petition["addressees"].as_array().map_or(&[][..], Vec::as_slice) {
        let (name, due) = (text(to, "name"), text(to, "answer_due"));
        print(&format!("  sent to {name}, answer due {due}, letter {}", text(to, "letter")))?;
    }
    if petition["texts"] == "forbidden" {
        return print("  its words are not yours to read");
    }
    match petition["texts"]["original"]["text"].as_str() {
        Some(original) => print(&format!("\n{original}")),
        None => Ok(()),
    }
}

/// Prints who did what, when, for whom.
///
/// # Errors
/// The portal's problem.
pub(crate) fn history(args: &HistoryArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let history =
            args.portal.get(&format!("/petitions/{}/history", args.petition), &[]).await?;
        if args.portal.json {
            return print_json(&history);
        }
        let directory = args.portal.get("/directory", &[]).await?;
        let name = |list: &str, key: &str, id: &Value| {
            let all = directory[list].as_array().map_or(&[][..], Vec::as_slice);
            let found = all.iter().find(|entry| !id.is_null() && entry[key] == *id);
            let name =
                found.and_then(|entry| entry["name"]["text"].as_str().or(entry["name"].as_str()));
            name.unwrap_or("–").to_owned()
        };
        for entry in history["entries"].as_array().map_or(&[][..], Vec::as_slice) {
            let paper = entry["document"]["symbol"].as_str().map(|symbol| format!("  {symbol}"));
            print(&format!(
                "{:>6}  {}  {}{}\n        {} — {}, recorded {}",
                entry["position"],
                text(entry, "occurred_on"),
                text(entry, "type"),
                paper.unwrap_or_default(),
                name("bodies", "body", &entry["body"]),
                name("officers", "officer", &entry["officer"]),
                text(entry, "recorded_at"),
            ))?;
        }
        Ok(())
    })
}
