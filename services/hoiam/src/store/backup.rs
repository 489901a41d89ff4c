//! `hoiam store backup` and `restore`: the log and the vault's keys, together.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use crate::client::{print, print_json};
use crate::language::say;
use crate::progress::Progress;

/// When the last backup was made, up to which position, and where it is.
pub(crate) const LAST: &str = "last-backup.json";

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The directory of `hoiam up`; it may be running
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: PathBuf,
    /// A new directory for the backup
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The directory of `hoiam up`, which must not be running
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: PathBuf,
    /// The backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The file that opens the vault's keys [default: that of the vault in --data]
    #[arg(long, value_name = "FILE")]
    kek: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Copies log and keys. The log first: every key that it needs is then in the vault's copy.
///
/// # Errors
/// When the directory is not new, or a file cannot be copied.
pub(crate) async fn backup(args: &BackupArgs) -> anyhow::Result<()> {
    let log = args.data.join("store").join(event_store::backup::COPY);
    anyhow::ensure!(
        log.is_file(),
        "{} holds no log: name the directory of `hoiam up`",
        args.data.display()
    );
    // What it holds is as secret as the directory that it comes from.
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(&args.to)
        .with_context(|| format!("{} must be a new directory", args.to.display()))?;
    let (store, vault) = (args.data.join("store"), args.data.join("vault"));
    let copied = async {
        let head = event_store::backup::backup(&store, &args.to).await?;
        vault::backup::backup(&vault, &args.to).await?;
        anyhow::Ok(head)
    };
    let head = Progress::during(say("đang sao lưu", "copying"), copied).await?;
    note(args, &head);
    if args.json {
        return print_json(&json!({ "position": head.position, "origin": head.origin,
                                   "incarnation": head.incarnation }));
    }
    let (to, position) = (args.to.display(), head.position);
    print(&say(
        format!("{to} giữ nhật ký đến vị trí {position}"),
        format!("{to} holds the log up to position {position}"),
    ))?;
    let kek = args.data.join("vault").join(vault::backup::KEK);
    let kek = kek.display();
    print(&say(
        format!("giữ một bản của {kek} ở nơi khác: thiếu nó không mở được văn bản nào"),
        format!("keep a copy of {kek} apart from it: without it no text opens"),
    ))
}

/// What is known of the last backup, for `hoiam doctor`. A backup without such a note is none the
/// worse, so that one that cannot be written is passed over.
fn note(args: &BackupArgs, head: &event_store::engine::Head) {
    let now = runtime::clock::Clock::system().now();
    let note = json!({ "at": now.0, "position": head.position, "to": args.to });
    let _ = std::fs::write(args.data.join(LAST), note.to_string());
}

/// Puts a backup in place of what is there, which is kept beside it.
///
/// # Errors
/// When `hoiam up` runs, or the backup is not whole; what was there is then in its place.
pub(crate) async fn restore(args: &RestoreArgs) -> anyhow::Result<()> {
    let lock = std::fs::File::options().write(true).open(args.data.join("lock"));
    let lock = lock.with_context(|| {
        format!(
            "{} is no directory of `hoiam up`: start it there once with the same --origin, stop it, \
             and restore then",
            args.data.display()
        )
    })?;
    anyhow::ensure!(lock.try_lock().is_ok(), "hoiam up is running there: stop it first");
    for copy in [event_store::backup::COPY, vault::backup::COPY] {
        let copy = args.from.join(copy);
        anyhow::ensure!(copy.is_file(), "{} is missing: not a whole backup", copy.display());
    }
    let (store, vault) = (args.data.join("store"), args.data.join("vault"));
    let aside = aside(&args.data)?;
    let kek = match &args.kek {
        Some(kek) => kek.clone(),
        None => aside.join("vault").join(vault::backup::KEK),
    };
    for (from, name) in [(&store, "store"), (&vault, "vault")] {
        std::fs::rename(from, aside.join(name))
            .with_context(|| format!("cannot move {}", from.display()))?;
    }
    let restored = put(&args.from, &kek, &store, &vault).await;
    let head = match restored {
        Ok(head) => head,
        Err(error) => {
            for (to, name) in [(&store, "store"), (&vault, "vault")] {
                let _ = std::fs::remove_dir_all(to);
                std::fs::rename(aside.join(name), to)?;
            }
            std::fs::remove_dir(&aside)?;
            return Err(error.context("not restored; everything is as it was"));
        }
    };
    if args.json {
        return print_json(&json!({ "position": head.position, "incarnation": head.incarnation,
                                   "aside": aside }));
    }
    let (position, aside) = (head.position, aside.display());
    print(&say(
        format!("đã khôi phục đến vị trí {position}; các sổ sẽ đọc lại từ đầu"),
        format!("restored up to position {position}; readers will read anew"),
    ))?;
    print(&say(
        format!("dữ liệu trước đó nằm trong {aside}"),
        format!("what was there is in {aside}"),
    ))
}

async fn put(
    from: &Path,
    kek: &Path,
    store: &Path,
    vault: &Path,
) -> anyhow::Result<event_store::engine::Head> {
    std::fs::create_dir(store)?;
    vault::backup::restore(from, kek, vault).await?;
    Ok(event_store::backup::restore(from, store).await?)
}

/// A new directory for what is moved away.
fn aside(data: &Path) -> anyhow::Result<PathBuf> {
    for n in 1..1000 {
        let path = data.join(format!("before-restore-{n}"));
        match std::fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).context(format!("cannot make {}", path.display())),
        }
    }
    anyhow::bail!("too many directories before-restore-… in {}", data.display())
}
