//! Intake: meetings, petitions as they were raised, and the lists that hold them.
//!
//! Consumes its own `intake.petition_unmerged`: tells the petition that went on with another one's
//! life that it does so no more. Folds what others appended to a petition's stream as far
//! as its rules need it. Appends `intake.*` on the streams of petitions, meetings, lists and
//! counters. Never judges what a petition is about: that is agreed in classification.
//!
//! Invariants: numbers are consecutive per council and term. No single clerk can bury a petition:
//! a merger, "not a petition" and the answer of a meeting are possible only before a classification
//! is agreed, stay in the log, and no row ever leaves a list; what a party's proposal took back from
//! "an opinion" or "not a petition" is noted so by nobody again. Mergers never form a circle.
//!
//! Rules: a petition is what a voter puts to a deputy through voter contact (NQLT 72/2025,
//! article 2.8); what is none, article 37.4; answers at the meeting, article 24.1.

use decider::{Reaction, ReactionCommand, Service, erased};
use directory::Pins;
use proto::command::ReleasePetition;
use proto::envelope::Envelope;
use proto::event::{Event, IntakeEvent};

pub mod domain;

use domain::{
    answer_on_the_spot::AnsweringOnTheSpot, approve_public_wording::ApprovingPublicWording,
    bind_names::BindingNames, correct_petition::CorrectingPetition, fix_list::FixingList,
    fix_list::RevisingList, hold_meeting::HoldingMeeting, merge_petitions::MergingPetitions,
    note_not_a_petition::NotingNotAPetition, note_opinion::NotingOpinion,
    record_petition::RecordingPetition, refuse_spot_answer::RefusingSpotAnswer,
    release_petition::ReleasingPetition, split_petition::SplittingPetition,
    unmerge_petition::UnmergingPetition, withdraw_petition::WithdrawingPetition,
};

/// Intake as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Intake,
        deciders: vec![
            erased::<HoldingMeeting>(),
            erased::<RecordingPetition>(),
            erased::<NotingOpinion>(),
            erased::<AnsweringOnTheSpot>(),
            erased::<RefusingSpotAnswer>(),
            erased::<NotingNotAPetition>(),
            erased::<ApprovingPublicWording>(),
            erased::<CorrectingPetition>(),
            erased::<MergingPetitions>(),
            erased::<UnmergingPetition>(),
            erased::<ReleasingPetition>(),
            erased::<SplittingPetition>(),
            erased::<WithdrawingPetition>(),
            erased::<BindingNames>(),
            erased::<FixingList>(),
            erased::<RevisingList>(),
        ],
        reactions: vec![Reaction { name: "release_absorbed", react: release }],
        timed: None,
    }
}

/// The petition that went on with another one's life learns that it does so no more.
fn release(envelope: &Envelope, event: &Event) -> Vec<ReactionCommand> {
    let Event::Intake(IntakeEvent::PetitionUnmerged(unmerged)) = event else { return Vec::new() };
    let command = ReleasePetition { petition: envelope.stream };
    ReactionCommand::new(unmerged.from, &command).into_iter().collect()
}
