//! One petition, as far as monitoring cares: who holds it, what each owes, and what was checked.

use std::collections::{BTreeMap, BTreeSet};

use decider::Subject;
use directory::Pins;
use proto::event::{
    AnswerTakenOver, AnsweredOnTheSpot, CheckResult, DeadlineExtended, MonitoringEvent,
    PetitionAnswered, PetitionForwarded, PetitionHandedOver, WorkAssigned,
};
use proto::id::Code;
use proto::{BodyId, Day, folds};

/// An answer: by the letter's day.
pub const ANSWER: &str = "answer";
/// Promised work: by the day that the answer named.
pub const DONE: &str = "done";
/// Another look at what waits for resources.
pub const REVIEW: &str = "review";

folds! {
    /// What this fold is made of.
    pub enum CaseEvent {
        PetitionReceived,
        PetitionCorrected,
        OpinionNoted,
        NotAPetition,
        PetitionMerged,
        PetitionUnmerged,
        PetitionSplit,
        PetitionWithdrawn,
        AnsweredOnTheSpot,
        AnswerNotAccepted,
        ClassificationProposed,
        ClassificationAgreed,
        PetitionForwarded,
        PetitionReturned,
        WorkAssigned,
        PetitionAnswered,
        AnswerTakenOver,
        FollowerProposed,
        FollowerNamed,
        DeadlinePassed,
        DeadlineEscalated,
        DeadlineExtended,
        ReminderSent,
        DoneClaimed,
        CheckRecorded,
        WaitingForResources,
        PetitionSettled,
        PetitionClosed,
        PetitionReopened,
        PetitionCarriedOver,
        PetitionHandedOver,
    }
}

/// A body's last answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Code,
    /// The day by which work is promised.
    pub done_by: Option<Day>,
}

impl Answer {
    /// Work goes on: only a claim says that it is done.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        matches!(self.outcome.as_str(), "in_progress" | "planned" | "promised")
    }

    /// Nothing more is to be done.
    fn is_final(&self) -> bool {
        matches!(self.outcome.as_str(), "resolved" | "explained")
    }

    /// Whether work can wait for resources.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        self.goes_on() || self.outcome.as_str() == "not_yet_possible"
    }
}

/// What one body that holds the petition owes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// None for a promise made at a meeting.
    pub answer_due: Option<Day>,
    /// The last one.
    pub answer: Option<Answer>,
    /// It says that the work is done, and no check since then said otherwise.
    pub claimed: bool,
    /// Of the last answer or claim.
    pub check: Option<CheckResult>,
    /// It waits for resources until then.
    pub waits_until: Option<Day>,
    /// The day of the last answer or claim; none for what is known from a book only.
    pub said_on: Option<Day>,
    /// The agencies of its own to which it gave the work last, the lead among them.
    pub agencies: BTreeSet<BodyId>,
}

impl Part {
    /// Whether the body still has to do something.
    #[must_use]
    pub fn owes(&self) -> bool {
        let said_done = self.claimed || self.answer.as_ref().is_some_and(Answer::is_final);
        let found_wanting = matches!(self.check, Some(CheckResult::Refused | CheckResult::Partly));
        !said_done || found_wanting
    }

    /// Whether the follower has something to look at.
    #[must_use]
    pub fn awaits_check(&self) -> bool {
        self.check.is_none() && !self.owes()
    }

    /// Checked, accepted, and the answer is one that settles. A plan never does, even carried out:
    /// it takes another answer.
    fn settled(&self) -> bool {
        let Some(answer) = &self.answer else { return false };
        let planned = answer.outcome.as_str() == "planned";
        let done = answer.is_final() || (self.claimed && answer.goes_on() && !planned);
        done && self.check == Some(CheckResult::Accepted)
    }

    fn presses(&self, due: &str) -> bool {
        match due {
            DONE => self.waits_until.is_none(),
            REVIEW => self.check != Some(CheckResult::Accepted),
            _ => true,
        }
    }

    fn due_days(&self) -> impl Iterator<Item = (&'static str, Day)> {
        let answer = self.answer_due.filter(|_| self.answer.is_none());
        let answered = self.answer.as_ref().filter(|answer| answer.goes_on());
        let accepted = self.check == Some(CheckResult::Accepted);
        let done = answered.filter(|_| !self.claimed && !accepted).and_then(|a| a.done_by);
        let days = [(ANSWER, answer), (DONE, done), (REVIEW, self.waits_until)];
        days.into_iter().filter_map(|(due, day)| Some((due, day?)))
    }
}

/// A day by which a body owes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDay {
    /// Who owes it.
    pub body: BodyId,
    /// What: [`ANSWER`], [`DONE`] or [`REVIEW`].
    pub due: &'static str,
    /// By when.
    pub day: Day,
}

/// One petition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// None before it was received.
    pub council: Option<BodyId>,
    /// The delegate group that took it.
    pub raised_with: Option<BodyId>,
    /// As last proposed or corrected.
    pub field: Option<Code>,
    /// As last corrected.
    pub area: Option<Code>,
    /// It was noted to be an opinion or no petition, and nobody proposed since what to do with it.
    noted: bool,
    /// Its life goes on elsewhere or not at all: nobody supervises it.
    gone: bool,
    /// What each body that holds it owes.
    pub parts: BTreeMap<BodyId, Part>,
    /// Agreed addressees that do not hold it: not written to yet, or they sent it back.
    pub awaited: BTreeSet<BodyId>,
    /// Who has it without owing an answer: it was only passed on.
    pub passed_on: BTreeSet<BodyId>,
    /// Everybody who ever answered it.
    pub answered_by: BTreeSet<BodyId>,
    /// Somebody was proposed to follow it.
    pub proposed: bool,
    /// Who follows it.
    pub follower: Option<BodyId>,
    /// Reminders sent, by body.
    pub reminders: BTreeMap<BodyId, u32>,
    /// Every part was checked and accepted.
    pub settled: bool,
    /// The standing committee closed it.
    pub closed: bool,
    /// Into which session it was carried over last.
    pub carried_into: Option<Code>,
    /// Due days that were noted as passed.
    passed: BTreeSet<(BodyId, Code, Day)>,
    /// Rungs of the ladder that were reached.
    escalated: BTreeSet<(BodyId, Code, Day, u32)>,
    /// Who answered at the meeting, as long as the voter accepts it.
    on_the_spot: Option<BodyId>,
    /// Who answered as a book says, until a classification is agreed here.
    by_the_book: Option<BodyId>,
}

impl Subject for Case {
    type Event = CaseEvent;
    type Emits = MonitoringEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.council
    }

    fn after(mut self, event: &CaseEvent, day: Day) -> Self {
        match event {
            CaseEvent::PetitionReceived(received) => {
                self.council = Some(received.council);
                self.raised_with = Some(received.raised_with);
                self.field.clone_from(&received.field);
                self.area.clone_from(&received.area);
            }
            CaseEvent::PetitionCorrected(corrected) => {
                self.field = corrected.field.clone().or(self.field);
                self.area = corrected.area.clone().or(self.area);
            }
            CaseEvent::ClassificationProposed(proposed) => {
                self.field = Some(proposed.field.clone());
                // A person classifies it: it is a petition after all.
                self.noted &= proposed.suggested;
            }
            CaseEvent::ClassificationAgreed(agreed) => {
                self.goes_on_here();
                let addressees = agreed.addressees.iter().copied();
                self.awaited = addressees.filter(|body| !self.parts.contains_key(body)).collect();
            }
            CaseEvent::OpinionNoted(_) | CaseEvent::NotAPetition(_) => self.noted = true,
            CaseEvent::PetitionMerged(_)
            | CaseEvent::PetitionSplit(_)
            | CaseEvent::PetitionWithdrawn(_) => self.gone = true,
            CaseEvent::PetitionUnmerged(_) => self.gone = false,
            CaseEvent::AnsweredOnTheSpot(answered) => self.answered_on_the_spot(answered, day),
            CaseEvent::AnswerTakenOver(taken) => self.answered_by_the_book(taken),
            CaseEvent::AnswerNotAccepted(_) => {
                if let Some(by) = self.on_the_spot.take() {
                    self.parts.remove(&by);
                }
            }
            CaseEvent::PetitionForwarded(forwarded) => self.forwarded(forwarded),
            CaseEvent::PetitionReturned(returned) => {
                self.parts.remove(&returned.by);
                self.passed_on.remove(&returned.by);
                self.awaited.insert(returned.by);
            }
            CaseEvent::WorkAssigned(work) => self.assigned(work),
            CaseEvent::PetitionAnswered(answered) => self.answered(answered, day),
            CaseEvent::PetitionHandedOver(handed) => self.handed_over(handed),
            CaseEvent::FollowerProposed(_)
            | CaseEvent::FollowerNamed(_)
            | CaseEvent::DeadlinePassed(_)
            | CaseEvent::DeadlineEscalated(_)
            | CaseEvent::DeadlineExtended(_)
            | CaseEvent::ReminderSent(_)
            | CaseEvent::DoneClaimed(_)
            | CaseEvent::CheckRecorded(_)
            | CaseEvent::WaitingForResources(_)
            | CaseEvent::PetitionSettled(_)
            | CaseEvent::PetitionClosed(_)
            | CaseEvent::PetitionReopened(_)
            | CaseEvent::PetitionCarriedOver(_) => return self.after_own(event, day),
        }
        self
    }
}

impl Case {
    /// `after`, for what happens to a petition while it is followed.
    fn after_own(mut self, event: &CaseEvent, day: Day) -> Self {
        match event {
            CaseEvent::FollowerProposed(_) => self.proposed = true,
            CaseEvent::FollowerNamed(named) => self.follower = Some(named.follower),
            CaseEvent::DeadlinePassed(passed) => {
                self.passed.insert((passed.body, passed.due.clone(), passed.day));
            }
            CaseEvent::DeadlineEscalated(up) => {
                self.escalated.insert((up.body, up.due.clone(), up.day, up.rung));
            }
            CaseEvent::DeadlineExtended(extended) => self.extended(extended),
            CaseEvent::ReminderSent(sent) => {
                self.reminders.insert(sent.to, sent.rung);
            }
            CaseEvent::DoneClaimed(claimed) => {
                let part = self.parts.entry(claimed.by).or_default();
                (part.claimed, part.check, part.waits_until) = (true, None, None);
                part.said_on = Some(day);
            }
            CaseEvent::CheckRecorded(checked) => {
                let part = self.parts.entry(checked.of).or_default();
                part.check = Some(checked.result);
                // A claim that does not hold is none: the work goes on.
                part.claimed &= checked.result == CheckResult::Accepted;
            }
            CaseEvent::WaitingForResources(waiting) => {
                let part = self.parts.entry(waiting.body).or_default();
                part.waits_until = Some(waiting.review_on);
            }
            CaseEvent::PetitionSettled(_) => self.settled = true,
            CaseEvent::PetitionClosed(_) => self.closed = true,
            CaseEvent::PetitionReopened(_) => {
                (self.settled, self.closed) = (false, false);
                // What was accepted proved wrong: every part is owed, claimed and checked anew.
                for part in self.parts.values_mut() {
                    (part.claimed, part.check) = (false, Some(CheckResult::Refused));
                }
            }
            CaseEvent::PetitionCarriedOver(carried) => {
                self.carried_into = Some(carried.into.clone());
            }
            CaseEvent::PetitionReceived(_)
            | CaseEvent::PetitionCorrected(_)
            | CaseEvent::OpinionNoted(_)
            | CaseEvent::NotAPetition(_)
            | CaseEvent::PetitionMerged(_)
            | CaseEvent::PetitionUnmerged(_)
            | CaseEvent::PetitionSplit(_)
            | CaseEvent::PetitionWithdrawn(_)
            | CaseEvent::AnsweredOnTheSpot(_)
            | CaseEvent::AnswerTakenOver(_)
            | CaseEvent::AnswerNotAccepted(_)
            | CaseEvent::ClassificationProposed(_)
            | CaseEvent::ClassificationAgreed(_)
            | CaseEvent::PetitionForwarded(_)
            | CaseEvent::PetitionReturned(_)
            | CaseEvent::WorkAssigned(_)
            | CaseEvent::PetitionAnswered(_)
            | CaseEvent::PetitionHandedOver(_) => {}
        }
        self
    }

    /// A promise made at the meeting is followed like work that goes on.
    fn answered_on_the_spot(&mut self, answered: &AnsweredOnTheSpot, day: Day) {
        let by = answered.by;
        self.answered_by.insert(by);
        if answered.outcome.as_str() == "promised" {
            let answer =
                Answer { outcome: answered.outcome.clone(), done_by: answered.promised_by };
            let part = Part { answer: Some(answer), said_on: Some(day), ..Part::default() };
            self.parts.insert(by, part);
            self.on_the_spot = Some(by);
        }
    }

    /// What a book says that a body answered is checked like an answer, so that it can be settled
    /// without being sent again; once a classification is agreed here, the bodies answer here.
    fn answered_by_the_book(&mut self, taken: &AnswerTakenOver) {
        let Some((by, outcome)) = taken.by.zip(taken.outcome.clone()) else { return };
        if self.parts.is_empty() && self.awaited.is_empty() {
            self.answered_by.insert(by);
            let answer = Some(Answer { outcome, done_by: None });
            self.parts.insert(by, Part { answer, ..Part::default() });
            self.by_the_book = Some(by);
        }
    }

    /// A classification was agreed here: what a book says counts no more, nor what it settled.
    fn goes_on_here(&mut self) {
        if let Some(by) = self.by_the_book.take() {
            self.parts.remove(&by);
        }
        self.settled = false;
    }

    fn forwarded(&mut self, forwarded: &PetitionForwarded) {
        self.awaited.remove(&forwarded.to);
        if forwarded.answer_due.is_none() {
            self.passed_on.insert(forwarded.to);
            return;
        }
        let part = Part { answer_due: forwarded.answer_due, ..Part::default() };
        self.parts.insert(forwarded.to, part);
    }

    fn assigned(&mut self, work: &WorkAssigned) {
        if let Some(part) = self.parts.get_mut(&work.by) {
            let supporting = work.supporting.iter().copied();
            part.agencies = std::iter::once(work.lead).chain(supporting).collect();
        }
    }

    fn answered(&mut self, answered: &PetitionAnswered, day: Day) {
        self.answered_by.insert(answered.by);
        let answer = Answer { outcome: answered.outcome.clone(), done_by: answered.done_by };
        let before = self.parts.remove(&answered.by).unwrap_or_default();
        let Part { answer_due, agencies, .. } = before;
        let said_on = Some(day);
        let part = Part { answer_due, answer: Some(answer), said_on, agencies, ..Part::default() };
        self.parts.insert(answered.by, part);
    }

    fn handed_over(&mut self, handed: &PetitionHandedOver) {
        self.parts.remove(&handed.from);
        let part = Part { answer_due: Some(handed.answer_due), ..Part::default() };
        self.parts.insert(handed.to, part);
    }

    fn extended(&mut self, extended: &DeadlineExtended) {
        let Some(part) = self.parts.get_mut(&extended.body) else { return };
        if extended.due.as_str() == ANSWER {
            part.answer_due = Some(extended.until);
        } else if let Some(answer) = &mut part.answer {
            answer.done_by = Some(extended.until);
        }
    }

    /// Whether what is due went up to this rung already.
    #[must_use]
    pub fn reached(&self, owed: &DueDay, rung: u32) -> bool {
        let mut of = self.escalated.iter().filter(|(body, _, day, reached)| {
            *body == owed.body && *day == owed.day && *reached == rung
        });
        of.any(|(_, due, _, _)| due.as_str() == owed.due)
    }

    /// The days by which something is owed that is asked for on the ladder: promised work is not
    /// while it waits for resources, nor another look once the follower accepted the work.
    pub fn pressing(&self) -> impl Iterator<Item = DueDay> {
        self.due_days()
            .filter(|owed| self.parts.get(&owed.body).is_some_and(|p| p.presses(owed.due)))
    }

    /// Every day by which something is owed, passed or not; none once it is settled.
    fn due_days(&self) -> impl Iterator<Item = DueDay> {
        let open = !(self.unsupervised() || self.settled || self.closed);
        let parts = self.parts.iter().filter(move |_| open);
        parts.flat_map(|(&body, part)| {
            part.due_days().map(move |(due, day)| DueDay { body, due, day })
        })
    }

    /// Whether nobody supervises it: it is no petition, goes on elsewhere or not at all, or was
    /// passed on to bodies that owe nobody here an answer, and none of them gave one.
    #[must_use]
    pub fn only_tracked(&self) -> bool {
        let owed = self.parts.is_empty() && self.awaited.is_empty();
        self.unsupervised() || (owed && !self.passed_on.is_empty())
    }

    /// It is no petition, or its life goes on elsewhere or not at all.
    fn unsupervised(&self) -> bool {
        self.noted || self.gone
    }

    /// The due days that were not noted as passed.
    #[must_use]
    pub fn owed(&self) -> Vec<DueDay> {
        let noted = |owed: &DueDay| {
            let day_of =
                |(body, _, day): &&(BodyId, Code, Day)| *body == owed.body && *day == owed.day;
            self.passed.iter().filter(day_of).any(|(_, due, _)| due.as_str() == owed.due)
        };
        self.due_days().filter(|owed| !noted(owed)).collect()
    }

    /// The day by which `body` owes `due`, passed or not.
    #[must_use]
    pub fn due_day(&self, body: BodyId, due: &str) -> Option<Day> {
        self.due_days().find(|owed| owed.body == body && owed.due == due).map(|owed| owed.day)
    }

    /// Whether every body that has a part in it holds it, and each part was checked and accepted.
    #[must_use]
    pub fn settles(&self) -> bool {
        let all_there = self.awaited.is_empty() && !self.parts.is_empty();
        all_there && self.parts.values().all(Part::settled)
    }

    /// Whether anything awaits the follower's check.
    #[must_use]
    pub fn awaits_check(&self) -> bool {
        self.parts.values().any(Part::awaits_check)
    }
}
