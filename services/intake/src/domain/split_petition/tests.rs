use super::super::story::{agreed_life, east, split_into};
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::petition::{PETITION, received};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_COUNCIL, COUNCIL, GROUP_EAST, LAST_DAY_OF_TERM, TERM, circle, code, line,
    sealed,
};
use proto::event::RaisedVia;
use std::collections::BTreeSet;

fn part(n: u128) -> Part<Sealed> {
    Part { original: sealed(n), area: Some(code("west")), field: Some(code("markets")) }
}

fn split() -> SplitPetition<Sealed> {
    let second = Part { area: None, field: None, ..part(8) };
    SplitPetition { council: COUNCIL, parts: vec![part(7), second] }
}

fn counter() -> StreamId {
    StreamId::of_counter(COUNCIL, TERM, "petition")
}

fn refused(command: &SplitPetition<Sealed>, refusal: Refusal) {
    let spec = east::<SplittingPetition>(&[received()]);
    spec.when(command, &circle()).then_refused(refusal);
}

#[test]
fn each_part_is_a_petition_with_a_number_of_its_own() {
    let parts = [0, 1].map(|n| act(PETITION, GROUP_EAST, AFTER_REFORM).command_id.stream(n));
    let mac = |n: u32| Digest::of(&[b"kn/part/v1\n", &[0; 32], &n.to_be_bytes()]);
    let first = PetitionReceived {
        number: line("LH21-17"),
        council: COUNCIL,
        term: code(TERM),
        via: RaisedVia::Meeting,
        raised_with: GROUP_EAST,
        area: Some(code("west")),
        field: Some(code("markets")),
        original: sealed(7),
        raised_by: None,
        public_wording: None,
        tracking_mac: mac(0),
        attachments: Default::default(),
    };
    let second = PetitionReceived {
        number: line("LH21-18"),
        area: None,
        field: None,
        original: sealed(8),
        tracking_mac: mac(1),
        ..first.clone()
    };
    let part_of = || PartOf { petition: PETITION, raised_on: Some(AFTER_REFORM) };
    east::<SplittingPetition>(&[received()]).counter(counter(), 16).when(&split(), &circle()).then(
        &[
            Emit::on(counter(), NumberTaken { number: Version(17) }),
            Emit::on(parts[0], first),
            Emit::on(parts[0], part_of()),
            Emit::on(counter(), NumberTaken { number: Version(18) }),
            Emit::on(parts[1], second),
            Emit::on(parts[1], part_of()),
            Emit::on(PETITION, PetitionSplit { into: parts.to_vec() }),
        ],
    );
}

#[test]
fn a_petition_is_split_into_two_to_ten_parts() {
    for parts in [0, 1, PARTS_MAX + 1] {
        let command = SplitPetition { parts: vec![part(7); parts], ..split() };
        refused(&command, Refusal::NumberOfParts { min: 2, max: 10 });
    }
    let ten = SplitPetition { parts: vec![part(7); PARTS_MAX], ..split() };
    let spec = east::<SplittingPetition>(&[received()]).counter(counter(), 0);
    let emits = spec.when(&ten, &circle()).events();
    let streams: BTreeSet<StreamId> = emits.iter().map(|emit| emit.stream).collect();
    assert_eq!((emits.len(), streams.len()), (31, 12));
}

#[test]
fn parts_take_numbers_of_the_petitions_own_council() {
    let command = SplitPetition { council: COMMUNE_COUNCIL, ..split() };
    refused(&command, Refusal::OfAnotherCouncil);
}

#[test]
fn what_the_parties_agreed_on_is_not_split() {
    east::<SplittingPetition>(&agreed_life())
        .when(&split(), &circle())
        .then_refused(Refusal::AlreadyAgreed);
}

#[test]
fn the_field_of_a_part_is_one_of_the_councils() {
    let known = ["roads", "markets", "other"].map(code).to_vec();
    let odd = Part { field: Some(code("space")), ..part(8) };
    refused(
        &SplitPetition { parts: vec![part(7), odd], ..split() },
        Refusal::FieldUnknown { known },
    );
}

#[test]
fn parts_are_not_numbered_between_two_terms() {
    let day = LAST_DAY_OF_TERM.tomorrow().unwrap();
    Spec::<SplittingPetition>::given(act(PETITION, GROUP_EAST, day), [(PETITION, received())])
        .when(&split(), &circle())
        .then_refused(Refusal::NoTermOpen);
}

#[test]
fn a_petition_is_split_once() {
    let parts = vec![PETITION];
    east::<SplittingPetition>(&[received(), split_into(&parts)])
        .when(&split(), &circle())
        .then_refused(Refusal::Barred(Barred::Split { into: parts }));
}
