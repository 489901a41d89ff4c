//! The directory that `hoiam up` keeps everything in, and the sockets beside it.
//!
//! ```text
//! realm.json   keys/<user>.nk   nats/nats.conf   nats/js/   store/   vault/
//! services/<context>/   portal-<SITE>/   run/*.sock   lock
//! ```
//!
//! Only its owner can enter it: it holds keys. One `up` at a time works on it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use proto::Digest;

/// What the kernel lets the path of a Unix socket have, without the closing zero.
const SOCKET_PATH_MAX: usize = 107;
/// The longest name of a socket: that of a vault's for the longest site.
const SOCKET_NAME_MAX: usize = "vault-.sock".len() + 32;

/// An open data directory. The lock ends with it.
#[derive(Debug)]
pub(crate) struct DataDir {
    /// Absolute.
    pub(crate) root: PathBuf,
    /// Where the sockets are: `run` below the root, or elsewhere if that path is too long.
    pub(crate) sockets: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory if need be, and takes it for this process.
    ///
    /// `runtime_dir` is the user's directory for sockets, if there is one.
    ///
    /// # Errors
    /// When another `up` works on it, its path cannot be used, or it holds something else.
    pub(crate) fn open(path: &Path, runtime_dir: Option<&Path>) -> anyhow::Result<Self> {
        make_private(path)?;
        let root = path.canonicalize().with_context(|| format!("cannot use {}", path.display()))?;
        check_path(&root)?;
        let lock = lock(&root)?;
        let own = root.join("run");
        let sockets = if fits(&own) {
            own
        } else {
            let other = short_socket_dir(&root, runtime_dir);
            tracing::info!(
                sockets = %other.display(),
                "the data directory's path is too long for sockets; they are kept elsewhere"
            );
            other
        };
        make_private(&sockets)?;
        if !std::fs::metadata(&sockets).is_ok_and(|about| is_private(&about)) {
            bail!("{} is open to others: remove it, and start again", sockets.display());
        }
        Ok(Self { root, sockets, _lock: lock })
    }

    /// The folder called `name` below the root, made if need be.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.root.join(name);
        make_private(&path)?;
        Ok(path)
    }

    /// The socket called `name`.
    pub(crate) fn socket(&self, name: &str) -> PathBuf {
        self.sockets.join(format!("{name}.sock"))
    }
}

/// Writes a file that only its owner can read, so that a crash leaves the old or the new one.
///
/// # Errors
/// When the file cannot be written; the old one is as it was.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let fresh = path.with_extension("new");
    // One that a crash left behind may have other permissions.
    let _ = std::fs::remove_file(&fresh);
    let written = || {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(content).and_then(|()| file.sync_all())?;
        std::fs::rename(&fresh, path)?;
        path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
    };
    written().map_err(|error| {
        // Of a draft that could not be written nothing is left on a full disk.
        let _ = std::fs::remove_file(&fresh);
        cannot("write", path, error)
    })
}

/// What failed, and what an operator can do about it.
fn cannot(what: &str, path: &Path, error: std::io::Error) -> anyhow::Error {
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others need no advice")]
    let next = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            " (make room on the disk, and start again)"
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            " (let this user write there, or name another directory with --data)"
        }
        _ => "",
    };
    anyhow::Error::new(error).context(format!("cannot {what} {}{next}", path.display()))
}

fn make_private(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| cannot("make the directory", path, error))
}

/// Whether it is a folder of ours that nobody else can enter.
fn is_private(about: &std::fs::Metadata) -> bool {
    let owner = rustix::process::geteuid().as_raw();
    about.is_dir() && about.uid() == owner && about.mode().trailing_zeros() >= 6
}

/// The path stands between quotes in the NATS server's configuration.
fn check_path(root: &Path) -> anyhow::Result<()> {
    let text = root.to_str().filter(|text| !text.contains(['"', '\\']));
    if text.is_none_or(|text| text.chars().any(char::is_control)) {
        bail!(
            "the path {} has a quote, a backslash or an unreadable character: name another \
             directory with --data",
            root.display()
        );
    }
    Ok(())
}

fn lock(root: &Path) -> anyhow::Result<File> {
    let path = root.join("lock");
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let mut file = options.open(&path).map_err(|error| cannot("open", &path, error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            bail!(
                "another `hoiam up` (process {}) works on {}: stop it, or name another directory \
                 with --data",
                holder.trim(),
                root.display()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    // Only for the message above; the kernel's lock is what counts.
    let noted = file.set_len(0).and_then(|()| file.rewind());
    let _ = noted.and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(file)
}

/// Whether every socket in `dir` has a path that the kernel takes.
fn fits(dir: &Path) -> bool {
    dir.as_os_str().as_bytes().len() + 1 + SOCKET_NAME_MAX <= SOCKET_PATH_MAX
}

/// A short path, the same at every start, in the user's runtime directory or else in `/tmp`.
fn short_socket_dir(root: &Path, runtime_dir: Option<&Path>) -> PathBuf {
    let mut id = Digest::of(&[root.as_os_str().as_bytes()]).to_string();
    id.truncate(16);
    let in_runtime_dir = runtime_dir
        .filter(|dir| dir.is_absolute() && dir.is_dir())
        .map(|dir| dir.join(format!("hoiam-{id}")))
        .filter(|dir| fits(dir));
    in_runtime_dir.unwrap_or_else(|| {
        let user = rustix::process::geteuid().as_raw();
        PathBuf::from(format!("/tmp/hoiam-{user}-{id}"))
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_enters_the_directory_and_reads_its_files() {
        let place = tempfile::tempdir().unwrap();
        let dir = DataDir::open(&place.path().join("new/data"), None).unwrap();
        let keys = dir.folder("keys").unwrap();
        write_private(&keys.join("a.nk"), b"seed").unwrap();
        assert_eq!(mode(&dir.root), 0o700);
        assert_eq!(mode(&keys), 0o700);
        assert_eq!(mode(&keys.join("a.nk")), 0o600);
        assert_eq!(mode(&dir.sockets), 0o700);
    }

    #[test]
    fn a_second_start_on_one_directory_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let first = DataDir::open(place.path(), None).unwrap();
        let second = DataDir::open(place.path(), None).unwrap_err().to_string();
        assert!(second.contains("another `hoiam up`"), "{second}");
        assert!(second.contains(&std::process::id().to_string()), "{second}");
        drop(first);
        assert!(DataDir::open(place.path(), None).is_ok());
    }

    #[test]
    fn a_path_too_long_for_sockets_keeps_them_in_a_short_private_place() {
        let place = tempfile::tempdir().unwrap();
        let long = place.path().join("d".repeat(100));
        let dir = DataDir::open(&long, Some(place.path())).unwrap();
        assert!(fits(&dir.sockets), "{}", dir.sockets.display());
        assert!(dir.sockets.starts_with(place.path()));
        assert_eq!(mode(&dir.sockets), 0o700);
    }

    #[test]
    fn a_runtime_directory_that_is_too_long_itself_is_not_used() {
        let place = tempfile::tempdir().unwrap();
        let long = place.path().join("d".repeat(100));
        make_private(&long).unwrap();
        let sockets = short_socket_dir(&long, Some(&long));
        assert!(sockets.starts_with("/tmp") && fits(&sockets));
        assert_ne!(sockets, short_socket_dir(place.path(), Some(&long)));
    }

    #[test]
    fn a_socket_folder_that_others_can_enter_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let run = place.path().join("run");
        std::fs::create_dir(&run).unwrap();
        std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o755)).unwrap();
        let refused = DataDir::open(place.path(), None).unwrap_err().to_string();
        assert!(refused.contains("open to others"), "{refused}");
    }

    #[test]
    fn the_longest_socket_fits_exactly_into_the_longest_path() {
        let longest = "r".repeat(SOCKET_PATH_MAX - SOCKET_NAME_MAX - 1);
        assert!(fits(Path::new(&longest)));
        assert!(!fits(Path::new(&format!("{longest}r"))));
        let site = proto::Site::new(&"S".repeat(32)).unwrap();
        let name = format!("{}.sock", super::super::plan::vault_socket(&site));
        assert_eq!(name.len(), SOCKET_NAME_MAX);
    }

    #[test]
    fn a_path_that_would_break_the_nats_configuration_is_refused() {
        assert!(check_path(Path::new("/srv/hồi âm")).is_ok());
        for bad in ["/srv/a\"b", "/srv/a\\b", "/srv/a\nb"] {
            assert!(check_path(Path::new(bad)).is_err(), "{bad:?}");
        }
    }
}
