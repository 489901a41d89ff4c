//! What was ever shipped decodes for ever. The files in `golden/` are never edited: a changed shape
//! gets the next number and a file of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proto::append::{Append, NewEvent};
use proto::command::{COMMANDS, texts_of};
use proto::decision::{Decision, Read};
use proto::entry::{Entry, SALT_LEN, body_digest, stream_tag};
use proto::envelope::Envelope;
use proto::event::Event;
use proto::frame::Frame;
use proto::page::{Page, PageHeader};
use proto::{
    CommandId, Context, Day, Digest, EventId, Incarnation, Micros, Origin, Position, Site,
    StreamId, Version,
};
use serde_json::value::RawValue;
use uuid::Uuid;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Name without `.json`, and text, of every file in a golden folder.
fn samples(name: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let sample = |path: PathBuf| {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        (stem, fs::read_to_string(path).unwrap())
    };
    let mut samples: Vec<_> = files.map(sample).collect();
    samples.sort();
    samples
}

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

fn envelope(event_type: &str, schema_version: u32, data: &str) -> Envelope {
    Envelope {
        event_type: event_type.to_owned(),
        schema_version,
        event_id: EventId(Uuid::from_u128(1)),
        stream: StreamId(Uuid::from_u128(2)),
        site: Site::new("MAIN").unwrap(),
        body: None,
        officer: None,
        on_behalf: None,
        document: None,
        occurred_on: Day::constant(2026, 11, 22),
        command_id: CommandId(Uuid::from_u128(3)),
        correlation: Uuid::from_u128(4),
        causation: None,
        decision_digest: Digest([5; 32]),
        continues: None,
        ignorable: false,
        data: raw(data),
    }
}

#[test]
fn every_event_ever_shipped_decodes_and_every_current_one_has_a_sample() {
    let mut sampled = BTreeSet::new();
    for (name, text) in samples("events") {
        let (event_type, version) = name.rsplit_once('.').unwrap();
        let version = version.parse().unwrap();
        let event = Event::decode(&envelope(event_type, version, &text)).unwrap();
        let current = Event::TYPES.iter().copied().flatten().find(|known| known.0 == event_type);
        if current == Some(&(event.event_type(), version)) {
            assert_eq!(data_of(event), text, "{name} is written otherwise today");
        }
        sampled.insert((event_type.to_owned(), version));
    }
    for (event_type, version) in Event::TYPES.iter().copied().flatten() {
        assert!(sampled.contains(&((*event_type).to_owned(), *version)), "{event_type} {version}");
    }
}

fn data_of(event: Event) -> String {
    use proto::event::ContextEvent as _;
    let data = match event {
        Event::Directory(event) => event.data(),
        Event::Intake(event) => event.data(),
        Event::Classification(event) => event.data(),
        Event::Forwarding(event) => event.data(),
        Event::Monitoring(event) => event.data(),
    };
    data.unwrap().get().to_owned()
}

#[test]
fn every_command_has_a_sample_in_its_bus_form_with_all_its_texts_sealed() {
    let samples = samples("commands");
    for spec in COMMANDS.iter().copied().flatten() {
        let name = format!("{}.{}.{}", spec.context, spec.name, spec.version);
        let (_, text) = samples.iter().find(|sample| sample.0 == name).expect(&name);
        let data: serde_json::Value = serde_json::from_str(text).unwrap();
        let placed = texts_of(spec, &data);
        for text in spec.texts {
            assert!(
                placed.iter().any(|placed| placed.text == *text),
                "{name} lacks {}",
                text.field
            );
        }
        for placed in placed {
            let text = data.pointer(&placed.pointer).unwrap();
            assert_eq!(text["path"], placed.text.path, "{name}");
        }
        // The API form must not take what is sealed, nor the other way round.
        assert_eq!((spec.check)(text).is_err(), !spec.texts.is_empty(), "{name}");
    }
}

/// One frame, one append, one page with fixed content, in hex, as the log and the bus carry them.
#[test]
fn frames_appends_and_pages_keep_their_bytes() {
    let origin = Origin::new("golden.hoiam").unwrap();
    let stream = StreamId(Uuid::from_u128(2));
    let body = envelope("intake.number_taken", 1, "{\"number\":1}").to_bytes().unwrap();
    let salt = [9; SALT_LEN];
    let entry = Entry {
        position: Position(7),
        recorded_at: Micros(1_795_341_600_000_000),
        stream_tag: stream_tag(&origin, stream),
        version: Version(1),
        prev_position: Position(0),
        prev_leaf: Digest::ZERO,
        body_digest: body_digest(&salt, &body),
    };
    let frame = Frame { entry, salt, body: body.clone() };
    let decision = Decision {
        command_id: CommandId(Uuid::from_u128(3)),
        request_mac: Digest([6; 32]),
        command_type: "RecordPetition".to_owned(),
        command_version: 1,
        decider: 1,
        now: Micros(1_795_341_600_000_000),
        site: Site::new("MAIN").unwrap(),
        command: raw("{\"a\":1}"),
        reads: vec![Read(stream, Version(0))],
        pins: vec![Read(StreamId::of_directory(), Version(4))],
        facts: raw("null"),
        refusal: None,
    };
    let digest = decision.digest(Context::Intake);
    let events = vec![NewEvent { stream, expected: Version(0), body }];
    let append = Append { decision, events, unchanged: vec![Read(stream, Version(2))] };
    let header = PageHeader {
        origin,
        incarnation: Incarnation(Uuid::from_u128(8)),
        head: Position(7),
        more: false,
        decided: None,
        decisions: vec![],
        redacted: vec![],
    };
    let mut bytes = Vec::new();
    frame.put(&mut bytes);
    let page = Page { header, frames: vec![frame] };
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = format!(
        "frame {}\nleaf {}\nappend {}\ndecision_digest {digest}\npage {}\n",
        hex(&bytes),
        entry.leaf(),
        hex(&append.to_bytes().unwrap()),
        hex(&page.to_bytes().unwrap()),
    );
    assert_eq!(fs::read_to_string(folder("bytes.txt")).unwrap(), text);
}
