//! A file from outside is read by another process of this program, with bounds of memory and time:
//! this one never parses it, and goes on whatever the file does.

use std::process::Stdio;
use std::time::Duration;

use import::Sheet;
use import::apart::Told;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long reading may take by the clock on the wall.
const WITHIN: Duration = Duration::from_secs(25);
/// How long a file waits for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(15);
/// The most bytes of cells, as JSON: a book of twenty thousand rows has a tenth of it.
const TOLD_MAX: u64 = 24 * 1024 * 1024;
/// The most processes that read at the same time.
pub(super) const AT_ONCE: usize = 2;

/// Why there are no cells.
#[derive(Debug)]
pub(crate) enum NotRead {
    /// The file is not taken, and why.
    File(import::Refusal),
    /// It went beyond the bounds, or its reader broke.
    Harmful,
    /// Too many are reading; nothing is wrong with the file.
    Busy,
}

/// The cells of `content`, read in a process of its own.
///
/// # Errors
/// [`NotRead`].
pub(crate) async fn read(
    turns: &Semaphore,
    content: &[u8],
    sheet: Option<&str>,
) -> Result<Sheet, NotRead> {
    let turn = timeout(TURN_WITHIN, turns.acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Err(NotRead::Busy) };
    let told = match timeout(WITHIN, told(content, sheet)).await {
        Ok(Ok(told)) => told,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the process that reads a book failed");
            return Err(NotRead::Harmful);
        }
        Err(_) => return Err(NotRead::Harmful),
    };
    let read = tokio::task::spawn_blocking(move || serde_json::from_slice::<Told>(&told)).await;
    match read {
        Ok(Ok(Told::Taken(sheet))) => Ok(sheet),
        Ok(Ok(Told::Refused(refusal))) => Err(NotRead::File(refusal)),
        Ok(Err(_)) | Err(_) => Err(NotRead::Harmful),
    }
}

/// What the process says; nothing where it ended badly.
async fn told(content: &[u8], sheet: Option<&str>) -> std::io::Result<Vec<u8>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["import", "--apart"]);
    command.args(sheet.map(|sheet| format!("--sheet={sheet}")));
    command.arg("--").arg("-");
    // It gets nothing but the file, and dies with the request.
    command.env_clear().kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut reader = command.spawn()?;
    let (input, output) = (reader.stdin.take(), reader.stdout.take());
    let give = async {
        if let Some(mut input) = input {
            // A reader that ends early has said why.
            let _ = input.write_all(content).await;
        }
    };
    let mut told = Vec::new();
    let take = async {
        match output {
            Some(output) => output.take(TOLD_MAX + 1).read_to_end(&mut told).await,
            None => Ok(0),
        }
    };
    let ((), taken) = tokio::join!(give, take);
    taken?;
    if told.len() as u64 > TOLD_MAX {
        return Ok(Vec::new());
    }
    let ended = reader.wait().await?;
    Ok(if ended.success() { told } else { Vec::new() })
}
