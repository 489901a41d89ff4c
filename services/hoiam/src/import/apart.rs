//! A file is read in a process of its own with bounds of memory and time: whatever a file does to
//! its reader, it does to that process.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use import::Sheet;
use import::apart::{TOLD_MAX, Told};

use crate::client::print;
use crate::language::say;

/// Reads `file` here, or standard input for `-`, within the bounds, and tells what came of it on
/// standard output.
///
/// # Errors
/// When the bounds cannot be set, or nobody listens.
pub(super) fn child(file: &Path, sheet: Option<&str>) -> anyhow::Result<()> {
    import::apart::bound()?;
    let told = match file == Path::new("-") {
        true => import::apart::read(Ok(std::io::stdin().lock()), sheet),
        false => import::apart::read(import::read::opened(file), sheet),
    };
    print(&serde_json::to_string(&told)?)
}

/// Reads `file` in a process of its own.
///
/// # Errors
/// Why the file is not taken, in one line.
pub(super) fn read(file: &Path, sheet: Option<&str>) -> anyhow::Result<Sheet> {
    // A pipe without a writer would never end.
    let about = std::fs::metadata(file)?;
    if !about.is_file() {
        bail!(say("không phải tệp", "not a file"));
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["import", "--apart"]);
    command.args(sheet.map(|sheet| format!("--sheet={sheet}")));
    command.arg("--").arg(file).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut reader = command.spawn().context("cannot start a process that reads it")?;
    let mut told = Vec::new();
    if let Some(out) = reader.stdout.take() {
        out.take(TOLD_MAX + 1).read_to_end(&mut told)?;
    }
    if told.len() as u64 > TOLD_MAX {
        let _ = reader.kill();
    }
    let ended = reader.wait()?;
    match serde_json::from_slice(&told) {
        Ok(Told::Taken(sheet)) if ended.success() => Ok(sheet),
        Ok(Told::Refused(why)) => bail!(why),
        Ok(Told::Taken(_)) | Err(_) => bail!(say(
            "tệp hỏng, hoặc được làm để gây hại: đọc nó vượt quá bộ nhớ hoặc thời gian cho phép",
            "the file is damaged or made to do harm: reading it takes more memory or time than allowed",
        )),
    }
}
