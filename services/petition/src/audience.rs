//! Who hears of what happens: one function from an event to bodies.

use std::collections::BTreeSet;

use directory::Pins;
use proto::event::{ClassificationEvent, Event, ForwardingEvent, IntakeEvent};
use proto::{BodyId, Day};

use crate::Petition;

/// The bodies whose officers hear of `event` on `petition`, as the directory stood then.
///
/// `petition` is the state after the event. The delegate group that raised it hears everything;
/// the standing committee and the Front hear what is agreed and sent; an addressee hears of its
/// own letter. Bodies that ended are heard for by those who took over their work.
#[must_use]
pub fn audience(event: &Event, petition: &Petition, pins: &Pins, day: Day) -> BTreeSet<BodyId> {
    let Some(received) = &petition.received else { return BTreeSet::new() };
    let mut bodies = vec![received.raised_with];
    let overseers = pins.rules(received.council, day).map(|r| [r.standing_committee, r.front]);
    match event {
        Event::Intake(IntakeEvent::PetitionReceived(_))
        | Event::Classification(
            ClassificationEvent::ClassificationProposed(_)
            | ClassificationEvent::ClassificationAgreed(_)
            | ClassificationEvent::ClassificationReactionRefused(_),
        ) => bodies.extend(overseers.into_iter().flatten()),
        Event::Forwarding(ForwardingEvent::PetitionForwarded(forwarded)) => {
            bodies.extend(overseers.into_iter().flatten());
            bodies.push(forwarded.to);
        }
        // Of other streams: each petition has an event of its own.
        Event::Intake(IntakeEvent::NumberTaken(_))
        | Event::Forwarding(ForwardingEvent::LetterIssued(_))
        | Event::Directory(_) => return BTreeSet::new(),
    }
    bodies.iter().flat_map(|&body| pins.directory.standing_heirs(body, day)).collect()
}
