//! `hoiam account`: who may sign in on the pages of a site, made on the machine of its portal.

use std::io::Write as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use portal::accounts::{Accounts, CODE_COUNTS, Listed};
use proto::OfficerId;
use runtime::clock::Clock;
use serde_json::{Value, json};

use crate::client::{print, print_json};
use crate::language::say;
use crate::place::PlaceArgs;
use crate::table::{Table, columns};

const EXAMPLES: &str = "Examples:
  hoiam account new --data /srv/hoiam --officer $ID --login nguyen.hoa
  hoiam account reset --data /srv/hoiam nguyen.hoa       when the password is forgotten
  hoiam account list --data /srv/hoiam
  hoiam account end --data /srv/hoiam nguyen.hoa
There is no default password: new and reset print a code that counts once, with which the officer
chooses one on the page /set-up. With --json: new, reset and end print one object, list an array.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AccountCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make an account for an officer
    New(NewArgs),
    /// Give a new code for an account whose password is lost
    Reset(LoginArgs),
    /// Show all accounts
    List(PlaceArgs),
    /// End an account, with its sessions
    End(LoginArgs),
}

#[derive(Debug, Args)]
struct NewArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Where the portal is, for the link that is printed
    #[arg(long, env = "HOIAM_URL", value_name = "URL")]
    url: Option<String>,
    /// The officer who signs in with it
    #[arg(long, value_name = "ID")]
    officer: OfficerId,
    /// Small letters, digits, '.', '-' or '_'
    #[arg(long, value_name = "NAME")]
    login: String,
}

#[derive(Debug, Args)]
struct LoginArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Where the portal is, for the link that is printed
    #[arg(long, env = "HOIAM_URL", value_name = "URL")]
    url: Option<String>,
    /// The login
    login: String,
}

/// Runs the command.
///
/// # Errors
/// When the portal's directory is not there, or the login is taken or unknown.
pub(crate) fn run(command: &AccountCommand) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match &command.act {
            Act::New(args) => new(args).await,
            Act::Reset(args) => {
                let code =
                    open(&args.place).await?.reset(&args.login, Clock::system().now()).await?;
                show_code(&args.place, args.url.as_deref(), &args.login, &code)
            }
            Act::List(args) => list(args).await,
            Act::End(args) => end(args).await,
        }
    })
}

async fn open(place: &PlaceArgs) -> anyhow::Result<Accounts> {
    Accounts::open(&place.folder()?).await.context("the portal's accounts cannot be opened")
}

async fn new(args: &NewArgs) -> anyhow::Result<()> {
    let accounts = open(&args.place).await?;
    warn_if_unknown(&args.place, args.officer).await;
    let code = accounts.create(args.officer, &args.login, Clock::system().now()).await?;
    show_code(&args.place, args.url.as_deref(), &args.login, &code)
}

/// An account for somebody whom the log does not know opens nothing yet.
async fn warn_if_unknown(place: &PlaceArgs, officer: OfficerId) {
    let Some(known) = place.known().await else { return };
    if known.pins.directory.officer(officer).is_none() {
        let warning = say(
            format!("cảnh báo: nhật ký chưa có cán bộ {officer}"),
            format!("warning: the log knows no officer {officer}"),
        );
        let _ = writeln!(std::io::stderr(), "hoiam: {warning}");
    }
}

fn show_code(place: &PlaceArgs, url: Option<&str>, login: &str, code: &str) -> anyhow::Result<()> {
    let url = url.unwrap_or("http://127.0.0.1:8080").trim_end_matches('/');
    let link = format!("{url}/set-up?code={code}");
    let hours = CODE_COUNTS.0 / 3_600_000_000;
    if place.json {
        return print_json(&json!({ "login": login, "code": code, "link": link, "hours": hours }));
    }
    print(&link)?;
    print(&say(
        format!("mã {code} dùng một lần, trong {hours} giờ; tên đăng nhập: {login}"),
        format!("the code {code} counts once, for {hours} hours; the login is {login}"),
    ))
}

async fn list(place: &PlaceArgs) -> anyhow::Result<()> {
    let listed = open(place).await?.list().await?;
    if place.json {
        let rows = listed.iter().map(|account| {
            json!({
                "login": account.login, "officer": account.officer, "set_up": account.set_up,
                "created_at": account.created_at.to_string(),
                "ended_at": account.ended_at.map(|at| at.to_string()),
            })
        });
        return print_json(&rows.collect::<Value>());
    }
    if listed.is_empty() {
        return print(say("chưa có tài khoản nào", "no accounts yet"));
    }
    let heads =
        [say("Tên đăng nhập", "Login"), say("Tình trạng", "State"), say("Cán bộ", "Officer")];
    let mut table = Table::new(&heads);
    for account in &listed {
        table.row(&[account.login.clone(), state(account).to_owned(), account.officer.to_string()]);
    }
    table.lines(columns()).iter().try_for_each(|line| print(line))
}

fn state(account: &Listed) -> &'static str {
    if account.ended_at.is_some() {
        say("đã kết thúc", "ended")
    } else if account.set_up {
        say("đang dùng", "in use")
    } else {
        say("chờ đặt mật khẩu", "awaits its password")
    }
}

async fn end(args: &LoginArgs) -> anyhow::Result<()> {
    let login = &args.login;
    let done = open(&args.place).await?.end(login, Clock::system().now()).await?;
    anyhow::ensure!(
        done,
        say(
            format!("không có tài khoản {login} nào đang dùng"),
            format!("no account {login} is in use"),
        )
    );
    if args.place.json {
        return print_json(&json!({ "login": login, "ended": true }));
    }
    print(say(
        "đã kết thúc; mọi nơi đăng nhập đã bị đăng xuất",
        "ended; it is signed out everywhere",
    ))
}
