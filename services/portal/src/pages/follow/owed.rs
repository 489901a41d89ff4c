//! What one body owes on one petition, and how it stands.

use std::collections::BTreeMap;

use petition::{Addressee, Due, DueKind, DutyKind};
use portal_pages::follow::{Claim, Task};
use portal_pages::petition::{Fact, Text};
use proto::stage::Stage;
use proto::{BodyId, Day};
use register::Course;

use crate::pages::course::last_of;
use crate::pages::shell::Page;
use crate::pages::texts::Wanted;

/// How something owed stands, in the order of what is pressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Check,
    Overdue,
    Week,
    Settled,
    Unfollowed,
    Promised,
    Answer,
    Resources,
    Open,
}

impl State {
    pub(super) const ALL: [Self; 9] = [
        Self::Check,
        Self::Overdue,
        Self::Week,
        Self::Settled,
        Self::Unfollowed,
        Self::Promised,
        Self::Answer,
        Self::Resources,
        Self::Open,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Overdue => "overdue",
            Self::Week => "week",
            Self::Settled => "settled",
            Self::Unfollowed => "unfollowed",
            Self::Promised => "promised",
            Self::Answer => "answer",
            Self::Resources => "resources",
            Self::Open => "open",
        }
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Something owed.
pub(super) struct Owed<'a> {
    pub(super) course: &'a Course,
    pub(super) state: State,
    /// Who owes it; for a check the body whose work is checked.
    pub(super) body: Option<BodyId>,
    pub(super) due: Option<Day>,
    what: DueKindOrCheck,
    rung: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DueKindOrCheck {
    Due(DueKind),
    Check,
    Nothing,
}

/// Everything owed on one petition: by each addressee, and by those who follow it.
pub(super) fn of<'a>(at: &Page, course: &'a Course) -> Vec<Owed<'a>> {
    let petition = &course.held.petition;
    let whole = |state| Owed {
        course,
        state,
        body: None,
        due: None,
        what: DueKindOrCheck::Nothing,
        rung: None,
    };
    if petition.stage() == Some(Stage::Settled) {
        return vec![whole(State::Settled)];
    }
    let dues = petition.dues();
    let checks = course.duties(&at.reader.known.pins, at.reader.today);
    let check_due = |body: BodyId| {
        let mut open = checks.iter().filter(|duty| duty.done.is_none());
        open.find(|duty| duty.kind == DutyKind::Check && duty.of == Some(body))?.due
    };
    let mut all: Vec<Owed<'_>> = petition
        .live()
        .filter(|to| !to.passed_on())
        .filter_map(|to| by_addressee(at, course, to, &dues, check_due(to.body)))
        .collect();
    // What was promised at the meeting is owed by a body that got no letter.
    let spot = dues.iter().filter(|due| !petition.live().any(|to| Some(to.body) == due.whose));
    let spot = spot.filter(|due| due.what != DueKind::Consent);
    all.extend(spot.map(|due| from_due(at, course, due)));
    if petition.watch.follower.is_none() && !all.is_empty() {
        all.push(whole(State::Unfollowed));
    }
    all
}

fn from_due<'a>(at: &Page, course: &'a Course, due: &Due) -> Owed<'a> {
    let days = days(at, due.day);
    let later = match due.what {
        DueKind::Done => State::Promised,
        DueKind::Review => State::Resources,
        DueKind::Answer | DueKind::Consent => State::Answer,
    };
    let state = match days {
        ..0 => State::Overdue,
        0..=7 => State::Week,
        _ => later,
    };
    let what = DueKindOrCheck::Due(due.what);
    Owed { course, state, body: due.whose, due: Some(due.day), what, rung: due.rung }
}

fn by_addressee<'a>(
    at: &Page,
    course: &'a Course,
    to: &Addressee,
    dues: &[Due],
    check_due: Option<Day>,
) -> Option<Owed<'a>> {
    let watch = &course.held.petition.watch;
    if watch.awaits.contains_key(&to.body) {
        let (body, what) = (Some(to.body), DueKindOrCheck::Check);
        return Some(Owed { course, state: State::Check, body, due: check_due, what, rung: None });
    }
    if let Some(due) = dues.iter().find(|due| due.whose == Some(to.body)) {
        return Some(from_due(at, course, due));
    }
    let accepted = watch
        .last_check(to.body)
        .is_some_and(|check| check.event.result == proto::event::CheckResult::Accepted);
    // Checked and accepted, it owes nothing; what others owe keeps the petition here.
    (!accepted).then_some(Owed {
        course,
        state: State::Open,
        body: Some(to.body),
        due: None,
        what: DueKindOrCheck::Nothing,
        rung: None,
    })
}

fn days(at: &Page, day: Day) -> i64 {
    at.reader.today.until(day).map_or(0, |span| i64::from(span.get_days()))
}

impl Owed<'_> {
    pub(super) fn number(&self) -> String {
        let received = self.course.held.petition.received.as_ref();
        received.map_or_else(String::new, |received| received.number.to_string())
    }

    pub(super) fn field(&self) -> Option<String> {
        let petition = &self.course.held.petition;
        let proposed = petition.proposal.as_ref().map(|proposal| &proposal.field);
        proposed.or(petition.received.as_ref()?.field.as_ref()).map(ToString::to_string)
    }

    pub(super) fn area(&self) -> Option<String> {
        self.course.held.petition.received.as_ref()?.area.as_ref().map(ToString::to_string)
    }

    pub(super) fn wording(&self) -> Option<String> {
        let received = self.course.held.petition.received.as_ref()?;
        received.public_wording.as_ref().map(ToString::to_string)
    }

    /// Under whose name it stands.
    pub(super) fn owner(&self, at: &Page) -> String {
        let petition = &self.course.held.petition;
        match (self.state, self.body) {
            (State::Unfollowed, _) => match petition.watch.proposed {
                Some(body) => format!("{}: {}", at.w().t("follow-proposed"), at.name(body)),
                None => at.w().t("follow-nobody-proposed"),
            },
            (_, Some(body)) => at.name(body),
            (_, None) => petition
                .received
                .as_ref()
                .map_or_else(String::new, |received| at.name(received.council)),
        }
    }

    fn addressee(&self) -> Option<&Addressee> {
        let body = self.body?;
        self.course.held.petition.live().find(|to| to.body == body)
    }

    /// Whom one reminds: who owes it, or of a check the follower.
    fn reminds(&self) -> Option<BodyId> {
        match self.state {
            State::Check => self.course.held.petition.watch.follower,
            State::Settled | State::Unfollowed => None,
            State::Overdue
            | State::Week
            | State::Promised
            | State::Answer
            | State::Resources
            | State::Open => self.body,
        }
    }

    /// What a tick sends: whom, and at which version that was seen.
    pub(super) fn tick(&self, at: &Page) -> Option<String> {
        let (number, version) = (self.number(), self.course.held.version.0);
        match self.reminds().filter(|body| !at.acting.contains(body)) {
            Some(body) => Some(format!("{number}~{version}~{body}")),
            None => (self.state == State::Unfollowed).then(|| format!("{number}~{version}~")),
        }
    }

    fn key(&self) -> String {
        let body = self.body.map(|body| body.to_string()).unwrap_or_default();
        format!("{} {body}", self.number())
    }

    /// The words that wait for a check.
    pub(super) fn wanted(&self) -> Option<Wanted<'_>> {
        let to = self.addressee().filter(|_| self.state == State::Check)?;
        let claims = &self.course.held.petition.watch.claims;
        let claim = last_of(claims, |claim| claim.by, to).map(|claim| &claim.event.text);
        let sealed = claim.or(to.answer().map(|answer| &answer.event.text))?;
        Some(Wanted { key: self.key(), held: &self.course.held, sealed })
    }

    pub(super) fn what(&self, at: &Page) -> String {
        let w = at.w();
        match self.what {
            DueKindOrCheck::Due(what) => w.value(what.as_str()),
            DueKindOrCheck::Check => w.t("follow-check-due"),
            DueKindOrCheck::Nothing => w.t(&format!("follow-{}", self.state.as_str())),
        }
    }

    pub(super) fn task(&self, at: &Page, texts: &BTreeMap<String, Text>) -> Task {
        let petition = &self.course.held.petition;
        let follower = petition.watch.follower.filter(|body| !at.acting.contains(body));
        Task {
            tick: self.tick(at),
            number: self.number(),
            wording: self.wording(),
            what: self.what(at),
            due: self.due.map(|day| day.to_string()),
            days: self.due.map_or(0, |day| days(at, day)),
            rung: self.rung.map(|rung| at.w().count("follow-rung", rung)),
            progress: self.progress(at),
            claim: self.claim(texts),
            act: self.act(at),
            follower: follower.map(|body| at.name(body)),
        }
    }

    /// Only the standing committee closes.
    fn closes(&self, at: &Page) -> bool {
        let received = self.course.held.petition.received.as_ref();
        let council = received.map(|received| received.council);
        let rules = council.and_then(|of| at.reader.known.pins.rules(of, at.reader.today));
        rules.is_some_and(|rules| at.acting.contains(&rules.standing_committee))
    }

    fn act(&self, at: &Page) -> Option<(String, String)> {
        let (w, number) = (at.w(), self.number());
        if self.state == State::Settled && self.closes(at) && at.may("monitoring", "ClosePetition")
        {
            let label = w.command("monitoring", "ClosePetition");
            return Some((label, format!("/kien-nghi/{number}/viec/monitoring/ClosePetition")));
        }
        let body = self.body.filter(|_| self.state == State::Check)?;
        Some((w.t("follow-do-check"), format!("/theo-doi/{number}/kiem-tra/{body}")))
    }

    fn progress(&self, at: &Page) -> Vec<Fact> {
        let (w, watch) = (at.w(), &self.course.held.petition.watch);
        let mut facts = Vec::new();
        let Some(to) = self.addressee() else { return facts };
        if let Some(answer) = to.answer() {
            let value = w.value(answer.event.outcome.as_str());
            facts.push(Fact { label: w.t("follow-outcome"), value });
        }
        if let Some(check) = last_of(&watch.checks, |check| check.of, to) {
            let result = match check.event.result {
                proto::event::CheckResult::Accepted => "accepted",
                proto::event::CheckResult::Partly => "partly",
                proto::event::CheckResult::Refused => "refused",
            };
            let value = format!("{} {}", w.value(result), w.day(&check.on.to_string()));
            facts.push(Fact { label: w.t("follow-last-check"), value });
        }
        let reminded: Vec<_> =
            watch.reminders.iter().filter(|reminder| to.is(reminder.event.to)).collect();
        if let Some(last) = reminded.last() {
            let times = w.count("follow-times", reminded.len());
            let value = format!("{times}, {}", w.day(&last.on.to_string()));
            facts.push(Fact { label: w.t("follow-reminded"), value });
        }
        facts
    }

    fn claim(&self, texts: &BTreeMap<String, Text>) -> Option<Claim> {
        let to = self.addressee().filter(|_| self.state == State::Check)?;
        let watch = &self.course.held.petition.watch;
        let words = texts.get(&self.key()).cloned();
        if let Some(claim) = last_of(&watch.claims, |claim| claim.by, to) {
            let files = claim.event.attachments.iter().count() + claim.event.evidence.len();
            return Some(Claim { on: claim.on.to_string(), words, files, answer: false });
        }
        let answer = to.answer()?;
        let files = answer.event.attachments.iter().count();
        Some(Claim { on: answer.on.to_string(), words, files, answer: true })
    }
}
