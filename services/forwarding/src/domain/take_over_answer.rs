//! Taking over how a book says that an imported petition was answered.
//!
//! Nobody answers by it: what the book states is kept as stated there, and the petition can still be
//! listed, classified and forwarded like any other.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse, Subject};
use directory::Pins;
use proto::command::TakeOverAnswer;
use proto::event::{AnswerTakenOver, ForwardingEvent, RaisedVia};
use proto::sealed::Sealed;
use proto::{BodyId, Day, folds};
use serde::Serialize;

use super::actor;
use super::answer_petition::OUTCOMES;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NothingImported,
    /// It was not taken over from a book; whoever has it answers it.
    NotFromABook,
    /// Only the delegate group that took it, or the council's standing committee, takes it over.
    NotYoursToTakeOver {
        /// Who may.
        allowed: [BodyId; 2],
    },
    /// What the book says was taken over already.
    AlreadyTakenOver,
    /// It was merged, split or withdrawn, or a letter went out: its life is here now.
    LivesHereAlready,
    /// The book states neither an outcome nor an answer.
    NothingStated,
    /// An outcome is one of those that an answer may have, or is left as it is written.
    OutcomeNotKnown {
        /// Those that it may have.
        known: [&'static str; 5],
    },
    /// There never was such a body; leave its name as it is written.
    AnsweredByNobody,
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of. Proposals are left out: one comes by itself right after a petition
    /// was recorded.
    pub enum ImportedEvent {
        PetitionReceived,
        AnswerTakenOver,
        PetitionMerged,
        PetitionSplit,
        PetitionWithdrawn,
        PetitionForwarded,
    }
}

/// An imported petition, as far as its answer in the book is concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// By which way, to which council, and which group took it.
    received: Option<(RaisedVia, BodyId, BodyId)>,
    taken_over: bool,
    lives_here: bool,
}

impl Subject for Imported {
    type Event = ImportedEvent;
    type Emits = ForwardingEvent;
    type Pins = Pins;

    fn after(mut self, event: &ImportedEvent, _: Day) -> Self {
        match event {
            ImportedEvent::PetitionReceived(received) => {
                self.received = Some((received.via, received.council, received.raised_with));
            }
            ImportedEvent::AnswerTakenOver(_) => self.taken_over = true,
            ImportedEvent::PetitionMerged(_)
            | ImportedEvent::PetitionSplit(_)
            | ImportedEvent::PetitionWithdrawn(_)
            | ImportedEvent::PetitionForwarded(_) => self.lives_here = true,
        }
        self
    }

    fn council(&self) -> Option<BodyId> {
        self.received.map(|(_, council, _)| council)
    }
}

/// Decides [`TakeOverAnswer`].
#[derive(Debug)]
pub struct TakingAnswerOver;

impl Decider for TakingAnswerOver {
    decider::on_one!(Imported, TakeOverAnswer<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Imported>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let petition = folded.of(ctx.act.stream);
        let (via, council, group) = petition.received.ok_or(Refusal::NothingImported)?;
        let rules = actor::rules(council, ctx).map_err(Refusal::Actor)?;
        let allowed = [group, rules.standing_committee];
        let by = actor::acting(rules, ctx).map_err(Refusal::Actor)?;
        if !allowed.contains(&by) {
            return Err(Refusal::NotYoursToTakeOver { allowed });
        }
        if via != RaisedVia::Import {
            return Err(Refusal::NotFromABook);
        }
        if petition.taken_over {
            return Err(Refusal::AlreadyTakenOver);
        }
        if petition.lives_here {
            return Err(Refusal::LivesHereAlready);
        }
        check_stated(command, ctx)?;
        let TakeOverAnswer { by, by_written, outcome, outcome_written, text } = command.clone();
        let taken = AnswerTakenOver { by, by_written, outcome, outcome_written, text };
        Ok(vec![Emit::on(ctx.act.stream, taken)])
    }
}

fn check_stated(
    command: &TakeOverAnswer<Sealed>,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<(), Refusal> {
    let TakeOverAnswer { by, outcome, outcome_written, text, .. } = command;
    if outcome.is_none() && outcome_written.is_none() && text.is_none() {
        return Err(Refusal::NothingStated);
    }
    if outcome.as_ref().is_some_and(|outcome| !OUTCOMES.contains(&outcome.as_str())) {
        return Err(Refusal::OutcomeNotKnown { known: OUTCOMES });
    }
    if by.is_some_and(|body| ctx.pins.directory.body(body).is_none()) {
        return Err(Refusal::AnsweredByNobody);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{by, on_petition};
    use super::*;
    use decider::Act;
    use directory::fixture::petition::{PETITION, forwarded, received, suggested};
    use directory::fixture::{
        AFTER_REFORM, DEPARTMENT, DISTRICT, FRONT, GROUP_EAST, NOBODY, STANDING_COMMITTEE, code,
        reformed, sealed,
    };
    use jiff::ToSpan as _;
    use proto::event::{Event, IntakeEvent, PetitionReceived, PetitionWithdrawn};

    fn imported() -> Event {
        let Event::Intake(IntakeEvent::PetitionReceived(received)) = received() else {
            panic!("not received");
        };
        let via = RaisedVia::Import;
        IntakeEvent::from(PetitionReceived { via, ..received }).into()
    }

    fn stated() -> TakeOverAnswer<Sealed> {
        TakeOverAnswer {
            by: Some(DISTRICT),
            by_written: None,
            outcome: Some(code("resolved")),
            outcome_written: Some(sealed(7)),
            text: Some(sealed(8)),
        }
    }

    fn taken() -> AnswerTakenOver {
        let TakeOverAnswer { by, by_written, outcome, outcome_written, text } = stated();
        AnswerTakenOver { by, by_written, outcome, outcome_written, text }
    }

    fn refused(act: Act, history: &[Event], command: &TakeOverAnswer<Sealed>, refusal: Refusal) {
        let spec = on_petition::<TakingAnswerOver>(act, history);
        spec.when(command, &reformed()).then_refused(refusal);
    }

    fn refused_after(event: Event, refusal: Refusal) {
        refused(by(GROUP_EAST), &[imported(), event], &stated(), refusal);
    }

    #[test]
    fn what_the_book_states_is_taken_over_also_of_a_body_that_ended() {
        for body in [GROUP_EAST, STANDING_COMMITTEE] {
            on_petition::<TakingAnswerOver>(by(body), &[imported(), suggested()])
                .when(&stated(), &reformed())
                .then(&[Emit::on(PETITION, taken())]);
        }
    }

    #[test]
    fn words_that_nobody_can_place_are_enough() {
        let (outcome_written, by_written) = (Some(sealed(7)), Some(sealed(9)));
        let command =
            TakeOverAnswer { by: None, by_written, outcome: None, outcome_written, text: None };
        let spec = on_petition::<TakingAnswerOver>(by(GROUP_EAST), &[imported()]);
        assert_eq!(spec.when(&command, &reformed()).word(), "1 events");
    }

    #[test]
    fn what_was_never_imported_has_no_answer_in_a_book() {
        refused(by(GROUP_EAST), &[], &stated(), Refusal::NothingImported);
    }

    #[test]
    fn a_petition_that_was_raised_here_is_answered_by_whoever_has_it() {
        refused(by(GROUP_EAST), &[received()], &stated(), Refusal::NotFromABook);
    }

    #[test]
    fn the_group_or_the_standing_committee_takes_a_book_over_and_no_addressee() {
        for body in [DEPARTMENT, FRONT] {
            let allowed = [GROUP_EAST, STANDING_COMMITTEE];
            let refusal = Refusal::NotYoursToTakeOver { allowed };
            refused(by(body), &[imported()], &stated(), refusal);
        }
    }

    #[test]
    fn nobody_takes_a_book_over_in_the_name_of_whom_the_rules_do_not_let_it_record_for() {
        let act = Act { on_behalf: Some(FRONT), ..by(GROUP_EAST) };
        let refusal = actor::Refusal::NotRecordedOnBehalf { of: Some(FRONT) };
        refused(act, &[imported()], &stated(), Refusal::Actor(refusal));
    }

    #[test]
    fn a_book_is_taken_over_once() {
        refused_after(ForwardingEvent::from(taken()).into(), Refusal::AlreadyTakenOver);
    }

    #[test]
    fn a_petition_that_was_sent_or_withdrawn_since_has_its_life_here() {
        refused_after(forwarded(DEPARTMENT), Refusal::LivesHereAlready);
        let withdrawn = IntakeEvent::from(PetitionWithdrawn { reason: None });
        refused_after(withdrawn.into(), Refusal::LivesHereAlready);
    }

    #[test]
    fn a_body_alone_is_no_answer() {
        let nothing =
            TakeOverAnswer { outcome: None, outcome_written: None, text: None, ..stated() };
        refused(by(GROUP_EAST), &[imported()], &nothing, Refusal::NothingStated);
    }

    #[test]
    fn an_outcome_of_the_book_is_one_of_five_or_stays_in_words() {
        let command = TakeOverAnswer { outcome: Some(code("done")), ..stated() };
        let refusal = Refusal::OutcomeNotKnown { known: OUTCOMES };
        refused(by(GROUP_EAST), &[imported()], &command, refusal);
    }

    #[test]
    fn nobody_answered_who_never_was() {
        let command = TakeOverAnswer { by: Some(NOBODY), ..stated() };
        refused(by(GROUP_EAST), &[imported()], &command, Refusal::AnsweredByNobody);
    }

    #[test]
    fn an_answer_of_the_book_lies_no_further_back_than_the_rules_allow() {
        let spec = on_petition::<TakingAnswerOver>(by(GROUP_EAST), &[imported()]);
        let refusal = Refusal::Actor(actor::Refusal::TooFarBack { days_max: 30 });
        spec.today(AFTER_REFORM.checked_add(31.days()).unwrap())
            .when(&stated(), &reformed())
            .then_refused(refusal);
    }
}
