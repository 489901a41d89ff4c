//! Classification: field, competence and addressees of a petition, and who agreed to them.
//!
//! Consumes `intake.petition_received`: suggests what the council's rules say for its field.
//! Appends `classification.*` on the petition's stream. Never forwards, and never agrees by
//! itself: a suggestion waits for a person.
//!
//! Rules: the source text asks that the classification is agreed between the parties before a
//! petition goes to the People's Committee; who they are is in the council's rules.

use decider::{Reaction, ReactionCommand, Service, erased};
use directory::Pins;
use proto::command::SuggestClassification;
use proto::envelope::Envelope;
use proto::event::{Event, IntakeEvent};

pub mod domain;

/// Classification as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Classification,
        deciders: vec![
            erased::<domain::propose::Proposing>(),
            erased::<domain::suggest::Suggesting>(),
            erased::<domain::note_refused_reaction::NotingRefusedReaction>(),
        ],
        reactions: vec![Reaction { name: "suggest_classification", react: suggest }],
        timed: None,
    }
}

/// A petition whose field the clerk named is proposed to whoever answers for that field.
fn suggest(envelope: &Envelope, event: &Event) -> Vec<ReactionCommand> {
    let Event::Intake(IntakeEvent::PetitionReceived(received)) = event else { return Vec::new() };
    let field = received.field.clone().map(|field| SuggestClassification { field });
    let command = field.and_then(|command| ReactionCommand::new(envelope.stream, &command).ok());
    command.into_iter().collect()
}
