//! `hoiam register`: the read models of a portal, compared with what the log makes of them.

use std::path::Path;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use event_store::engine::sqlite::SqliteReader;
use event_store::reads::Reads;
use portal::REGISTER_FILE;
use proto::page::ReadRequest;
use proto::{Digest, Position};
use register::Register;
use serde_json::json;

use crate::client::{Portal, print, print_json};
use crate::language::say;
use crate::place::PlaceArgs;
use crate::progress::Progress;

const EXAMPLES: &str = "Examples:
  hoiam register digest --data /srv/hoiam     one figure for every row that the portal holds
  hoiam register rebuild --data /srv/hoiam    make another from the log, and compare
With --json one object. The register is a cache: stop the portal, delete its register.sqlite, and it is made anew.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RegisterCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Print the digest of the portal's register
    Digest(PlaceArgs),
    /// Make a register from the log as far as the portal's has come, and compare the two
    Rebuild(PlaceArgs),
}

/// Runs one of them.
///
/// # Errors
/// When a file cannot be read, or the two registers differ.
pub(crate) fn run(command: &RegisterCommand) -> anyhow::Result<()> {
    Portal::run(async {
        match &command.act {
            Act::Digest(place) => {
                let (digest, position) = live(place).await?;
                if place.json {
                    return print_json(&json!({ "digest": digest, "position": position }));
                }
                print(&say(
                    format!("{digest} tại vị trí {position}"),
                    format!("{digest} at position {position}"),
                ))
            }
            Act::Rebuild(place) => rebuild(place).await,
        }
    })
}

/// The digest of the portal's own register, and how far it has come. Read twice, so that a portal
/// that is running does not give the digest of one position and the number of another.
async fn live(place: &PlaceArgs) -> anyhow::Result<(Digest, Position)> {
    let file = place.folder()?.join(REGISTER_FILE);
    anyhow::ensure!(file.is_file(), "{} is not there", file.display());
    for _ in 0..20 {
        let before = Register::open(&file).await?.0.known().position();
        let (register, _) = Register::open(&file).await?;
        let digest = register.digest().await?;
        let after = Register::open(&file).await?.0.known().position();
        if before == after {
            return Ok((digest, after));
        }
    }
    anyhow::bail!("the portal is too busy for a digest; try again")
}

async fn rebuild(place: &PlaceArgs) -> anyhow::Result<()> {
    let (live, until) = live(place).await?;
    let folder = tempfile::tempdir().context("no room for another register")?;
    let (store, file) = (place.data.join("store"), folder.path().join(REGISTER_FILE));
    let rebuilt = made(&store, &file, until).await?;
    let same = live == rebuilt;
    if place.json {
        print_json(&json!({ "live": live, "rebuilt": rebuilt, "position": until, "same": same }))?;
    } else {
        print(&say(
            format!("đang dùng {live}\ndựng lại  {rebuilt}\ntại vị trí {until}"),
            format!("live    {live}\nrebuilt {rebuilt}\nat position {until}"),
        ))?;
    }
    anyhow::ensure!(
        same,
        say(
            "sổ tra cứu khác với nhật ký: xóa sổ rồi khởi động lại cổng",
            "the register differs from the log: delete it and start the portal",
        )
    );
    Ok(())
}

/// Makes a register from the log's file, up to `until`.
async fn made(store: &Path, file: &Path, until: Position) -> anyhow::Result<Digest> {
    let log = Reads::new(SqliteReader::open(store).await?);
    let (register, mut writer) = Register::open(file).await?;
    let mut after = Position(0);
    let mut progress = Progress::of(say("dựng lại sổ", "rebuilding"));
    while after < until {
        let limit = u32::try_from(until.0 - after.0).unwrap_or(u32::MAX);
        let page = log.page(ReadRequest::Log { after, limit }).await?;
        let last = page.frames.last().context("the log is shorter than the register")?;
        after = last.entry.position;
        writer.apply_frames(page.header.incarnation, &page.frames).await?;
        progress.at(after.0, until.0);
    }
    Ok(register.digest().await?)
}
