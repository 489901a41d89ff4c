//! Monitoring: each petition followed until it is really settled.
//!
//! Consumes `forwarding.petition_forwarded`: proposes the follower that the council's rules name.
//! Takes note of due days as they pass: an answer, promised work, a review; and of each rung of the
//! council's ladder, with whoever is told there, as long as it is still owed. Appends `monitoring.*`
//! on the petition's stream. Never answers, and never changes who owes an answer but by a
//! hand-over with its basis.
//!
//! The addressee claims, the follower checks, the standing committee closes:
//! - a petition is settled only when the part of every body that holds it was checked and
//!   accepted, and closed only when it is settled;
//! - nobody checks or closes its own answer;
//! - what is planned or not yet possible never settles;
//! - each due day passes once, and each of its rungs is reached once, never after it was done.
//!
//! Rules: following to the end is everybody's duty by article 53 of NQLT 72/2025; who follows,
//! how long an answer may take, and the rungs are in the council's rules with their legal basis. Who
//! is told on which rung is local choice: `domain::ladder`.

use decider::{Reaction, ReactionCommand, Service, erased};
use directory::Pins;
use proto::command::ProposeFollower;
use proto::envelope::Envelope;
use proto::event::{Event, ForwardingEvent};

pub mod domain;
mod due_days;

/// Monitoring as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Monitoring,
        deciders: vec![
            erased::<domain::name_follower::NamingFollower>(),
            erased::<domain::propose_follower::ProposingFollower>(),
            erased::<domain::extend_deadline::ExtendingDeadline>(),
            erased::<domain::send_reminder::SendingReminder>(),
            erased::<domain::claim_done::ClaimingDone>(),
            erased::<domain::record_check::RecordingCheck>(),
            erased::<domain::hear_voter::HearingVoter>(),
            erased::<domain::wait_for_resources::Waiting>(),
            erased::<domain::close_petition::Closing>(),
            erased::<domain::reopen_petition::Reopening>(),
            erased::<domain::carry_over::CarryingOver>(),
            erased::<domain::hand_over::HandingOver>(),
            erased::<domain::note_passed_deadline::NotingPassedDeadline>(),
            erased::<domain::escalate_deadline::EscalatingDeadline>(),
            erased::<domain::note_refused_reaction::NotingRefusedReaction>(),
        ],
        reactions: vec![Reaction { name: "propose_follower", react: propose_follower }],
        timed: Some(due_days::begin),
    }
}

/// Whoever the rules name is proposed as follower as soon as somebody has the petition.
fn propose_follower(envelope: &Envelope, event: &Event) -> Vec<ReactionCommand> {
    let Event::Forwarding(ForwardingEvent::PetitionForwarded(_)) = event else {
        return Vec::new();
    };
    ReactionCommand::new(envelope.stream, &ProposeFollower {}).into_iter().collect()
}
