//! Rules about the code itself that no compiler knows.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Path below the root and text of every file with one of these endings, in our own folders.
fn sources(endings: &[&str]) -> Vec<(String, String)> {
    let mut open: Vec<PathBuf> =
        ["proto", "services", "tests", "deploy"].iter().map(|name| root().join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "node_modules" | "target") {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let below = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn rust() -> Vec<(String, String)> {
    sources(&[".rs"])
}

/// The part of a file before its inline tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// Whether `line` has `word`; `.await` only by itself: what is awaited is a word of the domain.
fn names(line: &str, word: &str) -> bool {
    let goes_on = |at: usize| line[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
    line.match_indices(word).any(|(at, _)| word != ".await" || !goes_on(at))
}

#[track_caller]
fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn domain_code_names_no_clock_socket_database_or_async() {
    let banned = [
        "async ",
        ".await",
        "tokio",
        "sqlx",
        "async_nats",
        "std::net",
        "std::fs",
        "SystemTime",
        "Instant::now",
        "new_v4",
        "getrandom",
        "runtime::",
    ];
    let pure = [
        "services/decider/src",
        "services/petition/src",
        "services/directory/src",
        "services/intake/src",
        "services/classification/src",
        "services/forwarding/src",
        "services/monitoring/src",
    ];
    let mut broken = Vec::new();
    for (path, text) in rust() {
        let inside = pure.iter().any(|folder| path.starts_with(folder));
        // Fixtures are tests that several crates share.
        if (inside || path.contains("/domain/")) && !path.contains("/fixture/") {
            let code = without_tests(&text).lines().filter(|l| !l.trim_start().starts_with("//"));
            for line in code {
                broken.extend(
                    banned.iter().filter(|word| names(line, word)).map(|w| format!("{path}: {w}")),
                );
            }
        }
    }
    none("domain code is pure", &broken);
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let long = rust().into_iter().filter(|(_, text)| text.lines().count() > 600);
    none("split these files", &long.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = rust().into_iter().filter(|(path, text)| {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        !path.ends_with("/tests.rs") && !first.starts_with("//!")
    });
    none("begin with a module doc", &silent.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn no_module_is_a_bag_of_leftovers() {
    let names =
        ["utils.rs", "util.rs", "common.rs", "helpers.rs", "manager.rs", "mod.rs", "misc.rs"];
    let bags = rust()
        .into_iter()
        .filter(|(path, _)| names.iter().any(|name| path.rsplit('/').next() == Some(name)));
    none("give these a purpose and its name", &bags.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn subjects_are_written_in_one_file() {
    let elsewhere = rust().into_iter().filter(|(path, text)| {
        let home = ["proto/src/subject.rs", "proto/src/permission.rs", "tests/tidy/main.rs"];
        let words = [".cmd.", "store.append.", "store.read\"", "\"hoiam."];
        !home.contains(&path.as_str())
            && without_tests(text).lines().any(|line| {
                // The style sheet is called like the product, as the subjects are.
                let line = line.replace("\"hoiam.css\"", "");
                !line.trim_start().starts_with("//") && words.iter().any(|word| line.contains(word))
            })
    });
    none("take these from proto::subject", &elsewhere.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn every_refusal_is_tested() {
    let mut broken = Vec::new();
    let all = rust();
    for (path, text) in all.iter().filter(|(path, _)| path.contains("/src/domain/")) {
        let folder = path.trim_end_matches(".rs");
        let tests: String = all
            .iter()
            .filter(|(other, _)| other == path || other.starts_with(&format!("{folder}/")))
            .map(|(_, text)| text.split_once("#[test]").map_or("", |(_, tests)| tests))
            .collect();
        // What only carries the rules of another enum is tested where those are.
        let own = variants(text, "Refusal").into_iter().filter(|(_, carried)| carried.is_none());
        let untested = own.filter(|(name, _)| !tests.contains(&format!("Refusal::{name}")));
        broken.extend(untested.map(|(name, _)| format!("{path}: {name}")));
    }
    none("each refusal has a test named after its rule", &broken);
}

/// A variant's name as the code has it: `NotYetAgreed`, `not_yet_agreed`.
fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut word, letter| {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
        word
    })
}

/// The variants of `pub enum {name}` in `text`: each with the enum whose rules it only carries.
fn variants<'a>(text: &'a str, name: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let Some(body) = text.split(&format!("pub enum {name} {{")).nth(1) else { return Vec::new() };
    let body = body.split("\n}").next().unwrap_or_default();
    let (mut found, mut untagged) = (Vec::new(), false);
    for line in body.lines().filter_map(|line| line.strip_prefix("    ")) {
        if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
            untagged |= line == "#[serde(untagged)]";
            continue;
        }
        let name = line.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let carried = line[name.len()..].strip_prefix('(').and_then(|rest| rest.split(')').next());
        let carried = carried.map(|path| path.rsplit("::").next().unwrap_or(path));
        // With fields beside it, what is carried is told by another variant or by its own name.
        found.push((name, carried.or(untagged.then_some(name))));
        untagged = false;
    }
    found
}

#[test]
fn every_refusal_has_words_for_people() {
    let all = rust();
    let portal = all.iter().filter(|(path, _)| path.starts_with("services/portal/src/words"));
    let words: String = portal.map(|(_, text)| text.as_str()).collect();
    let domain: Vec<_> = all.iter().filter(|(path, _)| path.contains("/src/domain/")).collect();
    let context = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    // Rules that several decisions share are enums of their own.
    let mut enums: Vec<(String, &str)> = Vec::new();
    for (path, text) in &domain {
        enums.push((context(path), "Refusal"));
        let shared = variants(text, "Refusal").into_iter().filter_map(|(_, shared)| shared);
        enums.extend(shared.map(|shared| (context(path), shared)));
    }
    enums.sort_unstable();
    enums.dedup();
    let mut broken = Vec::new();
    for (path, text) in &domain {
        for (_, name) in enums.iter().filter(|(of, _)| *of == context(path)) {
            let own = variants(text, name).into_iter().filter(|(_, shared)| shared.is_none());
            let codes = own.map(|(variant, _)| format!("{}.{}", context(path), snake(variant)));
            broken.extend(codes.filter(|code| !words.contains(&format!("\"{code}\""))));
        }
    }
    broken.sort();
    broken.dedup();
    assert!(enums.len() > 1 && words.len() > 1_000, "nothing was looked at");
    none("give each refusal its words in services/portal/src/words", &broken);
}

#[test]
fn migrations_are_named_by_time_verb_and_object_and_say_why() {
    let bad = sources(&[".sql"]).into_iter().filter(|(path, text)| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let dated = name.len() > 15 && name[..14].bytes().all(|byte| byte.is_ascii_digit());
        !(dated && name.as_bytes()[14] == b'_' && text.starts_with("--"))
    });
    none(
        "YYYYMMDDHHMMSS_verb_object.sql, first line why",
        &bad.map(|(p, _)| p).collect::<Vec<_>>(),
    );
}

#[test]
fn every_crash_point_is_listed_and_every_listed_one_exists() {
    let mut used: Vec<String> = Vec::new();
    for (path, text) in rust() {
        if path.ends_with("runtime/src/crash.rs") || path.starts_with("tests/") {
            continue;
        }
        for call in text.split("crash::point(\"").skip(1) {
            used.push(call.split('"').next().unwrap_or_default().to_owned());
        }
    }
    used.sort();
    used.dedup();
    let mut listed: Vec<String> = runtime::crash::POINTS.iter().map(ToString::to_string).collect();
    listed.sort();
    assert_eq!(used, listed);
}

#[test]
fn no_test_sleeps_is_ignored_or_expects_a_panic() {
    let lazy = rust().into_iter().filter(|(path, text)| {
        let words = ["thread::sleep", "tokio::time::sleep", "#[ignore", "#[should_panic"];
        let home = ["services/runtime/src/wait.rs", "tests/tidy/main.rs"];
        !home.contains(&path.as_str()) && words.iter().any(|word| text.contains(word))
    });
    none("wait for what is to come", &lazy.map(|(path, _)| path).collect::<Vec<_>>());
}
