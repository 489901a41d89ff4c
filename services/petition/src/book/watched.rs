//! The part of monitoring: who follows a petition, and what came of it.

use std::collections::BTreeMap;

use proto::event::{
    CheckRecorded, CheckResult, DeadlineEscalated, DeadlineExtended, DeadlinePassed, DoneClaimed,
    MonitoringEvent, PetitionCarriedOver, PetitionClosed, PetitionHandedOver, PetitionReopened,
    ReminderSent, VoterHeard, WaitingForResources,
};
use proto::{BodyId, Context, Day};

use super::{Dated, Petition};

/// What happened since a petition was forwarded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Who was proposed by rule to follow it.
    pub proposed: Option<BodyId>,
    /// Who follows it.
    pub follower: Option<BodyId>,
    /// Due days that passed.
    pub passed: Vec<Dated<DeadlinePassed>>,
    /// Rungs of the ladder that were reached.
    pub escalated: Vec<Dated<DeadlineEscalated>>,
    /// Due days that were moved.
    pub extended: Vec<Dated<DeadlineExtended>>,
    /// Reminders.
    pub reminders: Vec<Dated<ReminderSent>>,
    /// What addressees say is done.
    pub claims: Vec<Dated<DoneClaimed>>,
    /// What the follower saw.
    pub checks: Vec<Dated<CheckRecorded>>,
    /// Whose answer or claim waits for the follower's look, since when.
    pub awaits: BTreeMap<BodyId, Day>,
    /// What was looked at: whose, since when it waited, when it was checked.
    pub checked: Vec<(BodyId, Day, Day)>,
    /// What the voter said.
    pub voter: Vec<Dated<VoterHeard>>,
    /// The voter's last word, also at the meeting, was that they are not satisfied.
    pub voter_objects: bool,
    /// Who waits for resources.
    pub waiting: Vec<Dated<WaitingForResources>>,
    /// Since when it is settled.
    pub settled_on: Option<Day>,
    /// That it is closed.
    pub closed: Option<Dated<PetitionClosed>>,
    /// How often it was opened again, and why.
    pub reopened: Vec<Dated<PetitionReopened>>,
    /// Into which sessions it went on.
    pub carried: Vec<Dated<PetitionCarriedOver>>,
    /// How it changed hands.
    pub handed_over: Vec<Dated<PetitionHandedOver>>,
}

impl Watch {
    /// It is settled or closed, and was not opened again.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.settled_on.is_some() || self.closed.is_some()
    }

    /// The highest rung that was reached with what `body` owes by `day`; none before the first.
    #[must_use]
    pub fn rung(&self, body: BodyId, due: &str, day: Day) -> Option<u32> {
        let of = self.escalated.iter().map(|escalated| &escalated.event);
        let of = of.filter(|e| e.body == body && e.due.as_str() == due && e.day == day);
        of.map(|escalated| escalated.rung).max()
    }

    /// The last check of what `body` answered or claimed.
    #[must_use]
    pub fn last_check(&self, body: BodyId) -> Option<&Dated<CheckRecorded>> {
        self.checks.iter().rfind(|check| check.event.of == body)
    }

    /// The follower's last word on somebody's work is that it is not done.
    #[must_use]
    pub fn follower_objects(&self) -> bool {
        let last = |check: &&Dated<CheckRecorded>| self.last_check(check.event.of) == Some(*check);
        self.checks.iter().filter(last).any(|check| check.event.result == CheckResult::Refused)
    }

    pub(super) fn waits_no_more(&mut self, body: BodyId) {
        self.waiting.retain(|waiting| waiting.event.body != body);
    }
}

impl Petition {
    pub(super) fn apply_monitoring(&mut self, event: &MonitoringEvent, day: Day) {
        let watch = &mut self.watch;
        match event {
            MonitoringEvent::FollowerProposed(proposed) => watch.proposed = Some(proposed.follower),
            MonitoringEvent::FollowerNamed(named) => {
                watch.follower = Some(named.follower);
                self.looked_at(Context::Monitoring);
            }
            MonitoringEvent::DeadlinePassed(passed) => watch.passed.push(Dated::of(day, passed)),
            MonitoringEvent::DeadlineEscalated(escalated) => {
                watch.escalated.push(Dated::of(day, escalated));
            }
            MonitoringEvent::DeadlineExtended(extended) => self.extend(extended, day),
            MonitoringEvent::ReminderSent(sent) => watch.reminders.push(Dated::of(day, sent)),
            MonitoringEvent::DoneClaimed(claimed) => self.claim(claimed, day),
            MonitoringEvent::CheckRecorded(check) => self.check(check, day),
            MonitoringEvent::VoterHeard(heard) => {
                watch.voter_objects = !heard.satisfied;
                watch.voter.push(Dated::of(day, heard));
            }
            MonitoringEvent::WaitingForResources(waiting) => {
                watch.waits_no_more(waiting.body);
                watch.waiting.push(Dated::of(day, waiting));
            }
            MonitoringEvent::PetitionSettled(_) => watch.settled_on = Some(day),
            MonitoringEvent::PetitionClosed(closed) => {
                watch.closed = Some(Dated::of(day, closed));
                watch.awaits.clear();
                self.looked_at(Context::Monitoring);
            }
            MonitoringEvent::PetitionReopened(reopened) => {
                (watch.settled_on, watch.closed) = (None, None);
                watch.awaits.clear();
                watch.reopened.push(Dated::of(day, reopened));
            }
            MonitoringEvent::PetitionCarriedOver(carried) => {
                watch.carried.push(Dated::of(day, carried));
            }
            MonitoringEvent::PetitionHandedOver(handed) => self.hand_over(handed, day),
            MonitoringEvent::MonitoringReactionRefused(refused) => {
                self.note_refused(Context::Monitoring, &refused.0);
            }
        }
    }

    fn extend(&mut self, extended: &DeadlineExtended, day: Day) {
        self.watch.extended.push(Dated::of(day, extended));
        let Some(addressee) = self.addressee_mut(extended.body) else { return };
        if extended.due.as_str() == "answer" {
            addressee.answer_due = Some(extended.until);
        } else {
            addressee.done_by = Some(extended.until);
            addressee.done_due = Some(extended.until);
        }
    }

    fn claim(&mut self, claimed: &DoneClaimed, day: Day) {
        self.watch.claims.push(Dated::of(day, claimed));
        self.watch.waits_no_more(claimed.by);
        self.watch.awaits.insert(claimed.by, day);
        if let Some(addressee) = self.addressee_mut(claimed.by) {
            addressee.done_due = None;
        }
    }

    /// A check that is not accepted leaves the work due as it was before the claim.
    fn check(&mut self, check: &CheckRecorded, day: Day) {
        self.watch.checks.push(Dated::of(day, check));
        self.looked_at(Context::Monitoring);
        if let Some(since) = self.watch.awaits.remove(&check.of) {
            self.watch.checked.push((check.of, since, day));
        }
        let accepted = check.result == CheckResult::Accepted;
        if accepted {
            self.watch.waits_no_more(check.of);
        }
        if let Some(addressee) = self.addressee_mut(check.of) {
            addressee.done_due = addressee.done_by.filter(|_| !accepted);
        }
    }

    fn hand_over(&mut self, handed: &PetitionHandedOver, day: Day) {
        self.watch.handed_over.push(Dated::of(day, handed));
        self.looked_at(Context::Monitoring);
        if let Some(since) = self.watch.awaits.remove(&handed.from) {
            self.watch.awaits.insert(handed.to, since);
        }
        if let Some(proposal) = &mut self.proposal {
            let held = proposal.addressees.iter_mut().filter(|body| **body == handed.from);
            held.for_each(|body| *body = handed.to);
        }
        let Some(addressee) = self.addressee_mut(handed.from) else { return };
        let before = std::mem::replace(&mut addressee.body, handed.to);
        addressee.was.push(before);
        addressee.answer_due = Some(handed.answer_due);
        for waiting in self.watch.waiting.iter_mut().filter(|w| w.event.body == handed.from) {
            waiting.event.body = handed.to;
        }
    }
}
