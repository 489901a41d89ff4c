//! A petition as far as classification cares.

use proto::event::{
    ClassificationAgreed, ClassificationProposed, PetitionForwarded, PetitionReceived,
};
use proto::{BodyId, folds};

folds! {
    /// What this fold is made of.
    pub enum CaseEvent {
        PetitionReceived,
        ClassificationProposed,
        ClassificationAgreed,
        PetitionForwarded,
    }
}

/// Where the agreement stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// The council, and the delegate group that took the petition; none before it was received.
    pub received: Option<(BodyId, BodyId)>,
    /// How many proposals there were.
    pub proposals: u32,
    /// The last proposal is agreed.
    pub agreed: bool,
    /// A letter went out.
    pub forwarded: bool,
}

impl Case {
    /// The case after one more event.
    #[must_use]
    pub fn after(self, event: &CaseEvent) -> Self {
        match event {
            CaseEvent::PetitionReceived(PetitionReceived { council, raised_with, .. }) => {
                Self { received: Some((*council, *raised_with)), ..self }
            }
            CaseEvent::ClassificationProposed(ClassificationProposed { proposal, .. }) => {
                Self { proposals: *proposal, agreed: false, ..self }
            }
            CaseEvent::ClassificationAgreed(ClassificationAgreed { proposal, .. }) => {
                Self { agreed: *proposal == self.proposals, ..self }
            }
            CaseEvent::PetitionForwarded(PetitionForwarded { .. }) => {
                Self { forwarded: true, ..self }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use directory::fixture::petition::{agreed, proposed, received};
    use directory::fixture::{DEPARTMENT, FRONT};
    use proto::event::{Event, Picked};

    fn after(events: &[Event]) -> Case {
        let picked = events.iter().cloned().filter_map(CaseEvent::pick);
        picked.fold(Case::default(), |case, event| case.after(&event))
    }

    #[test]
    fn a_new_proposal_voids_what_was_agreed() {
        // Rules with consent pairs will let days pass between the two.
        let mut events = vec![received(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
        assert!(after(&events).agreed);
        events.push(proposed(2, &[FRONT]));
        assert!(!after(&events).agreed);
        events.push(agreed(1, &[DEPARTMENT]));
        assert!(!after(&events).agreed, "an older proposal was agreed to");
    }
}
