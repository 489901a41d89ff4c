//! All decisions of intake side by side, and what holds whatever is asked.

use std::collections::{BTreeMap, BTreeSet};

use decider::spec::{Spec, act};
use decider::{Act, Decider};
use directory::Pins;
use directory::fixture::petition::{
    OTHER, PETITION, agreed, forwarded, proposed, received, suggested,
};
use directory::fixture::{
    AFTER_REFORM, COUNCIL, DEPARTMENT, GROUP_EAST, STANDING_COMMITTEE, circle, code, sealed, table,
};
use proptest::prelude::*;
use proto::command::{
    AnswerOnTheSpot, ApprovePublicWording, CorrectPetition, FixList, MergePetitions,
    NoteNotAPetition, NoteOpinion, Part, RefuseSpotAnswer, ReviseList, SeenPetition, SplitPetition,
    UnmergePetition, WithdrawPetition,
};
use proto::event::{ClassificationEvent, Event, IntakeEvent};
use proto::sealed::Sealed;
use proto::text::FreeText;
use proto::{BodyId, CommandId, StreamId, Version};

use super::answer_on_the_spot::AnsweringOnTheSpot;
use super::approve_public_wording::ApprovingPublicWording;
use super::correct_petition::CorrectingPetition;
use super::fix_list::{FixingList, RevisingList};
use super::merge_petitions::MergingPetitions;
use super::note_not_a_petition::NotingNotAPetition;
use super::note_opinion::NotingOpinion;
use super::refuse_spot_answer::RefusingSpotAnswer;
use super::split_petition::SplittingPetition;
use super::story::{LIST, OTHER_LIST, lives};
use super::unmerge_petition::UnmergingPetition;
use super::withdraw_petition::WithdrawingPetition;

fn seen(petitions: &[StreamId]) -> Vec<SeenPetition> {
    let seen = |&petition: &StreamId| SeenPetition { petition, seen_version: Version(1) };
    petitions.iter().map(seen).collect()
}

fn note_opinion() -> NoteOpinion<Sealed> {
    NoteOpinion { reason: None }
}

fn answer() -> AnswerOnTheSpot<Sealed> {
    let (by, outcome, answer) = (DEPARTMENT, code("explained"), sealed(7));
    AnswerOnTheSpot { by, speaker: None, outcome, answer, promised_by: None }
}

fn refuse_answer() -> RefuseSpotAnswer<Sealed> {
    RefuseSpotAnswer { reason: None }
}

fn note_not_a_petition() -> NoteNotAPetition<Sealed> {
    NoteNotAPetition { kind: code("complaint"), reason: sealed(7), sent_to: None }
}

fn approve() -> ApprovePublicWording {
    ApprovePublicWording { wording: FreeText::new("Sửa đường").unwrap() }
}

fn correct() -> CorrectPetition<Sealed> {
    let (area, reason) = (Some(code("west")), sealed(7));
    CorrectPetition { area, field: None, original: None, raised_by: None, reason }
}

fn merge(petitions: &[StreamId]) -> MergePetitions<Sealed> {
    MergePetitions { petitions: seen(petitions), reason: None }
}

fn split() -> SplitPetition<Sealed> {
    let part = |n| Part { original: sealed(n), area: None, field: None };
    SplitPetition { council: COUNCIL, parts: vec![part(7), part(8)] }
}

fn withdraw() -> WithdrawPetition<Sealed> {
    WithdrawPetition { reason: None }
}

fn fix(petitions: &[StreamId]) -> FixList {
    let (council, round, area) = (COUNCIL, code("2025-1"), None);
    FixList { council, round, area, petitions: seen(petitions) }
}

/// What `command` comes to, in a few words.
fn word<D>(act: Act, events: &[(StreamId, Event)], command: &D::Command) -> String
where
    D: Decider<Pins = Pins>,
    D::Refusal: std::fmt::Debug + PartialEq,
    D::Emits: std::fmt::Debug + PartialEq,
{
    let word = Spec::<D>::given(act, events.to_vec()).when(command, &circle()).word();
    // What a refusal says besides its rule has a test of its own.
    let word =
        word.strip_prefix("Barred(").map_or(word.as_str(), |rule| rule.trim_end_matches(')'));
    word.split_once(" {").map_or(word, |(rule, _)| rule).to_owned()
}

#[test]
fn every_command_in_every_state() {
    let columns = [
        "opinion",
        "spot",
        "spot refused",
        "no petition",
        "wording",
        "correct area",
        "merge",
        "be merged",
        "unmerge",
        "split",
        "withdraw",
        "list",
    ];
    let lives = lives();
    let rows: Vec<_> = lives
        .iter()
        .map(|(state, events)| {
            let mut all: Vec<_> = events.iter().map(|event| (PETITION, event.clone())).collect();
            all.push((OTHER, received()));
            let (here, there) = (by_east(PETITION), by_east(OTHER));
            let list = act(LIST, STANDING_COMMITTEE, AFTER_REFORM);
            let cells = vec![
                word::<NotingOpinion>(here.clone(), &all, &note_opinion()),
                word::<AnsweringOnTheSpot>(here.clone(), &all, &answer()),
                word::<RefusingSpotAnswer>(here.clone(), &all, &refuse_answer()),
                word::<NotingNotAPetition>(here.clone(), &all, &note_not_a_petition()),
                word::<ApprovingPublicWording>(here.clone(), &all, &approve()),
                word::<CorrectingPetition>(here.clone(), &all, &correct()),
                word::<MergingPetitions>(here.clone(), &all, &merge(&[OTHER])),
                word::<MergingPetitions>(there, &all, &merge(&[PETITION])),
                word::<UnmergingPetition>(here.clone(), &all, &UnmergePetition {}),
                word::<SplittingPetition>(here.clone(), &all, &split()),
                word::<WithdrawingPetition>(here, &all, &withdraw()),
                word::<FixingList>(list, &all, &fix(&[PETITION])),
            ];
            (*state, cells)
        })
        .collect();
    insta::assert_snapshot!(table(&columns, &rows));
}

fn by_east(stream: StreamId) -> Act {
    act(stream, GROUP_EAST, AFTER_REFORM)
}

const THIRD: StreamId = StreamId(uuid::Uuid::from_u128(0xA3));
const PETITIONS: [StreamId; 3] = [PETITION, OTHER, THIRD];
const LISTS: [StreamId; 2] = [LIST, OTHER_LIST];

#[derive(Debug, Clone, Copy)]
enum Asked {
    Opinion,
    Spot,
    SpotRefused,
    NoPetition,
    Correct,
    Merge,
    Unmerge,
    Split,
    Withdraw,
    Fix,
    Revise,
    /// Not ours: classification and forwarding go on meanwhile.
    Suggest,
    Propose,
    Agree,
    Forward,
}

fn asked() -> impl Strategy<Value = Asked> {
    use Asked::*;
    prop_oneof![
        4 => proptest::sample::select(vec![Merge, Unmerge]),
        3 => proptest::sample::select(vec![Fix, Revise]),
        6 => proptest::sample::select(
            vec![Opinion, Spot, SpotRefused, NoPetition, Correct, Split, Withdraw],
        ),
        2 => proptest::sample::select(vec![Suggest, Propose, Agree, Forward]),
    ]
}

type Log = Vec<(StreamId, Event)>;

/// What `command` adds to the log; nothing if it is refused.
fn decided<D>(n: usize, stream: StreamId, by: BodyId, log: &Log, command: &D::Command) -> Log
where
    D: Decider<Pins = Pins, Emits = IntakeEvent>,
    D::Refusal: std::fmt::Debug + PartialEq,
{
    let command_id = CommandId(uuid::Uuid::from_u128(n as u128));
    let act = Act { command_id, ..act(stream, by, AFTER_REFORM) };
    let outcome = Spec::<D>::given(act, log.clone()).when(command, &circle()).outcome();
    let emits = outcome.unwrap_or_default().into_iter();
    emits.map(|emit| (emit.stream, emit.event.into())).collect()
}

/// What is asked of `petition`, beside `other`, comes to.
fn taken(n: usize, asked: Asked, petition: StreamId, other: StreamId, log: &Log) -> Log {
    let (east, committee) = (GROUP_EAST, STANDING_COMMITTEE);
    let list = LISTS[n % 2];
    match asked {
        Asked::Opinion => decided::<NotingOpinion>(n, petition, east, log, &note_opinion()),
        Asked::Spot => decided::<AnsweringOnTheSpot>(n, petition, east, log, &answer()),
        Asked::SpotRefused => {
            decided::<RefusingSpotAnswer>(n, petition, east, log, &refuse_answer())
        }
        Asked::NoPetition => {
            decided::<NotingNotAPetition>(n, petition, east, log, &note_not_a_petition())
        }
        Asked::Correct => decided::<CorrectingPetition>(n, petition, east, log, &correct()),
        Asked::Merge => decided::<MergingPetitions>(n, petition, east, log, &merge(&[other])),
        Asked::Unmerge => decided::<UnmergingPetition>(n, petition, east, log, &UnmergePetition {}),
        Asked::Split => decided::<SplittingPetition>(n, petition, east, log, &split()),
        Asked::Withdraw => decided::<WithdrawingPetition>(n, petition, east, log, &withdraw()),
        // A list begins once: its stream is new.
        Asked::Fix if log.iter().any(|(stream, _)| *stream == list) => Vec::new(),
        Asked::Fix => decided::<FixingList>(n, list, committee, log, &fix(&[petition, other])),
        Asked::Revise => {
            let petitions = seen(&[petition, other]);
            decided::<RevisingList>(n, list, committee, log, &ReviseList { petitions })
        }
        Asked::Suggest => vec![(petition, suggested())],
        Asked::Propose => vec![(petition, proposed(1, &[DEPARTMENT]))],
        Asked::Agree => vec![(petition, agreed(1, &[DEPARTMENT]))],
        Asked::Forward => vec![(petition, forwarded(DEPARTMENT))],
    }
}

/// What the log comes to, told without the fold that the deciders share.
#[derive(Debug, Default)]
struct Told {
    agreed: BTreeSet<StreamId>,
    forwarded: BTreeSet<StreamId>,
    noted: BTreeSet<StreamId>,
    taken_back: BTreeSet<StreamId>,
    ended: BTreeSet<StreamId>,
    merged: BTreeMap<StreamId, StreamId>,
    rows: BTreeMap<StreamId, Vec<StreamId>>,
    listed: BTreeMap<StreamId, StreamId>,
}

impl Told {
    /// Takes one more event into account, and checks that it may stand here.
    fn tell(&mut self, stream: StreamId, event: &Event) {
        if let Event::Intake(event) = event {
            self.tell_own(stream, event);
        }
        if let Event::Forwarding(_) = event {
            self.forwarded.insert(stream);
        }
        let Event::Classification(event) = event else { return };
        if let ClassificationEvent::ClassificationAgreed(_) = event {
            self.agreed.insert(stream);
        }
        // A new proposal of a person voids the agreement.
        if let ClassificationEvent::ClassificationProposed(proposed) = event
            && !proposed.suggested
        {
            self.agreed.remove(&stream);
            if self.noted.remove(&stream) {
                self.taken_back.insert(stream);
            }
        }
    }

    fn tell_own(&mut self, stream: StreamId, event: &IntakeEvent) {
        let undecided = !self.agreed.contains(&stream) && !self.forwarded.contains(&stream);
        let alive = !self.ended.contains(&stream) && !self.merged.contains_key(&stream);
        match event {
            IntakeEvent::OpinionNoted(_) | IntakeEvent::NotAPetition(_) => {
                assert!(undecided && alive, "buried: {event:?}");
                assert!(!self.taken_back.contains(&stream), "buried again: {event:?}");
                self.noted.insert(stream);
            }
            IntakeEvent::AnsweredOnTheSpot(_) => {
                assert!(undecided && alive, "buried: {event:?}");
            }
            IntakeEvent::PetitionMerged(merged) => {
                assert!(undecided && alive, "buried: {event:?}");
                self.merged.insert(stream, merged.into);
                self.check_no_circle(stream);
            }
            IntakeEvent::PetitionUnmerged(unmerged) => {
                assert_eq!(self.merged.remove(&stream), Some(unmerged.from));
            }
            IntakeEvent::PetitionSplit(_) => {
                assert!(undecided && alive, "buried: {event:?}");
                self.ended.insert(stream);
            }
            IntakeEvent::PetitionWithdrawn(_) => {
                assert!(alive, "ended twice: {event:?}");
                self.ended.insert(stream);
            }
            IntakeEvent::ListFixed(fixed) => {
                let before = self.rows.insert(stream, fixed.petitions.clone());
                let mut before = before.unwrap_or_default().into_iter();
                assert!(before.all(|row| fixed.petitions.contains(&row)), "a row left");
            }
            IntakeEvent::PetitionListed(listed) => {
                let list = self.listed.insert(stream, listed.list);
                assert!(list.is_none_or(|list| list == listed.list), "on two lists");
            }
            IntakeEvent::PetitionCorrected(_) | IntakeEvent::AnswerNotAccepted(_) => {
                assert!(alive, "changed after its end: {event:?}");
            }
            IntakeEvent::NumberTaken(_)
            | IntakeEvent::MeetingHeld(_)
            | IntakeEvent::PetitionReceived(_)
            | IntakeEvent::RaisedAtMeeting(_)
            | IntakeEvent::PublicWordingApproved(_)
            | IntakeEvent::PetitionAbsorbed(_)
            | IntakeEvent::WrittenInTheBook(_)
            | IntakeEvent::NameBound(_)
            | IntakeEvent::PetitionReleased(_)
            | IntakeEvent::PartOf(_) => {}
        }
    }

    fn check_no_circle(&self, from: StreamId) {
        let (mut at, mut steps) = (from, 0);
        while let Some(into) = self.merged.get(&at) {
            (at, steps) = (*into, steps + 1);
            assert!(steps <= PETITIONS.len(), "mergers form a circle");
        }
    }

    fn check_rows_are_listed(&self) {
        for (list, rows) in &self.rows {
            assert!(rows.iter().all(|row| self.listed.get(row) == Some(list)), "a row unlisted");
        }
    }
}

proptest! {
    #[test]
    fn nobody_buries_what_was_agreed_no_row_leaves_a_list_and_mergers_form_no_circle(
        tries in proptest::collection::vec((asked(), 0..3_usize, 1..3_usize), 1..40),
    ) {
        let mut log: Log = PETITIONS.map(|id| (id, received())).to_vec();
        let mut told = Told::default();
        for (n, (asked, petition, step)) in tries.into_iter().enumerate() {
            let other = PETITIONS[(petition + step) % PETITIONS.len()];
            let added = taken(n, asked, PETITIONS[petition], other, &log);
            added.iter().for_each(|(stream, event)| told.tell(*stream, event));
            told.check_rows_are_listed();
            log.extend(added);
        }
    }
}
