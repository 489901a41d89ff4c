//! All decisions of classification side by side, and what holds whatever is asked.

use std::collections::BTreeSet;

use decider::spec::{Spec, act, reaction};
use decider::{Act, Decider, Subject};
use directory::Pins;
use directory::fixture::petition::{
    LETTER, PETITION, agreed, forwarded, lives, proposal, suggested,
};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, DEPARTMENT, DISTRICT, FRONT, GROUP_EAST, STANDING_COMMITTEE, code,
    paired, reformed, sealed, table,
};
use proptest::prelude::*;
use proto::command::{
    ContestClassification, CountSilence, DecideDeadlock, GiveConsent, NoteRefusedReaction,
    ProposeClassification, RecordDissent, SeenProposal, SuggestClassification,
};
use proto::event::{
    ClassificationEvent, ClassificationProposed, ConsentGiven, Event, ForwardingEvent,
    PetitionForwarded, Picked,
};
use proto::sealed::Sealed;
use proto::{BodyId, OfficerId};

use super::case::{Case, CaseEvent};
use super::contest::Contesting;
use super::count_silence::CountingSilence;
use super::decide_deadlock::DecidingDeadlock;
use super::give_consent::Consenting;
use super::note_refused_reaction::NotingRefusedReaction;
use super::propose::Proposing;
use super::record_dissent::Dissenting;
use super::suggest::Suggesting;
use super::talks::{
    COLLEAGUE, CONSENT_DUE, TOO_LATE, consented, contested, endings, on, received_in_north,
    returned,
};

fn propose(addressees: &[BodyId]) -> ProposeClassification<Sealed> {
    ProposeClassification {
        field: code("roads"),
        competence: code("province"),
        addressees: addressees.to_vec(),
        reason: None,
    }
}

fn decide(addressees: &[BodyId]) -> DecideDeadlock<Sealed> {
    let ProposeClassification { field, competence, addressees, .. } = propose(addressees);
    DecideDeadlock { field, competence, addressees, reason: sealed(10) }
}

fn suggest(field: &str) -> SuggestClassification {
    SuggestClassification { field: code(field) }
}

fn consent(proposal: u32) -> GiveConsent {
    GiveConsent { list: None, petitions: vec![SeenProposal { petition: PETITION, proposal }] }
}

fn contest(proposal: u32) -> ContestClassification<Sealed> {
    ContestClassification { proposal, reason: sealed(4) }
}

fn dissent(proposal: u32) -> RecordDissent<Sealed> {
    RecordDissent { proposal, reason: sealed(5) }
}

fn note() -> NoteRefusedReaction {
    NoteRefusedReaction {
        reaction: "suggest_classification".to_owned(),
        cause: act(PETITION, GROUP_EAST, AFTER_REFORM).command_id.event(0),
        code: "classification.field_unknown".to_owned(),
    }
}

fn by(body: BodyId) -> Act {
    act(PETITION, body, AFTER_REFORM)
}

fn by_itself() -> Act {
    reaction(PETITION, TOO_LATE)
}

/// What `command` comes to, in a few words.
fn word<D>(act: Act, events: &[Event], command: &D::Command, pins: &Pins) -> String
where
    D: Decider<Pins = Pins>,
    D::Refusal: std::fmt::Debug + PartialEq,
    D::Emits: std::fmt::Debug + PartialEq,
{
    let spec = Spec::<D>::given(act, on(PETITION, events));
    let word = spec.when(command, pins).word();
    if word.ends_with(" events") || word == "nothing to do" {
        return word;
    }
    // What a refusal says besides its rule has a test of its own.
    let word = word.split_once("why: ").map_or(word.as_str(), |(_, why)| why);
    let rule = word.split([' ', '}']).next().unwrap_or_default();
    rule.rsplit('(').next().unwrap_or_default().trim_end_matches(')').to_owned()
}

#[test]
fn every_command_in_every_state_without_pairs() {
    let columns = [
        "the group proposes",
        "the standing committee proposes",
        "the addressee proposes",
        "the district is proposed",
        "suggested: roads",
        "suggested: markets",
        "a refusal is noted",
    ];
    let circle = reformed();
    let lives = lives();
    let rows: Vec<_> = lives
        .iter()
        .map(|(state, life)| {
            let to_department = propose(&[DEPARTMENT]);
            let cells = vec![
                word::<Proposing>(by(GROUP_EAST), life, &to_department, &circle),
                word::<Proposing>(by(STANDING_COMMITTEE), life, &to_department, &circle),
                word::<Proposing>(by(DEPARTMENT), life, &to_department, &circle),
                word::<Proposing>(by(GROUP_EAST), life, &propose(&[DISTRICT]), &circle),
                word::<Suggesting>(by_itself(), life, &suggest("roads"), &circle),
                word::<Suggesting>(by_itself(), life, &suggest("markets"), &circle),
                word::<NotingRefusedReaction>(by_itself(), life, &note(), &circle),
            ];
            (*state, cells)
        })
        .collect();
    insta::assert_snapshot!(table(&columns, &rows));
}

/// How far the talks about a petition may have come: the number of the last proposal, and events.
fn talks() -> Vec<(&'static str, u32, Vec<Event>)> {
    let due =
        |n| ClassificationProposed { consent_due: Some(CONSENT_DUE), ..proposal(n, &[DEPARTMENT]) };
    let passed = ConsentGiven {
        proposal: 1,
        pair: 1,
        party: COMMUNE_NORTH,
        officer: Some(COLLEAGUE),
        consent_due: Some(CONSENT_DUE),
    };
    let then = |before: &[Event], events: &[Event]| [before, events].concat();
    let received = vec![received_in_north()];
    let open =
        then(&received, &[ClassificationEvent::from(due(1)).into(), consented(1, 1, GROUP_EAST)]);
    let second = then(&open, &[ClassificationEvent::from(passed).into()]);
    let dispute = then(&open, &[contested(1, 1, COMMUNE_NORTH)]);
    let again = [ClassificationEvent::from(due(2)).into(), contested(2, 1, COMMUNE_NORTH)];
    let is_agreed = then(
        &second,
        &[consented(1, 2, STANDING_COMMITTEE), consented(1, 2, FRONT), agreed(1, &[DEPARTMENT])],
    );
    let sent = then(&is_agreed, &[forwarded(DEPARTMENT)]);
    let withdrawn = endings(DEPARTMENT).swap_remove(5).0;
    vec![
        ("received", 0, received.clone()),
        ("suggested", 1, then(&received, &[suggested()])),
        ("proposed by the group", 1, open.clone()),
        ("agreed by pair 1", 1, second),
        ("contested once", 1, dispute.clone()),
        ("contested twice", 2, then(&dispute, &again)),
        ("agreed", 1, is_agreed),
        ("forwarded", 1, sent.clone()),
        ("returned", 1, then(&sent, &[returned(DEPARTMENT)])),
        ("withdrawn", 1, then(&open, &[withdrawn])),
    ]
}

#[test]
fn every_command_in_every_state_of_the_talks() {
    let columns = [
        "the commune proposes",
        "the group consents",
        "the commune consents",
        "the front consents",
        "the commune contests",
        "the front contests",
        "the front dissents",
        "the standing committee decides",
        "silence is counted",
    ];
    let (circle, talks) = (paired(), talks());
    let rows: Vec<_> = talks
        .iter()
        .map(|(state, n, life)| {
            let (seen, to) = (consent(*n), [DEPARTMENT]);
            let silence = CountSilence { proposal: *n };
            let cells = vec![
                word::<Proposing>(by(COMMUNE_NORTH), life, &propose(&to), &circle),
                word::<Consenting>(by(GROUP_EAST), life, &seen, &circle),
                word::<Consenting>(by(COMMUNE_NORTH), life, &seen, &circle),
                word::<Consenting>(by(FRONT), life, &seen, &circle),
                word::<Contesting>(by(COMMUNE_NORTH), life, &contest(*n), &circle),
                word::<Contesting>(by(FRONT), life, &contest(*n), &circle),
                word::<Dissenting>(by(FRONT), life, &dissent(*n), &circle),
                word::<DecidingDeadlock>(by(STANDING_COMMITTEE), life, &decide(&to), &circle),
                word::<CountingSilence>(by_itself(), life, &silence, &circle),
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
    Consent,
    Contest,
    Dissent,
    Decide {
        two: bool,
    },
    Suggest,
    Silence,
    Note,
    /// Not ours: forwarding sends what is agreed.
    Forward {
        both: bool,
    },
    /// Not ours: an addressee returns it.
    Return,
}

/// Who asks, with which officer, what.
fn asked() -> impl Strategy<Value = (BodyId, bool, Asked)> {
    let body = prop::sample::select(vec![GROUP_EAST, COMMUNE_NORTH, STANDING_COMMITTEE, FRONT]);
    let what = prop_oneof![
        3 => any::<bool>().prop_map(|two| Asked::Propose { two }),
        20 => Just(Asked::Consent),
        3 => Just(Asked::Contest),
        1 => Just(Asked::Dissent),
        2 => any::<bool>().prop_map(|two| Asked::Decide { two }),
        1 => Just(Asked::Suggest),
        2 => Just(Asked::Silence),
        1 => Just(Asked::Note),
        3 => any::<bool>().prop_map(|both| Asked::Forward { both }),
        1 => Just(Asked::Return),
    ];
    (body, any::<bool>(), what)
}

/// What `command` adds to the events of a petition; nothing if it is refused.
fn decided<D>(act: Act, events: &[Event], command: &D::Command) -> Vec<Event>
where
    D: Decider<Pins = Pins, Emits = ClassificationEvent>,
    D::Refusal: std::fmt::Debug + PartialEq,
{
    let spec = Spec::<D>::given(act, on(PETITION, events));
    let emits = spec.when(command, &paired()).outcome().unwrap_or_default();
    assert!(emits.iter().all(|emit| emit.stream == PETITION));
    emits.into_iter().map(|emit| emit.event.into()).collect()
}

fn case(events: &[Event]) -> Case {
    let picked = events.iter().cloned().filter_map(CaseEvent::pick);
    picked.fold(Case::default(), |case, event| case.after(&event, AFTER_REFORM))
}

fn forward(case: &Case, both: bool) -> Vec<Event> {
    let agreed = case.proposal.as_ref().filter(|last| last.agreed);
    let to = agreed.map(|last| last.addressees.clone()).unwrap_or_default();
    let holders = case.holders();
    let missing = to.into_iter().filter(|to| !holders.contains(to));
    let letter = |to| PetitionForwarded { letter: LETTER, to, answer_due: Some(AFTER_REFORM) };
    missing
        .take(if both { 2 } else { 1 })
        .map(|to| ForwardingEvent::from(letter(to)).into())
        .collect()
}

fn ask(events: &[Event], (body, colleague, asked): (BodyId, bool, Asked)) -> Vec<Event> {
    let (case, both) = (case(events), [DEPARTMENT, COMMUNE_NORTH]);
    let to = |two| propose(if two { &both } else { &both[..1] });
    let seen = case.proposals();
    let mut act = by(body);
    act.officer = if colleague { Some(COLLEAGUE) } else { act.officer };
    match asked {
        Asked::Propose { two } => decided::<Proposing>(act, events, &to(two)),
        Asked::Consent => decided::<Consenting>(act, events, &consent(seen)),
        Asked::Contest => decided::<Contesting>(act, events, &contest(seen)),
        Asked::Dissent => decided::<Dissenting>(act, events, &dissent(seen)),
        Asked::Decide { two } => {
            decided::<DecidingDeadlock>(act, events, &decide(&to(two).addressees))
        }
        Asked::Suggest => decided::<Suggesting>(by_itself(), events, &suggest("roads")),
        Asked::Silence => {
            decided::<CountingSilence>(by_itself(), events, &CountSilence { proposal: seen })
        }
        Asked::Note => decided::<NotingRefusedReaction>(by_itself(), events, &note()),
        Asked::Forward { both } => forward(&case, both),
        Asked::Return => {
            let holder = case.holders().first().copied();
            holder.map(returned).into_iter().collect()
        }
    }
}

/// What the invariants speak of, kept apart from the fold that the decisions use.
#[derive(Debug, Default)]
struct Book {
    last: u32,
    agreed: bool,
    by_decision: bool,
    consents: Vec<(u8, BodyId, Option<OfficerId>)>,
    letters: BTreeSet<BodyId>,
}

impl Book {
    fn note(&mut self, event: &Event) {
        match event {
            Event::Classification(event) => self.ours(event),
            Event::Forwarding(ForwardingEvent::PetitionForwarded(sent)) => {
                self.letters.insert(sent.to);
            }
            Event::Forwarding(ForwardingEvent::PetitionReturned(back)) => {
                self.letters.remove(&back.by);
            }
            Event::Forwarding(_)
            | Event::Directory(_)
            | Event::Intake(_)
            | Event::Monitoring(_) => {}
        }
    }

    fn ours(&mut self, event: &ClassificationEvent) {
        match event {
            ClassificationEvent::ClassificationProposed(new) => {
                assert_eq!(new.proposal, self.last + 1, "proposals count up by one");
                assert!(!new.suggested || self.last == 0, "suggested over a person");
                let kept = self.letters.iter().all(|body| new.addressees.contains(body));
                assert!(kept, "who has a letter was left out");
                let letters = std::mem::take(&mut self.letters);
                *self = Self { last: new.proposal, letters, ..Self::default() };
            }
            ClassificationEvent::ConsentGiven(given) => {
                assert_eq!(given.proposal, self.last);
                self.consents.push((given.pair, given.party, given.officer));
            }
            ClassificationEvent::SilenceCounted(silence) => {
                assert_eq!((silence.proposal, silence.pair), (self.last, 2), "not by the rules");
                self.consents.push((silence.pair, silence.party, None));
            }
            ClassificationEvent::DeadlockDecided(_) => self.by_decision = true,
            ClassificationEvent::ClassificationAgreed(agreed) => {
                assert_eq!(agreed.proposal, self.last, "only the last is agreed");
                self.agreed = true;
                assert!(self.by_decision || self.complete(), "{:?}", self.consents);
            }
            ClassificationEvent::ClassificationContested(_)
            | ClassificationEvent::DissentRecorded(_)
            | ClassificationEvent::ClassificationReactionRefused(_) => {}
        }
    }

    /// All four consents, in the order of the pairs, no officer for both sides of a pair.
    fn complete(&self) -> bool {
        let pairs: Vec<u8> = self.consents.iter().map(|consent| consent.0).collect();
        let parties: BTreeSet<BodyId> = self.consents.iter().map(|consent| consent.1).collect();
        let same = |half: &[(u8, BodyId, Option<OfficerId>)]| {
            half.iter().all(|c| c.2.is_some())
                && half.first().map(|c| c.2) == half.last().map(|c| c.2)
        };
        pairs == [1, 1, 2, 2] && parties.len() == 4 && !self.consents.chunks(2).any(same)
    }
}

proptest! {
    #[test]
    fn only_the_last_proposal_is_agreed_and_only_by_all_parties_in_order(
        asked in proptest::collection::vec(asked(), 1..60),
    ) {
        let mut events = vec![received_in_north()];
        let mut book = Book::default();
        for asked in asked {
            let added = ask(&events, asked);
            added.iter().for_each(|event| book.note(event));
            events.extend(added);
            let case = case(&events);
            let agreed = case.proposal.as_ref().is_some_and(|last| last.agreed);
            prop_assert_eq!((case.proposals(), agreed), (book.last, book.agreed));
            prop_assert_eq!(case.holders(), &book.letters);
        }
    }
}
