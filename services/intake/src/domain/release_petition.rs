//! Reaction: noting on the petition that went on with another one's life that it does so no more.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse, Subject};
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
    }
}

/// The petitions that were merged into this one and did not leave it again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed(BTreeSet<StreamId>);

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
                self.0.insert(absorbed.petition);
            }
            AbsorbedEvent::PetitionReleased(released) => {
                self.0.remove(&released.petition);
            }
        }
        self
    }
}

/// Decides [`ReleasePetition`].
#[derive(Debug)]
pub struct ReleasingPetition;

impl Decider for ReleasingPetition {
    decider::on_one!(Absorbed, ReleasePetition, Refusal);

    fn decide(
        folded: &Folded<Absorbed>,
        &ReleasePetition { petition }: &ReleasePetition,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let absorbed = folded.of(ctx.act.stream).0.contains(&petition);
        let released = absorbed.then(|| Emit::on(ctx.act.stream, PetitionReleased { petition }));
        Ok(released.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use decider::spec::{Spec, reaction};
    use directory::fixture::petition::{OTHER, PETITION, received};
    use directory::fixture::{AFTER_REFORM, circle};
    use proto::event::{Event, PetitionAbsorbed};

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
}
