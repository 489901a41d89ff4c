//! Reaction: noting on the petition that went on with another one's life that it does so no more.
//!
//! It may come late: what was merged again since goes on there, whatever was undone before.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen, Subject};
use directory::Pins;
use proto::command::ReleasePetition;
use proto::event::{IntakeEvent, PetitionReleased};
use proto::{BodyId, Day, StreamId, folds};
use serde::Serialize;

/// Nothing stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of.
    pub enum AbsorbedEvent {
        PetitionAbsorbed,
        PetitionReleased,
        PetitionMerged,
        PetitionUnmerged,
    }
}

/// A petition as far as mergers go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// The petitions that were merged into this one and did not leave it again.
    petitions: BTreeSet<StreamId>,
    /// The petition in which its own life goes on.
    into: Option<StreamId>,
}

impl Subject for Absorbed {
    type Event = AbsorbedEvent;
    type Emits = IntakeEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        None
    }

    fn after(mut self, event: &AbsorbedEvent, _: Day) -> Self {
        match event {
            AbsorbedEvent::PetitionAbsorbed(absorbed) => {
                self.petitions.insert(absorbed.petition);
            }
            AbsorbedEvent::PetitionReleased(released) => {
                self.petitions.remove(&released.petition);
            }
            AbsorbedEvent::PetitionMerged(merged) => self.into = Some(merged.into),
            AbsorbedEvent::PetitionUnmerged(_) => self.into = None,
        }
        self
    }
}

/// Decides [`ReleasePetition`].
#[derive(Debug)]
pub struct ReleasingPetition;

impl Decider for ReleasingPetition {
    decider::folding!(Absorbed, ReleasePetition, Refusal);

    fn plan(command: &Self::Command, act: &Act, _: &Pins) -> Plan {
        let mut plan = Plan::as_seen(act);
        let petition = Seen { stream: command.petition, version: None };
        plan.streams.extend((command.petition != act.stream).then_some(petition));
        plan
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Absorbed>) -> Vec<BodyId> {
        folded.council_of(act.stream)
    }

    fn decide(
        folded: &Folded<Absorbed>,
        &ReleasePetition { petition }: &ReleasePetition,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let here = ctx.act.stream;
        let absorbed = folded.of(here).petitions.contains(&petition);
        let left = absorbed && folded.of(petition).into != Some(here);
        let released = left.then(|| Emit::on(ctx.act.stream, PetitionReleased { petition }));
        Ok(released.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use decider::spec::{Spec, reaction};
    use directory::fixture::petition::{OTHER, PETITION, received};
    use directory::fixture::{AFTER_REFORM, circle};
    use proto::event::{Event, PetitionAbsorbed, PetitionMerged, PetitionUnmerged};

    fn given(events: &[Event]) -> Spec<ReleasingPetition> {
        let events = events.iter().map(|event| (PETITION, event.clone()));
        Spec::given(reaction(PETITION, AFTER_REFORM), events)
    }

    #[test]
    fn what_stands_by_itself_again_leaves_the_petition_that_went_on_with_it_once() {
        let absorbed = IntakeEvent::from(PetitionAbsorbed { petition: OTHER });
        let released = IntakeEvent::from(PetitionReleased { petition: OTHER });
        let mut events = vec![received(), absorbed.into()];
        let command = ReleasePetition { petition: OTHER };
        let emit = Emit::on(PETITION, PetitionReleased { petition: OTHER });
        given(&events).when(&command, &circle()).then(&[emit]);
        events.push(released.into());
        given(&events).when(&command, &circle()).then(&[]);
    }

    #[test]
    fn a_late_word_of_an_undone_merger_undoes_no_newer_one() {
        let absorbed = || Event::from(IntakeEvent::from(PetitionAbsorbed { petition: OTHER }));
        let (into, from) = (PETITION, PETITION);
        let merged = || Event::from(IntakeEvent::from(PetitionMerged { into, reason: None }));
        let unmerged = IntakeEvent::from(PetitionUnmerged { from });
        // It was merged, stood by itself, and was merged again before the reaction came.
        let mut events = vec![(PETITION, received()), (OTHER, received())];
        events.extend([
            (OTHER, merged()),
            (PETITION, absorbed()),
            (OTHER, unmerged.clone().into()),
        ]);
        events.extend([(OTHER, merged()), (PETITION, absorbed())]);
        let release = |events: &[(StreamId, Event)]| {
            let spec =
                Spec::<ReleasingPetition>::given(reaction(PETITION, AFTER_REFORM), events.to_vec());
            spec.when(&ReleasePetition { petition: OTHER }, &circle()).events()
        };
        assert_eq!(release(&events), []);
        events.push((OTHER, unmerged.into()));
        assert_eq!(release(&events), [Emit::on(PETITION, PetitionReleased { petition: OTHER })]);
    }
}
