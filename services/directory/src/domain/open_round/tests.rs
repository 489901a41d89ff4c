use super::*;
use crate::domain::acting;
use crate::fixture::{
    AFTER_REFORM, COMMUNE_COUNCIL, COUNCIL, FRONT, before_reform, code, line, pins,
};
use proto::Day;
use proto::event::{AreaNamed, SessionPlanned};

const OPENS: Day = Day::constant(2025, 12, 8);
const CLOSES: Day = Day::constant(2025, 12, 10);

/// The circle with the session around which rounds are opened, and with the area `north`.
fn history() -> Vec<DirectoryEvent> {
    let session = SessionPlanned {
        council: COUNCIL,
        session: code("ky-12"),
        kind: code("regular"),
        number: 12,
        opens_on: OPENS,
        closes_on: CLOSES,
    };
    let area = AreaNamed { area: code("north"), name: line("Phường Bắc"), within: None };
    before_reform().into_iter().chain([session.into(), area.into()]).collect()
}

/// The round before the session, together with the commune's council.
fn round() -> OpenRound {
    OpenRound {
        council: COUNCIL,
        round: code("truoc-ky-12"),
        session: code("ky-12"),
        phase: RoundPhase::Before,
        joined: vec![COMMUNE_COUNCIL],
        areas: vec![code("north")],
        from: Day::constant(2025, 11, 10),
        until: Day::constant(2025, 11, 21),
        cut_off: Day::constant(2025, 11, 24),
    }
}

fn refused(command: &OpenRound, why: Refusal) {
    acting::<OpeningRound>(AFTER_REFORM).when(command, &pins(history())).then_refused(why);
}

#[test]
fn a_round_is_known_by_its_word() {
    acting::<OpeningRound>(AFTER_REFORM)
        .when(&round(), &pins(history()))
        .then(&[Emit::on(here(), opened(round()))]);
    let directory = pins(history().into_iter().chain([opened(round()).into()])).directory;
    assert_eq!(directory.round(COUNCIL, &code("truoc-ky-12")), Some(&opened(round())));
    assert_eq!(directory.rounds(COMMUNE_COUNCIL).count(), 0);
}

#[test]
fn a_round_belongs_to_a_planned_session_of_its_council() {
    refused(&OpenRound { session: code("ky-13"), ..round() }, Refusal::SessionUnknown);
    refused(&OpenRound { council: COMMUNE_COUNCIL, ..round() }, Refusal::SessionUnknown);
}

#[test]
fn a_council_has_one_round_of_a_word() {
    let again = pins(history().into_iter().chain([opened(round()).into()]));
    acting::<OpeningRound>(AFTER_REFORM).when(&round(), &again).then_refused(Refusal::RoundTaken);
}

#[test]
fn a_round_does_not_end_before_it_begins() {
    let until = round().from.yesterday().unwrap();
    refused(&OpenRound { until, ..round() }, Refusal::EndsBeforeItBegins);
}

#[test]
fn petitions_are_taken_in_as_long_as_voters_are_met() {
    let cut_off = round().until.yesterday().unwrap();
    refused(&OpenRound { cut_off, ..round() }, Refusal::CutOffTooEarly);
}

#[test]
fn a_round_is_on_its_side_of_the_session() {
    let at = |phase, from, until| OpenRound { phase, from, until, cut_off: until, ..round() };
    let wrong = || Refusal::WrongSideOfSession;
    refused(&at(RoundPhase::Before, OPENS, CLOSES), wrong());
    refused(&at(RoundPhase::After, OPENS, CLOSES), wrong());
    let right = [
        at(RoundPhase::Before, OPENS, OPENS),
        at(RoundPhase::After, CLOSES, CLOSES),
        at(RoundPhase::Other, OPENS, CLOSES),
    ];
    for command in right {
        let then = acting::<OpeningRound>(AFTER_REFORM).when(&command, &pins(history()));
        then.then(&[Emit::on(here(), opened(command))]);
    }
}

#[test]
fn a_round_takes_place_somewhere() {
    refused(&OpenRound { areas: vec![], ..round() }, Refusal::NoArea);
}

#[test]
fn a_round_takes_place_in_named_areas() {
    let areas = vec![code("north"), code("south")];
    refused(&OpenRound { areas, ..round() }, Refusal::AreaUnknown { area: code("south") });
}

#[test]
fn only_a_council_in_its_term_joins_a_round() {
    let joined = vec![COMMUNE_COUNCIL, FRONT];
    refused(&OpenRound { joined, ..round() }, Refusal::JoinedWithoutTerm { council: FRONT });
}
