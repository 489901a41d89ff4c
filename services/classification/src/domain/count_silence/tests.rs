use super::*;
use crate::domain::talks::{
    CONSENT_DUE, TOO_LATE, consented, contested, endings, received_in_north, under,
};
use decider::spec::{Spec, reaction};
use directory::fixture::petition::{PETITION, agreed, proposal, suggested};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, DEPARTMENT, FRONT, GROUP_EAST, STANDING_COMMITTEE, circle, paired,
    paired_rules,
};
use proto::BodyId;
use proto::Day;
use proto::event::{ClassificationProposed, ConsentGiven, Event};

const COUNT: CountSilence = CountSilence { proposal: 1 };

/// Proposed with a day for the first pair.
fn open() -> Vec<Event> {
    let consent_due = Some(CONSENT_DUE);
    let proposed = ClassificationProposed { consent_due, ..proposal(1, &[DEPARTMENT]) };
    vec![received_in_north(), ClassificationEvent::from(proposed).into()]
}

/// The first pair consented; the second has its day.
fn second_pair() -> Vec<Event> {
    let (proposal, pair, party, officer) = (1, 1, COMMUNE_NORTH, None);
    let consent_due = Some(CONSENT_DUE);
    let passed = ConsentGiven { proposal, pair, party, officer, consent_due };
    let passed = ClassificationEvent::from(passed).into();
    [open(), vec![consented(1, 1, GROUP_EAST), passed]].concat()
}

fn on_day(day: Day, history: &[Event]) -> Spec<CountingSilence> {
    let history = history.iter().map(|event| (PETITION, event.clone()));
    Spec::given(reaction(PETITION, day), history)
}

fn silent(pair: u8, party: BodyId, consent_due: Option<Day>) -> Emit<ClassificationEvent> {
    Emit::on(PETITION, SilenceCounted { proposal: 1, pair, party, consent_due })
}

#[test]
fn silence_of_the_last_pair_agrees_where_the_rules_say_so() {
    let agreed = ClassificationAgreed { proposal: 1, addressees: vec![DEPARTMENT] };
    on_day(TOO_LATE, &second_pair()).when(&COUNT, &paired()).then(&[
        silent(2, STANDING_COMMITTEE, None),
        silent(2, FRONT, None),
        Emit::on(PETITION, agreed),
    ]);
}

#[test]
fn silence_of_one_side_passes_the_turn_with_a_day_of_its_own() {
    let mut rules = paired_rules();
    rules.pairs[0].silence_is_consent = true;
    let history = [open(), vec![consented(1, 1, GROUP_EAST)]].concat();
    let due = Day::constant(2025, 9, 26);
    on_day(TOO_LATE, &history).when(&COUNT, &under(rules)).then(&[silent(
        1,
        COMMUNE_NORTH,
        Some(due),
    )]);
}

#[test]
fn silence_is_not_consent_unless_the_rules_say_so() {
    // Those of the first pair do not.
    on_day(TOO_LATE, &open()).when(&COUNT, &paired()).then(&[]);
    // Nor do rules without pairs, nor those that are lost.
    on_day(TOO_LATE, &second_pair()).when(&COUNT, &circle()).then(&[]);
    on_day(TOO_LATE, &second_pair()).when(&COUNT, &Pins::default()).then(&[]);
}

#[test]
fn silence_counts_only_after_the_last_day() {
    for day in [AFTER_REFORM, CONSENT_DUE] {
        on_day(day, &second_pair()).when(&COUNT, &paired()).then(&[]);
    }
}

#[test]
fn silence_does_not_count_for_what_is_contested_agreed_replaced_or_closed() {
    let mut since = vec![
        contested(1, 2, FRONT),
        agreed(1, &[DEPARTMENT]),
        ClassificationEvent::from(proposal(2, &[DEPARTMENT])).into(),
    ];
    since.extend(endings(DEPARTMENT).into_iter().map(|(ending, _)| ending));
    for event in since {
        let history = [second_pair(), vec![event]].concat();
        on_day(TOO_LATE, &history).when(&COUNT, &paired()).then(&[]);
    }
}

#[test]
fn silence_does_not_count_for_what_nobody_chose() {
    let mut rules = paired_rules();
    rules.pairs[0].silence_is_consent = true;
    on_day(TOO_LATE, &[received_in_north(), suggested()]).when(&COUNT, &under(rules)).then(&[]);
}

#[test]
fn silence_about_nothing_is_refused() {
    on_day(TOO_LATE, &[]).when(&COUNT, &paired()).then_refused(Refusal::NotReceived);
}
