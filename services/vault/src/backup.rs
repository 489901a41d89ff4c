//! Copying a running vault's database and its sealed files, and putting a copy back.
//!
//! The copy holds keys only as they are wrapped; the file that opens them (`kek`) has a backup of
//! its own, kept elsewhere: whoever finds one of the two can read nothing.

use std::fs;
use std::path::Path;

use crate::{RunError, blobs, kek, keys, place};

/// The name of the database's copy in a backup.
pub const COPY: &str = keys::FILE;
/// The name of the file that opens the keys, in the vault's directory.
pub const KEK: &str = kek::FILE;

/// Copies the database of the vault in `data` into the folder `to`, beside the running vault.
///
/// A key is committed before any text under it can be appended, and a file is on disk before an
/// event can name it: copied after the log, the vault has all that the log's copy needs.
///
/// # Errors
/// [`RunError`] when a file cannot be read or written.
pub async fn backup(data: &Path, to: &Path) -> Result<(), RunError> {
    let copy = to.join(COPY);
    runtime::sqlite::copy(&data.join(keys::FILE), &copy).await?;
    close(&copy)?;
    blobs::copy(data, to)
}

/// Puts the copy in the folder `from` and the key file `kek` into `data`, where no vault is.
///
/// # Errors
/// [`RunError`]; also when a vault is there already.
pub async fn restore(from: &Path, kek: &Path, data: &Path) -> Result<(), RunError> {
    place::private_directory(data)?;
    let _held = place::lock(data)?;
    let (database, key) = (data.join(keys::FILE), data.join(kek::FILE));
    for path in [&database, &key] {
        if path.exists() {
            let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(RunError::file(path, source));
        }
    }
    let bytes = fs::read(kek).map_err(|source| RunError::file(kek, source))?;
    fs::write(&key, zeroize::Zeroizing::new(bytes))
        .map_err(|source| RunError::file(&key, source))?;
    close(&key)?;
    runtime::sqlite::copy(&from.join(COPY), &database).await?;
    close(&database)?;
    blobs::copy(from, data)?;
    place::sync(data)
}

fn close(path: &Path) -> Result<(), RunError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::Permissions::from_mode(place::PRIVATE_FILE);
    fs::set_permissions(path, mode).map_err(|source| RunError::file(path, source))
}
