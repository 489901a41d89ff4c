//! Everything that somebody has to do at a petition, and what was done of it and when: the one list
//! that desks, home pages and counts tell lateness from.
//!
//! What events fixed a day for is in [`Petition::dues`]; here are besides the days that follow from
//! the rules of the day on which a duty began: receipts, checks, making known. Pure. Says what is to
//! be seen in the events; never decides whether something is settled.

use directory::Pins;
use proto::event::{CheckResult, Deadline, Rules};
use proto::{BodyId, Day, StreamId};

use crate::{Addressee, Due, DueKind, Petition, awaited};

/// What somebody has to do by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DutyKind {
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
    /// Another look at what waits for resources. Only open ones are known: what comes of a look is
    /// said as something else.
    Review,
}

impl DutyKind {
    /// All, in the order of a petition's life.
    pub const ALL: [Self; 7] = [
        Self::Consent,
        Self::Receipt,
        Self::Answer,
        Self::MakingKnown,
        Self::Done,
        Self::Check,
        Self::Review,
    ];

    /// The word in JSON and of figures.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Receipt => "receipt",
            Self::Answer => "answer",
            Self::MakingKnown => "making_known",
            Self::Done => "done",
            Self::Check => "check",
            Self::Review => "review",
        }
    }
}

/// Something that one body or several have to do, or did by the day that was set for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// The body whose part it is about; none for a consent.
    pub of: Option<BodyId>,
    /// Whose turn it is, if it is open: nobody where the rules name none.
    pub whose: Vec<BodyId>,
    /// The last day for it; none where neither an event nor a rule sets one.
    pub due: Option<Day>,
    /// When it was done; none while it is open.
    pub done: Option<Day>,
    /// The highest rung of the ladder that was reached with it; none before the first.
    pub rung: Option<u32>,
}

/// How a duty stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timely {
    /// It was done by its day.
    OnTime,
    /// It was done later.
    Late,
    /// It is open, and its day has not passed.
    Running,
    /// It is open, and its day has passed.
    Overdue,
}

impl Timely {
    /// All, done first.
    pub const ALL: [Self; 4] = [Self::OnTime, Self::Late, Self::Running, Self::Overdue];

    /// The word of figures.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Running => "running",
            Self::Overdue => "overdue",
        }
    }
}

impl Duty {
    fn done(kind: DutyKind, of: Option<BodyId>, due: Day, done: Day) -> Self {
        Self { kind, of, whose: Vec::new(), due: Some(due), done: Some(done), rung: None }
    }

    fn open(
        kind: DutyKind,
        of: BodyId,
        whose: impl IntoIterator<Item = BodyId>,
        due: Option<Day>,
    ) -> Self {
        let whose = whose.into_iter().collect();
        Self { kind, of: Some(of), whose, due, done: None, rung: None }
    }

    /// How it stands on `today`; none where no day is set for it.
    #[must_use]
    pub fn on(&self, today: Day) -> Option<Timely> {
        let due = self.due?;
        Some(match self.done {
            Some(done) if done <= due => Timely::OnTime,
            Some(_) => Timely::Late,
            None if today <= due => Timely::Running,
            None => Timely::Overdue,
        })
    }
}

/// Every duty at `petition`, by day; those without a day last.
///
/// `receipt_of` tells on which day a letter arrived, if that was confirmed. Nothing is open any more
/// of what has ended or gone, but that its answers are made known.
#[must_use]
pub fn duties(
    petition: &Petition,
    receipt_of: impl Fn(StreamId) -> Option<Day>,
    pins: &Pins,
    today: Day,
) -> Vec<Duty> {
    let Some(received) = &petition.received else { return Vec::new() };
    let rules = Ruled { pins, council: received.council };
    let spoken = petition.spoken.iter();
    let mut all: Vec<Duty> =
        spoken.map(|(due, on)| Duty::done(DutyKind::Consent, None, *due, *on)).collect();
    let over = petition.is_over();
    for to in petition.live() {
        all.extend(receipt(to, &receipt_of, &rules, over));
        all.extend(answered(to));
        all.extend(worked(petition, to));
    }
    for to in &petition.addressees {
        all.extend(made_known(petition, to, &rules, today));
    }
    all.extend(checks(petition, &rules, over));
    all.extend(petition.dues().iter().map(|due| by_event(petition, due, pins, today)));
    all.extend(consent_without_day(petition, pins, today));
    all.sort_by_key(|duty| (duty.due.is_none(), duty.due, duty.kind));
    all
}

/// The rules of one council.
struct Ruled<'a> {
    pins: &'a Pins,
    council: BodyId,
}

impl Ruled<'_> {
    fn on(&self, day: Day) -> Option<&Rules> {
        self.pins.rules(self.council, day)
    }

    /// The last day of what began on `day`.
    fn due(&self, day: Day, of: fn(&Rules) -> Option<&Deadline>) -> Option<Day> {
        self.pins.calendar.due(day, of(self.on(day)?)?)
    }
}

/// What events fixed a day for, as it is open.
fn by_event(petition: &Petition, due: &Due, pins: &Pins, today: Day) -> Duty {
    let kind = match due.what {
        DueKind::Consent => DutyKind::Consent,
        DueKind::Answer => DutyKind::Answer,
        DueKind::Done => DutyKind::Done,
        DueKind::Review => DutyKind::Review,
    };
    let whose = match due.whose {
        Some(body) => vec![body],
        None => awaited(petition, pins, today),
    };
    Duty { kind, of: due.whose, whose, due: Some(due.day), done: None, rung: due.rung }
}

/// Parties are asked, and no clock runs.
fn consent_without_day(petition: &Petition, pins: &Pins, today: Day) -> Option<Duty> {
    let asked = petition.proposal.as_ref()?.consent_due.is_none() && !petition.is_over();
    let whose = if asked { awaited(petition, pins, today) } else { Vec::new() };
    let kind = DutyKind::Consent;
    (!whose.is_empty()).then_some(Duty { kind, of: None, whose, due: None, done: None, rung: None })
}

/// Whoever answers has the letter, whether or not that was confirmed.
fn receipt(
    to: &Addressee,
    receipt_of: impl Fn(StreamId) -> Option<Day>,
    rules: &Ruled<'_>,
    over: bool,
) -> Option<Duty> {
    let due = rules.due(to.sent_on?, |rules| rules.receipt.as_ref())?;
    let answered = to.answers.first().map(|answer| answer.on);
    match receipt_of(to.letter?).or(answered) {
        Some(on) => Some(Duty::done(DutyKind::Receipt, Some(to.body), due, on)),
        None if over => None,
        None => Some(Duty::open(DutyKind::Receipt, to.body, [to.body], Some(due))),
    }
}

fn answered(to: &Addressee) -> Option<Duty> {
    let first = to.answers.first()?;
    Some(Duty::done(DutyKind::Answer, Some(to.body), to.answer_due?, first.on))
}

/// Promised work that is said to be done.
fn worked(petition: &Petition, to: &Addressee) -> Option<Duty> {
    let watch = &petition.watch;
    let claim = watch.claims.iter().rfind(|claim| to.is(claim.event.by)).map(|claim| claim.on);
    let check = watch.last_check(to.body);
    let on = match check.map(|check| check.event.result) {
        Some(CheckResult::Accepted) => claim.or(check.map(|check| check.on)),
        // A check said otherwise since.
        Some(CheckResult::Refused | CheckResult::Partly) if to.done_due.is_some() => None,
        Some(_) | None => claim,
    };
    Some(Duty::done(DutyKind::Done, Some(to.body), to.done_by?, on?))
}

/// The first answer, and the last one where it came after what was told.
fn made_known(petition: &Petition, to: &Addressee, rules: &Ruled<'_>, today: Day) -> Vec<Duty> {
    let due = |on: Day| rules.due(on, |rules| rules.making_known.as_ref());
    let mut all = Vec::new();
    let told = to.answers.first().zip(to.made_known.first());
    if let Some((due, (_, known))) = told.and_then(|both| Some((due(both.0.on)?, both))) {
        all.push(Duty::done(DutyKind::MakingKnown, Some(to.body), due, known.on));
    }
    if let Some(answer) = to.untold().filter(|_| !petition.is_gone()) {
        let front = rules.on(today).map(|rules| rules.front);
        all.push(Duty::open(DutyKind::MakingKnown, to.body, front, due(answer.on)));
    }
    all
}

fn checks(petition: &Petition, rules: &Ruled<'_>, over: bool) -> Vec<Duty> {
    let watch = &petition.watch;
    let due = |since: Day| rules.due(since, |rules| rules.check.as_ref());
    let checked = watch.checked.iter().filter_map(|&(of, since, on)| {
        Some(Duty::done(DutyKind::Check, Some(of), due(since)?, on))
    });
    let open = watch.awaits.iter().filter(|_| !over);
    let open =
        open.map(|(&of, &since)| Duty::open(DutyKind::Check, of, watch.follower, due(since)));
    checked.chain(open).collect()
}

#[cfg(test)]
mod tests;
