//! `hoiam import`: a book of petitions, told row by row, and sent only on request.
//!
//! A row is sent under a key that the vault makes of its words, so the same file again changes
//! nothing, whoever sends it, and an import that was interrupted goes on. Outcomes and answers are
//! taken over as stated in the book; names that nobody knows are kept as they are written, until
//! `hoiam import bind` says once what they mean.

mod apart;
mod bind;
mod names;
mod send;

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use import::take::{Defaults, Whose};
use import::{Book, Known, Lang};
use serde_json::{Value, json};

use crate::client::names::Names;
use crate::client::{Portal, print, print_json};
use crate::language::{say, spoken};
use crate::serve::args::ParentArgs;
use crate::serve::parent;
use bind::BindArgs;
use names::NamesArgs;

const EXAMPLES: &str = "Examples:
  hoiam import so-kien-nghi.xlsx --body 'Tổ đại biểu số 1' --council 'Hội đồng nhân dân tỉnh' --group 'Tổ đại biểu số 1'
  hoiam import so-kien-nghi.xlsx --body $GROUP --council $COUNCIL --group $GROUP --commit
  hoiam import names --council $COUNCIL
  hoiam import bind 'UBND thị trấn Cũ' --to 'Ủy ban nhân dân xã Hòa Phú' --body $COMMITTEE --council $COUNCIL
  hoiam import bind - --to hoa-phu --remember --body $COMMITTEE --council $COUNCIL < ten.txt
Nothing is sent without --commit. The same file again changes nothing.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    names: Option<NamesCommand>,
    #[command(flatten)]
    portal: Portal,
    /// The book: .xlsx, or .csv in UTF-8
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// The body that you act for: its name or id
    #[arg(long, value_name = "BODY", required_unless_present = "apart")]
    body: Option<String>,
    /// The council to whose deputies the petitions were put
    #[arg(long, value_name = "BODY", required_unless_present = "apart")]
    council: Option<String>,
    /// The delegate group that took them
    #[arg(long, value_name = "BODY", required_unless_present = "apart")]
    group: Option<String>,
    /// The sheet of a workbook [default: the first that has a header]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Only tell what each row is; so it is without --commit
    #[arg(long, conflicts_with = "commit")]
    dry_run: bool,
    /// Send the petitions
    #[arg(long)]
    commit: bool,
    /// Read the file within bounds of memory and time and print its cells; for this program itself
    #[arg(long, hide = true)]
    apart: bool,
    #[command(flatten)]
    parent: ParentArgs,
}

/// Names in books that nobody knew when they were imported.
#[derive(Debug, Subcommand)]
enum NamesCommand {
    /// List the names of imported petitions that are not bound yet
    Names(NamesArgs),
    /// Say once what a name means: for these petitions and, with --remember, for books to come
    Bind(BindArgs),
}

/// Tells what each row of the book is and, with `--commit`, sends the petitions.
///
/// # Errors
/// Why the file is not taken, or how many rows were not.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<()> {
    match &args.names {
        Some(NamesCommand::Names(args)) => return names::run(args),
        Some(NamesCommand::Bind(args)) => return bind::run(args),
        None => {}
    }
    parent::tie(&args.parent)?;
    let file = args.file.as_deref().context("no file")?;
    let sheet = args.sheet.as_deref();
    if args.apart {
        return apart::child(file, sheet);
    }
    let sheet = apart::read(file, sheet).with_context(|| {
        let file = file.display();
        say(format!("không đọc được {file}"), format!("{file} is not taken"))
    })?;
    Portal::run(async {
        let (known, whose) = known(args).await?;
        let scope = format!("{}/{}", whose.council, whose.group);
        let book = Book::of(&sheet, &known, &scope).context(say(
            "không thấy dòng tiêu đề ở đầu sổ: cần cột \"Nội dung\" và ít nhất một cột nữa",
            "no header in the first rows: name the columns, \"Nội dung\" and at least one more",
        ))?;
        match args.commit {
            true => send::all(&args.portal, &whose, &book).await,
            false => tell(args, &book),
        }
    })
}

/// The dry run.
fn tell(args: &ImportArgs, book: &Book) -> anyhow::Result<()> {
    let lang = Lang::from(spoken());
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

/// The names that a portal tells, and whose book it is.
async fn known(args: &ImportArgs) -> anyhow::Result<(Known, Whose)> {
    let directory = args.portal.get("/directory", &[]).await?;
    let named = Names::of(&directory);
    let of = |text: &Option<String>| named.body(text.as_deref().unwrap_or_default());
    let (body, council, group) = (of(&args.body)?, of(&args.council)?, of(&args.group)?);
    let rules = args.portal.get("/rules", &[("council", council.clone())]).await?;
    let bodies = || entries(&directory["bodies"]);
    let stands = |id: &str| bodies().any(|body| body["body"] == id && body["stands"] == true);
    for (flag, id) in [("--council", &council), ("--group", &group)] {
        if !stands(id) {
            bail!(say(
                format!("{flag} {id} không phải cơ quan đang tồn tại"),
                format!("{flag} {id} is no body that stands"),
            ));
        }
    }
    let known = Known::told(&directory, &rules["rules"]);
    Ok((known, Whose { body, council, group, defaults: Defaults::default() }))
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
