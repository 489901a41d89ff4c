use super::*;
use crate::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, DISTRICT, FIRST_DAY, FRONT,
    GROUP_EAST, LAST_DAY_OF_DISTRICT, NOBODY, STANDING_COMMITTEE, before_reform, code, establish,
    line, paired, paired_rules, pins, reform,
};
use proto::event::{BodyEnded, BodyEstablished, RulesAdopted};

#[test]
fn directory_and_calendar_are_always_pinned() {
    let always = [StreamId::of_directory(), StreamId::of_calendar()];
    assert_eq!(Pins::streams(&[]), always);
    assert_eq!(Pins::streams(&[COUNCIL])[..2], always);
    assert_eq!(Pins::streams(&[COUNCIL])[2..], [StreamId::of_rules(COUNCIL)]);
}

/// Who is `side` for a petition that the eastern group took up in the north.
fn party(pins: &Pins, side: &Side, day: Day) -> Option<BodyId> {
    pins.party(COUNCIL, side, GROUP_EAST, Some(&code("north")), day)
}

#[test]
fn the_sides_of_a_pair_depend_on_the_petition() {
    let party = |side| party(&paired(), &side, BEFORE_REFORM);
    assert_eq!(party(Side::RaisedWith), Some(GROUP_EAST));
    assert_eq!(party(Side::CommuneOfArea), Some(COMMUNE_NORTH));
    assert_eq!(party(Side::StandingCommittee), Some(STANDING_COMMITTEE));
    assert_eq!(party(Side::Front), Some(FRONT));
    assert_eq!(party(Side::Body(DEPARTMENT)), Some(DEPARTMENT));
    assert_eq!(party(Side::Body(NOBODY)), None);
}

#[test]
fn nobody_is_guessed_where_the_side_is_not_clear() {
    let commune = |pins: &Pins, area: Option<&Code>| {
        pins.party(COUNCIL, &Side::CommuneOfArea, GROUP_EAST, area, BEFORE_REFORM)
    };
    assert_eq!(commune(&paired(), None), None);
    assert_eq!(commune(&paired(), Some(&code("west"))), None);
    // Two committees that say that they are responsible for the north.
    let north = establish(COMMUNE_NORTH);
    let second = BodyEstablished {
        body: NOBODY,
        name: line("another"),
        kind: north.kind,
        level: north.level,
        under: north.under,
        area: north.area,
        from: FIRST_DAY,
        basis: north.basis,
    };
    let two = pins(before_reform().into_iter().chain([second.into()]));
    assert_eq!(commune(&two, Some(&code("north"))), None);
    // Before any rules, nobody is the standing committee by rule.
    assert_eq!(party(&paired(), &Side::Front, FIRST_DAY.yesterday().unwrap()), None);
    // Split between two.
    let reformed = pins(before_reform().into_iter().chain([reform()]));
    assert_eq!(party(&reformed, &Side::Body(DISTRICT), LAST_DAY_OF_DISTRICT), Some(DISTRICT));
    assert_eq!(party(&reformed, &Side::Body(DISTRICT), AFTER_REFORM), None);
}

#[test]
fn who_took_over_the_whole_work_is_the_side() {
    let ended = BodyEnded {
        body: FRONT,
        until: LAST_DAY_OF_DISTRICT,
        successors: vec![DEPARTMENT],
        basis: line("local choice"),
    };
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules: paired_rules() };
    let pins = pins(before_reform().into_iter().chain([adopted.into(), ended.into()]));
    assert_eq!(party(&pins, &Side::Front, AFTER_REFORM), Some(DEPARTMENT));
}
