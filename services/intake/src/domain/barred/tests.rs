//! Tried with the correction of a petition, which asks all that is asked here.

use super::super::correct_petition::{CorrectingPetition, Refusal};
use super::super::story::{by, east, merged_into, split_into, withdrawn};
use super::*;
use decider::Act;
use decider::spec::{Spec, act};
use directory::fixture::petition::{OTHER, PETITION, received};
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, COUNCIL, DEPARTMENT, FIRST_DAY, FRONT, GROUP_EAST, GROUP_WEST,
    STANDING_COMMITTEE, before_reform, circle, line, pins, rules, sealed,
};
use jiff::ToSpan;
use proto::command::CorrectPetition;
use proto::envelope::DocumentRef;
use proto::event::{Event, RulesAdopted};
use proto::sealed::Sealed;

const ALLOWED: [BodyId; 2] = [GROUP_EAST, STANDING_COMMITTEE];

fn correct() -> CorrectPetition<Sealed> {
    let (area, field, raised_by) = (None, None, None);
    CorrectPetition { area, field, original: Some(sealed(7)), raised_by, reason: sealed(8) }
}

fn barred(spec: &Spec<CorrectingPetition>, pins: &Pins, why: Barred) {
    spec.when(&correct(), pins).then_refused(Refusal::Barred(why));
}

#[test]
fn what_was_never_received_has_no_record() {
    barred(&east(&[]), &circle(), Barred::PetitionUnknown);
}

#[test]
fn nothing_is_changed_on_a_day_without_rules() {
    let day = FIRST_DAY.yesterday().unwrap();
    let spec = Spec::given(act(PETITION, GROUP_EAST, day), [(PETITION, received())]);
    barred(&spec, &circle(), Barred::NoRules);
}

#[test]
fn only_the_group_that_took_it_and_the_standing_committee_keep_the_record() {
    for body in ALLOWED {
        let spec = by::<CorrectingPetition>(body, &[received()]);
        assert_eq!(spec.when(&correct(), &circle()).word(), "1 events");
    }
    for body in [GROUP_WEST, FRONT, DEPARTMENT, COUNCIL] {
        let refusal = Barred::NotYoursToRecord { allowed: ALLOWED };
        barred(&by(body, &[received()]), &circle(), refusal);
    }
}

#[test]
fn the_standing_committee_records_the_paper_of_those_whom_the_rules_name() {
    let document =
        DocumentRef {
            symbol: line("3/BC-TĐB"), issued_on: AFTER_REFORM, signer: None, scan: None
        };
    let paper = |body, on_behalf, document| {
        let act = act(PETITION, body, AFTER_REFORM);
        let act = Act { on_behalf: Some(on_behalf), document, ..act };
        Spec::<CorrectingPetition>::given(act, [(PETITION, received())])
    };
    let rules = Rules { on_paper: vec![GROUP_EAST, STANDING_COMMITTEE], ..rules() };
    let adopted = RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules: rules.clone() };
    let on_paper = pins(before_reform().into_iter().chain([adopted.into()]));
    let document = Some(document);
    let good = paper(STANDING_COMMITTEE, GROUP_EAST, document.clone());
    assert_eq!(good.when(&correct(), &on_paper).word(), "1 events");
    let refusal = Barred::NotYoursToRecord { allowed: ALLOWED };
    let scanned = Rules { paper_scanned: true, ..rules.clone() };
    let adopted = RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules: scanned };
    let scanned = pins(before_reform().into_iter().chain([adopted.into()]));
    // Who names itself acts for itself, here as everywhere.
    let itself = paper(GROUP_EAST, GROUP_EAST, None);
    assert_eq!(itself.when(&correct(), &circle()).word(), "1 events");
    // Not named by the rules; without its scan, where the rules want it; without the paper; by somebody else.
    barred(&good, &circle(), refusal.clone());
    barred(&good, &scanned, refusal.clone());
    barred(&paper(STANDING_COMMITTEE, GROUP_EAST, None), &on_paper, refusal.clone());
    barred(&paper(FRONT, GROUP_EAST, document.clone()), &on_paper, refusal.clone());
    barred(&paper(FRONT, STANDING_COMMITTEE, document), &on_paper, refusal);
}

#[test]
fn a_change_lies_no_further_back_than_the_rules_allow() {
    let days = |days: u32| AFTER_REFORM.checked_add(i64::from(days).days()).unwrap();
    let last_day = east::<CorrectingPetition>(&[received()]).today(days(BACK_DATING_DAYS));
    assert_eq!(last_day.when(&correct(), &circle()).word(), "1 events");
    let late = east(&[received()]).today(days(BACK_DATING_DAYS + 1));
    barred(&late, &circle(), Barred::TooFarBack { days_max: BACK_DATING_DAYS });
}

fn ended(event: Event, why: Barred) {
    barred(&east(&[received(), event]), &circle(), why);
}

#[test]
fn what_was_withdrawn_is_not_changed() {
    ended(withdrawn(), Barred::Withdrawn);
}

#[test]
fn what_was_merged_goes_on_elsewhere() {
    ended(merged_into(OTHER), Barred::Merged { into: OTHER });
}

#[test]
fn what_was_split_goes_on_in_its_parts() {
    ended(split_into(&[OTHER, PETITION]), Barred::Split { into: vec![OTHER, PETITION] });
}

#[test]
fn the_code_of_a_shared_rule_is_that_of_the_rule() {
    let refusal = Refusal::Barred(Barred::Merged { into: OTHER });
    let erased = decider::erased::<CorrectingPetition>();
    assert_eq!(erased.spec().name, "CorrectPetition");
    let value = serde_json::to_value(&refusal).unwrap();
    assert_eq!(value["rule"], "merged");
    assert_eq!(value["into"], OTHER.to_string());
}
