use super::*;
use crate::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, COUNCIL, DEPARTMENT, DISTRICT,
    FIRST_DAY, FRONT, LAST_DAY_OF_DISTRICT, LAST_DAY_OF_TERM, NOBODY, OFFICER, PEOPLES_COMMITTEE,
    STANDING_COMMITTEE, TERM, before_reform, circle, code, line, main_site, pins, reform, reformed,
};
use proto::event::RulesAdopted;

/// `body` ended on `until`; `successors` took its work over.
fn ended(body: BodyId, until: Day, successors: &[BodyId]) -> DirectoryEvent {
    let (successors, basis) = (successors.to_vec(), line("local choice"));
    BodyEnded { body, until, successors, basis }.into()
}

/// Who does the district's work on `day`, after the reform and `events`.
fn heirs(events: &[DirectoryEvent], day: Day) -> Vec<BodyId> {
    let history = before_reform().into_iter().chain([reform()]).chain(events.iter().cloned());
    pins(history).directory.standing_heirs(DISTRICT, day).into_iter().collect()
}

const NEXT_REFORM: Day = Day::constant(2026, 1, 31);
const LATER: Day = Day::constant(2027, 1, 1);

#[test]
fn a_standing_body_does_its_own_work_until_its_last_day() {
    assert_eq!(heirs(&[], LAST_DAY_OF_DISTRICT), [DISTRICT]);
    assert_eq!(heirs(&[], AFTER_REFORM), [COMMUNE_NORTH, COMMUNE_SOUTH]);
}

#[test]
fn the_nearest_peoples_committee_above_a_body_comes_first() {
    let under = |body, above, kind| -> DirectoryEvent {
        let (name, basis) = (line("ward"), line("local choice"));
        let (kind, level, under) = (code(kind), code("commune"), Some(above));
        BodyEstablished { body, name, kind, level, under, area: None, from: FIRST_DAY, basis }
            .into()
    };
    let [ward, bureau] = [201, 202].map(|n| BodyId(uuid::Uuid::from_u128(n)));
    let more = [under(ward, PEOPLES_COMMITTEE, "peoples_committee"), under(bureau, ward, "agency")];
    let directory = pins(before_reform().into_iter().chain(more)).directory;
    assert_eq!(directory.peoples_committees_above(bureau), [ward, PEOPLES_COMMITTEE]);
    assert_eq!(directory.peoples_committees_above(DEPARTMENT), [PEOPLES_COMMITTEE]);
    assert_eq!(directory.peoples_committees_above(PEOPLES_COMMITTEE), []);
    assert_eq!(directory.peoples_committees_above(NOBODY), []);
}

#[test]
fn work_goes_through_several_reforms() {
    let one_to_one = [ended(COMMUNE_NORTH, NEXT_REFORM, &[DEPARTMENT])];
    assert_eq!(heirs(&one_to_one, NEXT_REFORM), [COMMUNE_NORTH, COMMUNE_SOUTH]);
    assert_eq!(heirs(&one_to_one, LATER), [DEPARTMENT, COMMUNE_SOUTH]);
    // Two ways to the same heir are one heir.
    let together = [
        ended(COMMUNE_NORTH, NEXT_REFORM, &[COMMUNE_SOUTH]),
        ended(COMMUNE_SOUTH, LATER.yesterday().unwrap(), &[DEPARTMENT, FRONT]),
    ];
    assert_eq!(heirs(&together, LATER), [FRONT, DEPARTMENT]);
}

#[test]
fn work_that_nobody_took_over_has_no_heir() {
    let closed = [ended(COMMUNE_NORTH, NEXT_REFORM, &[]), ended(COMMUNE_SOUTH, NEXT_REFORM, &[])];
    assert_eq!(heirs(&closed, LATER), []);
    assert!(circle().directory.standing_heirs(NOBODY, LATER).is_empty());
}

#[test]
fn bodies_that_succeed_each_other_in_a_circle_have_no_heir() {
    // Refused since decider 2 of `EndBody`; a log may hold one that was recorded before.
    let circle = [
        ended(COMMUNE_NORTH, NEXT_REFORM, &[COMMUNE_SOUTH]),
        ended(COMMUNE_SOUTH, AFTER_REFORM, &[COMMUNE_NORTH]),
    ];
    assert_eq!(heirs(&circle, LATER), []);
    let own_heir = [ended(COMMUNE_NORTH, NEXT_REFORM, &[COMMUNE_NORTH])];
    assert_eq!(heirs(&own_heir, LATER), [COMMUNE_SOUTH]);
}

#[test]
fn who_may_act_needs_site_body_office_and_role() {
    let directory = reformed().directory;
    let may = |site: &Site, body, officer, command| {
        directory.may_act(site, body, officer, command, AFTER_REFORM)
    };
    let stranger = OfficerId(uuid::Uuid::nil());
    let (main, other) = (main_site(), Site::new("OTHER").unwrap());
    let record = "intake.RecordPetition";
    assert_eq!(may(&main, STANDING_COMMITTEE, OFFICER, record), Ok(()));
    assert_eq!(may(&main, STANDING_COMMITTEE, OFFICER, "forwarding.IssueLetter"), Ok(()));
    assert_eq!(may(&other, STANDING_COMMITTEE, OFFICER, record), Err("site_not_admitted"));
    assert_eq!(may(&main, DISTRICT, OFFICER, record), Err("body_not_standing"));
    assert_eq!(may(&main, STANDING_COMMITTEE, stranger, record), Err("not_an_officer"));
    assert_eq!(may(&main, FRONT, OFFICER, record), Err("not_an_officer"));
    assert_eq!(may(&main, COUNCIL, OFFICER, record), Err("role_lacks"));
    assert_eq!(may(&main, STANDING_COMMITTEE, OFFICER, "directory.EndBody"), Err("role_lacks"));
}

#[test]
fn ending_a_role_ends_the_one_that_is_held_on_that_day() {
    let role = || code("clerk");
    let given = |from| RoleGiven { officer: OFFICER, body: FRONT, role: role(), from }.into();
    let ended = |until| RoleEnded { officer: OFFICER, body: FRONT, role: role(), until }.into();
    let day = |month| Day::constant(2024, month, 1);
    let history = [given(day(1)), ended(day(4)), given(day(8)), ended(day(2))];
    let directory = pins(before_reform().into_iter().chain(history)).directory;
    let held = (1..=12).filter(|&month| {
        directory.roles_of(OFFICER, day(month)).any(|held| held == (FRONT, &role()))
    });
    assert_eq!(held.collect::<Vec<_>>(), [1, 2, 8, 9, 10, 11, 12]);
}

#[test]
fn a_council_has_a_term_from_its_first_day_to_its_last() {
    let directory = circle().directory;
    let term = |body, day| directory.term(body, day).map(|term| term.term.as_str());
    assert_eq!(term(COUNCIL, FIRST_DAY), Some(TERM));
    assert_eq!(term(COUNCIL, LAST_DAY_OF_TERM), Some(TERM));
    assert_eq!(term(COUNCIL, LAST_DAY_OF_TERM.tomorrow().unwrap()), None);
    assert_eq!(term(FRONT, BEFORE_REFORM), None);
}

#[test]
fn the_rules_of_a_day_are_the_last_adopted_of_those_in_force() {
    let adopted = |from, days| {
        let mut rules = crate::fixture::rules();
        rules.answer.days = days;
        RulesAdopted { council: COUNCIL, from, rules }.into()
    };
    let changed =
        [adopted(AFTER_REFORM, 30), adopted(BEFORE_REFORM, 25), adopted(AFTER_REFORM, 40)];
    let pins = pins(before_reform().into_iter().chain(changed));
    let days = |day| pins.rules(COUNCIL, day).map(|rules| rules.answer.days);
    assert_eq!(days(FIRST_DAY.yesterday().unwrap()), None);
    assert_eq!(days(FIRST_DAY), Some(20));
    assert_eq!(days(BEFORE_REFORM), Some(25));
    assert_eq!(days(AFTER_REFORM), Some(40));
    assert_eq!(pins.rules(FRONT, AFTER_REFORM), None);
}
