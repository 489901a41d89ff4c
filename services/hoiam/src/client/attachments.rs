//! `hoiam attach` and `hoiam attachment`: files that go with a petition, meeting or letter.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use futures_util::StreamExt as _;
use proto::attachment::ATTACHMENT_SIZE_MAX;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::failure::Failure;
use super::names::thing;
use super::{Portal, encoded, print, print_json, problem};
use crate::language::say;

/// How long a file may take to go over: a little longer than the portal lets it.
const WITHIN: Duration = Duration::from_secs(1_260);

const ATTACH_EXAMPLES: &str = "Examples:
  hoiam attach LH26-17 photo.jpg
  hoiam attach intake/HoldMeeting minutes.pdf --key meeting-3     for a command still to come
What it prints goes into `attachments` of the command, or `scan` of its document.";
const ATTACHMENT_EXAMPLES: &str = "Examples:
  hoiam attachment LH26-17 4b9f…e2 -o photo.jpg
The digest stands in the petition's history.";

#[derive(Debug, Args)]
#[command(after_help = ATTACH_EXAMPLES)]
pub(crate) struct AttachArgs {
    #[command(flatten)]
    portal: Portal,
    /// To which petition, letter or meeting; with --key to what a command is going to open
    to: String,
    /// PDF, JPEG, PNG, WebP, DOCX, XLSX, ODT or plain text; 20 MiB at most
    file: PathBuf,
    /// The Idempotency-Key of the command that is still to come
    #[arg(long)]
    key: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = ATTACHMENT_EXAMPLES)]
pub(crate) struct AttachmentArgs {
    #[command(flatten)]
    portal: Portal,
    /// Of which petition, letter or meeting
    of: String,
    /// Its digest
    digest: String,
    /// Where to write it: a new file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Sends a file, and prints how commands name it.
///
/// # Errors
/// The portal's problem, or that the file cannot be read.
pub(crate) fn attach(args: &AttachArgs) -> anyhow::Result<()> {
    let bytes = read(&args.file)?;
    Portal::run(async {
        let portal = &args.portal;
        let query = match &args.key {
            Some(_) => format!("for={}", encoded(&args.to)),
            None => format!("stream={}", encoded(&thing(portal, &args.to).await?.stream)),
        };
        let mut request = portal.request(Method::POST, &format!("/attachments?{query}"));
        if let Some(key) = &args.key {
            request = request.header("Idempotency-Key", key);
        }
        let attached: Value = answered(portal, request.body(bytes)).await?.json().await?;
        if portal.json { print_json(&attached) } else { print(&attached.to_string()) }
    })
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || {
        say(format!("không đọc được {}", path.display()), format!("cannot read {}", path.display()))
    };
    let file = File::open(path).with_context(cannot)?;
    let mut bytes = Vec::new();
    // One byte more than the bound shows that there is more, however long it is.
    file.take(u64::from(ATTACHMENT_SIZE_MAX) + 1).read_to_end(&mut bytes).with_context(cannot)?;
    if bytes.len() > usize::try_from(ATTACHMENT_SIZE_MAX)? {
        return Err(Failure::usage(say(
            format!("{} lớn hơn 20 MiB", path.display()),
            format!("{} is larger than 20 MiB", path.display()),
        )));
    }
    Ok(bytes)
}

/// Fetches a file.
///
/// # Errors
/// The portal's problem, or that the file cannot be written; then none is left.
pub(crate) fn attachment(args: &AttachmentArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let portal = &args.portal;
        let stream = thing(portal, &args.of).await?.stream;
        let path = format!("/attachments/{}?stream={}", encoded(&args.digest), encoded(&stream));
        let answer = answered(portal, portal.request(Method::GET, &path)).await?;
        let written = write(&args.output, answer).await?;
        if portal.json {
            return print_json(&serde_json::json!({ "file": args.output, "size": written }));
        }
        let (file, size) = (args.output.display(), written);
        print(&say(format!("{file}: {size} byte"), format!("{file}: {size} bytes")))
    })
}

async fn write(path: &Path, answer: reqwest::Response) -> anyhow::Result<u64> {
    let cannot = || {
        say(
            format!("không ghi được {}", path.display()),
            format!("cannot write {}", path.display()),
        )
    };
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).with_context(cannot)?;
    let copied = async {
        let (mut pieces, mut size) = (answer.bytes_stream(), 0_u64);
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            file.write_all(&piece).with_context(cannot)?;
            size += piece.len() as u64;
        }
        file.sync_all().with_context(cannot)?;
        anyhow::Ok(size)
    };
    let copied = copied.await;
    if copied.is_err() {
        let _ = std::fs::remove_file(path);
    }
    copied
}

/// The answer to `request`, if it is none of a problem.
async fn answered(
    portal: &Portal,
    request: reqwest::RequestBuilder,
) -> anyhow::Result<reqwest::Response> {
    let answer = request.timeout(WITHIN).send().await;
    let answer = answer.map_err(|error| portal.silent(&error))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let body = answer.json().await.unwrap_or_default();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return Err(Failure::Away(problem(&body)).into());
    }
    Err(Failure::problem(status, &body).into())
}
