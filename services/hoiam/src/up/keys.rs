//! `keys/<user>.nk`: the secret half of every user of the bus. Made once, never sent anywhere.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use nkeys::{KeyPair, KeyPairType};
use proto::permission::User;

use super::data_dir::write_private;

/// Where the seed of `user` lies.
pub(crate) fn seed_file(folder: &Path, user: &str) -> PathBuf {
    folder.join(format!("{user}.nk"))
}

/// The public keys by user, as the server's configuration needs them. Makes the seeds that are
/// missing.
///
/// # Errors
/// When a seed cannot be read, is no user's seed, or could have been read by others.
pub(crate) fn load_or_make(
    folder: &Path,
    users: &[User],
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut public = BTreeMap::new();
    for user in users {
        let path = seed_file(folder, &user.name);
        let key = if path.exists() { load(&path)? } else { make(&path)? };
        public.insert(user.name.clone(), key.public_key());
    }
    Ok(public)
}

fn make(path: &Path) -> anyhow::Result<KeyPair> {
    let key = KeyPair::new_from_raw(KeyPairType::User, runtime::random::bytes())?;
    write_private(path, format!("{}\n", key.seed()?).as_bytes())?;
    Ok(key)
}

fn load(path: &Path) -> anyhow::Result<KeyPair> {
    let cannot = || format!("cannot read {}", path.display());
    if std::fs::metadata(path).with_context(cannot)?.mode().trailing_zeros() < 6 {
        bail!("{} is open to others: chmod 600 it, or delete it for a new one", path.display());
    }
    let seed = std::fs::read_to_string(path).with_context(cannot)?;
    // The library's error could quote what it read.
    KeyPair::from_seed(seed.trim())
        .ok()
        .filter(|key| key.public_key().starts_with('U'))
        .ok_or_else(|| anyhow!("{} holds no user's seed: delete it for a new one", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use proto::permission;
    use proto::{Realm, Site};

    use super::*;

    fn users() -> Vec<User> {
        permission::users(&Realm::new("r1").unwrap(), &[Site::new("MAIN").unwrap()])
    }

    #[test]
    fn every_user_gets_a_key_that_only_the_owner_reads_and_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = load_or_make(folder.path(), &users()).unwrap();
        assert_eq!(first.len(), users().len());
        for user in users() {
            let about = std::fs::metadata(seed_file(folder.path(), &user.name)).unwrap();
            assert_eq!(about.permissions().mode() & 0o777, 0o600, "{}", user.name);
        }
        assert_eq!(load_or_make(folder.path(), &users()).unwrap(), first);
    }

    #[test]
    fn no_two_users_share_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = load_or_make(folder.path(), &users()).unwrap();
        let distinct: std::collections::BTreeSet<_> = keys.values().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn a_key_that_others_could_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        load_or_make(folder.path(), &users()).unwrap();
        let path = seed_file(folder.path(), "relay");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let refused = load_or_make(folder.path(), &users()).unwrap_err().to_string();
        assert!(refused.contains("open to others"), "{refused}");
    }

    #[test]
    fn what_a_broken_key_file_holds_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = seed_file(folder.path(), "relay");
        write_private(&path, b"SUABROKENSECRET").unwrap();
        let refused = format!("{:#}", load_or_make(folder.path(), &users()).unwrap_err());
        assert!(refused.contains("relay.nk") && !refused.contains("SUABROKEN"), "{refused}");
    }
}
