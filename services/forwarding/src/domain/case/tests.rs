use super::super::tests::{
    answered, answered_until, closed, corrected_area, extended, handed_over, not_accepted,
    reopened, returned, set_aside, unmerged,
};
use super::*;
use directory::fixture::petition::{
    OTHER, PETITION, agreed, forwarded, proposed, received, suggested,
};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, FRONT,
    GROUP_EAST, LAST_DAY_OF_DISTRICT, code, reformed,
};
use proto::event::{Event, Picked};

fn after(events: &[Event]) -> Case {
    let picked = events.iter().cloned().filter_map(CaseEvent::pick);
    picked.fold(Case::default(), |case, event| case.after(&event, AFTER_REFORM))
}

fn open(events: &[Event]) -> Result<(), Refusal> {
    after(events).check_open(PETITION)
}

/// Whose part `acting` has after the reform.
fn part(events: &[Event], acting: BodyId) -> Result<BodyId, Refusal> {
    let directory = &reformed().directory;
    let part = after(events).part_of(acting, PETITION, directory, AFTER_REFORM);
    part.map(|holder| holder.body)
}

fn has_been(state: &str) -> Vec<Event> {
    let all = set_aside().into_iter();
    let event = all.filter(|(name, _)| *name == state).map(|(_, event)| event);
    std::iter::once(received()).chain(event).collect()
}

/// The petition, and where it goes on when it is merged or split.
const PETITION_AND_ITS_PARTS: (StreamId, StreamId) = (PETITION, OTHER);

#[test]
fn what_was_not_received_is_not_known() {
    assert_eq!(open(&[]), Err(Refusal::PetitionUnknown { petition: PETITION }));
    assert_eq!(open(&[received()]), Ok(()));
}

#[test]
fn what_was_merged_goes_on_elsewhere_until_it_stands_by_itself_again() {
    let (petition, into) = PETITION_AND_ITS_PARTS;
    let mut events = has_been("merged");
    assert_eq!(open(&events), Err(Refusal::Merged { petition, into }));
    events.push(not_accepted());
    assert_eq!(open(&events), Err(Refusal::Merged { petition, into }));
    events.push(unmerged());
    assert_eq!(open(&events), Ok(()));
    // A merger that is undone undoes nothing else.
    let events = [received(), has_been("withdrawn")[1].clone(), events[1].clone(), unmerged()];
    assert_eq!(open(&events), Err(Refusal::Withdrawn { petition }));
}

#[test]
fn what_was_split_goes_on_in_its_parts() {
    let (petition, part) = PETITION_AND_ITS_PARTS;
    let into = vec![part];
    assert_eq!(open(&has_been("split")), Err(Refusal::WasSplit { petition, into }));
}

#[test]
fn what_was_withdrawn_goes_no_further() {
    let petition = PETITION;
    assert_eq!(open(&has_been("withdrawn")), Err(Refusal::Withdrawn { petition }));
}

#[test]
fn nobody_owes_an_answer_to_an_opinion() {
    let petition = PETITION;
    assert_eq!(open(&has_been("an opinion")), Err(Refusal::AnOpinion { petition }));
}

#[test]
fn what_is_not_a_petition_goes_its_own_way() {
    let petition = PETITION;
    assert_eq!(open(&has_been("not a petition")), Err(Refusal::NotAPetition { petition }));
}

#[test]
fn what_was_noted_to_be_no_petition_goes_its_way_again_once_a_person_proposes() {
    for (state, event) in set_aside() {
        let mut events = vec![received(), event, suggested()];
        assert!(open(&events).is_err(), "{state}: nobody chose what the rules suggest");
        events.push(proposed(2, &[DEPARTMENT]));
        let noted = matches!(state, "an opinion" | "not a petition");
        assert_eq!(open(&events).is_ok(), noted, "{state}");
    }
}

#[test]
fn what_was_answered_on_the_spot_goes_on_when_the_answer_is_not_accepted() {
    let mut events = has_been("answered on the spot");
    assert_eq!(open(&events), Err(Refusal::AnsweredOnTheSpot { petition: PETITION }));
    events.push(unmerged());
    assert_eq!(open(&events), Err(Refusal::AnsweredOnTheSpot { petition: PETITION }));
    events.push(not_accepted());
    assert_eq!(open(&events), Ok(()));
}

#[test]
fn what_is_closed_stays_so_until_it_is_reopened() {
    let mut events = vec![received(), forwarded(DEPARTMENT), closed()];
    assert_eq!(open(&events), Err(Refusal::IsClosed { petition: PETITION }));
    events.push(reopened());
    assert_eq!(open(&events), Ok(()));
}

#[test]
fn who_sent_it_back_has_it_no_more_until_it_is_written_to_again() {
    let mut events = vec![
        received(),
        proposed(1, &[DISTRICT, FRONT]),
        agreed(1, &[DISTRICT, FRONT]),
        forwarded(DISTRICT),
        returned(DISTRICT),
    ];
    assert_eq!(after(&events).agreed, Some(vec![FRONT]));
    assert_eq!(part(&events, COMMUNE_SOUTH), Err(Refusal::ReturnedIt { petition: PETITION }));
    events.extend([proposed(2, &[DISTRICT]), agreed(2, &[DISTRICT]), forwarded(DISTRICT)]);
    assert_eq!(part(&events, COMMUNE_SOUTH), Ok(DISTRICT));
}

#[test]
fn only_who_has_it_or_took_over_their_work_has_a_part() {
    let events = [received(), forwarded(DEPARTMENT), forwarded(DISTRICT)];
    assert_eq!(part(&events, DEPARTMENT), Ok(DEPARTMENT));
    assert_eq!(part(&events, COMMUNE_NORTH), Ok(DISTRICT));
    let holders = vec![DEPARTMENT, DISTRICT];
    for body in [GROUP_EAST, DISTRICT] {
        let refusal = Refusal::DoesNotHaveIt { petition: PETITION, holders: holders.clone() };
        assert_eq!(part(&events, body), Err(refusal));
    }
    let before = &reformed().directory;
    let part = after(&events).part_of(COMMUNE_NORTH, PETITION, before, BEFORE_REFORM);
    assert!(part.is_err(), "an heir before its time");
}

#[test]
fn an_heir_with_a_part_of_its_own_acts_in_that_until_it_is_answered_and_then_in_what_it_took_over()
{
    let mut events = vec![received(), forwarded(DISTRICT), forwarded(COMMUNE_NORTH)];
    assert_eq!(part(&events, COMMUNE_NORTH), Ok(COMMUNE_NORTH));
    events.push(answered(COMMUNE_NORTH, 1));
    assert_eq!(part(&events, COMMUNE_NORTH), Ok(DISTRICT));
    assert_eq!(part(&events, COMMUNE_SOUTH), Ok(DISTRICT));
    // Where all is answered, the next answer corrects its own.
    events.push(answered(DISTRICT, 1));
    assert_eq!(part(&events, COMMUNE_NORTH), Ok(COMMUNE_NORTH));
}

#[test]
fn who_took_a_petition_over_has_it_instead_and_is_not_written_to_again() {
    let case = after(&[
        received(),
        agreed(1, &[DISTRICT, FRONT]),
        forwarded(DISTRICT),
        handed_over(DISTRICT, COMMUNE_NORTH),
    ]);
    let (since, due) = (AFTER_REFORM, Some(AFTER_REFORM));
    assert_eq!(case.holders, [Holder { body: COMMUNE_NORTH, since, due }]);
    assert_eq!(case.agreed, Some(vec![COMMUNE_NORTH, FRONT]));
    assert!(case.held(COMMUNE_NORTH) && !case.held(DISTRICT));
}

#[test]
fn what_is_due_moves_with_an_extension_and_with_an_answer_that_names_a_day() {
    let due = |events: &[Event]| after(events).holders.first().and_then(|holder| holder.due);
    let day = |month| Day::constant(2026, month, 1);
    let mut events = vec![received(), forwarded(DEPARTMENT)];
    assert_eq!(due(&events), Some(LAST_DAY_OF_DISTRICT));
    events.push(extended(DEPARTMENT, day(1)));
    assert_eq!(due(&events), Some(day(1)));
    events.extend([extended(FRONT, day(5)), answered(DEPARTMENT, 1)]);
    assert_eq!(due(&events), Some(day(1)));
    events.push(answered_until(DEPARTMENT, day(2)));
    assert_eq!(due(&events), Some(day(2)));
}

#[test]
fn the_area_is_the_one_last_corrected() {
    let case = after(&[received(), corrected_area("xa-bac")]);
    let area = case.known(PETITION).map(|received| received.area.clone());
    assert_eq!(area, Ok(Some(code("xa-bac"))));
}

#[test]
fn nobody_has_a_part_before_the_day_of_its_letter_or_of_the_hand_over() {
    let days = [AFTER_REFORM, AFTER_REFORM.tomorrow().unwrap()];
    let events = [forwarded(DEPARTMENT), handed_over(DEPARTMENT, COMMUNE_NORTH)];
    let mut case = after(&[received()]);
    for ((event, since), has) in events.into_iter().zip(days).zip([DEPARTMENT, COMMUNE_NORTH]) {
        case = case.after(&CaseEvent::pick(event).unwrap(), since);
        let part = |day| case.part_of(has, PETITION, &reformed().directory, day);
        let refusal = Refusal::BeforeItsLetter { petition: PETITION, since };
        assert_eq!(part(since.yesterday().unwrap()), Err(refusal));
        assert_eq!(part(since).map(|part| part.body), Ok(has));
    }
}
