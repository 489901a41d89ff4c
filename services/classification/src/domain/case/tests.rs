use super::*;
use crate::domain::talks::{
    consented, contested, dissented, endings, not_accepted, received_in_north, returned, unmerged,
};
use directory::fixture::petition::{agreed, forwarded, proposal, proposed, received, suggested};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, DEPARTMENT, FRONT, GROUP_EAST, code, sealed,
};
use proto::event::{Event, IntakeEvent, MonitoringEvent, PetitionReopened, Picked};

fn after(events: &[Event]) -> Case {
    let picked = events.iter().cloned().filter_map(CaseEvent::pick);
    picked.fold(Case::default(), |case, event| case.after(&event, AFTER_REFORM))
}

fn is_agreed(events: &[Event]) -> bool {
    after(events).proposal.is_some_and(|proposal| proposal.agreed)
}

#[test]
fn a_new_proposal_voids_what_was_agreed() {
    let mut events = vec![received(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
    assert!(is_agreed(&events));
    events.push(proposed(2, &[FRONT]));
    assert!(!is_agreed(&events));
    events.push(agreed(1, &[DEPARTMENT]));
    assert!(!is_agreed(&events), "an older proposal was agreed to");
}

#[test]
fn a_new_proposal_voids_every_consent_and_dissent() {
    let mut events = vec![
        received_in_north(),
        proposed(1, &[DEPARTMENT]),
        consented(1, 1, GROUP_EAST),
        dissented(1, FRONT),
    ];
    let before = after(&events).proposal.unwrap();
    assert_eq!((before.consents.len(), before.dissents.len()), (1, 1));
    events.push(proposed(2, &[DEPARTMENT]));
    // What was said to the proposal before comes too late.
    events.extend([consented(1, 1, COMMUNE_NORTH), dissented(1, COMMUNE_NORTH)]);
    let last = after(&events).proposal.unwrap();
    assert!(last.consents.is_empty() && last.dissents.is_empty());
}

#[test]
fn contested_proposals_count_until_something_is_agreed() {
    let answer = ClassificationProposed { counters: Some(2), ..proposal(3, &[DEPARTMENT]) };
    let mut events = vec![
        received_in_north(),
        proposed(1, &[DEPARTMENT]),
        contested(1, 1, COMMUNE_NORTH),
        proposed(2, &[DEPARTMENT]),
        ClassificationEvent::from(answer).into(),
    ];
    assert_eq!(after(&events).contested, BTreeSet::from([1, 2]));
    events.push(agreed(3, &[DEPARTMENT]));
    assert!(after(&events).contested.is_empty());
}

#[test]
fn what_closes_a_petition_is_named_and_what_opens_it_again_opens_it() {
    for (ending, closed) in endings(DEPARTMENT) {
        assert_eq!(after(&[received(), ending]).closed(), Some(closed));
    }
    let reopened = PetitionReopened { reason: sealed(9) };
    let openings = [not_accepted(), unmerged(), MonitoringEvent::from(reopened).into()];
    for (opening, ended) in openings.into_iter().zip([2, 3, 6]) {
        let (ending, _) = endings(DEPARTMENT).swap_remove(ended);
        let open = after(&[received(), ending, opening.clone()]);
        assert_eq!(open.closed(), None);
        // Each opens only what it is about.
        let (withdrawn, closed) = endings(DEPARTMENT).swap_remove(5);
        assert_eq!(after(&[received(), withdrawn, opening]).closed(), Some(closed));
    }
}

#[test]
fn what_was_noted_to_be_no_petition_is_one_again_once_a_person_proposes() {
    for (noted, closed) in endings(DEPARTMENT).into_iter().take(2) {
        let mut events = vec![received(), noted, suggested()];
        assert_eq!(after(&events).closed(), Some(closed), "nobody chose what the rules suggest");
        events.push(proposed(2, &[DEPARTMENT]));
        assert_eq!(after(&events).closed(), None);
    }
    for (ending, closed) in endings(DEPARTMENT).into_iter().skip(2) {
        let events = [received(), ending, proposed(1, &[DEPARTMENT])];
        assert_eq!(after(&events).closed(), Some(closed));
    }
}

#[test]
fn a_correction_changes_only_what_it_names() {
    let corrected = PetitionCorrected {
        area: Some(code("south")),
        field: None,
        original: None,
        raised_by: None,
        reason: sealed(9),
    };
    let corrected = IntakeEvent::from(corrected).into();
    let received = after(&[received_in_north(), corrected]).received.unwrap();
    assert_eq!((received.area, received.field), (Some(code("south")), Some(code("roads"))));
}

#[test]
fn who_returned_the_letter_does_not_hold_it_until_it_is_sent_again() {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let mut events = vec![received(), proposed(1, &both), agreed(1, &both), forwarded(DEPARTMENT)];
    assert!(!after(&events).carried_out(), "one letter is missing");
    events.push(forwarded(COMMUNE_NORTH));
    assert!(after(&events).carried_out());
    events.push(returned(COMMUNE_NORTH));
    assert_eq!(after(&events).holders(), &BTreeSet::from([DEPARTMENT]));
    assert!(!after(&events).carried_out());
    events.push(forwarded(COMMUNE_NORTH));
    assert!(after(&events).carried_out());
}

#[test]
fn a_merger_does_not_hide_what_it_was() {
    let opinion = || endings(FRONT).swap_remove(0).0;
    let merged = || endings(FRONT).swap_remove(3).0;
    for events in [[received(), opinion(), merged()], [received(), merged(), opinion()]] {
        assert_eq!(after(&events).closed(), Some(Closed::IsAnOpinion));
        let apart = [events.as_slice(), &[unmerged()]].concat();
        assert_eq!(after(&apart).closed(), Some(Closed::IsAnOpinion));
    }
}
