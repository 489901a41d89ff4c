//! The NATS server: is it new enough, and may it run with the configuration that we make for it?

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use proto::permission::{Server, nats_conf};
use tokio::process::Command;

use super::ACCOUNT_MAX_FILE;
use super::data_dir::{DataDir, write_private};
use super::realm_file::RealmFile;

/// Holds the path of the server's program, for whoever looks at the realm later.
const PROGRAM: &str = "program";

/// Older ones ignore what they do not know, `first_seq` among it.
const OLDEST: (u32, u32, u32) = (2, 14, 3);
const CHECK_TIMEOUT: Duration = Duration::from_secs(20);

/// Checks that `program` is a NATS server, and new enough.
///
/// # Errors
/// What it is instead.
pub(crate) async fn check_version(program: &Path) -> anyhow::Result<()> {
    let output = ask(program, &["--version".as_ref()]).await.with_context(|| {
        format!("cannot run {}: name a NATS server with --nats", program.display())
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(version) = version(&text) else {
        bail!("{} is no NATS server: name one with --nats", program.display());
    };
    if version < OLDEST {
        let (major, minor, patch) = version;
        bail!(
            "{} is NATS {major}.{minor}.{patch}, and 2.14.3 or newer is needed: name another with \
             --nats (deploy/nats-server gets one)",
            program.display()
        );
    }
    Ok(())
}

/// Writes the server's configuration, and lets the server itself check it.
///
/// `keys` are the public keys by user. Gives the file's path.
///
/// # Errors
/// When it cannot be written, or the server does not take it.
pub(crate) async fn configure(
    program: &Path,
    dir: &DataDir,
    realm: &RealmFile,
    listen: SocketAddr,
    keys: &BTreeMap<String, String>,
) -> anyhow::Result<PathBuf> {
    let folder = dir.folder("nats")?;
    let server = Server {
        listen: listen.to_string(),
        store_dir: folder.join("js").display().to_string(),
        ports_dir: String::new(),
        max_file: ACCOUNT_MAX_FILE,
    };
    let text = nats_conf(&realm.realm, &realm.sites, &server, keys)
        .map_err(|user| anyhow!("the bus user {user} has no key"))?;
    let path = folder.join("nats.conf");
    write_private(&path, text.as_bytes())?;
    write_private(&folder.join(PROGRAM), program.as_os_str().as_encoded_bytes())?;
    let output = ask(program, &["-c".as_ref(), path.as_os_str(), "-t".as_ref()]).await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let why = said.lines().next().unwrap_or("it does not say why");
        bail!("the NATS server does not take {}: {why}", path.display());
    }
    Ok(path)
}

/// The server's program that the last `up` of `data` used.
pub(crate) fn program_of(data: &Path) -> Option<PathBuf> {
    std::fs::read_to_string(data.join("nats").join(PROGRAM)).ok().map(PathBuf::from)
}

async fn ask(program: &Path, arguments: &[&std::ffi::OsStr]) -> anyhow::Result<Output> {
    let output = Command::new(program).args(arguments).kill_on_drop(true).output();
    let answered = tokio::time::timeout(CHECK_TIMEOUT, output).await;
    Ok(answered.with_context(|| format!("{} does not answer", program.display()))??)
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let rest = text.trim().strip_prefix("nats-server: v")?;
    let mut parts = rest.splitn(3, '.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Some((parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use proto::permission;

    use super::super::{keys, realm_file};
    use super::*;

    /// The NATS server that the tests were given, or the one that the project gets.
    fn nats_server() -> PathBuf {
        if let Some(given) = std::env::var_os("HOIAM_NATS_SERVER") {
            return given.into();
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/nats-server");
        let output = std::process::Command::new(script).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().into()
    }

    #[test]
    fn a_version_is_read_as_the_server_prints_it() {
        assert_eq!(version("nats-server: v2.15.1\n"), Some((2, 15, 1)));
        assert_eq!(version("nats-server: v2.16.0-RC.1"), Some((2, 16, 0)));
        assert_eq!(version("git version 2.47.3"), None);
        assert_eq!(version("nats-server: v2"), None);
    }

    #[tokio::test]
    async fn a_server_that_is_too_old_is_refused_by_name() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let old = place.path().join("nats-server");
        std::fs::write(&old, "#!/bin/sh\necho 'nats-server: v2.9.10'\n").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).unwrap();
        let refused = check_version(&old).await.unwrap_err().to_string();
        assert!(refused.contains("NATS 2.9.10") && refused.contains("--nats"), "{refused}");
    }

    #[tokio::test]
    async fn what_is_no_server_is_refused() {
        for wrong in ["/nowhere/nats-server", "/bin/true"] {
            let refused = check_version(Path::new(wrong)).await.unwrap_err().to_string();
            assert!(refused.contains(wrong) && refused.contains("--nats"), "{refused}");
        }
    }

    #[tokio::test]
    async fn the_server_takes_the_configuration_made_from_the_table() {
        let place = tempfile::tempdir().unwrap();
        let dir = DataDir::open(&place.path().join("hồi âm"), None).unwrap();
        let wanted = realm_file::Wanted { demo: true, ..Default::default() };
        let mut realm = realm_file::load_or_found(&dir.root, wanted).unwrap();
        realm.sites.push(proto::Site::new("AGENCY_2").unwrap());
        let users = permission::users(&realm.realm, &realm.sites);
        let public = keys::load_or_make(&dir.folder("keys").unwrap(), &users).unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 4250));
        let server = nats_server();
        check_version(&server).await.unwrap();
        configure(&server, &dir, &realm, listen, &public).await.unwrap();
    }

    #[tokio::test]
    async fn a_configuration_that_the_server_does_not_take_stops_the_start() {
        let place = tempfile::tempdir().unwrap();
        let dir = DataDir::open(place.path(), None).unwrap();
        let wanted = realm_file::Wanted { demo: true, ..Default::default() };
        let realm = realm_file::load_or_found(&dir.root, wanted).unwrap();
        let users = permission::users(&realm.realm, &realm.sites);
        let wrong = users.iter().map(|user| (user.name.clone(), "NOKEY".to_owned())).collect();
        let listen = SocketAddr::from(([127, 0, 0, 1], 4250));
        let refused = configure(&nats_server(), &dir, &realm, listen, &wrong).await.unwrap_err();
        assert!(refused.to_string().contains("does not take"), "{refused}");
    }
}
