//! Who hears of what happens: one function from an event to bodies.

use std::collections::BTreeSet;

use directory::Pins;
use proto::event::{ClassificationEvent, Event, ForwardingEvent, IntakeEvent};
use proto::{BodyId, Day};

use crate::Petition;

/// The bodies whose officers hear of `event` on `petition`, as the directory stood then.
///
/// `petition` is the state after the event. The delegate group that raised it, the standing
/// committee and the Front hear everything; an addressee hears of its own letter. Bodies that ended
/// are heard for by those who took over their work.
#[must_use]
pub fn audience(event: &Event, petition: &Petition, pins: &Pins, day: Day) -> BTreeSet<BodyId> {
    let Some(received) = &petition.received else { return BTreeSet::new() };
    let overseers = pins.rules(received.council, day).map(|r| [r.standing_committee, r.front]);
    let mut bodies = vec![received.raised_with];
    bodies.extend(overseers.into_iter().flatten());
    match event {
        Event::Intake(IntakeEvent::PetitionReceived(_))
        | Event::Classification(
            ClassificationEvent::ClassificationProposed(_)
            | ClassificationEvent::ClassificationAgreed(_)
            | ClassificationEvent::ClassificationReactionRefused(_),
        ) => {}
        Event::Forwarding(ForwardingEvent::PetitionForwarded(forwarded)) => {
            bodies.push(forwarded.to);
        }
        // Of other streams: each petition has an event of its own.
        Event::Intake(IntakeEvent::NumberTaken(_))
        | Event::Forwarding(ForwardingEvent::LetterIssued(_))
        | Event::Directory(_) => return BTreeSet::new(),
    }
    bodies.iter().flat_map(|&body| pins.directory.standing_heirs(body, day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::life;
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, DEPARTMENT, DISTRICT, circle, name,
        petition::{agreed, forwarded, proposed, reaction_refused, received},
        reform, reformed, table,
    };
    use proto::Version;
    use proto::event::NumberTaken;

    #[test]
    fn each_event_is_heard_by_those_it_concerns() {
        let number = IntakeEvent::from(NumberTaken { number: Version(1) }).into();
        let events: [(&str, Event); 8] = [
            ("number taken", number),
            ("received", received()),
            ("proposed", proposed(2, &[DISTRICT])),
            ("agreed", agreed(2, &[DISTRICT])),
            ("reaction refused", reaction_refused()),
            ("forwarded to the department", forwarded(DEPARTMENT)),
            ("forwarded to the district", forwarded(DISTRICT)),
            ("the district ended", reform().into()),
        ];
        let heard = |event: &Event, pins: &Pins, day| {
            let bodies = audience(event, &life("forwarded to the district"), pins, day);
            bodies.into_iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let rows: Vec<_> = events
            .iter()
            .map(|(word, event)| {
                let before = heard(event, &circle(), BEFORE_REFORM);
                (*word, vec![before, heard(event, &reformed(), AFTER_REFORM)])
            })
            .collect();
        insta::assert_snapshot!(table(&["before the reform", "after it"], &rows));
    }

    #[test]
    fn nobody_hears_of_a_petition_that_was_not_received() {
        let heard = audience(&forwarded(DEPARTMENT), &Petition::default(), &circle(), AFTER_REFORM);
        assert!(heard.is_empty());
    }
}
