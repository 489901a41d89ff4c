use super::super::story::MEETING;
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, COMMUNE_COUNCIL, COMMUNE_GROUP, COMMUNE_NORTH, COMMUNE_SOUTH,
    COUNCIL, DEPARTMENT, DISTRICT, FIRST_DAY, FRONT, GROUP_EAST, GROUP_WEST, STANDING_COMMITTEE,
    before_rules, circle, code, line, photos, pins, reformed, sealed,
};
use jiff::ToSpan;

/// The province and a commune join.
fn hold() -> HoldMeeting<Sealed> {
    HoldMeeting {
        councils: vec![COUNCIL, COMMUNE_COUNCIL],
        groups: vec![GROUP_EAST, COMMUNE_GROUP],
        round: Some(code("2025-1")),
        area: code("east"),
        place: line("Nhà văn hóa thôn 3"),
        voters: Some(120),
        invited: vec![DEPARTMENT],
        minutes: Some(sealed(7)),
        attachments: photos(),
    }
}

fn by(body: BodyId) -> Spec<HoldingMeeting> {
    Spec::given(act(MEETING, body, AFTER_REFORM), [])
}

fn asked(command: &HoldMeeting<Sealed>, refusal: Refusal) {
    by(GROUP_EAST).when(command, &reformed()).then_refused(refusal);
}

#[test]
fn a_joint_meeting_is_held_by_the_groups_of_its_councils() {
    let HoldMeeting { councils, groups, round, area, place, voters, invited, minutes, .. } = hold();
    let attachments = photos();
    let held =
        MeetingHeld { councils, groups, round, area, place, voters, invited, minutes, attachments };
    for body in [GROUP_EAST, COMMUNE_GROUP, STANDING_COMMITTEE] {
        by(body).when(&hold(), &circle()).then(&[Emit::on(MEETING, held.clone())]);
    }
}

#[test]
fn a_meeting_names_a_hundred_bodies_of_a_kind_at_most() {
    let invited = vec![DEPARTMENT; BODIES_MAX + 1];
    asked(&HoldMeeting { invited, ..hold() }, Refusal::TooManyBodies { max: 100 });
}

#[test]
fn a_meeting_is_one_of_a_council() {
    asked(&HoldMeeting { councils: vec![], ..hold() }, Refusal::NoCouncil);
}

#[test]
fn voters_meet_deputies_of_a_group() {
    asked(&HoldMeeting { groups: vec![], ..hold() }, Refusal::NoGroup);
}

#[test]
fn a_body_comes_once() {
    let groups = vec![GROUP_EAST, COMMUNE_GROUP, GROUP_EAST];
    asked(&HoldMeeting { groups, ..hold() }, Refusal::BodyTwice { body: GROUP_EAST });
}

#[test]
fn no_meeting_was_held_before_the_council_stood() {
    let day = FIRST_DAY.yesterday().unwrap();
    Spec::<HoldingMeeting>::given(act(MEETING, GROUP_EAST, day), [])
        .when(&hold(), &circle())
        .then_refused(Refusal::CouncilNotStanding { council: COUNCIL });
}

#[test]
fn a_council_without_rules_holds_no_meeting() {
    by(GROUP_EAST)
        .when(&hold(), &pins(before_rules()))
        .then_refused(Refusal::NoRulesOf { council: COUNCIL });
}

#[test]
fn only_delegate_groups_of_the_councils_hold_a_meeting() {
    let commune_only = HoldMeeting { councils: vec![COMMUNE_COUNCIL], ..hold() };
    asked(&commune_only, Refusal::NotAGroupOfTheseCouncils { group: GROUP_EAST });
    // The standing committee is under the council too, and is no delegate group.
    let committee = HoldMeeting { groups: vec![STANDING_COMMITTEE], ..hold() };
    asked(&committee, Refusal::NotAGroupOfTheseCouncils { group: STANDING_COMMITTEE });
}

#[test]
fn a_group_that_did_not_take_part_records_no_meeting() {
    let allowed = vec![GROUP_EAST, COMMUNE_GROUP, STANDING_COMMITTEE, COMMUNE_COUNCIL];
    for body in [GROUP_WEST, FRONT] {
        by(body)
            .when(&hold(), &circle())
            .then_refused(Refusal::NotYourMeeting { allowed: allowed.clone() });
    }
}

#[test]
fn a_meeting_lies_no_further_back_than_the_rules_allow() {
    let days = |days: u32| AFTER_REFORM.checked_add(i64::from(days).days()).unwrap();
    let last_day = by(GROUP_EAST).today(days(BACK_DATING_DAYS));
    assert_eq!(last_day.when(&hold(), &circle()).events().len(), 1);
    by(GROUP_EAST)
        .today(days(BACK_DATING_DAYS + 1))
        .when(&hold(), &circle())
        .then_refused(Refusal::TooFarBack { days_max: BACK_DATING_DAYS });
}

#[test]
fn an_abolished_body_is_not_invited() {
    let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
    let invited = vec![DEPARTMENT, DISTRICT];
    let refusal = Refusal::InvitedNotStanding { body: DISTRICT, successors };
    asked(&HoldMeeting { invited, ..hold() }, refusal);
}
