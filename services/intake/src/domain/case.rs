//! A petition as far as intake cares: the one fold that all its decisions share.

use decider::Subject;
use directory::Pins;
use proto::event::{
    ClassificationProposed, Event, IntakeEvent, PetitionCorrected, PetitionReceived, Picked,
};
use proto::id::Code;
use proto::{BodyId, Day, StreamId, folds};

folds! {
    /// What this fold is made of.
    pub enum Happened {
        PetitionReceived,
        OpinionNoted,
        AnsweredOnTheSpot,
        AnswerNotAccepted,
        NotAPetition,
        PetitionCorrected,
        PetitionMerged,
        PetitionAbsorbed,
        PetitionUnmerged,
        PetitionSplit,
        PartOf,
        PetitionWithdrawn,
        PetitionListed,
        ClassificationProposed,
        ClassificationAgreed,
        PetitionForwarded,
        PetitionAnswered,
    }
}

/// What this fold is made of, suggestions left out: they come by themselves right after a petition
/// was recorded, and a clerk who goes on working must not meet a conflict each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent(Happened);

impl Picked for CaseEvent {
    fn pick(event: Event) -> Option<Self> {
        let happened = Happened::pick(event)?;
        let suggestion = matches!(
            happened,
            Happened::ClassificationProposed(ClassificationProposed { suggested: true, .. })
        );
        (!suggestion).then_some(Self(happened))
    }
}

/// What a petition is taken for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// A petition: something is asked for.
    #[default]
    Petition,
    /// An opinion.
    Opinion,
    /// Not a petition in the sense of the law.
    NotAPetition,
}

/// How the answer of the meeting stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SpotAnswer {
    /// There was none.
    #[default]
    None,
    /// There was one, and nobody said that it is not accepted.
    Given,
    /// The voter does not accept it.
    NotAccepted,
}

/// Where a petition stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// As it was received, with what was corrected of area and field; none before that.
    pub received: Option<PetitionReceived>,
    /// The day on which it was put to the deputies.
    pub raised_on: Option<Day>,
    /// What it is taken for.
    pub kind: Kind,
    /// It was taken for less than a petition once, and a person classified it nevertheless.
    pub taken_back: bool,
    /// The answer of the meeting.
    pub spot_answer: SpotAnswer,
    /// The petition in which its life goes on.
    pub merged_into: Option<StreamId>,
    /// Its parts, once it was split.
    pub parts: Vec<StreamId>,
    /// The voter withdrew it.
    pub withdrawn: bool,
    /// The list on which it stands, of each round.
    pub listed: Vec<(Code, StreamId)>,
    /// A person proposed a classification.
    pub classified: bool,
    /// The last proposal of a person is agreed.
    pub agreed: bool,
    /// A letter went out.
    pub forwarded: bool,
    /// An addressee answered.
    pub answered: bool,
}

impl Subject for Case {
    type Event = CaseEvent;
    type Emits = IntakeEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.received.as_ref().map(|received| received.council)
    }

    fn after(mut self, CaseEvent(happened): &CaseEvent, day: Day) -> Self {
        match happened {
            Happened::PetitionReceived(received) => {
                (self.received, self.raised_on) = (Some(received.clone()), Some(day));
            }
            Happened::OpinionNoted(_) => self.kind = Kind::Opinion,
            Happened::NotAPetition(_) => self.kind = Kind::NotAPetition,
            Happened::AnsweredOnTheSpot(_) => self.spot_answer = SpotAnswer::Given,
            Happened::AnswerNotAccepted(_) => self.spot_answer = SpotAnswer::NotAccepted,
            Happened::PetitionCorrected(corrected) => self.correct(corrected),
            Happened::PetitionMerged(merged) => self.merged_into = Some(merged.into),
            Happened::PetitionUnmerged(_) => self.merged_into = None,
            // Whoever unmerges acts on the other petition: nothing here depends on it.
            Happened::PetitionAbsorbed(_) => {}
            // A part was put to the deputies with the whole, whenever that was split.
            Happened::PartOf(part) => self.raised_on = part.raised_on.or(self.raised_on),
            Happened::PetitionSplit(split) => self.parts.clone_from(&split.into),
            Happened::PetitionWithdrawn(_) => self.withdrawn = true,
            Happened::PetitionListed(listed) => {
                self.listed.retain(|(round, _)| *round != listed.round);
                self.listed.push((listed.round.clone(), listed.list));
            }
            // A person classifies it: it is a petition after all, and no clerk says again that not.
            Happened::ClassificationProposed(_) => {
                self.taken_back |= self.kind != Kind::Petition;
                (self.classified, self.agreed, self.kind) = (true, false, Kind::Petition);
            }
            Happened::ClassificationAgreed(_) => self.agreed = true,
            Happened::PetitionForwarded(_) => self.forwarded = true,
            Happened::PetitionAnswered(_) => self.answered = true,
        }
        self
    }
}

impl Case {
    /// Whether nobody can make it less than a petition any more: its classification is agreed, or
    /// an agreed one already went out.
    #[must_use]
    pub fn decided(&self) -> bool {
        self.agreed || self.forwarded
    }

    /// The list of `round` on which it stands.
    #[must_use]
    pub fn list_of(&self, round: &Code) -> Option<StreamId> {
        self.listed.iter().find(|(of, _)| of == round).map(|(_, list)| *list)
    }

    fn correct(&mut self, corrected: &PetitionCorrected) {
        let Some(received) = &mut self.received else { return };
        if corrected.area.is_some() {
            received.area.clone_from(&corrected.area);
        }
        if corrected.field.is_some() {
            received.field.clone_from(&corrected.field);
        }
        if corrected.raised_by.is_some() {
            received.raised_by.clone_from(&corrected.raised_by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use directory::fixture::petition::{OTHER, agreed, proposed, received, suggested};
    use directory::fixture::{AFTER_REFORM, BEFORE_REFORM, DEPARTMENT, FRONT};
    use proto::event::{OpinionNoted, PartOf};

    fn after(events: &[Event]) -> Case {
        let picked = events.iter().cloned().filter_map(CaseEvent::pick);
        picked.fold(Case::default(), |case, event| case.after(&event, AFTER_REFORM))
    }

    #[test]
    fn a_suggestion_classifies_nothing() {
        assert!(!after(&[received(), suggested()]).classified);
        assert!(after(&[received(), suggested(), proposed(2, &[FRONT])]).classified);
    }

    #[test]
    fn a_part_was_raised_on_the_day_of_the_whole() {
        let part_of = |raised_on| IntakeEvent::from(PartOf { petition: OTHER, raised_on });
        let part = |raised_on| after(&[received(), part_of(raised_on).into()]).raised_on;
        assert_eq!(part(Some(BEFORE_REFORM)), Some(BEFORE_REFORM));
        assert_eq!(part(None), Some(AFTER_REFORM), "what an older version does not say");
    }

    #[test]
    fn a_new_proposal_voids_what_was_agreed() {
        let mut events = vec![received(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
        assert!(after(&events).decided());
        events.push(proposed(2, &[FRONT]));
        assert!(!after(&events).decided());
    }

    #[test]
    fn an_opinion_that_a_person_classifies_is_a_petition_again() {
        let opinion = IntakeEvent::from(OpinionNoted { reason: None });
        let mut events = vec![received(), opinion.into()];
        assert_eq!(after(&events).kind, Kind::Opinion);
        events.push(proposed(1, &[DEPARTMENT]));
        assert_eq!(after(&events).kind, Kind::Petition);
    }
}
