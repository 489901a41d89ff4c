//! What a petition's course comes to for a desk, a sheet or a count: what each addressee owes, what
//! waits for a check, and which duties were done in time.
//!
//! Pure. Says what is to be seen in the events, by the rules of the day on which a duty began;
//! never decides whether something is settled.

use std::collections::BTreeMap;

use directory::Pins;
use petition::{Addressee, Dated};
use proto::event::{
    CheckResult, ClassificationEvent, Deadline, Event, ForwardingEvent, MonitoringEvent, Rules,
};
use proto::{BodyId, Day};
use register::Course;

/// What somebody has to do by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DutyKind {
    /// A party's word about a proposal.
    Consent,
    /// To confirm that a letter arrived.
    Receipt,
    /// The first answer.
    Answer,
    /// To tell the voters of the answer.
    MakingKnown,
    /// Work that was promised by a day.
    Done,
    /// To check what was answered or claimed.
    Check,
}

impl DutyKind {
    pub(super) const ALL: [Self; 6] =
        [Self::Consent, Self::Receipt, Self::Answer, Self::MakingKnown, Self::Done, Self::Check];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Receipt => "receipt",
            Self::Answer => "answer",
            Self::MakingKnown => "making_known",
            Self::Done => "done",
            Self::Check => "check",
        }
    }
}

/// A duty of which the last day is known, and when it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duty {
    pub(super) kind: DutyKind,
    /// The addressee that it is about; none for a consent.
    pub(super) of: Option<BodyId>,
    pub(super) due: Day,
    pub(super) done: Option<Day>,
}

/// How a duty stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timely {
    OnTime,
    Late,
    Running,
    Overdue,
}

impl Timely {
    pub(super) const ALL: [Self; 4] = [Self::OnTime, Self::Late, Self::Running, Self::Overdue];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Running => "running",
            Self::Overdue => "overdue",
        }
    }
}

impl Duty {
    pub(super) fn on(&self, today: Day) -> Timely {
        match self.done {
            Some(done) if done <= self.due => Timely::OnTime,
            Some(_) => Timely::Late,
            None if today <= self.due => Timely::Running,
            None => Timely::Overdue,
        }
    }
}

/// What the order of the events tells, which the fold of their contents does not keep.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Whose answer or claim waits for the follower's look, since when.
    pub(super) awaits: BTreeMap<BodyId, Day>,
    /// Each that was looked at: whose, since when it waited, when it was checked.
    checked: Vec<(BodyId, Day, Day)>,
    /// Words about proposals: the last day for each, and when it came.
    consents: Vec<(Day, Option<Day>)>,
}

/// Walks through the events of a course once.
pub(super) fn told(course: &Course) -> Told {
    let mut told = Told::default();
    let mut consent_due = None;
    for (envelope, event) in course.entries.iter().filter_map(register::Entry::known) {
        let on = envelope.occurred_on;
        match event {
            Event::Classification(event) => told.consent(event, on, &mut consent_due),
            Event::Forwarding(ForwardingEvent::PetitionAnswered(answered)) => {
                let said_done = matches!(answered.outcome.as_str(), "resolved" | "explained");
                told.awaits.remove(&answered.by);
                if said_done {
                    told.awaits.insert(answered.by, on);
                }
            }
            Event::Monitoring(event) => told.watched(event, on),
            Event::Forwarding(_) | Event::Intake(_) | Event::Directory(_) => {}
        }
    }
    told.consents.extend(consent_due.map(|due| (due, None)));
    told
}

impl Told {
    fn consent(&mut self, event: &ClassificationEvent, on: Day, due: &mut Option<Day>) {
        match event {
            ClassificationEvent::ClassificationProposed(proposed) => *due = proposed.consent_due,
            ClassificationEvent::ConsentGiven(given) => {
                self.consents.extend(due.map(|due| (due, Some(on))));
                *due = given.consent_due.or(*due);
            }
            ClassificationEvent::SilenceCounted(counted) => {
                // Who was silent did not speak in time, whatever the rule makes of it.
                self.consents.extend(due.map(|due| (due, Some(on.max(after(due))))));
                *due = counted.consent_due.or(*due);
            }
            ClassificationEvent::ClassificationContested(_) => {
                self.consents.extend(due.map(|due| (due, Some(on))));
                *due = None;
            }
            ClassificationEvent::ClassificationAgreed(_)
            | ClassificationEvent::DeadlockDecided(_) => *due = None,
            ClassificationEvent::DissentRecorded(_)
            | ClassificationEvent::ClassificationReactionRefused(_) => {}
        }
    }

    fn watched(&mut self, event: &MonitoringEvent, on: Day) {
        match event {
            MonitoringEvent::DoneClaimed(claimed) => {
                self.awaits.insert(claimed.by, on);
            }
            MonitoringEvent::CheckRecorded(check) => {
                if let Some(since) = self.awaits.remove(&check.of) {
                    self.checked.push((check.of, since, on));
                }
            }
            MonitoringEvent::PetitionHandedOver(handed) => {
                if let Some(since) = self.awaits.remove(&handed.from) {
                    self.awaits.insert(handed.to, since);
                }
            }
            MonitoringEvent::PetitionReopened(_) | MonitoringEvent::PetitionClosed(_) => {
                self.awaits.clear();
            }
            MonitoringEvent::FollowerProposed(_)
            | MonitoringEvent::FollowerNamed(_)
            | MonitoringEvent::DeadlinePassed(_)
            | MonitoringEvent::DeadlineEscalated(_)
            | MonitoringEvent::DeadlineExtended(_)
            | MonitoringEvent::ReminderSent(_)
            | MonitoringEvent::VoterHeard(_)
            | MonitoringEvent::WaitingForResources(_)
            | MonitoringEvent::PetitionSettled(_)
            | MonitoringEvent::PetitionCarriedOver(_)
            | MonitoringEvent::MonitoringReactionRefused(_) => {}
        }
    }
}

fn after(day: Day) -> Day {
    day.tomorrow().unwrap_or(day)
}

/// Every duty of a course of which the last day is known.
pub(super) fn duties(course: &Course, told: &Told, pins: &Pins) -> Vec<Duty> {
    let petition = &course.held.petition;
    let Some(received) = &petition.received else { return Vec::new() };
    let by_rule = |on: Day, of: fn(&Rules) -> Option<&Deadline>| {
        let rules = pins.rules(received.council, on)?;
        pins.calendar.due(on, of(rules)?)
    };
    let consent =
        |&(due, done): &(Day, Option<Day>)| Duty { kind: DutyKind::Consent, of: None, due, done };
    let mut all: Vec<Duty> = told.consents.iter().map(consent).collect();
    for to in petition.live() {
        let duty = |kind, due: Option<Day>, done| {
            due.map(|due| Duty { kind, of: Some(to.body), due, done })
        };
        let receipt_due = to.sent_on.and_then(|on| by_rule(on, |rules| rules.receipt.as_ref()));
        let arrived = course.receipts.iter().find(|(letter, _)| to.letter == Some(*letter));
        all.extend(duty(DutyKind::Receipt, receipt_due, arrived.map(|(_, on)| *on)));
        let answered = to.answers.first().map(|answer| answer.on);
        all.extend(duty(DutyKind::Answer, to.answer_due, answered));
        let known_due = answered.and_then(|on| {
            by_rule(to.answer_due.unwrap_or(on), |rules| rules.making_known.as_ref())
        });
        let known = to.made_known.first().map(|known| known.on);
        all.extend(duty(DutyKind::MakingKnown, known_due, known));
        all.extend(duty(DutyKind::Done, to.done_by, done_on(course, to)));
    }
    let checks = told.checked.iter().map(|&(of, since, on)| (of, since, Some(on)));
    let open = told.awaits.iter().map(|(&of, &since)| (of, since, None));
    all.extend(checks.chain(open).filter_map(|(of, since, done)| {
        let due = by_rule(since, |rules| rules.check.as_ref())?;
        Some(Duty { kind: DutyKind::Check, of: Some(of), due, done })
    }));
    all
}

/// When an addressee said that the promised work is done, unless a check said otherwise since.
fn done_on(course: &Course, to: &Addressee) -> Option<Day> {
    let watch = &course.held.petition.watch;
    let claim = watch.claims.iter().rfind(|claim| to.is(claim.event.by)).map(|claim| claim.on);
    let check = watch.last_check(to.body);
    match check.map(|check| check.event.result) {
        Some(CheckResult::Accepted) => claim.or(check.map(|check| check.on)),
        Some(CheckResult::Refused | CheckResult::Partly) if to.done_due.is_some() => None,
        Some(_) | None => claim,
    }
}

/// The last of what was said by or of one addressee.
pub(super) fn last_of<'a, T>(
    said: &'a [Dated<T>],
    of: impl Fn(&T) -> BodyId,
    to: &Addressee,
) -> Option<&'a Dated<T>> {
    said.iter().rfind(|said| to.is(of(&said.event)))
}
