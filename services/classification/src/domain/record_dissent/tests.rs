use super::*;
use crate::domain::talks::{as_done, dissented, given, on_paper, received_in_north, returned};
use directory::fixture::petition::{PETITION, agreed, forwarded, proposed};
use directory::fixture::{DEPARTMENT, FRONT, GROUP_WEST, STANDING_COMMITTEE, paired, sealed};
use proto::event::Event;

fn decided() -> Vec<Event> {
    vec![received_in_north(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])]
}

fn dissent() -> RecordDissent<Sealed> {
    RecordDissent { proposal: 1, reason: sealed(5) }
}

#[test]
fn a_party_dissents_from_what_is_agreed_without_it_or_not_its_turn() {
    let kept = DissentRecorded { proposal: 1, party: FRONT, reason: sealed(5) };
    for history in [&decided()[..], &decided()[..2]] {
        given::<Dissenting>(FRONT, history)
            .when(&dissent(), &paired())
            .then(&[Emit::on(PETITION, kept.clone())]);
    }
}

#[test]
fn there_is_no_dissent_after_the_letter() {
    let mut history = decided();
    history.push(forwarded(DEPARTMENT));
    given::<Dissenting>(FRONT, &history)
        .when(&dissent(), &paired())
        .then_refused(Refusal::AlreadyForwarded);
    history.push(returned(DEPARTMENT));
    given::<Dissenting>(FRONT, &history).when(&dissent(), &paired()).events();
}

#[test]
fn a_party_dissents_once_from_a_proposal() {
    let history = [decided(), vec![dissented(1, FRONT)]].concat();
    given::<Dissenting>(FRONT, &history)
        .when(&dissent(), &paired())
        .then_refused(Refusal::AlreadyDissented);
}

#[test]
fn only_a_party_dissents_and_nobody_for_the_party_that_it_faces() {
    given::<Dissenting>(GROUP_WEST, &decided())
        .when(&dissent(), &paired())
        .then_refused(Refusal::NotHeard(NotHeard::NotAParty));
    as_done::<Dissenting>(on_paper(STANDING_COMMITTEE, FRONT), &decided())
        .when(&dissent(), &paired())
        .then_refused(Refusal::NotHeard(NotHeard::NeverForBothParties));
}
