//! `hoiam token`: tokens of a site, made on the machine of its portal.

use std::io::Write as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use portal::tokens::{FOUNDER, Listed, Tokens};
use proto::text::Line;
use proto::{Micros, OfficerId};
use runtime::clock::Clock;
use serde_json::{Value, json};
use vault::VaultClient;

use crate::client::{Portal, print, print_json};
use crate::language::say;
use crate::place::PlaceArgs;
use crate::table::{Table, columns};

const EXAMPLES: &str = "Examples:
  hoiam token new --data /srv/hoiam --founder               for the one command that founds a realm
  hoiam token new --data /srv/hoiam --officer $ID --label 'laptop' --days 90
  hoiam token list --data /srv/hoiam
  hoiam token revoke --data /srv/hoiam 3f9a…
A token is shown once; only its hash is kept. With --json: new and revoke print one object, list an
array.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TokenCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a token
    New(NewArgs),
    /// Show all tokens, without their secrets
    List(PlaceArgs),
    /// Make a token count no more
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
struct NewArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Whose token
    #[arg(long, value_name = "ID", required_unless_present = "founder")]
    officer: Option<OfficerId>,
    /// For founding a realm, when nobody is in office yet
    #[arg(long, conflicts_with = "officer")]
    founder: bool,
    /// What it is for
    #[arg(long, default_value = "command line")]
    label: Line,
    /// Days until it ends [default: never]
    #[arg(long, value_name = "N")]
    days: Option<u32>,
}

#[derive(Debug, Args)]
struct RevokeArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Its id, as `token list` shows it
    id: String,
}

/// Runs one of them.
///
/// # Errors
/// When the portal's file cannot be opened, or there is no such token.
pub(crate) fn run(command: &TokenCommand) -> anyhow::Result<()> {
    Portal::run(async {
        match &command.act {
            Act::New(args) => new(args).await,
            Act::List(args) => list(args).await,
            Act::Revoke(args) => revoke(args).await,
        }
    })
}

async fn open(place: &PlaceArgs) -> anyhow::Result<Tokens> {
    Tokens::open(&place.folder()?).await.context("the portal's tokens cannot be opened")
}

async fn new(args: &NewArgs) -> anyhow::Result<()> {
    let tokens = open(&args.place).await?;
    let known = args.place.known().await;
    let directory = known.as_ref().map(|known| &known.pins.directory);
    anyhow::ensure!(
        !args.founder || directory.is_none_or(|directory| !directory.founded()),
        say(
            "cơ sở dữ liệu này đã được khởi tạo: mã khởi tạo không còn dùng được; tạo mã cho một cán bộ bằng --officer",
            "this realm is founded: a founder's token opens nothing any more; make one for an officer with --officer",
        )
    );
    let unknown = |officer| directory.is_none_or(|directory| directory.officer(officer).is_none());
    if let Some(officer) = args.officer.filter(|officer| unknown(*officer)) {
        let warning = say(
            format!(
                "cảnh báo: nhật ký chưa có cán bộ {officer}; mã sẽ không mở được gì cho đến khi cán bộ được bổ nhiệm"
            ),
            format!(
                "warning: the log knows no officer {officer}; the token opens nothing until there is one"
            ),
        );
        let _ = writeln!(std::io::stderr(), "hoiam: {warning}");
    }
    let now = Clock::system().now();
    let day = 86_400_000_000;
    let ends = args.days.map(|days| Micros(now.0.saturating_add(i64::from(days) * day)));
    let officer = args.officer.unwrap_or(FOUNDER);
    let issued = tokens.create(officer, &args.label, now, ends).await?;
    if args.place.json {
        return print_json(&json!({ "id": issued.id, "token": issued.token }));
    }
    print(&issued.token)
}

/// Who an officer is: the name if the vault runs and opens it, and the bodies that are served.
async fn who(place: &PlaceArgs, known: Option<&register::Known>, officer: OfficerId) -> Who {
    if officer == FOUNDER {
        let name = say("người khởi tạo", "the founder").to_owned();
        return Who { name: Some(name), bodies: Vec::new() };
    }
    let Some(known) = known else { return Who::default() };
    let directory = &known.pins.directory;
    let today = Clock::system().now().day();
    let held = today.map(|day| directory.roles_of(officer, day).map(|(body, _)| body).collect());
    let held: Vec<proto::BodyId> = held.unwrap_or_default();
    let named = held.iter().filter_map(|&body| directory.body(body));
    let bodies = named.map(|body| body.established.name.to_string()).collect();
    let socket = place.data.join("run").join(format!("vault-{}.sock", place.site));
    let name = match (held.first(), directory.officer(officer)) {
        (Some(&body), Some(sealed)) if socket.exists() => {
            let opened = VaultClient::new(&socket).open(officer, body, vec![sealed.clone()]).await;
            let first = opened.ok().and_then(|texts| texts.into_iter().next());
            first.and_then(Result::ok).map(|text| text.as_str().to_owned())
        }
        _ => None,
    };
    Who { name, bodies }
}

#[derive(Debug, Default)]
struct Who {
    name: Option<String>,
    bodies: Vec<String>,
}

async fn list(place: &PlaceArgs) -> anyhow::Result<()> {
    let listed = open(place).await?.list().await?;
    let known = place.known().await;
    let now = Clock::system().now();
    let mut rows = Vec::new();
    let mut table = Table::new(&[
        say("Mã số", "Id"),
        say("Tình trạng", "State"),
        say("Cán bộ", "Officer"),
        say("Cơ quan", "Body"),
        say("Hết hạn", "Ends"),
        say("Dùng cho", "Label"),
    ]);
    for token in &listed {
        let who = who(place, known.as_ref(), token.officer).await;
        let ends = token.expires_at.map(|at| at.to_string());
        table.row(&[
            token.id.clone(),
            state(token, now).to_owned(),
            who.name.clone().unwrap_or_else(|| token.officer.to_string()),
            who.bodies.join("; "),
            ends.as_deref().map(|at| at.chars().take(10).collect()).unwrap_or_default(),
            token.label.to_string(),
        ]);
        rows.push(json!({
            "id": token.id, "officer": token.officer, "name": who.name, "bodies": who.bodies,
            "label": token.label.to_string(), "created_at": token.created_at.to_string(),
            "expires_at": ends, "revoked_at": token.revoked_at.map(|at| at.to_string()),
        }));
    }
    if place.json {
        return print_json(&Value::Array(rows));
    }
    if rows.is_empty() {
        return print(say("chưa có mã nào", "no tokens yet"));
    }
    table.lines(columns()).iter().try_for_each(|line| print(line))
}

fn state(token: &Listed, now: Micros) -> &'static str {
    if token.revoked_at.is_some() {
        say("đã thu hồi", "revoked")
    } else if token.expires_at.is_some_and(|ends| ends <= now) {
        say("hết hạn", "ended")
    } else {
        say("còn giá trị", "counts")
    }
}

async fn revoke(args: &RevokeArgs) -> anyhow::Result<()> {
    let id = &args.id;
    let done = open(&args.place).await?.revoke(id, Clock::system().now()).await?;
    anyhow::ensure!(
        done,
        say(format!("không có mã {id} nào còn giá trị"), format!("no token {id} counts"))
    );
    if args.place.json {
        return print_json(&json!({ "id": id, "revoked": true }));
    }
    print(say("đã thu hồi; mã không còn giá trị", "revoked; it counts no more"))
}
