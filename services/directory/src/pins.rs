//! What other contexts pin: the directory and the rules of councils, each at a version.

use std::collections::BTreeMap;

use proto::event::{DirectoryEvent, Event, Rules, RulesAdopted};
use proto::{BodyId, Day, StreamId};

use crate::Directory;

/// Pure folds of the directory's streams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Bodies, officers, roles, sites, terms.
    pub directory: Directory,
    /// The rules of each council that was asked for, in the order of adoption.
    rules: BTreeMap<BodyId, Vec<RulesAdopted>>,
}

impl Pins {
    /// The pins after one more event of a pinned stream.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Directory(DirectoryEvent::RulesAdopted(adopted)) => {
                self.rules.entry(adopted.council).or_default().push(adopted);
            }
            Event::Directory(event) => self.directory.apply(event),
            Event::Intake(_)
            | Event::Classification(_)
            | Event::Forwarding(_)
            | Event::Monitoring(_) => {}
        }
    }

    /// The streams to pin for decisions about `councils`.
    #[must_use]
    pub fn streams(councils: &[BodyId]) -> Vec<StreamId> {
        let rules = councils.iter().map(|&council| StreamId::of_rules(council));
        std::iter::once(StreamId::of_directory()).chain(rules).collect()
    }

    /// The rules of `council` on `day`: the last adopted of those in force by then.
    #[must_use]
    pub fn rules(&self, council: BodyId, day: Day) -> Option<&Rules> {
        let adopted = self.rules.get(&council)?;
        let in_force = adopted.iter().filter(|adopted| adopted.from <= day);
        in_force.max_by_key(|adopted| adopted.from).map(|adopted| &adopted.rules)
    }
}
