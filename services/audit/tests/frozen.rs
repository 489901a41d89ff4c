//! Released deciders are frozen: the lock file names each with the digest of its samples, and each
//! still makes of them what it made when it was released. Another outcome is another number.
//!
//! To add a new number, or a new decider, keep the samples of the tests and choose from them:
//!
//! ```sh
//! HOIAM_SAMPLES=/tmp/samples cargo test -p directory -p intake -p classification -p forwarding -p monitoring
//! HOIAM_SAMPLES=/tmp/samples cargo test -p audit --test frozen
//! ```
//!
//! Only what the lock file does not name yet is added to it; nothing in it is ever written anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and is asked to keep samples by its environment"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use decider::Service;
use decider::sample::{Kept, Sample, name_of};
use directory::Pins;
use proto::Digest;

fn services() -> Vec<Service<Pins>> {
    vec![
        directory::service(),
        intake::service(),
        classification::service(),
        forwarding::service(),
        monitoring::service(),
    ]
}

/// Longer samples are not kept: those of more petitions than a command may name.
const SAMPLE_MAX: u64 = 24 * 1024;

/// How many samples of one kind of success are kept.
const SUCCESSES: usize = 6;

/// What is kept of one decider: each sample on a line, after the name of what was pinned.
type Lines = Vec<(String, String)>;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn lock_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deciders.lock")
}

/// Every file that is locked, with its digest.
fn locked() -> BTreeMap<String, String> {
    let text = fs::read_to_string(lock_file()).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pair = |line: &str| line.split_once(' ').map(|(d, name)| (name.to_owned(), d.to_owned()));
    lines.map(|line| pair(line).unwrap_or_else(|| panic!("not a line of a lock: {line}"))).collect()
}

fn running() -> BTreeSet<String> {
    let all = services();
    let each = all.iter().flat_map(|service| service.deciders.iter());
    each.map(|decider| {
        let spec = decider.spec();
        name_of(spec.context, spec.name, decider.number())
    })
    .collect()
}

fn lines(name: &str) -> Lines {
    let text = fs::read_to_string(golden().join(name)).unwrap();
    let split = |line: &str| line.split_once(' ').map(|(pins, s)| (pins.to_owned(), s.to_owned()));
    text.lines().map(|line| split(line).unwrap()).collect()
}

fn pins(folder: &Path, name: &str) -> Pins {
    let kept: Vec<Kept> =
        serde_json::from_slice(&fs::read(folder.join("pinned").join(name)).unwrap()).unwrap();
    let mut pins = Pins::default();
    kept.iter().for_each(|kept| pins.apply(kept.event().unwrap()));
    pins
}

/// What a sample came to and comes to today, as JSON.
fn both(name: &str, pins: &Pins, sample: &str) -> (String, String) {
    let sample: Sample = serde_json::from_str(sample).unwrap();
    let [context, command, number] = name.split('.').collect::<Vec<_>>()[..] else {
        panic!("not a decider: {name}")
    };
    let services = services();
    let service = services.iter().find(|service| service.context.as_str() == context).unwrap();
    let decider = service
        .numbered(command, number.parse().unwrap())
        .unwrap_or_else(|| panic!("{name} was released and cannot be run any more"));
    let today = sample.again(decider, pins).unwrap();
    (serde_json::to_string(&sample.came).unwrap(), serde_json::to_string(&today).unwrap())
}

/// Every sample that differs, by decider.
fn differing(name: &str) -> Vec<String> {
    let mut differing = Vec::new();
    for (pinned, sample) in lines(name) {
        let (kept, today) = both(name, &pins(&golden(), &pinned), &sample);
        if kept != today {
            differing.push(format!("{name} came to\n  {kept}\nand comes to\n  {today}"));
        }
    }
    differing
}

/// The samples of one kind of outcome that are kept: one of a refusal, several of a success, since
/// a success says more. The shortest, and of several the first: the same choice from the same ones.
fn shortest(kind: &Path) -> Vec<PathBuf> {
    let samples = fs::read_dir(kind).unwrap().map(|sample| sample.unwrap().path());
    let mut sized: Vec<_> = samples.map(|path| (path.metadata().unwrap().len(), path)).collect();
    sized.retain(|(len, _)| *len <= SAMPLE_MAX);
    sized.sort();
    let refused =
        |path: &PathBuf| fs::read_to_string(path).unwrap().contains(r#""came":{"refused""#);
    let wanted = if sized.first().is_some_and(|(_, path)| refused(path)) { 1 } else { SUCCESSES };
    sized.into_iter().take(wanted).map(|(_, path)| path).collect()
}

/// Adds what the lock file does not name, where samples were kept.
fn freeze(from: &Path) {
    let locked = locked();
    let mut added = BTreeMap::new();
    for name in running().into_iter().filter(|name| !locked.contains_key(name)) {
        let mut chosen = Vec::new();
        let kinds = fs::read_dir(from.join(&name)).into_iter().flatten().map(|kind| kind.unwrap());
        for kind in kinds {
            for kept in shortest(&kind.path()) {
                let sample = fs::read_to_string(&kept).unwrap();
                let file = kept.file_stem().unwrap().to_string_lossy().into_owned();
                chosen.push(format!("{file} {sample}\n"));
                let to = golden().join("pinned");
                fs::create_dir_all(&to).unwrap();
                fs::copy(from.join("pinned").join(&file), to.join(&file)).unwrap();
                let pinned = format!("pinned/{file}");
                let bytes = fs::read(golden().join(&pinned)).unwrap();
                added.insert(pinned, Digest::of(&[&bytes]).to_string());
            }
        }
        chosen.sort();
        if chosen.is_empty() {
            continue;
        }
        let text = chosen.concat();
        fs::write(golden().join(&name), &text).unwrap();
        added.insert(name, Digest::of(&[text.as_bytes()]).to_string());
    }
    added.retain(|name, _| !locked.contains_key(name));
    let all: BTreeMap<String, String> = locked.into_iter().chain(added).collect();
    let mut text =
        "# Released deciders and the digests of their samples; tests/frozen.rs tells more.\n"
            .to_owned();
    all.iter().for_each(|(name, digest)| text.push_str(&format!("{digest} {name}\n")));
    fs::write(lock_file(), text).unwrap();
}

#[test]
fn every_decider_is_locked_and_makes_of_its_samples_what_it_always_made() {
    if let Some(from) = std::env::var_os("HOIAM_SAMPLES") {
        freeze(Path::new(&from));
    }
    let locked = locked();
    let names: BTreeSet<String> =
        locked.keys().filter(|name| !name.starts_with("pinned/")).cloned().collect();
    let open: Vec<_> = running().difference(&names).cloned().collect();
    assert!(open.is_empty(), "not in the lock file: {open:?}");
    let gone: Vec<_> = names.difference(&running()).cloned().collect();
    assert!(gone.is_empty(), "released, and cannot be run any more: {gone:?}");
    for (name, digest) in &locked {
        let kept = fs::read(golden().join(name)).unwrap();
        assert_eq!(Digest::of(&[&kept]).to_string(), *digest, "the samples of {name} were changed");
    }
    let differing: Vec<String> = names.iter().flat_map(|name| differing(name)).collect();
    assert!(differing.is_empty(), "take the next number:\n{}", differing.join("\n"));
}

#[test]
fn a_decider_that_comes_to_something_else_is_noticed() {
    let name = "forwarding.AnswerPetition.1";
    let answered = |line: &(String, String)| {
        let sample: Sample = serde_json::from_str(&line.1).unwrap();
        // Of a body by itself: without its paper, one on another's behalf is refused otherwise.
        sample.message.on_behalf.is_none() && sample.came.kind() == "forwarding.petition_answered"
    };
    let (pinned, sample) = lines(name).into_iter().find(answered).unwrap();
    let pins = pins(&golden(), &pinned);
    let (kept, today) = both(name, &pins, &sample);
    assert_eq!(kept, today);
    // Another input stands for another rule: what was kept does not follow any more.
    let mut other: Sample = serde_json::from_str(&sample).unwrap();
    other.message.document = None;
    let (kept, today) = both(name, &pins, &serde_json::to_string(&other).unwrap());
    assert_ne!(kept, today);
    assert!(today.contains("forwarding.no_document"), "{today}");
}
