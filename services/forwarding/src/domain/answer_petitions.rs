//! Answering several petitions in one letter; those that it does not answer are left out.
//!
//! Each is answered as [`AnswerPetition`] would: one that stands against it stops them all.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::{AnswerPetition, AnswerPetitions, PETITIONS_MAX, RowAnswer};
use proto::event::ForwardingEvent;
use proto::sealed::Sealed;
use proto::{BodyId, StreamId};
use serde::Serialize;

use super::answer_petition::{self, answered};
use super::case::Case;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No petition is named.
    NoPetitions,
    /// More petitions than one command may name; answer them in two.
    TooManyPetitions {
        /// The bound.
        max: usize,
    },
    /// A petition is named twice.
    PetitionTwice {
        /// Which.
        petition: StreamId,
    },
    /// One of the petitions cannot be answered so; leave it out, or correct what is said to it.
    #[serde(untagged)]
    Answer {
        /// Which.
        petition: StreamId,
        /// Why.
        #[serde(flatten)]
        why: answer_petition::Refusal,
    },
}
impl Refuse for Refusal {}

/// Decides [`AnswerPetitions`].
#[derive(Debug)]
pub struct AnsweringPetitions;

impl Decider for AnsweringPetitions {
    decider::folding!(Case, AnswerPetitions<Sealed>, Refusal);

    fn plan(command: &Self::Command, _: &Act, _: &Pins) -> Plan {
        let seen =
            |row: &RowAnswer<_>| Seen { stream: row.petition, version: Some(row.seen_version) };
        Plan { streams: named(command).map(seen).collect(), counters: Vec::new() }
    }

    fn councils(command: &Self::Command, _: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        let councils = named(command).flat_map(|row| folded.council_of(row.petition));
        councils.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        check_named(&command.answers)?;
        let answer = |row: &RowAnswer<Sealed>| {
            let petition = row.petition;
            let answered = answered(petition, &folded.of(petition), said(row), ctx);
            let answered = answered.map_err(|why| Refusal::Answer { petition, why })?;
            Ok(Emit::on(petition, answered))
        };
        command.answers.iter().map(answer).collect()
    }
}

/// The rows to be read. More than the bound is refused by name; no need to read them all for that.
fn named(command: &AnswerPetitions<Sealed>) -> impl Iterator<Item = &RowAnswer<Sealed>> {
    command.answers.iter().take(PETITIONS_MAX)
}

fn check_named(rows: &[RowAnswer<Sealed>]) -> Result<(), Refusal> {
    if rows.is_empty() {
        return Err(Refusal::NoPetitions);
    }
    if rows.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }
    let mut named = BTreeSet::new();
    match rows.iter().find(|row| !named.insert(row.petition)) {
        Some(&RowAnswer { petition, .. }) => Err(Refusal::PetitionTwice { petition }),
        None => Ok(()),
    }
}

fn said(row: &RowAnswer<Sealed>) -> AnswerPetition<Sealed> {
    let RowAnswer { outcome, text, roadmap, done_by, public_answer, attachments, .. } = row.clone();
    AnswerPetition { outcome, text, roadmap, done_by, public_answer, attachments }
}

#[cfg(test)]
mod tests {
    use super::super::case;
    use super::super::tests::{answer, answered as was_answered, closed, written};
    use super::*;
    use decider::spec::Spec;
    use directory::fixture::petition::{OTHER, PETITION, forwarded, received};
    use directory::fixture::{DEPARTMENT, reformed};
    use proto::event::Event;
    use proto::{CommandId, Version};

    fn row(petition: StreamId, outcome: &str) -> RowAnswer<Sealed> {
        let AnswerPetition { outcome, text, roadmap, done_by, public_answer, attachments } =
            answer(outcome);
        let seen_version = Version(2);
        RowAnswer {
            petition,
            seen_version,
            outcome,
            text,
            roadmap,
            done_by,
            public_answer,
            attachments,
        }
    }

    fn answers(petitions: &[StreamId]) -> AnswerPetitions<Sealed> {
        AnswerPetitions { answers: petitions.iter().map(|&id| row(id, "explained")).collect() }
    }

    /// The department answers, and has these petitions; one of them has a history beside that.
    fn given(petitions: &[StreamId], more: &[Event]) -> Spec<AnsweringPetitions> {
        let both = |&id: &StreamId| [(id, received()), (id, forwarded(DEPARTMENT))];
        let more = more.iter().map(|event| (OTHER, event.clone()));
        Spec::given(written(DEPARTMENT), petitions.iter().flat_map(both).chain(more))
    }

    #[test]
    fn one_letter_answers_many_petitions_each_with_its_own_words() {
        let command =
            AnswerPetitions { answers: vec![row(OTHER, "resolved"), row(PETITION, "explained")] };
        let spec = given(&[PETITION, OTHER], &[was_answered(DEPARTMENT, 1)]);
        let each = spec.when(&command, &reformed()).events().into_iter().map(|emit| {
            let ForwardingEvent::PetitionAnswered(answered) = emit.event else {
                panic!("no answer")
            };
            (emit.stream, answered.outcome.to_string(), answered.answer)
        });
        let expected = [(OTHER, "resolved".to_owned(), 2), (PETITION, "explained".to_owned(), 1)];
        assert_eq!(each.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_letter_of_answer_answers_something() {
        given(&[], &[]).when(&answers(&[]), &reformed()).then_refused(Refusal::NoPetitions);
    }

    #[test]
    fn a_letter_of_answer_answers_a_hundred_petitions_at_most() {
        let petition = |n: u128| CommandId(uuid::Uuid::from_u128(n)).stream(0);
        let petitions: Vec<StreamId> = (0..=PETITIONS_MAX as u128).map(petition).collect();
        let spec = given(&petitions, &[]);
        assert_eq!(spec.when(&answers(&petitions[1..]), &reformed()).events().len(), 100);
        spec.when(&answers(&petitions), &reformed())
            .then_refused(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }

    #[test]
    fn a_letter_of_answer_answers_each_petition_once() {
        given(&[PETITION], &[])
            .when(&answers(&[PETITION, PETITION]), &reformed())
            .then_refused(Refusal::PetitionTwice { petition: PETITION });
    }

    #[test]
    fn one_petition_that_cannot_be_answered_stops_them_all_and_is_named() {
        let why = answer_petition::Refusal::Case(case::Refusal::IsClosed { petition: OTHER });
        let refusal = Refusal::Answer { petition: OTHER, why };
        let stored = serde_json::json!({ "rule": "is_closed", "petition": OTHER });
        assert_eq!(serde_json::to_value(&refusal).unwrap(), stored);
        given(&[PETITION, OTHER], &[closed()])
            .when(&answers(&[PETITION, OTHER]), &reformed())
            .then_refused(refusal);
    }
}
