//! `hoiam store`: the log itself, on the machine where it lies.

pub(crate) mod backup;

use std::path::PathBuf;

use anyhow::Context as _;
use audit::{Auditor, Source, SourceError, Verdict};
use clap::{Args, Subcommand};
use event_store::engine::sqlite::SqliteReader;
use event_store::reads::Reads;
use proto::page::{Page, ReadRequest};
use serde_json::json;

use crate::client::{Portal, print, print_json};
use crate::contexts;
use crate::language::say;
use crate::progress::Progress;
use backup::{BackupArgs, RestoreArgs};

const EXAMPLES: &str = "Examples:
  hoiam store verify --data /srv/hoiam          beside the running system, or without it
  hoiam store verify --data /srv/hoiam --json
  hoiam store backup --data /srv/hoiam --to /backup/2026-11-22
  hoiam store restore --data /srv/hoiam --from /backup/2026-11-22
With --json each prints one object. Exit status 1: something is not as it was written.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StoreCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Check every byte, and take every recorded decision again
    Verify(VerifyArgs),
    /// Copy the log and the vault's keys, beside the running system
    Backup(BackupArgs),
    /// Begin again from a backup; what is there is kept beside it
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// The directory of `hoiam up`
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The log's file, answering as the store does.
struct Offline(Reads<SqliteReader>);

impl Source for Offline {
    async fn page(&self, request: ReadRequest) -> Result<Page, SourceError> {
        self.0.page(request).await.map_err(|error| SourceError(Box::new(error)))
    }
}

/// How many replays that differ are shown; more are only counted.
const SHOWN_MAX: usize = 20;

/// Runs one of them.
///
/// # Errors
/// When the log cannot be read, or is not as it was written; each says what to do.
pub(crate) fn run(command: &StoreCommand) -> anyhow::Result<()> {
    Portal::run(async {
        match &command.act {
            Act::Verify(args) => verify(args).await,
            Act::Backup(args) => backup::backup(args).await,
            Act::Restore(args) => backup::restore(args).await,
        }
    })
}

async fn verify(args: &VerifyArgs) -> anyhow::Result<()> {
    let folder = args.data.join("store");
    let mut checked = Progress::of(say("kiểm tra sự kiện", "checking events"));
    let report = event_store::verify(&folder, &mut |done, all| checked.at(done, all)).await;
    let report = report.with_context(|| format!("{} cannot be checked", folder.display()))?;
    drop(checked);
    let mut taken = Progress::of(say("quyết định lại", "taking decisions again"));
    let reader = SqliteReader::open(&folder).await?;
    let mut auditor = Auditor::new(contexts::services(), Offline(Reads::new(reader)));
    let (mut same, mut all, mut others) = (0_u64, 0_u64, Vec::new());
    auditor
        .replay_all(|decided, verdict| {
            all += 1;
            taken.at(all, report.decisions);
            if verdict == Verdict::Same {
                same += 1;
            } else if others.len() < SHOWN_MAX {
                others.push((decided.seq, verdict));
            }
        })
        .await?;
    drop(taken);
    let intact = report.intact() && same == all;
    if args.json {
        print_json(&json!({
            "events": report.events,
            "erased": report.erased,
            "findings": report.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "more_findings": report.more_findings,
            "replayed": { "decisions": all, "same": same, "others": others },
        }))?;
    } else {
        let (events, decisions) = (report.events, report.decisions);
        print(&say(
            format!("{events} sự kiện, {decisions} quyết định"),
            format!("{events} events, {decisions} decisions"),
        ))?;
        for finding in &report.findings {
            print(&format!("  {finding}"))?;
        }
        for (seq, verdict) in &others {
            let word = say("quyết định", "decision");
            print(&format!("  {word} {seq}: {verdict:?}"))?;
        }
        print(&say(
            format!("{same}/{all} quyết định lại giống từng byte"),
            format!("{same} of {all} decisions taken again to the same bytes"),
        ))?;
    }
    anyhow::ensure!(
        intact,
        say("nhật ký không còn như lúc ghi", "the log is not as it was written")
    );
    Ok(())
}
