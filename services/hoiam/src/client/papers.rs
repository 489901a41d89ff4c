//! `hoiam lists`, `letters`, `meetings`: what petitions stand on, go out in, and were raised at.

use clap::Args;
use serde_json::Value;

use super::data::Resolver;
use super::names::{is_id, thing};
use super::schema::Schemas;
use super::words::{list, opened, text};
use super::{Portal, encoded, print, print_json};
use crate::language::say;
use crate::table::{Table, columns};

const LISTS_EXAMPLES: &str = "Examples:
  hoiam lists --round 2026-2
  hoiam lists 3                      one list with its rows";
const LETTERS_EXAMPLES: &str = "Examples:
  hoiam letters --to 'điện lực'
  hoiam letters --petition LH26-17";
const MEETINGS_EXAMPLES: &str = "Examples:
  hoiam meetings --area hoa-phu
  hoiam meetings 2026-06-02          one meeting with its petitions";

#[derive(Debug, Args)]
#[command(after_help = LISTS_EXAMPLES)]
pub(crate) struct ListsArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its number: one list with its rows
    list: Option<String>,
    /// Only those of this council
    #[arg(long, value_name = "BODY")]
    council: Option<String>,
    /// Only this contact round
    #[arg(long)]
    round: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// Go on where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = LETTERS_EXAMPLES)]
pub(crate) struct LettersArgs {
    #[command(flatten)]
    portal: Portal,
    /// Only those to this body
    #[arg(long, value_name = "BODY")]
    to: Option<String>,
    /// Only those that hold this petition
    #[arg(long, value_name = "NUMBER")]
    petition: Option<String>,
    /// Go on where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = MEETINGS_EXAMPLES)]
pub(crate) struct MeetingsArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its day or stream: one meeting with its petitions
    meeting: Option<String>,
    /// Only those of this body
    #[arg(long, value_name = "BODY")]
    body: Option<String>,
    /// Only this contact round
    #[arg(long)]
    round: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// Go on where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

/// The id of a body by name, for a filter.
async fn body(portal: &Portal, name: &Option<String>) -> anyhow::Result<Option<String>> {
    let Some(name) = name else { return Ok(None) };
    let schemas = Schemas::load();
    Ok(Some(Resolver::new(portal, &schemas, false).body(name).await?))
}

fn query(filters: Vec<(&'static str, Option<String>)>) -> Vec<(&'static str, String)> {
    filters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Prints the table of a page, or that it is empty.
fn page(answer: &Value, rows: &Value, table: &Table, none: &str) -> anyhow::Result<()> {
    if list(rows).is_empty() {
        return print(none);
    }
    table.lines(columns()).iter().try_for_each(|line| print(line))?;
    if answer["next"].is_null() {
        return Ok(());
    }
    print(&format!("{}: --cursor {}", say("còn nữa", "more"), answer["next"]))
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Prints consolidated lists, or one of them.
///
/// # Errors
/// The portal's problem.
pub(crate) fn lists(args: &ListsArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let portal = &args.portal;
        if let Some(one) = &args.list {
            let one = portal.get(&format!("/lists/{}", encoded(one)), &[]).await?;
            if portal.json {
                return print_json(&one);
            }
            let (number, revision) = (plain(&one["number"]), &one["revision"]);
            let (day, council) = (text(&one, "fixed_on"), name(&one["council"]));
            print(&say(
                format!("danh sách {number}, lần {revision}, chốt {day}, {council}"),
                format!("list {number}, revision {revision}, fixed {day}, {council}"),
            ))?;
            let rows: Vec<Value> =
                list(&one["rows"]).iter().map(|row| row["petition"].clone()).collect();
            let table = super::book::table(&rows);
            return table.lines(columns()).iter().try_for_each(|line| print(line));
        }
        let council = body(portal, &args.council).await?;
        let query = query(vec![
            ("council", council),
            ("round", args.round.clone()),
            ("area", args.area.clone()),
            ("cursor", args.cursor.clone()),
        ]);
        let answer = portal.get("/lists", &query).await?;
        if portal.json {
            return print_json(&answer);
        }
        let mut table = Table::new(&[
            say("Số", "Number"),
            say("Lần", "Revision"),
            say("Chốt ngày", "Fixed on"),
            say("Đợt", "Round"),
            say("Địa bàn", "Area"),
            say("Kiến nghị", "Petitions"),
            say("Hội đồng", "Council"),
        ]);
        for row in list(&answer["lists"]) {
            let mut cells: Vec<String> =
                ["number", "revision", "fixed_on", "round", "area", "petition_count"]
                    .iter()
                    .map(|member| plain(&row[*member]))
                    .collect();
            cells.push(name(&row["council"]));
            table.row(&cells);
        }
        page(&answer, &answer["lists"], &table, say("chưa có danh sách nào", "no list yet"))
    })
}

/// Prints letters.
///
/// # Errors
/// The portal's problem.
pub(crate) fn letters(args: &LettersArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let portal = &args.portal;
        let petition = match &args.petition {
            Some(number) if !is_id(number) => Some(thing(portal, number).await?.stream),
            other => other.clone(),
        };
        let to = body(portal, &args.to).await?;
        let query =
            query(vec![("to", to), ("petition", petition), ("cursor", args.cursor.clone())]);
        let answer = portal.get("/letters", &query).await?;
        if portal.json {
            return print_json(&answer);
        }
        let mut table = Table::new(&[
            say("Số, ký hiệu", "Symbol"),
            say("Ngày", "Date"),
            say("Hạn trả lời", "Answer due"),
            say("Đã nhận", "Received"),
            say("Gửi", "To"),
            say("Kiến nghị", "Petitions"),
            say("Ghi chú", "Note"),
        ]);
        for row in list(&answer["letters"]) {
            let numbers = list(&row["petitions"]).iter().filter_map(|one| one["number"].as_str());
            table.row(&[
                plain(&row["document"]["symbol"]),
                plain(&row["occurred_on"]),
                plain(&row["answer_due"]),
                plain(&row["receipt"]["on"]),
                name(&row["to"]),
                numbers.collect::<Vec<_>>().join(", "),
                opened(&row["note"]).unwrap_or_default(),
            ]);
        }
        page(&answer, &answer["letters"], &table, say("chưa có công văn nào", "no letter yet"))
    })
}

/// Prints contact meetings, or one of them.
///
/// # Errors
/// The portal's problem.
pub(crate) fn meetings(args: &MeetingsArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let portal = &args.portal;
        if let Some(one) = &args.meeting {
            let stream = thing(portal, one).await?.stream;
            let one = portal.get(&format!("/meetings/{stream}"), &[]).await?;
            if portal.json {
                return print_json(&one);
            }
            print(&format!(
                "{}  {}, {}",
                text(&one, "held_on"),
                text(&one, "place"),
                text(&one, "area")
            ))?;
            if let Some(minutes) = opened(&one["minutes"]) {
                print(&minutes)?;
            }
            let table = super::book::table(list(&one["petitions"]));
            return table.lines(columns()).iter().try_for_each(|line| print(line));
        }
        let body = body(portal, &args.body).await?;
        let query = query(vec![
            ("body", body),
            ("round", args.round.clone()),
            ("area", args.area.clone()),
            ("cursor", args.cursor.clone()),
        ]);
        let answer = portal.get("/meetings", &query).await?;
        if portal.json {
            return print_json(&answer);
        }
        let mut table = Table::new(&[
            say("Ngày", "Day"),
            say("Địa bàn", "Area"),
            say("Đợt", "Round"),
            say("Cử tri", "Voters"),
            say("Địa điểm", "Place"),
            say("Tổ đại biểu", "Groups"),
        ]);
        for row in list(&answer["meetings"]) {
            let groups: Vec<String> = list(&row["groups"]).iter().map(name).collect();
            let mut cells: Vec<String> = ["held_on", "area", "round", "voters", "place"]
                .iter()
                .map(|member| plain(&row[*member]))
                .collect();
            cells.push(groups.join("; "));
            table.row(&cells);
        }
        page(
            &answer,
            &answer["meetings"],
            &table,
            say("chưa có cuộc tiếp xúc nào", "no meeting yet"),
        )
    })
}
