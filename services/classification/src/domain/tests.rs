//! All decisions of classification side by side, and what holds whatever is asked.

use decider::spec::{Spec, act, reaction};
use decider::{Act, Decider};
use directory::fixture::petition::{LETTER, PETITION, lives, received};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, DEPARTMENT, DISTRICT, GROUP_EAST,
    STANDING_COMMITTEE, circle, code, reformed, table,
};
use proptest::prelude::*;
use proto::command::{NoteRefusedReaction, ProposeClassification, SuggestClassification};
use proto::event::{ClassificationEvent, Event, ForwardingEvent, PetitionForwarded};
use proto::sealed::Sealed;
use proto::{BodyId, StreamId};

use super::case::{Case, CaseEvent};
use super::note_refused_reaction::NotingRefusedReaction;
use super::propose::Proposing;
use super::suggest::Suggesting;

fn history(events: &[Event]) -> impl Iterator<Item = (StreamId, Event)> {
    events.iter().map(|event| (PETITION, event.clone()))
}

fn propose(addressees: &[BodyId]) -> ProposeClassification<Sealed> {
    ProposeClassification {
        field: code("roads"),
        competence: code("province"),
        addressees: addressees.to_vec(),
        reason: None,
    }
}

fn suggest(field: &str) -> SuggestClassification {
    SuggestClassification { field: code(field) }
}

fn note() -> NoteRefusedReaction {
    NoteRefusedReaction {
        reaction: "suggest_classification".to_owned(),
        cause: act(PETITION, GROUP_EAST, BEFORE_REFORM).command_id.event(0),
        code: "classification.field_unknown".to_owned(),
    }
}

fn by(body: BodyId) -> Act {
    act(PETITION, body, AFTER_REFORM)
}

fn by_itself() -> Act {
    reaction(PETITION, AFTER_REFORM)
}

/// What `command` comes to, in a few words, after the reform.
fn word<D>(act: Act, events: &[Event], command: &D::Command) -> String
where
    D: Decider<Pins = directory::Pins>,
    D::Refusal: std::fmt::Debug + PartialEq,
    D::Emits: std::fmt::Debug + PartialEq,
{
    let spec = Spec::<D>::given(act, history(events));
    let word = spec.when(command, &reformed()).word();
    // What a refusal says besides its rule has a test of its own.
    word.split_once(" {").map_or(word.clone(), |(rule, _)| rule.to_owned())
}

#[test]
fn every_command_in_every_state() {
    let columns = [
        "the group proposes",
        "the standing committee proposes",
        "the addressee proposes",
        "the district is proposed",
        "suggested: roads",
        "suggested: markets",
        "a refusal is noted",
    ];
    let lives = lives();
    let rows: Vec<_> = lives
        .iter()
        .map(|(state, events)| {
            let to_department = propose(&[DEPARTMENT]);
            let cells = vec![
                word::<Proposing>(by(GROUP_EAST), events, &to_department),
                word::<Proposing>(by(STANDING_COMMITTEE), events, &to_department),
                word::<Proposing>(by(DEPARTMENT), events, &to_department),
                word::<Proposing>(by(GROUP_EAST), events, &propose(&[DISTRICT])),
                word::<Suggesting>(by_itself(), events, &suggest("roads")),
                word::<Suggesting>(by_itself(), events, &suggest("markets")),
                word::<NotingRefusedReaction>(by_itself(), events, &note()),
            ];
            (*state, cells)
        })
        .collect();
    insta::assert_snapshot!(table(&columns, &rows));
}

#[derive(Debug, Clone)]
enum Asked {
    Propose {
        two: bool,
    },
    Suggest,
    Note,
    /// Not ours: forwarding sends what is agreed.
    Forward,
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        4 => any::<bool>().prop_map(|two| Asked::Propose { two }),
        2 => Just(Asked::Suggest),
        1 => Just(Asked::Note),
        1 => Just(Asked::Forward),
    ]
}

/// What `command` adds to the events of a petition; nothing if it is refused.
fn decided<D>(events: &[Event], command: &D::Command) -> Vec<Event>
where
    D: Decider<Pins = directory::Pins, Emits = ClassificationEvent>,
    D::Refusal: std::fmt::Debug + PartialEq,
{
    let spec = Spec::<D>::given(act(PETITION, GROUP_EAST, BEFORE_REFORM), history(events));
    let emits = spec.when(command, &circle()).outcome().unwrap_or_default();
    assert!(emits.iter().all(|emit| emit.stream == PETITION));
    emits.into_iter().map(|emit| emit.event.into()).collect()
}

fn case(events: &[Event]) -> Case {
    let picked = events.iter().cloned().filter_map(<CaseEvent as proto::event::Picked>::pick);
    picked.fold(Case::default(), |case, event| case.after(&event))
}

proptest! {
    #[test]
    fn proposals_count_up_by_one_and_only_the_last_is_agreed(
        asked in proptest::collection::vec(asked(), 1..20),
    ) {
        let mut events = vec![received()];
        // The number of the last proposal, whether it is agreed, whether a letter went out.
        let (mut last, mut is_agreed, mut sent) = (0, false, false);
        for asked in asked {
            let added = match asked {
                Asked::Propose { two } => {
                    let to = [DEPARTMENT, COMMUNE_NORTH];
                    decided::<Proposing>(&events, &propose(if two { &to } else { &to[..1] }))
                }
                Asked::Suggest => decided::<Suggesting>(&events, &suggest("roads")),
                Asked::Note => decided::<NotingRefusedReaction>(&events, &note()),
                Asked::Forward if case(&events).agreed => {
                    let (to, answer_due) = (DEPARTMENT, AFTER_REFORM);
                    let letter = PetitionForwarded { letter: LETTER, to, answer_due };
                    vec![ForwardingEvent::from(letter).into()]
                }
                Asked::Forward => Vec::new(),
            };
            for event in &added {
                match event {
                    Event::Classification(ClassificationEvent::ClassificationProposed(new)) => {
                        prop_assert!(!sent, "proposed anew after a letter went out");
                        prop_assert_eq!(new.proposal, last + 1);
                        prop_assert!(!new.suggested || last == 0, "suggested over a person");
                        (last, is_agreed) = (new.proposal, false);
                    }
                    Event::Classification(ClassificationEvent::ClassificationAgreed(agreed)) => {
                        prop_assert_eq!(agreed.proposal, last);
                        is_agreed = true;
                    }
                    Event::Forwarding(_) => sent = true,
                    Event::Classification(
                        ClassificationEvent::ClassificationReactionRefused(_),
                    )
                    | Event::Intake(_)
                    | Event::Directory(_) => {}
                }
            }
            events.extend(added);
            let case = case(&events);
            prop_assert_eq!((case.proposals, case.agreed), (last, is_agreed));
            prop_assert_eq!(case.forwarded, sent);
        }
    }
}
