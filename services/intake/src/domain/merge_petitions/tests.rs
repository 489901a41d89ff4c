use super::super::story::{agreed_life, forwarded_life, merged_into, withdrawn};
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::petition::{OTHER, PETITION, received, received_by};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_COUNCIL, COMMUNE_GROUP, COUNCIL, GROUP_EAST, GROUP_WEST,
    STANDING_COMMITTEE, circle, sealed,
};
use proto::event::Event;
use proto::{CommandId, Version};

fn merge(petitions: &[StreamId]) -> MergePetitions<Sealed> {
    let seen = |&petition: &StreamId| SeenPetition { petition, seen_version: Version(1) };
    MergePetitions { petitions: petitions.iter().map(seen).collect(), reason: Some(sealed(7)) }
}

/// `body` merges into the petition; it and another one have these events.
fn by(body: BodyId, survivor: &[Event], other: &[Event]) -> Spec<MergingPetitions> {
    let survivor = survivor.iter().map(|event| (PETITION, event.clone()));
    let other = other.iter().map(|event| (OTHER, event.clone()));
    Spec::given(act(PETITION, body, AFTER_REFORM), survivor.chain(other))
}

fn refused(other: &[Event], petitions: &[StreamId], refusal: Refusal) {
    by(GROUP_EAST, &[received()], other).when(&merge(petitions), &circle()).then_refused(refusal);
}

#[test]
fn merged_petitions_go_on_in_one_even_when_it_was_already_forwarded() {
    let merged = PetitionMerged { into: PETITION, reason: Some(sealed(7)) };
    by(GROUP_EAST, &forwarded_life(), &[received()])
        .when(&merge(&[OTHER]), &circle())
        .then(&[Emit::on(OTHER, merged), Emit::on(PETITION, PetitionAbsorbed { petition: OTHER })]);
}

#[test]
fn a_merger_is_of_something() {
    refused(&[], &[], Refusal::NoPetitions);
}

#[test]
fn a_hundred_petitions_are_merged_at_once_at_most() {
    let petition = |n: u128| CommandId(uuid::Uuid::from_u128(n)).stream(0);
    let petitions: Vec<StreamId> = (0..=PETITIONS_MAX as u128).map(petition).collect();
    refused(&[], &petitions, Refusal::TooManyPetitions { max: 100 });
}

#[test]
fn a_merger_names_a_petition_once() {
    refused(&[received()], &[OTHER, OTHER], Refusal::PetitionTwice { petition: OTHER });
}

#[test]
fn no_petition_is_merged_into_itself() {
    refused(&[received()], &[OTHER, PETITION], Refusal::IntoItself);
    let act = act(PETITION, GROUP_EAST, AFTER_REFORM);
    let plan = MergingPetitions::plan(&merge(&[PETITION]), &act, &circle());
    assert_eq!(plan.streams.len(), 1);
}

#[test]
fn what_was_never_received_is_not_merged() {
    refused(&[], &[OTHER], Refusal::NoSuchPetition { petition: OTHER });
}

#[test]
fn petitions_to_two_councils_stay_two() {
    let elsewhere = [received_by(COMMUNE_COUNCIL, COMMUNE_GROUP)];
    refused(&elsewhere, &[OTHER], Refusal::OfAnotherCouncil { petition: OTHER });
}

#[test]
fn only_the_standing_committee_merges_what_two_groups_took() {
    let elsewhere = [received_by(COUNCIL, GROUP_WEST)];
    let allowed = STANDING_COMMITTEE;
    refused(&elsewhere, &[OTHER], Refusal::OfAnotherGroup { petition: OTHER, allowed });
    let by_committee = by(STANDING_COMMITTEE, &[received()], &elsewhere);
    assert_eq!(by_committee.when(&merge(&[OTHER]), &circle()).word(), "2 events");
}

#[test]
fn what_has_ended_is_not_merged() {
    for end in [withdrawn(), merged_into(PETITION)] {
        refused(&[received(), end], &[OTHER], Refusal::AlreadyEnded { petition: OTHER });
    }
}

#[test]
fn what_the_parties_agreed_on_is_not_buried_in_another_petition() {
    for life in [agreed_life(), forwarded_life()] {
        refused(&life, &[OTHER], Refusal::MergedIsAgreed { petition: OTHER });
    }
}

#[test]
fn nothing_is_merged_into_what_has_ended() {
    by(GROUP_EAST, &[received(), merged_into(OTHER)], &[received()])
        .when(&merge(&[OTHER]), &circle())
        .then_refused(Refusal::Barred(Barred::Merged { into: OTHER }));
}
