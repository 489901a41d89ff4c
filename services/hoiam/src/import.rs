//! `hoiam import`: a book of petitions, told row by row, and sent only on request.
//!
//! A row is sent under a key made of its words, so the same file again changes nothing and an
//! import that was interrupted goes on. Outcomes and answers of the book are told and not sent: a
//! body's answer is the body's act, and no command says "as the book has it" yet.

mod send;

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use import::known::Name;
use import::{Book, Known, Lang};
use serde_json::{Value, json};

use crate::client::{Portal, print, print_json};

const EXAMPLES: &str = "Examples:
  hoiam import so-kien-nghi.xlsx --body $GROUP --council $COUNCIL --group $GROUP
  hoiam import so-kien-nghi.csv --body $GROUP --council $COUNCIL --group $GROUP --commit
Nothing is sent without --commit. The same file again changes nothing.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    portal: Portal,
    /// The book: .xlsx, or .csv in UTF-8
    file: PathBuf,
    /// The body that you act for
    #[arg(long, value_name = "ID")]
    body: String,
    /// The council to whose deputies the petitions were put
    #[arg(long, value_name = "ID")]
    council: String,
    /// The delegate group that took them
    #[arg(long, value_name = "ID")]
    group: String,
    /// The sheet of a workbook [default: the first that has a header]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Only tell what each row is; so it is without --commit
    #[arg(long, conflicts_with = "commit")]
    dry_run: bool,
    /// Send the petitions
    #[arg(long)]
    commit: bool,
    /// In which language the rows are told
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Vi,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

/// Tells what each row of the book is and, with `--commit`, sends the petitions.
///
/// # Errors
/// Why the file is not taken, or how many rows were not.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<()> {
    let sheet = import::read::file(&args.file, args.sheet.as_deref())
        .with_context(|| format!("{} is not taken", args.file.display()))?;
    Portal::run(async {
        let known = known(args).await.context("cannot read the names that the realm knows")?;
        let scope = format!("{}/{}", args.council, args.group);
        let book = Book::of(&sheet, &known, &scope).context(
            "no header in the first rows: name the columns, \"Nội dung\" and at least one more",
        )?;
        match args.commit {
            true => send::all(&args.portal, args, &book).await,
            false => tell(args, &book),
        }
    })
}

/// The dry run.
fn tell(args: &ImportArgs, book: &Book) -> anyhow::Result<()> {
    let lang = args.lang.into();
    if args.portal.json {
        let unread = &book.header.unread;
        let said = json!({ "rows": book.rows, "columns_not_read": unread, "sent": false });
        return print_json(&said);
    }
    for row in &book.rows {
        print(&row.say(lang))?;
    }
    if !book.header.unread.is_empty() {
        let unread = lang.of("Cột không đọc", "Columns not read");
        print(&format!("{unread}: {}", book.header.unread.join(", ")))?;
    }
    print(&book.sum(lang))?;
    print(lang.of(
        "Chạy thử: chưa gửi gì. Thêm --commit để đưa vào.",
        "Dry run: nothing was sent. Add --commit to send.",
    ))
}

/// The names that a portal tells: areas, the council's fields, bodies that stand.
async fn known(args: &ImportArgs) -> anyhow::Result<Known> {
    let directory = args.portal.get("/directory", &[]).await?;
    let rules = args.portal.get("/rules", &[("council", args.council.clone())]).await?;
    let standing = |body: &&Value| body["stands"] == true;
    let bodies = || directory["bodies"].as_array().into_iter().flatten().filter(standing);
    let has = |id: &str| bodies().any(|body| body["body"] == id);
    for (flag, id) in [("--council", &args.council), ("--group", &args.group)] {
        if !has(id) {
            bail!("{flag} {id} is no body that stands");
        }
    }
    let named = |list: &Value, id: &str| -> Vec<Name> {
        let entries = list.as_array().into_iter().flatten();
        entries
            .filter_map(|entry| Some(Name::new(entry["name"].as_str()?, entry[id].as_str()?)))
            .collect()
    };
    let body_names =
        bodies().filter_map(|body| Some(Name::new(body["name"].as_str()?, body["body"].as_str()?)));
    let mut areas = named(&directory["areas"], "area");
    areas.extend(bodies().filter_map(area_of_committee));
    Ok(Known {
        areas,
        fields: named(&rules["rules"]["fields"], "field"),
        bodies: body_names.collect(),
    })
}

/// The area that the name of its People's Committee tells: "Ủy ban nhân dân xã Suối Mơ".
fn area_of_committee(body: &Value) -> Option<Name> {
    let area = body["area"].as_str()?;
    let name = body["name"].as_str()?;
    ["Ủy ban nhân dân ", "UBND "]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .map(|place| Name::new(place, area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_committee_that_is_responsible_for_an_area_tells_its_name() {
        let committee = json!({ "name": "Ủy ban nhân dân xã Suối Mơ", "area": "suoi-mo" });
        assert_eq!(area_of_committee(&committee), Some(Name::new("xã Suối Mơ", "suoi-mo")));
        let group = json!({ "name": "Tổ đại biểu số 2", "area": "suoi-mo" });
        assert_eq!(area_of_committee(&group), None);
    }
}
