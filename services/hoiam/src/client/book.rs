//! `hoiam list`: the book of petitions, with every filter that the portal has.

use clap::Args;
use serde_json::Value;

use super::data::Resolver;
use super::names::{is_id, thing};
use super::schema::Schemas;
use super::words::{due, label, list, text};
use super::{Portal, print, print_json};
use crate::language::say;
use crate::table::{Table, columns};

const EXAMPLES: &str = "Examples:
  hoiam list --stage received,being_agreed
  hoiam list --overdue --addressee 'điện lực'
  hoiam list --search 'den duong' --json | jq -r '.petitions[].number'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    portal: Portal,
    /// Only these stages, separated by commas
    #[arg(long)]
    stage: Option<String>,
    /// Only those with one of these flags, separated by commas
    #[arg(long)]
    flag: Option<String>,
    /// Only those of which something is overdue
    #[arg(long)]
    overdue: bool,
    /// Only those where a reaction was refused: a person has to look
    #[arg(long)]
    needs_person: bool,
    /// Only those that this body took, or has to answer
    #[arg(long, value_name = "BODY")]
    body: Option<String>,
    /// Only those that this delegate group took
    #[arg(long, value_name = "BODY")]
    raised_with: Option<String>,
    /// Only those that this body has to answer
    #[arg(long, value_name = "BODY")]
    addressee: Option<String>,
    /// Only those on which this agency works
    #[arg(long, value_name = "BODY")]
    assigned: Option<String>,
    /// Only those that this body follows
    #[arg(long, value_name = "BODY")]
    follower: Option<String>,
    /// Only those of this council
    #[arg(long, value_name = "BODY")]
    council: Option<String>,
    /// Only this field
    #[arg(long)]
    field: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// Only this contact round
    #[arg(long)]
    round: Option<String>,
    /// Only those before this session
    #[arg(long)]
    session: Option<String>,
    /// Only those on this consolidated list
    #[arg(long, value_name = "NUMBER")]
    list: Option<String>,
    /// Only those raised at this meeting
    #[arg(long, value_name = "DAY")]
    meeting: Option<String>,
    /// Only those merged into this petition
    #[arg(long, value_name = "NUMBER")]
    merged_into: Option<String>,
    /// Only the parts of this petition
    #[arg(long, value_name = "NUMBER")]
    part_of: Option<String>,
    /// Only those due by this day
    #[arg(long, value_name = "DAY")]
    due_by: Option<String>,
    /// Only those with these words, with or without diacritics
    #[arg(long, short = 'q', value_name = "WORDS")]
    search: Option<String>,
    /// How many at once, 200 at most
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Go on where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

/// Prints a page of the book.
///
/// # Errors
/// The portal's problem.
pub(crate) fn list_petitions(args: &ListArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let page = args.portal.get("/petitions", &query(args).await?).await?;
        if args.portal.json {
            return print_json(&page);
        }
        let rows = list(&page["petitions"]);
        if rows.is_empty() {
            return print(say("không có kiến nghị nào khớp", "no petition fits"));
        }
        for line in table(rows).lines(columns()) {
            print(&line)?;
        }
        counts(&page)?;
        if page["next"].is_null() {
            return Ok(());
        }
        print(&format!("{}: --cursor {}", say("còn nữa", "more"), page["next"]))
    })
}

/// The filters as the portal has them; names become ids.
async fn query(args: &ListArgs) -> anyhow::Result<Vec<(&'static str, String)>> {
    let schemas = Schemas::load();
    let resolver = Resolver::new(&args.portal, &schemas, false);
    let mut query = Vec::new();
    for (name, value) in [
        ("stage", &args.stage),
        ("flag", &args.flag),
        ("field", &args.field),
        ("area", &args.area),
        ("round", &args.round),
        ("session", &args.session),
        ("due_by", &args.due_by),
        ("q", &args.search),
        ("cursor", &args.cursor),
    ] {
        query.extend(value.clone().map(|value| (name, value)));
    }
    for (name, value) in [
        ("body", &args.body),
        ("raised_with", &args.raised_with),
        ("addressee", &args.addressee),
        ("assigned", &args.assigned),
        ("follower", &args.follower),
        ("council", &args.council),
    ] {
        if let Some(value) = value {
            query.push((name, resolver.body(value).await?));
        }
    }
    for (name, value) in [
        ("list", &args.list),
        ("meeting", &args.meeting),
        ("merged_into", &args.merged_into),
        ("part_of", &args.part_of),
    ] {
        if let Some(value) = value {
            let stream = match is_id(value) {
                true => value.clone(),
                false => thing(&args.portal, value).await?.stream,
            };
            query.push((name, stream));
        }
    }
    for (name, given) in [("overdue", args.overdue), ("needs_person", args.needs_person)] {
        query.extend(given.then(|| (name, "true".to_owned())));
    }
    query.extend(args.limit.map(|limit| ("limit", limit.to_string())));
    Ok(query)
}

/// The rows under their headings.
pub(crate) fn table(rows: &[Value]) -> Table {
    let mut table = Table::new(&[
        say("Số", "Number"),
        say("Giai đoạn", "Stage"),
        say("Cờ", "Flags"),
        say("Đến hạn", "Due"),
        say("Ai", "Whose"),
        say("Nội dung", "Wording"),
    ]);
    for row in rows {
        let flags: Vec<String> = list(&row["flags"]).iter().map(label).collect();
        let first = &row["due_first"];
        let due = match first["day"].as_str() {
            Some(day) => format!("{day} {}", due(text(first, "what"))),
            None => String::new(),
        };
        let addressees = list(&row["addressees"]).first().and_then(|one| one["name"].as_str());
        let whose = first["whose"]["name"].as_str().or(addressees).unwrap_or_default();
        table.row(&[
            text(row, "number").to_owned(),
            label(&row["stage"]),
            flags.join(", "),
            due,
            whose.to_owned(),
            row["public_wording"].as_str().unwrap_or_default().to_owned(),
        ]);
    }
    table
}

fn counts(page: &Value) -> anyhow::Result<()> {
    let counted = list(&page["counts"]).iter();
    let counted: Vec<String> =
        counted.map(|one| format!("{} {}", one["count"], label(&one["stage"]))).collect();
    if counted.is_empty() { Ok(()) } else { print(&format!("\n{}", counted.join(", "))) }
}
