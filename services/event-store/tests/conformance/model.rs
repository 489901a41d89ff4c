//! Random appends, against a model that fits on a page.

use std::collections::HashMap;

use proptest::prelude::*;
use proto::reply::AppendReply;
use proto::{Position, StreamId};

use super::bench::{Bench as _, Rig, SqliteBench, prepared_at};
use super::sample::{Draft, stream};

/// An append as proptest draws it; expectations are relative to what the model knows.
#[derive(Debug, Clone)]
struct Drawn {
    command: u128,
    mac: u8,
    /// Stream and how far its expectation is off.
    writes: Vec<(u128, u64)>,
    reads: Vec<(u128, u64)>,
    refused: bool,
}

fn off() -> impl Strategy<Value = u64> {
    prop_oneof![6 => Just(0_u64), 1 => Just(1)]
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let touched = || proptest::collection::vec((0..4_u128, off()), 0..4);
    (0..20_u128, 1..=2_u8, touched(), touched(), proptest::bool::weighted(0.1)).prop_map(
        |(command, mac, writes, reads, refused)| Drawn { command, mac, writes, reads, refused },
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Stored,
    Repeated,
    KeyReused,
    Conflict,
    Malformed,
}

#[derive(Default)]
struct Model {
    versions: HashMap<u128, u64>,
    decided: HashMap<u128, (u8, Vec<(StreamId, u64)>)>,
    log: Vec<(StreamId, u64)>,
}

impl Model {
    /// The append as sent, and what must come of it.
    fn take(&mut self, drawn: &Drawn, mut draft: Draft) -> (Draft, Expected) {
        draft = draft.mac(drawn.mac);
        let (mut next, mut fits) = (self.versions.clone(), true);
        let mut follows: HashMap<u128, u64> = HashMap::new();
        let mut malformed = false;
        let mut events = Vec::new();
        for &(n, off) in drawn.writes.iter().filter(|_| !drawn.refused) {
            let version = next.entry(n).or_default();
            let expected = *version + off;
            malformed |= follows.insert(n, expected + 1).is_some_and(|last| last != expected);
            fits &= off == 0;
            draft = draft.writes(n, expected);
            *version += 1;
            events.push((stream(n), *version));
        }
        for &(n, off) in &drawn.reads {
            let version = self.versions.get(&n).copied().unwrap_or(0);
            fits &= off == 0;
            draft = draft.unchanged(n, version + off);
        }
        if drawn.refused {
            draft = draft.refused("intake.not_open");
        }
        let expected = match self.decided.get(&drawn.command) {
            _ if malformed => Expected::Malformed,
            Some((mac, _)) if *mac == drawn.mac => Expected::Repeated,
            Some(_) => Expected::KeyReused,
            None if !fits => Expected::Conflict,
            None => {
                self.versions = next;
                self.log.extend(&events);
                self.decided.insert(drawn.command, (drawn.mac, events));
                Expected::Stored
            }
        };
        (draft, expected)
    }
}

fn kind(reply: &AppendReply) -> Option<Expected> {
    match reply {
        AppendReply::Done { repeated: false, .. } => Some(Expected::Stored),
        AppendReply::Done { repeated: true, .. } => Some(Expected::Repeated),
        AppendReply::KeyReused => Some(Expected::KeyReused),
        AppendReply::Conflict { .. } => Some(Expected::Conflict),
        AppendReply::Malformed { .. } => Some(Expected::Malformed),
        AppendReply::Busy | AppendReply::ClockSkewed { .. } | AppendReply::Unavailable { .. } => {
            None
        }
    }
}

async fn agrees(batches: Vec<Vec<Drawn>>) {
    let rig = Rig::<SqliteBench>::new().await;
    let mut model = Model::default();
    for batch in batches {
        let (drafts, expected): (Vec<Draft>, Vec<Expected>) =
            batch.iter().map(|drawn| model.take(drawn, rig.draft(drawn.command))).unzip();
        let replies = rig.append_together(&drafts).await;
        let kinds: Vec<_> = replies.iter().map(kind).collect();
        assert_eq!(kinds, expected.iter().copied().map(Some).collect::<Vec<_>>(), "{replies:?}");
    }
    let report = rig.verified().await;
    assert!(report.intact(), "{:?}", report.findings);
    assert_eq!(report.decisions, u64::try_from(model.decided.len()).unwrap());
    let log = rig.whole_log().await;
    assert_eq!(log.len(), model.log.len());
    for ((frame, (id, version)), n) in log.iter().zip(&model.log).zip(1..) {
        assert_eq!(frame.entry.position, Position(n));
        assert_eq!(frame.entry.version.0, *version);
        let envelope = proto::envelope::Envelope::from_bytes(&frame.body).unwrap();
        assert_eq!(envelope.stream, *id);
    }
    let bench = rig.ended().await;
    assert!(prepared_at(&bench, 0, false).await.is_ok());
    drop(bench.writer().await);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn the_store_agrees_with_the_model(
        batches in proptest::collection::vec(proptest::collection::vec(drawn(), 1..6), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(agrees(batches));
    }
}
