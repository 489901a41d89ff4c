//! Where a petition stands: its one stage, its flags, and what is due.
//!
//! The stage is the first that fits, in this order, so that every subsequence of events has one:
//!
//! 1. merged or split, withdrawn: its life goes on elsewhere, or not at all;
//! 2. closed, settled: until it is opened again; what was settled by a book's answer also until a
//!    classification is agreed on here;
//! 3. opinion noted, not a petition, answered on the spot, answered as stated in a book: the last
//!    of these, until a person proposes a classification or the voter does not accept the answer,
//!    and for a book's answer also until somebody lists it, agrees on it or forwards it;
//! 4. contested, being agreed: the last proposal is not agreed;
//! 5. returned: an addressee sent it back under the proposal that stands, and has no letter since;
//! 6. waiting for resources;
//! 7. followed, answered: every agreed addressee has a letter and every addressee that owes an
//!    answer has given it, with or without a named follower;
//! 8. partly answered: somebody has answered;
//! 9. agreed: somebody agreed has no letter yet; passed on: all have, and none owes an answer;
//!    forwarded: all have;
//! 10. received.

use proto::stage::{Flag, Stage};
use proto::{BodyId, Day};

use super::{Addressee, Exit, InTheBook, Petition};

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// The consent of a party to the proposal.
    Consent,
    /// An addressee's answer.
    Answer,
    /// Work that an addressee promised to do.
    Done,
    /// Another look at what waits for resources.
    Review,
}

impl DueKind {
    /// The word in events and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Answer => "answer",
            Self::Done => "done",
            Self::Review => "review",
        }
    }
}

/// Something that is due. In the order of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The last day for it.
    pub day: Day,
    /// What.
    pub what: DueKind,
    /// Whose turn it is; none for a consent: the rules say who is awaited.
    pub whose: Option<BodyId>,
    /// The highest rung of the ladder that was reached with it; none before the first.
    pub rung: Option<u32>,
}

impl Petition {
    /// Where it stands; none before it was received.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.received.as_ref()?;
        let stage = self.gone().or_else(|| self.ended()).or_else(|| self.left());
        Some(stage.or_else(|| self.being_agreed()).unwrap_or_else(|| self.on_its_way()))
    }

    fn gone(&self) -> Option<Stage> {
        if self.raised.merged.is_some() || !self.raised.split_into.is_empty() {
            return Some(Stage::Merged);
        }
        self.raised.withdrawn.as_ref().map(|_| Stage::Withdrawn)
    }

    fn ended(&self) -> Option<Stage> {
        let closed = self.watch.closed.as_ref().map(|_| Stage::Closed);
        closed.or(self.watch.settled_on.map(|_| Stage::Settled))
    }

    fn left(&self) -> Option<Stage> {
        self.raised.exit.as_ref().map(|exit| match exit {
            Exit::Opinion(_) => Stage::OpinionNoted,
            Exit::NotAPetition(_) => Stage::NotAPetition,
            Exit::AnsweredOnTheSpot => Stage::AnsweredOnTheSpot,
            Exit::AnsweredByTheBook => Stage::Answered,
        })
    }

    fn being_agreed(&self) -> Option<Stage> {
        let open = self.proposal.as_ref().filter(|proposal| !proposal.agreed)?;
        Some(if open.contests.is_empty() { Stage::BeingAgreed } else { Stage::Contested })
    }

    fn on_its_way(&self) -> Stage {
        if self.is_returned() {
            return Stage::Returned;
        }
        if !self.watch.waiting.is_empty() {
            return Stage::WaitingForResources;
        }
        let answered = self.live().filter(|addressee| addressee.answer().is_some()).count();
        // Who has it without owing anybody an answer keeps nobody waiting.
        let all_answered = answered > 0
            && answered == self.live().filter(|addressee| !addressee.passed_on()).count();
        match (self.live().next().is_some(), self.all_sent()) {
            (true, true) if all_answered && self.watch.follower.is_some() => Stage::Followed,
            (true, true) if all_answered => Stage::Answered,
            (true, _) if answered > 0 => Stage::PartlyAnswered,
            (true, true) if self.live().all(Addressee::passed_on) => Stage::PassedOn,
            (true, true) => Stage::Forwarded,
            (true, false) => Stage::Agreed,
            (false, _) if self.proposal.is_some() => Stage::Agreed,
            (false, _) => Stage::Received,
        }
    }

    /// Those who have it and did not send it back.
    pub fn live(&self) -> impl Iterator<Item = &Addressee> {
        self.addressees.iter().filter(|addressee| addressee.live())
    }

    /// Every agreed addressee has its letter.
    fn all_sent(&self) -> bool {
        let mut agreed = self.proposal.iter().flat_map(|proposal| &proposal.addressees);
        agreed.all(|&body| self.live().any(|addressee| addressee.is(body)))
    }

    fn is_returned(&self) -> bool {
        let under = self.proposal.as_ref().map_or(0, |proposal| proposal.number);
        let sent_again = |body: BodyId| self.live().any(|addressee| addressee.is(body));
        self.addressees.iter().any(|addressee| {
            !addressee.live() && addressee.returned_under == under && !sent_again(addressee.body)
        })
    }

    /// What else is to be known of it on `today`, in the order of [`Flag::ALL`].
    #[must_use]
    pub fn flags(&self, today: Day) -> Vec<Flag> {
        let open = !self.watch.ended();
        let objected = self.watch.voter_objects || self.watch.follower_objects();
        let holds = |flag: &Flag| match flag {
            Flag::Overdue => self.due().is_some_and(|due| due.day < today),
            Flag::CarriedOver => open && !self.watch.carried.is_empty(),
            Flag::Reopened => open && !self.watch.reopened.is_empty(),
            Flag::Objected => objected,
            Flag::NeedsPerson => self.needs_person(),
            Flag::Unbound => self.raised.in_the_book.iter().any(InTheBook::unbound),
            Flag::ByTheBook => self.raised.exit == Some(Exit::AnsweredByTheBook),
        };
        Flag::ALL.iter().copied().filter(holds).collect()
    }

    /// Its life goes on elsewhere, or not at all.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone().is_some()
    }

    /// Some answer was not made known to the voters since it came.
    #[must_use]
    pub fn has_untold(&self) -> bool {
        !self.is_gone() && self.addressees.iter().any(|to| to.untold().is_some())
    }

    /// It is gone, settled or closed: nothing is due any more.
    pub(crate) fn is_over(&self) -> bool {
        self.gone().or_else(|| self.ended()).is_some()
    }

    /// Everything for which events fixed a day, earliest first.
    ///
    /// An addressee's inner clock is its own affair, and how long a receipt, a check or making known
    /// may take is a rule: [`crate::duties`] has these as well. Nothing is due of what has ended or
    /// gone.
    #[must_use]
    pub fn dues(&self) -> Vec<Due> {
        if self.is_over() {
            return Vec::new();
        }
        let mut dues = match &self.raised.exit {
            Some(Exit::Opinion(_) | Exit::NotAPetition(_) | Exit::AnsweredByTheBook) => Vec::new(),
            Some(Exit::AnsweredOnTheSpot) => self.due_of_promise().into_iter().collect(),
            None => self.due_of_consent().into_iter().chain(self.dues_of_addressees()).collect(),
        };
        dues.sort_unstable();
        dues
    }

    /// What is due first.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        self.dues().into_iter().next()
    }

    fn due_of_promise(&self) -> Option<Due> {
        let spot = &self.raised.spot.as_ref()?.event;
        let checked = self.watch.last_check(spot.by).is_some();
        let day = spot.promised_by.filter(|_| !checked)?;
        Some(self.owed(spot.by, DueKind::Done, day))
    }

    pub(super) fn due_of_consent(&self) -> Option<Due> {
        let open = self.proposal.as_ref().filter(|p| !p.agreed && p.contests.is_empty())?;
        open.consent_due.map(|day| Due { day, what: DueKind::Consent, whose: None, rung: None })
    }

    /// What `body` owes by `day`, and how far up that went.
    fn owed(&self, body: BodyId, what: DueKind, day: Day) -> Due {
        let rung = self.watch.rung(body, what.as_str(), day);
        Due { day, what, whose: Some(body), rung }
    }

    fn dues_of_addressees(&self) -> Vec<Due> {
        let of = |addressee: &Addressee| {
            let whose = addressee.body;
            let waits = self.watch.waiting.iter().any(|waiting| waiting.event.body == whose);
            let (day, what) = match addressee.answer() {
                None => (addressee.answer_due?, DueKind::Answer),
                Some(_) => (addressee.done_due.filter(|_| !waits)?, DueKind::Done),
            };
            Some(self.owed(whose, what, day))
        };
        let reviews =
            self.watch.waiting.iter().map(|waiting| {
                self.owed(waiting.event.body, DueKind::Review, waiting.event.review_on)
            });
        self.live().filter_map(of).chain(reviews).collect()
    }
}
