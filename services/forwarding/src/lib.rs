//! Forwarding: letters that carry agreed petitions to their addressees, and what comes back.
//!
//! Consumes nothing. Appends `forwarding.*`: issue and receipt on the letter's own stream, and on
//! each petition that it was forwarded, returned, assigned, answered, made known. Never changes
//! what was agreed, never judges an answer, and lets nobody answer what they do not have.
//!
//! Rules: who answers, and by when, is in the council's co-ordination rules with its legal basis;
//! the answer deadline of the People's Council channel was not found in law, so it is data.

use decider::{Service, erased};
use directory::Pins;

pub mod domain;

/// Forwarding as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Forwarding,
        deciders: vec![
            erased::<domain::issue_letter::IssuingLetter>(),
            erased::<domain::confirm_receipt::ConfirmingReceipt>(),
            erased::<domain::return_petition::ReturningPetition>(),
            erased::<domain::assign_work::AssigningWork>(),
            erased::<domain::answer_petition::AnsweringPetition>(),
            erased::<domain::answer_petitions::AnsweringPetitions>(),
            erased::<domain::make_known::MakingKnown>(),
            erased::<domain::take_over_answer::TakingAnswerOver>(),
        ],
        reactions: Vec::new(),
        timed: None,
    }
}
