//! The key-encrypting key: a file of its own, so that a copy of the database alone opens nothing.
//!
//! Two lines: `epoch N` and `key` with 64 hex digits. Every other key is stored wrapped under it,
//! bound to its name. Turning the epoch (wrapping all keys anew and destroying the old file) makes
//! old backups of the database useless; the number beside each wrapped key is there for that.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

use crate::RunError;
use crate::place::{self, PRIVATE_FILE};
use crate::secret::{SECRET_LEN, Secret};

pub(crate) const FILE: &str = "kek";
const NONCE_LEN: usize = 24;
const TAG: usize = 16;
/// The bytes of a wrapped key: nonce, ciphertext, tag.
pub(crate) const WRAPPED_LEN: usize = NONCE_LEN + SECRET_LEN + TAG;

/// The key-encrypting key of one epoch.
#[derive(Debug)]
pub(crate) struct Kek {
    epoch: u32,
    key: Secret,
}

/// Bytes that were not wrapped under this key and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key was wrapped under another key-encrypting key, or its row was changed")]
pub(crate) struct NotWrappedHere;

impl Kek {
    /// Reads the file in `data`; makes it where `may_create`.
    ///
    /// # Errors
    /// A missing file is an error unless `may_create`: a new key would open none of the old ones.
    pub(crate) fn open(data: &Path, may_create: bool) -> Result<Self, RunError> {
        let path = data.join(FILE);
        if !path.exists() {
            if !may_create {
                return Err(RunError::KekMissing { path });
            }
            create(data, &path)?;
        }
        place::closed_to_others(&path)?;
        let text = fs::read_to_string(&path).map_err(|source| RunError::file(&path, source))?;
        parse(&Zeroizing::new(text)).ok_or(RunError::KekUnreadable { path })
    }

    pub(crate) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Wraps `secret` so that it opens under this key and `name` only.
    pub(crate) fn wrap(&self, name: &str, secret: &Secret) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = runtime::random::bytes();
        let mut wrapped = Zeroizing::new(Vec::with_capacity(WRAPPED_LEN));
        wrapped.extend_from_slice(secret.as_bytes());
        let done =
            self.cipher().encrypt_in_place(&XNonce::from(nonce), name.as_bytes(), &mut *wrapped);
        if done.is_err() {
            unreachable!("32 bytes are within what the cipher takes");
        }
        [&nonce[..], &wrapped[..]].concat()
    }

    /// Unwraps what [`Self::wrap`] made in `epoch`.
    pub(crate) fn unwrap(
        &self,
        name: &str,
        epoch: u32,
        wrapped: &[u8],
    ) -> Result<Secret, NotWrappedHere> {
        let (nonce, rest) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(NotWrappedHere)?;
        if epoch != self.epoch {
            return Err(NotWrappedHere);
        }
        let mut buffer = Zeroizing::new(rest.to_vec());
        self.cipher()
            .decrypt_in_place(&XNonce::from(*nonce), name.as_bytes(), &mut *buffer)
            .map_err(|_| NotWrappedHere)?;
        Secret::from_bytes(&buffer).ok_or(NotWrappedHere)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.as_bytes().into())
    }
}

/// Writes a first key, whole or not at all, and only then gives it its name.
fn create(data: &Path, path: &Path) -> Result<(), RunError> {
    let draft: PathBuf = data.join("kek.new");
    let failed = |source| RunError::file(&draft, source);
    if draft.exists() {
        // Left by a start that was cut short: nothing was ever wrapped under it.
        fs::remove_file(&draft).map_err(failed)?;
    }
    let mut digits = hex::encode(Secret::random().as_bytes());
    let text = Zeroizing::new(format!("epoch 1\nkey {digits}\n"));
    digits.zeroize();
    fs::OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(PRIVATE_FILE)
        .open(&draft)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(failed)?;
    fs::rename(&draft, path).map_err(|source| RunError::file(path, source))?;
    place::sync(data)
}

fn parse(text: &str) -> Option<Kek> {
    let mut lines = text.lines();
    let epoch = lines.next()?.strip_prefix("epoch ")?.parse().ok()?;
    let mut bytes = Zeroizing::new([0; SECRET_LEN]);
    hex::decode_to_slice(lines.next()?.strip_prefix("key ")?, &mut *bytes).ok()?;
    let key = Secret::from_bytes(&*bytes)?;
    lines.next().is_none().then_some(Kek { epoch, key })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_wrapped_key_opens_under_its_name_and_epoch_only() {
        let kek = Kek { epoch: 3, key: Secret::random() };
        let secret = Secret::random();
        let wrapped = kek.wrap("s:1", &secret);
        assert_eq!(wrapped.len(), WRAPPED_LEN);
        assert_eq!(kek.unwrap("s:1", 3, &wrapped).unwrap().as_bytes(), secret.as_bytes());
        assert!(kek.unwrap("s:2", 3, &wrapped).is_err());
        assert!(kek.unwrap("s:1", 2, &wrapped).is_err());
        assert!(kek.unwrap("s:1", 3, &wrapped[..40]).is_err());
        let other = Kek { epoch: 3, key: Secret::random() };
        assert!(other.unwrap("s:1", 3, &wrapped).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let first = Kek::open(dir.path(), true).unwrap();
        let again = Kek::open(dir.path(), true).unwrap();
        assert_eq!(first.key.as_bytes(), again.key.as_bytes());
        assert_eq!(first.epoch(), 1);
        let path = dir.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, PRIVATE_FILE);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Kek::open(dir.path(), true), Err(RunError::OpenToOthers { .. })));
    }

    #[test]
    fn a_lost_key_file_is_not_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Kek::open(dir.path(), false), Err(RunError::KekMissing { .. })));
    }

    #[test]
    fn a_damaged_key_file_is_refused() {
        for bad in ["", "epoch 1\n", "epoch 1\nkey 00\n", "epoch x\nkey ", "epoch 1\nkey é"] {
            assert!(parse(bad).is_none(), "{bad:?}");
        }
        let good = format!("epoch 1\nkey {}\n", "0".repeat(64));
        assert!(parse(&good).is_some());
        assert!(parse(&format!("{good}more\n")).is_none());
    }
}
