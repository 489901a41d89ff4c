//! The vault's directories: closed to other users, and held by one vault at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::RunError;

const PRIVATE_DIRECTORY: u32 = 0o700;
/// The mode of files that only the vault's own user may touch.
pub(crate) const PRIVATE_FILE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// Makes `path` a directory that only its owner enters, unless it is one already.
///
/// A directory that others may enter is refused, not closed: it may be there for others' files.
pub(crate) fn private_directory(path: &Path) -> Result<(), RunError> {
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE_DIRECTORY)
        .create(path)
        .map_err(|source| RunError::file(path, source))?;
    closed_to_others(path)
}

/// Refuses a file or directory that others than its owner may touch.
pub(crate) fn closed_to_others(path: &Path) -> Result<(), RunError> {
    let found = fs::metadata(path).map_err(|source| RunError::file(path, source))?;
    if found.permissions().mode() & OTHERS == 0 {
        Ok(())
    } else {
        Err(RunError::OpenToOthers { path: path.to_owned() })
    }
}

/// Holds `directory` for this vault until the file is dropped.
pub(crate) fn lock(directory: &Path) -> Result<File, RunError> {
    let path = directory.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(PRIVATE_FILE)
        .open(&path)
        .map_err(|source| RunError::file(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(RunError::Locked { data: directory.to_owned() }),
        Err(TryLockError::Error(source)) => Err(RunError::file(&path, source)),
    }
}

/// Makes what was created, renamed or removed in `directory` survive a power cut.
pub(crate) fn sync(directory: &Path) -> Result<(), RunError> {
    File::open(directory)
        .and_then(|file| file.sync_all())
        .map_err(|source| RunError::file(directory, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_others_may_enter_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("open");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        assert!(matches!(private_directory(&path), Err(RunError::OpenToOthers { .. })));
    }

    #[test]
    fn a_new_directory_is_closed_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        private_directory(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, PRIVATE_DIRECTORY);
    }

    #[test]
    fn two_vaults_never_hold_one_directory() {
        let dir = tempfile::tempdir().unwrap();
        let held = lock(dir.path()).unwrap();
        assert!(matches!(lock(dir.path()), Err(RunError::Locked { .. })));
        drop(held);
        assert!(lock(dir.path()).is_ok());
    }
}
