//! What would keep the log or the vault from opening, seen before anything is started: afterwards
//! it could only be told by a process that is started again and again.
//!
//! Looks, and changes nothing. That the files belong together is looked at by who owns them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::bail;
use event_store::engine::sqlite::{FILE, SqliteReader};
use event_store::engine::{Reader as _, Snapshot as _};
use proto::Position;

/// What every SQLite file begins with (<https://sqlite.org/fileformat.html>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Looks at the files of the realm in `root`.
///
/// # Errors
/// What is missing or damaged, and what to do about it.
pub(crate) async fn check(root: &Path) -> anyhow::Result<()> {
    let (store, vault) = (root.join("store"), root.join("vault"));
    let (log, keys) = (store.join(FILE), vault.join(vault::backup::COPY));
    for file in [&log, &keys] {
        if is_damaged(file) {
            bail!("{} is damaged: {}", file.display(), from_backup(root));
        }
    }
    let kek = vault.join(vault::backup::KEK);
    if keys.exists() && !kek.exists() {
        bail!(
            "{} is missing: put back the copy that is kept apart; without it no text opens",
            kek.display()
        );
    }
    // The store begins its log before the vault begins its keys: a vault alone has lost its log.
    if keys.exists() && !log.exists() {
        bail!("{} is missing, and the vault is not: {}", log.display(), from_backup(root));
    }
    if log.exists() && !keys.exists() && position(&store, root).await? > Position(0) {
        bail!("{} is missing, and the log holds events: {}", keys.display(), from_backup(root));
    }
    Ok(())
}

/// Where the log in `store` ends.
async fn position(store: &Path, root: &Path) -> anyhow::Result<Position> {
    let read = async {
        let head = SqliteReader::open(store).await?.snapshot().await?.head().await;
        anyhow::Ok(head?.position)
    };
    let read = read.await;
    read.map_err(|error| error.context(format!("the log cannot be read: {}", from_backup(root))))
}

/// Whether it is there, but nothing that SQLite wrote. An empty file is one that was just begun.
fn is_damaged(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut begin = Vec::new();
    let read = (&mut file).take(MAGIC.len() as u64).read_to_end(&mut begin);
    read.is_ok() && !begin.is_empty() && begin != MAGIC
}

fn from_backup(root: &Path) -> String {
    format!("begin again from a backup (hoiam store restore --data {} --from DIR)", root.display())
}
