//! `hoiam token`: tokens of a site, made on the machine of its portal.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use portal::tokens::{FOUNDER, Tokens};
use proto::text::Line;
use proto::{Micros, OfficerId, Site};
use runtime::clock::Clock;
use serde_json::{Value, json};

use crate::client::{Portal, print, print_json};

const EXAMPLES: &str = "Examples:
  hoiam token new --data /srv/hoiam --founder               for the one command that founds a realm
  hoiam token new --data /srv/hoiam --officer $ID --label 'laptop' --days 90
  hoiam token list --data /srv/hoiam
  hoiam token revoke --data /srv/hoiam 3f9a…
A token is shown once; only its hash is kept.";

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
struct PlaceArgs {
    /// The directory of `hoiam up`
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: PathBuf,
    /// Whose portal
    #[arg(long, default_value = "MAIN")]
    site: Site,
    /// Print JSON
    #[arg(long)]
    json: bool,
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
    let folder = place.data.join(format!("portal-{}", place.site));
    anyhow::ensure!(
        folder.is_dir(),
        "{} is not there: start `hoiam up --data {}` first",
        folder.display(),
        place.data.display()
    );
    Tokens::open(&folder).await.context("the portal's tokens cannot be opened")
}

async fn new(args: &NewArgs) -> anyhow::Result<()> {
    let tokens = open(&args.place).await?;
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

async fn list(place: &PlaceArgs) -> anyhow::Result<()> {
    let listed = open(place).await?.list().await?;
    let rows: Vec<Value> = listed
        .iter()
        .map(|token| {
            json!({ "id": token.id, "officer": token.officer, "label": token.label.to_string(),
                    "created_at": token.created_at.to_string(),
                    "expires_at": token.expires_at.map(|at| at.to_string()),
                    "revoked_at": token.revoked_at.map(|at| at.to_string()) })
        })
        .collect();
    if place.json {
        return print_json(&Value::Array(rows));
    }
    if rows.is_empty() {
        return print("no tokens yet");
    }
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap_or("–").to_owned();
        let state = if row["revoked_at"].is_null() { "counts" } else { "revoked" };
        print(&format!("{}  {}  {:<8} {}", text("id"), text("officer"), state, text("label")))?;
    }
    Ok(())
}

async fn revoke(args: &RevokeArgs) -> anyhow::Result<()> {
    let done = open(&args.place).await?.revoke(&args.id, Clock::system().now()).await?;
    anyhow::ensure!(done, "no token {} counts", args.id);
    print("revoked; it counts no more")
}
