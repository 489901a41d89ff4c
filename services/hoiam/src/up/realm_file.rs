//! `realm.json`: which realm a data directory belongs to, and which sites have a portal here.
//! Written at the first start; afterwards a site may only be added.

use std::path::Path;

use anyhow::{Context as _, bail};
use proto::permission::{HUB, LEDGER};
use proto::{Origin, Realm, Site};
use serde::{Deserialize, Serialize};

use super::data_dir::write_private;

/// The layout of a data directory that this program knows.
const FORMAT: u32 = 1;
/// The origin of every demo.
const DEMO_ORIGIN: &str = "demo.hoiam";
/// The second site of every demo: that of an agency.
const DEMO_SITE: &str = "AGENCY";

/// The realm of a data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RealmFile {
    format: u32,
    /// The token in subjects.
    pub(crate) realm: Realm,
    /// What the log is bound to.
    pub(crate) origin: Origin,
    /// The sites whose portals run here.
    pub(crate) sites: Vec<Site>,
}

/// Read first, so that a newer file is recognised whatever else it holds.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// What was asked for on the command line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    /// The demo's realm and origin.
    pub(crate) demo: bool,
    /// An origin.
    pub(crate) origin: Option<&'a Origin>,
    /// A realm.
    pub(crate) realm: Option<&'a Realm>,
    /// Sites, besides the first.
    pub(crate) sites: &'a [Site],
}

impl Wanted<'_> {
    /// The sites that are to be there, the first one first.
    fn sites(&self) -> anyhow::Result<Vec<Site>> {
        let mut sites = vec![Site::new("MAIN")?];
        if self.demo {
            sites.push(Site::new(DEMO_SITE)?);
        }
        sites.extend(self.sites.iter().cloned());
        if let Some(taken) = sites.iter().find(|site| [HUB, LEDGER].contains(&site.as_str())) {
            bail!("{taken} is the name of an account of the bus: name the site otherwise");
        }
        Ok(sites)
    }
}

/// The realm of the directory `root`, founded by this call if it is new.
///
/// # Errors
/// When the directory is of another realm or origin, of a newer program, or not ours; each says
/// what to do.
pub(crate) fn load_or_found(root: &Path, wanted: Wanted<'_>) -> anyhow::Result<RealmFile> {
    let path = root.join("realm.json");
    match std::fs::read(&path) {
        Ok(text) => {
            let mut found = read(&text).with_context(|| format!("{}", path.display()))?;
            check(&found, wanted, root)?;
            if add(&mut found.sites, wanted.sites()?) {
                write_private(&path, &serde_json::to_vec_pretty(&found)?)?;
            }
            Ok(found)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            refuse_foreign(root)?;
            let founded = found(wanted)?;
            write_private(&path, &serde_json::to_vec_pretty(&founded)?)?;
            Ok(founded)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Adds those of `wanted` that are not there yet, at the end: the ports of the others stay.
fn add(sites: &mut Vec<Site>, wanted: Vec<Site>) -> bool {
    let before = sites.len();
    for site in wanted {
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    sites.len() > before
}

fn read(text: &[u8]) -> anyhow::Result<RealmFile> {
    let Format { format } = serde_json::from_slice(text)?;
    if format > FORMAT {
        bail!(
            "made by a newer program (format {format}; this one knows {FORMAT}): start the newer \
             program, or name another directory with --data"
        );
    }
    Ok(serde_json::from_slice(text)?)
}

fn check(found: &RealmFile, wanted: Wanted<'_>, root: &Path) -> anyhow::Result<()> {
    let root = root.display();
    if wanted.demo && found.origin.as_str() != DEMO_ORIGIN {
        bail!(
            "{root} holds the realm of origin {}, not a demo: leave out --demo, or name another \
             directory with --data",
            found.origin
        );
    }
    if let Some(origin) = wanted.origin.filter(|origin| **origin != found.origin) {
        bail!(
            "{root} holds a realm of origin {}, not {origin}: leave out --origin, or name another \
             directory with --data",
            found.origin
        );
    }
    if let Some(realm) = wanted.realm.filter(|realm| **realm != found.realm) {
        bail!(
            "{root} holds the realm {}, not {realm}: leave out --realm, or name another directory \
             with --data",
            found.realm
        );
    }
    Ok(())
}

/// A directory with other things in it is somebody else's.
fn refuse_foreign(root: &Path) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(root).with_context(|| format!("{}", root.display()))?;
    let foreign = entries
        .flatten()
        .find(|entry| !["lock", "run", "realm.new"].iter().any(|ours| entry.file_name() == *ours));
    match foreign {
        Some(entry) => bail!(
            "{} has no realm.json, but holds {}: name an empty directory with --data",
            root.display(),
            entry.path().display()
        ),
        None => Ok(()),
    }
}

fn found(wanted: Wanted<'_>) -> anyhow::Result<RealmFile> {
    let (origin, realm) = if wanted.demo {
        (Origin::new(DEMO_ORIGIN)?, "demo")
    } else {
        let origin = wanted.origin.cloned().context(
            "a new realm needs --origin NAME, which its log is bound to for ever (or --demo)",
        )?;
        (origin, "r1")
    };
    let realm = wanted.realm.cloned().map_or_else(|| Realm::new(realm), Ok)?;
    let mut sites = Vec::new();
    add(&mut sites, wanted.sites()?);
    Ok(RealmFile { format: FORMAT, realm, origin, sites })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        Origin::new(text).unwrap()
    }

    fn refusal(root: &Path, wanted: Wanted<'_>) -> String {
        format!("{:#}", load_or_found(root, wanted).unwrap_err())
    }

    #[test]
    fn a_realm_is_founded_once_and_found_again_without_flags() {
        let root = tempfile::tempdir().unwrap();
        let name = origin("council.example");
        let wanted = Wanted { origin: Some(&name), ..Wanted::default() };
        let founded = load_or_found(root.path(), wanted).unwrap();
        assert_eq!(founded.origin, name);
        assert_eq!(load_or_found(root.path(), Wanted::default()).unwrap(), founded);
    }

    #[test]
    fn a_site_is_added_once_and_stays() {
        let root = tempfile::tempdir().unwrap();
        let name = origin("council.example");
        let more = [Site::new("AGENCY").unwrap(), Site::new("AGENCY").unwrap()];
        let wanted = Wanted { origin: Some(&name), ..Wanted::default() };
        assert_eq!(load_or_found(root.path(), wanted).unwrap().sites.len(), 1);
        for sites in [&more[..], &[]] {
            let realm = load_or_found(root.path(), Wanted { sites, ..Wanted::default() }).unwrap();
            let names: Vec<_> = realm.sites.iter().map(Site::as_str).collect();
            assert_eq!(names, ["MAIN", "AGENCY"]);
        }
    }

    #[test]
    fn a_site_never_has_the_name_of_an_account_of_the_services() {
        let root = tempfile::tempdir().unwrap();
        for taken in [HUB, LEDGER] {
            let sites = [Site::new(taken).unwrap()];
            let wanted = Wanted { demo: true, sites: &sites, ..Wanted::default() };
            assert!(refusal(root.path(), wanted).contains(taken));
            assert!(!root.path().join("realm.json").exists());
        }
    }

    #[test]
    fn a_new_realm_without_an_origin_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let refused = refusal(root.path(), Wanted::default());
        assert!(refused.contains("--origin NAME"), "{refused}");
        assert!(!root.path().join("realm.json").exists());
    }

    #[test]
    fn a_directory_of_another_origin_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let (ours, other) = (origin("ours"), origin("other"));
        let wanted = |origin| Wanted { origin: Some(origin), ..Wanted::default() };
        load_or_found(root.path(), wanted(&ours)).unwrap();
        let refused = refusal(root.path(), wanted(&other));
        assert!(refused.contains("origin ours, not other"), "{refused}");
        let refused = refusal(root.path(), Wanted { demo: true, ..Wanted::default() });
        assert!(refused.contains("not a demo"), "{refused}");
    }

    #[test]
    fn a_directory_of_another_realm_is_refused() {
        let root = tempfile::tempdir().unwrap();
        load_or_found(root.path(), Wanted { demo: true, ..Wanted::default() }).unwrap();
        let other = Realm::new("r2").unwrap();
        let refused = refusal(root.path(), Wanted { realm: Some(&other), ..Wanted::default() });
        assert!(refused.contains("the realm demo, not r2"), "{refused}");
    }

    #[test]
    fn a_directory_of_a_newer_program_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let newer = r#"{"format": 2, "something": "else"}"#;
        std::fs::write(root.path().join("realm.json"), newer).unwrap();
        let refused = refusal(root.path(), Wanted::default());
        assert!(refused.contains("newer program (format 2"), "{refused}");
    }

    #[test]
    fn a_directory_with_other_things_in_it_is_refused() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("letter.odt"), "").unwrap();
        let refused = refusal(root.path(), Wanted { demo: true, ..Wanted::default() });
        assert!(refused.contains("letter.odt"), "{refused}");
    }
}
