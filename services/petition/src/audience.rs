//! Who hears of what happens: one function from an event to bodies.
//!
//! The delegate group that a petition was raised with, the standing committee and the Front hear
//! everything but what is an addressee's own affair; each other body hears what concerns it. A body
//! hears of an event once, however many hands it has in it.

use std::collections::BTreeSet;

use directory::Pins;
use proto::event::{
    ClassificationEvent, Event, ForwardingEvent, IntakeEvent, MonitoringEvent, WorkAssigned,
};
use proto::{BodyId, Day};

use crate::Petition;
use crate::hands;

/// The bodies whose officers hear of `event` on `petition`, as the directory stood then.
///
/// `petition` is the state after the event. Bodies that ended are heard for by those who took over
/// their work.
#[must_use]
pub fn audience(event: &Event, petition: &Petition, pins: &Pins, day: Day) -> BTreeSet<BodyId> {
    let Some(received) = &petition.received else { return BTreeSet::new() };
    let concerned = match event {
        Event::Intake(event) => of_intake(event, petition, pins, day),
        Event::Classification(event) => Some(of_classification(event, petition, pins, day)),
        Event::Forwarding(ForwardingEvent::WorkAssigned(work)) => {
            return heard_by([received.raised_with].into_iter().chain(assigned(work)), pins, day);
        }
        Event::Forwarding(event) => of_forwarding(event, petition),
        Event::Monitoring(event) => Some(of_monitoring(event, petition, pins)),
        Event::Directory(_) => None,
    };
    // Of other streams: each petition has an event of its own.
    let Some(concerned) = concerned else { return BTreeSet::new() };
    let overseers = hands::overseers(petition, pins, day);
    heard_by([received.raised_with].into_iter().chain(overseers).chain(concerned), pins, day)
}

fn heard_by(bodies: impl Iterator<Item = BodyId>, pins: &Pins, day: Day) -> BTreeSet<BodyId> {
    bodies.flat_map(|body| pins.directory.standing_heirs(body, day)).collect()
}

fn assigned(work: &WorkAssigned) -> impl Iterator<Item = BodyId> {
    [work.by, work.lead].into_iter().chain(work.supporting.iter().copied())
}

/// Those who have it and those who see to it: who hears when its fate changes.
fn at_work(petition: &Petition) -> Vec<BodyId> {
    let live = petition.live().flat_map(|to| std::iter::once(to.body).chain(to.agencies()));
    live.chain(petition.watch.follower).collect()
}

/// `body`, and whoever follows the petition.
fn with_follower(body: BodyId, petition: &Petition) -> Vec<BodyId> {
    std::iter::once(body).chain(petition.watch.follower).collect()
}

fn of_intake(
    event: &IntakeEvent,
    petition: &Petition,
    pins: &Pins,
    day: Day,
) -> Option<Vec<BodyId>> {
    Some(match event {
        IntakeEvent::NumberTaken(_) | IntakeEvent::MeetingHeld(_) | IntakeEvent::ListFixed(_) => {
            return None;
        }
        IntakeEvent::PetitionReceived(_)
        | IntakeEvent::RaisedAtMeeting(_)
        | IntakeEvent::WrittenInTheBook(_)
        | IntakeEvent::NameBound(_)
        | IntakeEvent::OpinionNoted(_)
        | IntakeEvent::PublicWordingApproved(_)
        | IntakeEvent::PartOf(_) => Vec::new(),
        IntakeEvent::AnsweredOnTheSpot(answered) => vec![answered.by],
        IntakeEvent::AnswerNotAccepted(_) => {
            petition.raised.spot.iter().map(|spot| spot.event.by).collect()
        }
        IntakeEvent::NotAPetition(not) => not.sent_to.into_iter().collect(),
        IntakeEvent::PetitionListed(_) => hands::sides(petition, pins, day),
        IntakeEvent::PetitionCorrected(_)
        | IntakeEvent::PetitionMerged(_)
        | IntakeEvent::PetitionAbsorbed(_)
        | IntakeEvent::PetitionReleased(_)
        | IntakeEvent::PetitionUnmerged(_)
        | IntakeEvent::PetitionSplit(_)
        | IntakeEvent::PetitionWithdrawn(_) => at_work(petition),
    })
}

fn of_classification(
    event: &ClassificationEvent,
    petition: &Petition,
    pins: &Pins,
    day: Day,
) -> Vec<BodyId> {
    let parties = || petition.consenting.iter().copied().chain(hands::sides(petition, pins, day));
    match event {
        ClassificationEvent::ClassificationReactionRefused(_) => Vec::new(),
        ClassificationEvent::DeadlockDecided(decided) => parties().chain([decided.by]).collect(),
        ClassificationEvent::ClassificationProposed(_)
        | ClassificationEvent::ConsentGiven(_)
        | ClassificationEvent::ClassificationContested(_)
        | ClassificationEvent::SilenceCounted(_)
        | ClassificationEvent::DissentRecorded(_)
        | ClassificationEvent::ClassificationAgreed(_) => parties().collect(),
    }
}

fn of_forwarding(event: &ForwardingEvent, petition: &Petition) -> Option<Vec<BodyId>> {
    Some(match event {
        ForwardingEvent::LetterIssued(_) | ForwardingEvent::LetterReceived(_) => return None,
        ForwardingEvent::PetitionForwarded(forwarded) => vec![forwarded.to],
        // Nobody acted: it is no news to the body that the book names.
        ForwardingEvent::AnswerTakenOver(_) => Vec::new(),
        ForwardingEvent::PetitionReturned(returned) => with_follower(returned.by, petition),
        ForwardingEvent::WorkAssigned(work) => assigned(work).collect(),
        ForwardingEvent::PetitionAnswered(answered) => {
            let of = petition.addressees.iter().filter(|to| to.is(answered.by));
            of.flat_map(|to| to.agencies()).chain(with_follower(answered.by, petition)).collect()
        }
        ForwardingEvent::AnswerMadeKnown(known) => {
            with_follower(known.answer_of, petition).into_iter().chain([known.by]).collect()
        }
    })
}

fn of_monitoring(event: &MonitoringEvent, petition: &Petition, pins: &Pins) -> Vec<BodyId> {
    let late = |body| {
        let above = pins.directory.peoples_committees_above(body);
        with_follower(body, petition).into_iter().chain(above).collect()
    };
    match event {
        MonitoringEvent::MonitoringReactionRefused(_) => Vec::new(),
        MonitoringEvent::FollowerProposed(proposed) => vec![proposed.follower],
        MonitoringEvent::DeadlinePassed(passed) => late(passed.body),
        MonitoringEvent::DeadlineEscalated(escalated) => with_follower(escalated.body, petition)
            .into_iter()
            .chain(escalated.to.clone())
            .collect(),
        MonitoringEvent::ReminderSent(sent) => late(sent.to),
        MonitoringEvent::DeadlineExtended(extended) => with_follower(extended.body, petition),
        MonitoringEvent::DoneClaimed(claimed) => with_follower(claimed.by, petition),
        MonitoringEvent::CheckRecorded(check) => {
            with_follower(check.of, petition).into_iter().chain([check.by]).collect()
        }
        MonitoringEvent::WaitingForResources(waiting) => with_follower(waiting.body, petition),
        MonitoringEvent::PetitionHandedOver(handed) => {
            with_follower(handed.to, petition).into_iter().chain([handed.from]).collect()
        }
        MonitoringEvent::FollowerNamed(_)
        | MonitoringEvent::VoterHeard(_)
        | MonitoringEvent::PetitionSettled(_)
        | MonitoringEvent::PetitionClosed(_)
        | MonitoringEvent::PetitionReopened(_)
        | MonitoringEvent::PetitionCarriedOver(_) => at_work(petition),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::life;
    use crate::fixture::every_event;
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, DEPARTMENT, DISTRICT, circle, name,
        petition::{forwarded, received},
        reform, reformed, table,
    };
    use proto::Version;
    use proto::event::NumberTaken;

    fn heard(event: &Event, petition: &Petition, pins: &Pins, day: Day) -> String {
        let bodies = audience(event, petition, pins, day);
        bodies.into_iter().map(name).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_event_of_a_life_is_heard_by_those_it_concerns() {
        let mut petition = Petition::default();
        let rows: Vec<_> = every_event()
            .iter()
            .map(|(word, event)| {
                petition.apply(event, BEFORE_REFORM);
                (*word, vec![heard(event, &petition, &circle(), BEFORE_REFORM)])
            })
            .collect();
        insta::assert_snapshot!(table(&["heard by"], &rows));
    }

    #[test]
    fn the_heirs_hear_for_a_body_that_ended() {
        let district = life("forwarded to the district");
        let of = |pins: Pins, day| heard(&forwarded(DISTRICT), &district, &pins, day);
        let overseers = "standing committee, front, group east";
        assert_eq!(of(circle(), BEFORE_REFORM), format!("{overseers}, district"));
        let heirs = format!("{overseers}, commune north, commune south");
        assert_eq!(of(reformed(), AFTER_REFORM), heirs);
    }

    #[test]
    fn events_of_other_streams_are_heard_through_the_petitions_own() {
        let number = IntakeEvent::from(NumberTaken { number: Version(1) }).into();
        for event in [number, Event::from(reform())] {
            assert_eq!(heard(&event, &life("received"), &circle(), BEFORE_REFORM), "");
        }
    }

    #[test]
    fn nobody_hears_of_a_petition_that_was_not_received() {
        for event in [forwarded(DEPARTMENT), received()] {
            let heard = audience(&event, &Petition::default(), &circle(), AFTER_REFORM);
            assert!(heard.is_empty());
        }
    }
}
