//! Classification: field, competence and addressees of a petition, and who agreed to them.
//!
//! Consumes `intake.petition_received` and `intake.answer_not_accepted`: suggests what the
//! council's rules say for the petition's field. Appends `classification.*` on the petition's
//! stream. Never forwards, and never agrees by itself: a suggestion waits for a person, and the
//! silence of a party counts only for what a person chose, where the rules say so.
//!
//! Invariants: proposals count up by one, and only the last is agreed; it is agreed when both
//! sides of every pair have consented to it, in the order of the pairs, or when whoever the rules
//! name decided after enough contested proposals; no officer consents for both sides of a pair;
//! who has a letter is never left out of a later proposal.
//!
//! Rules: the source text asks that the classification is agreed between the delegate groups and
//! the communes, and between the standing committee and the Front, before a petition goes to the
//! People's Committee; who they are is in the council's rules.

use decider::{Reaction, ReactionCommand, Service, Timed, erased};
use directory::Pins;
use proto::command::{SuggestAnew, SuggestClassification};
use proto::envelope::Envelope;
use proto::event::{Event, IntakeEvent};

pub mod domain;
pub mod waiting;

/// Classification as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Classification,
        deciders: vec![
            erased::<domain::propose::Proposing>(),
            erased::<domain::give_consent::Consenting>(),
            erased::<domain::contest::Contesting>(),
            erased::<domain::record_dissent::Dissenting>(),
            erased::<domain::decide_deadlock::DecidingDeadlock>(),
            erased::<domain::suggest::Suggesting>(),
            erased::<domain::suggest::SuggestingAnew>(),
            erased::<domain::count_silence::CountingSilence>(),
            erased::<domain::note_refused_reaction::NotingRefusedReaction>(),
        ],
        reactions: vec![Reaction { name: "suggest_classification", react: suggest }],
        timed: Some(waiting),
    }
}

fn waiting() -> Box<dyn Timed> {
    Box::<waiting::Waiting>::default()
}

/// A petition whose field the clerk named is proposed to whoever answers for that field: when it
/// is received, and when the voter does not accept what was answered at the meeting.
fn suggest(envelope: &Envelope, event: &Event) -> Vec<ReactionCommand> {
    let command = match event {
        Event::Intake(IntakeEvent::PetitionReceived(received)) => {
            let field = received.field.clone();
            let command = field.map(|field| SuggestClassification { field });
            command.and_then(|command| ReactionCommand::new(envelope.stream, &command).ok())
        }
        // The field is the one that was recorded, or corrected since.
        Event::Intake(IntakeEvent::AnswerNotAccepted(_)) => {
            ReactionCommand::new(envelope.stream, &SuggestAnew {}).ok()
        }
        Event::Directory(_)
        | Event::Intake(_)
        | Event::Classification(_)
        | Event::Forwarding(_)
        | Event::Monitoring(_) => None,
    };
    command.into_iter().collect()
}
