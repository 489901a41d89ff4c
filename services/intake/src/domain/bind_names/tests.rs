use super::super::story::{by, merged_into, split_into, unmerged_from, withdrawn};
use super::*;
use directory::fixture::petition::{OTHER, PETITION, forwarded, received, suggested};
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, DEPARTMENT, DISTRICT, FRONT, GROUP_EAST, GROUP_WEST, NOBODY,
    STANDING_COMMITTEE, circle, code, sealed,
};
use jiff::ToSpan as _;
use proto::Version;
use proto::event::{Event, Written, WrittenInTheBook};

/// The row: an area, a field, two addressees, a group, and a remark.
fn row() -> Event {
    let written = |of, n, body| Written { of, text: sealed(n), body };
    IntakeEvent::from(WrittenInTheBook {
        written: vec![
            written(WrittenOf::Area, 30, None),
            written(WrittenOf::Field, 31, None),
            written(WrittenOf::Addressee, 32, None),
            written(WrittenOf::Addressee, 33, Some(DEPARTMENT)),
            written(WrittenOf::Group, 34, None),
            written(WrittenOf::Session, 35, None),
        ],
    })
    .into()
}

/// An imported petition without area and field.
fn imported() -> Event {
    let Event::Intake(IntakeEvent::PetitionReceived(received)) = received() else {
        panic!("not received");
    };
    IntakeEvent::from(PetitionReceived { area: None, field: None, ..received }).into()
}

fn name(at: u32) -> WrittenName {
    WrittenName { petition: PETITION, seen_version: Version(9), at }
}

fn bind(at: u32, to: Meant) -> BindNames {
    BindNames { to, names: vec![name(at)] }
}

fn refused(command: &BindNames, refusal: Refusal) {
    by::<BindingNames>(GROUP_EAST, &[imported(), row()])
        .when(command, &circle())
        .then_refused(refusal);
}

#[test]
fn a_petition_gets_the_area_or_field_that_its_book_names() {
    for (at, to, area, field) in [
        (0, Meant::Area(code("north")), Some(code("north")), None),
        (1, Meant::Field(code("roads")), None, Some(code("roads"))),
    ] {
        let reason = sealed(30 + u128::from(at));
        let corrected = PetitionCorrected { area, field, original: None, raised_by: None, reason };
        by::<BindingNames>(STANDING_COMMITTEE, &[imported(), row(), suggested()])
            .when(&bind(at, to.clone()), &circle())
            .then(&[Emit::on(PETITION, NameBound { at, to }), Emit::on(PETITION, corrected)]);
    }
}

#[test]
fn what_is_known_of_a_petition_is_not_changed_by_a_name() {
    let to = Meant::Area(code("north"));
    let known = |area: Option<Code>| {
        let Event::Intake(IntakeEvent::PetitionReceived(received)) = received() else {
            panic!("not received");
        };
        IntakeEvent::from(PetitionReceived { area, ..received }).into()
    };
    for history in
        [vec![known(Some(code("south"))), row()], vec![imported(), row(), forwarded(DEPARTMENT)]]
    {
        by::<BindingNames>(GROUP_EAST, &history)
            .when(&bind(0, to.clone()), &circle())
            .then(&[Emit::on(PETITION, NameBound { at: 0, to: to.clone() })]);
    }
}

#[test]
fn what_has_no_life_of_its_own_is_bound_and_not_corrected() {
    let to = Meant::Area(code("north"));
    for end in [withdrawn(), merged_into(OTHER), split_into(&[OTHER])] {
        by::<BindingNames>(GROUP_EAST, &[imported(), row(), end])
            .when(&bind(0, to.clone()), &circle())
            .then(&[Emit::on(PETITION, NameBound { at: 0, to: to.clone() })]);
    }
    let back = [imported(), row(), merged_into(OTHER), unmerged_from(OTHER)];
    let spec = by::<BindingNames>(GROUP_EAST, &back);
    assert_eq!(spec.when(&bind(0, to), &circle()).word(), "2 events");
}

#[test]
fn an_addressee_may_have_ended_and_a_group_is_of_the_council() {
    for (at, body) in [(2, DISTRICT), (4, GROUP_WEST)] {
        let spec = by::<BindingNames>(GROUP_EAST, &[imported(), row()]);
        spec.when(&bind(at, Meant::Body(body)), &circle())
            .then(&[Emit::on(PETITION, NameBound { at, to: Meant::Body(body) })]);
    }
    refused(&bind(4, Meant::Body(DEPARTMENT)), Refusal::GroupMeantUnknown);
}

#[test]
fn a_name_that_means_this_already_changes_nothing() {
    let same = bind(3, Meant::Body(DEPARTMENT));
    by::<BindingNames>(GROUP_EAST, &[imported(), row()]).when(&same, &circle()).then(&[]);
}

#[test]
fn a_name_that_is_bound_is_not_bound_to_something_else() {
    let refusal = Refusal::BoundOtherwise { petition: PETITION };
    refused(&bind(3, Meant::Body(FRONT)), refusal);
}

#[test]
fn a_remark_is_no_name_and_behind_the_last_stands_none() {
    for at in [5, 6] {
        let refusal = Refusal::NoNameThere { petition: PETITION };
        refused(&bind(at, Meant::Area(code("north"))), refusal);
    }
}

#[test]
fn a_body_is_no_area_and_a_field_no_body() {
    for (at, to) in [(0, Meant::Body(DEPARTMENT)), (2, Meant::Field(code("roads")))] {
        refused(&bind(at, to), Refusal::MeansSomethingElse { petition: PETITION });
    }
}

#[test]
fn what_is_meant_is_there() {
    refused(&bind(0, Meant::Area(code("moon"))), Refusal::AreaMeantUnknown);
    refused(&bind(2, Meant::Body(NOBODY)), Refusal::BodyMeantUnknown);
    let known = ["roads", "markets", "other"].map(code).to_vec();
    refused(&bind(1, Meant::Field(code("space"))), Refusal::FieldMeantUnknown { known });
}

#[test]
fn nobody_binds_names_of_petitions_that_were_never_received() {
    let names = vec![WrittenName { petition: OTHER, ..name(0) }];
    let command = BindNames { to: Meant::Area(code("north")), names };
    refused(&command, Refusal::NoSuchPetition { petition: OTHER });
}

#[test]
fn only_who_keeps_the_record_binds_its_names() {
    let allowed = [GROUP_EAST, STANDING_COMMITTEE];
    by::<BindingNames>(GROUP_WEST, &[imported(), row()])
        .when(&bind(2, Meant::Body(DISTRICT)), &circle())
        .then_refused(Refusal::NotYoursToBind { petition: PETITION, allowed });
}

#[test]
fn names_are_bound_only_where_there_are_rules_and_as_far_back_as_they_allow() {
    let command = bind(2, Meant::Body(DISTRICT));
    let spec = || by::<BindingNames>(GROUP_EAST, &[imported(), row()]);
    let without = directory::fixture::pins(directory::fixture::before_rules());
    spec().when(&command, &without).then_refused(Refusal::NoRules);
    let late = AFTER_REFORM.checked_add((i64::from(BACK_DATING_DAYS) + 1).days()).unwrap();
    let days_max = BACK_DATING_DAYS;
    spec().today(late).when(&command, &circle()).then_refused(Refusal::TooFarBack { days_max });
}

#[test]
fn a_name_is_named_once_and_at_most_a_hundred_are() {
    let to = || Meant::Area(code("north"));
    refused(&BindNames { to: to(), names: Vec::new() }, Refusal::NoNames);
    let twice = BindNames { to: to(), names: vec![name(0), name(0)] };
    refused(&twice, Refusal::NameTwice { petition: PETITION });
    let names = (0..101).map(name).collect();
    let max = PETITIONS_MAX;
    refused(&BindNames { to: to(), names }, Refusal::TooManyNames { max });
}
