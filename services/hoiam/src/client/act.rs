//! `hoiam do`: gives one command, and tells which there are.

use anyhow::Context as _;
use clap::{Args, Command as Line};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::data::{Resolver, data};
use super::failure::Failure;
use super::names::{is_id, thing};
use super::schema::{Command, Schemas};
use super::{Portal, argument, ask, json_body, print, print_json};
use crate::language::say;

const EXAMPLES: &str = "Examples:
  hoiam do                                  which contexts and commands there are
  hoiam do intake RecordPetition --help     its fields, and an example
  hoiam do intake RecordPetition council='hđnd tỉnh' via=meeting \\
      raised_with='tổ đại biểu số 1' area=hoa-phu original=@loi.txt raised_by=-
  hoiam do classification ProposeClassification --as 'thường trực' --stream LH26-1 --latest \\
      field=do-thi competence=commune addressees='ubnd xã hòa phú'
  hoiam do forwarding IssueLetter --occurred-on 2026-11-20 --symbol 12/HĐND-VP \\
      to='điện lực' petitions=LH26-1@4,LH26-2@4 --key letter-12
Bodies and officers go by name, by key or by the start of their id (hoiam directory); petitions and
lists by number, letters by symbol, meetings by day.
The same --key is the same command: sent twice, it is done once.";
/// How often `--latest` looks again because something came in between.
const LOOKS_MAX: u32 = 5;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, disable_help_flag = true)]
pub(crate) struct DoArgs {
    #[command(flatten)]
    portal: Portal,
    /// The context that decides: intake, classification, forwarding, monitoring, directory
    context: Option<String>,
    /// The command, for example RecordPetition
    #[arg(requires = "context")]
    command: Option<String>,
    /// Fields of the command's data; `a.b=` for a field of a field. `=@FILE` and `=-` (standard
    /// input) keep a voter's words and name out of the list of processes and the shell's history
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The command's data: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    data: Option<String>,
    /// The body that you act for [default: the only one that you have]
    #[arg(long = "as", alias = "body", value_name = "BODY")]
    body: Option<String>,
    /// The body that answered on paper
    #[arg(long, value_name = "BODY")]
    on_behalf: Option<String>,
    /// What it is about: a petition, letter or list
    #[arg(long, value_name = "NUMBER")]
    stream: Option<String>,
    /// The version of it that you saw
    #[arg(long, value_name = "N")]
    seen_version: Option<u64>,
    /// Go by what is there now, whatever you saw
    #[arg(long, conflicts_with = "seen_version")]
    latest: bool,
    /// The day on which it happened [default: today]
    #[arg(long, value_name = "DAY")]
    occurred_on: Option<String>,
    /// Number and symbol of the paper; its date is --occurred-on
    #[arg(long, value_name = "SYMBOL")]
    symbol: Option<String>,
    /// Names this very command, so that a retry is not a second one [default: a random one]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Do not ask before a command that ends something
    #[arg(long)]
    yes: bool,
    /// Tell which commands there are, or the fields of this one
    #[arg(long, short)]
    help: bool,
}

/// Gives the command and prints what came of it, or tells which commands there are.
///
/// # Errors
/// Why it was not done.
pub(crate) fn run(args: &DoArgs) -> anyhow::Result<()> {
    let schemas = Schemas::load();
    let (context, name) = match (&args.context, &args.command) {
        (Some(context), Some(name)) if !name.contains('=') => (context, name),
        (Some(context), None) => return of_context(args, &schemas, context),
        (Some(_), Some(name)) => {
            return Err(Failure::usage(say(
                format!("thiếu tên lệnh trước \"{name}\""),
                format!("the command is missing before \"{name}\""),
            )));
        }
        (None, _) => return all(args, &schemas),
    };
    let command = schemas.command(context, name)?;
    if args.help {
        if args.portal.json {
            return print_json(command.data());
        }
        return command.help().iter().try_for_each(|line| print(line));
    }
    Portal::run(give(args, &schemas, command))
}

/// Every context with its commands, and the flags.
fn all(args: &DoArgs, schemas: &Schemas) -> anyhow::Result<()> {
    if args.portal.json {
        return print_json(schemas.json());
    }
    for context in schemas.contexts() {
        print(&format!("{context}:"))?;
        let names: Vec<&str> = schemas.of_context(context)?.iter().map(|one| one.name).collect();
        for line in super::super::table::wrapped(&names.join(" "), 76) {
            print(&format!("    {line}"))?;
        }
    }
    print(say(
        "\nhoiam do NHÓM: từng lệnh một dòng; hoiam do NHÓM LỆNH --help: các trường của lệnh.\n",
        "\nhoiam do CONTEXT: one line for each command; hoiam do CONTEXT COMMAND --help: its fields.\n",
    ))?;
    let mut line = DoArgs::augment_args(Line::new("hoiam do"))
        .about("Give a command, or tell which there are");
    print(line.render_help().to_string().trim_end())
}

/// The commands of a context, one line each.
fn of_context(args: &DoArgs, schemas: &Schemas, context: &str) -> anyhow::Result<()> {
    let commands = schemas.of_context(context)?;
    if args.portal.json {
        let told =
            commands.iter().map(|one| json!({ "command": one.name, "about": one.summary() }));
        return print_json(&told.collect());
    }
    for command in commands {
        print(&format!("{:<24} {}", command.name, command.summary()))?;
    }
    print(say(
        "\nhoiam do NHÓM LỆNH --help: các trường của lệnh, và một ví dụ.",
        "\nhoiam do CONTEXT COMMAND --help: its fields, and an example.",
    ))
}

async fn give(args: &DoArgs, schemas: &Schemas, command: Command<'_>) -> anyhow::Result<()> {
    let form = form(args, schemas, command).await?;
    if command.is_final() && !args.yes {
        let what = format!("{} {}", command.name, args.stream.as_deref().unwrap_or_default());
        let question = say(
            format!(
                "{}: việc này kết thúc và không lùi lại được bằng chính lệnh này. Làm?",
                what.trim()
            ),
            format!("{}: this ends something. Do it?", what.trim()),
        );
        if !ask::somebody() {
            return Err(Failure::usage(say(
                format!("{}: cần --yes để làm mà không hỏi", command.name),
                format!("{}: --yes is needed to do it unasked", command.name),
            )));
        }
        anyhow::ensure!(
            ask::confirmed(&question),
            say("đã dừng, chưa làm gì", "stopped, nothing was done")
        );
    }
    let done = send_by_latest(args, schemas, command, form).await?;
    if args.portal.json {
        return print_json(&done);
    }
    told(&done)
}

/// Sends the command. Who goes by what is there now, whatever it was, means that also of what came
/// about between the look and the command (a due day that passed by itself): then it is looked
/// again, and asked anew under another key.
async fn send_by_latest(
    args: &DoArgs,
    schemas: &Schemas,
    command: Command<'_>,
    mut form: Form,
) -> anyhow::Result<Value> {
    let looks = if args.latest && args.key.is_none() { LOOKS_MAX } else { 1 };
    let mut look = 1;
    loop {
        match send(args, command, &form).await {
            Err(error) if look < looks && Failure::is_conflict(&error) => look += 1,
            outcome => return outcome,
        }
        form = self::form(args, schemas, command).await?;
    }
}

async fn send(args: &DoArgs, command: Command<'_>, form: &Form) -> anyhow::Result<Value> {
    let key = args.key.clone().unwrap_or_else(|| runtime::random::uuid().to_string());
    let path = format!("/commands/{}/{}", command.context, command.name);
    let request = args.portal.request(reqwest::Method::POST, &path);
    let request = json_body(request.header("Idempotency-Key", &key), form.text());
    args.portal.send(request).await.map_err(|error| {
        let what = not_done(args, form, &key, &error);
        error.context(what)
    })
}

/// What is said before the reason. A refusal is for ever under its key; where nobody answered, the
/// same key finds out what came of it.
fn not_done(args: &DoArgs, form: &Form, key: &str, error: &anyhow::Error) -> String {
    if !matches!(error.downcast_ref(), Some(Failure::Away(_))) {
        return format!("{} (--key {key})", say("chưa làm", "not done"));
    }
    let seen = match (args.seen_version, form.seen_version()) {
        (None, Some(version)) => format!(" --seen-version {version}"),
        _ => String::new(),
    };
    say(
        format!("chưa rõ đã làm hay chưa; gõ lại đúng lệnh này với --key {key}{seen}"),
        format!(
            "it is open whether it was done; give the same command again with --key {key}{seen}"
        ),
    )
}

fn told(done: &Value) -> anyhow::Result<()> {
    let again = match done["repeated"] == true {
        true => say(" (đã làm từ trước)", " (had been done before)"),
        false => "",
    };
    let position = &done["position"];
    print(&say(
        format!("đã làm, vị trí {position}{again}"),
        format!("done at position {position}{again}"),
    ))?;
    for (name, label) in [
        ("number", say("số", "number")),
        ("tracking_code", say("mã tra cứu", "tracking code")),
        ("stream", say("mã", "stream")),
        ("body", say("cơ quan", "body")),
        ("officer", say("cán bộ", "officer")),
        ("command_id", say("quyết định", "decision")),
    ] {
        if let Some(value) = done[name].as_str() {
            print(&format!("  {label}: {value}"))?;
        }
    }
    Ok(())
}

/// The body of the request: the members beside the data, and the data as JSON text.
#[derive(Debug)]
struct Form {
    act: Map<String, Value>,
    data: String,
}

impl Form {
    fn seen_version(&self) -> Option<u64> {
        self.act.get("seen_version").and_then(Value::as_u64)
    }

    fn text(&self) -> String {
        let act = Value::Object(self.act.clone()).to_string();
        let comma = if self.act.is_empty() { "" } else { "," };
        format!("{}{comma}\"data\":{}}}", &act[..act.len() - 1], self.data)
    }
}

async fn form(args: &DoArgs, schemas: &Schemas, command: Command<'_>) -> anyhow::Result<Form> {
    let resolver = Resolver::new(&args.portal, schemas, args.latest);
    let typed = args.data.as_deref().map(argument).transpose()?;
    if let Some(typed) = &typed {
        serde_json::from_str::<Box<RawValue>>(typed).map_err(|error| {
            Failure::usage(say(
                format!("--data không phải JSON: {error}"),
                format!("--data is not JSON: {error}"),
            ))
        })?;
    }
    let data = data(&resolver, command.data(), typed.as_deref(), &args.fields).await?;
    let mut act = Map::new();
    if let Some(body) = acting(args, &resolver, command).await? {
        act.insert("body".to_owned(), body.into());
    }
    if let Some(other) = &args.on_behalf {
        act.insert("on_behalf".to_owned(), resolver.body(other).await?.into());
    }
    about(args, &resolver, command, &mut act).await?;
    if let Some(day) = &args.occurred_on {
        act.insert("occurred_on".to_owned(), day.clone().into());
    }
    if let Some(symbol) = &args.symbol {
        let today = || runtime::clock::Clock::system().now().day().map(|day| day.to_string());
        let issued_on = args.occurred_on.clone().map_or_else(today, Ok)?;
        let document = json!({ "symbol": symbol, "issued_on": issued_on });
        act.insert("document".to_owned(), document);
    }
    Ok(Form { act, data })
}

/// The body that is acted for: the one that was named, or the only one that the officer has.
async fn acting(
    args: &DoArgs,
    resolver: &Resolver<'_>,
    command: Command<'_>,
) -> anyhow::Result<Option<String>> {
    if let Some(body) = &args.body {
        return Ok(Some(resolver.body(body).await.context("--as")?));
    }
    if command.founds() {
        return Ok(None);
    }
    let me = args.portal.get("/me", &[]).await?;
    let bodies = me["bodies"].as_array().map_or(&[][..], Vec::as_slice);
    if let [one] = bodies {
        return Ok(one["body"].as_str().map(ToOwned::to_owned));
    }
    let names: Vec<&str> = bodies.iter().filter_map(|one| one["name"].as_str()).collect();
    let names = names.join("; ");
    Err(Failure::usage(match bodies.is_empty() {
        true => say(
            "cán bộ của mã này không giữ vai trò nào: thiếu --as CƠ QUAN".to_owned(),
            "this token's officer has no role anywhere: --as BODY is missing".to_owned(),
        ),
        false => say(
            format!("chọn cơ quan bằng --as: {names}"),
            format!("choose a body with --as: {names}"),
        ),
    }))
}

/// The stream that it is about, and what was seen of it.
async fn about(
    args: &DoArgs,
    resolver: &Resolver<'_>,
    command: Command<'_>,
    act: &mut Map<String, Value>,
) -> anyhow::Result<()> {
    let Some(name) = &args.stream else {
        if command.about_existing() {
            return Err(Failure::usage(say(
                "thiếu --stream: lệnh này nói về một kiến nghị, công văn hoặc danh sách đã có",
                "--stream is missing: the command is about a petition, letter or list",
            )));
        }
        return Ok(());
    };
    let (stream, seen) = match args.seen_version {
        Some(seen) if is_id(name) => (name.clone(), Some(seen)),
        Some(seen) => (thing(&args.portal, name).await?.stream, Some(seen)),
        None if command.about_existing() => {
            let found = thing(&args.portal, name).await?;
            let seen = resolver.seen(&found, found.version, "--seen-version N")?;
            (found.stream, Some(seen))
        }
        None => (thing(&args.portal, name).await?.stream, None),
    };
    act.insert("stream".to_owned(), stream.into());
    if let Some(seen) = seen {
        act.insert("seen_version".to_owned(), seen.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_stands_in_the_form_as_it_was_typed() {
        let data = r#"{"a":1, "a":2}"#.to_owned();
        let form = Form { act: Map::new(), data: data.clone() };
        assert_eq!(form.text(), r#"{"data":{"a":1, "a":2}}"#);
        let act = Map::from_iter([("seen_version".to_owned(), json!(3))]);
        let form = Form { act, data };
        assert_eq!(form.text(), r#"{"seen_version":3,"data":{"a":1, "a":2}}"#);
        assert_eq!(form.seen_version(), Some(3));
    }
}
