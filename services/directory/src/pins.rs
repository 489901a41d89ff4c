//! What other contexts pin: the directory, the calendar and the rules of councils, each at a
//! version.

use std::collections::BTreeMap;

use proto::event::{DirectoryEvent, Event, Rules, Side};
use proto::id::Code;
use proto::{BodyId, Day, StreamId};

use crate::Directory;
use crate::domain::calendar::Calendar;
use crate::domain::rules::{Proposal, RuleBook};

/// Pure folds of the directory's streams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Bodies, officers, roles, sites, terms, sessions, rounds, areas.
    pub directory: Directory,
    /// Days off.
    pub calendar: Calendar,
    /// The rules of each council that was asked for.
    rules: BTreeMap<BodyId, RuleBook>,
    /// What was applied, for the samples of the tests.
    #[cfg(any(test, feature = "fixture"))]
    pub(crate) remembered: Vec<Event>,
}

impl Pins {
    /// The pins after one more event of a pinned stream.
    pub fn apply(&mut self, event: Event) {
        #[cfg(any(test, feature = "fixture"))]
        self.remembered.push(event.clone());
        match event {
            Event::Directory(DirectoryEvent::RulesAdopted(adopted)) => {
                self.rules.entry(adopted.council).or_default().adopt(adopted);
            }
            Event::Directory(DirectoryEvent::RulesProposed(proposed)) => {
                self.rules.entry(proposed.council).or_default().propose(proposed);
            }
            Event::Directory(DirectoryEvent::RulesAgreed(agreed)) => {
                self.rules.entry(agreed.council).or_default().agree(&agreed);
            }
            Event::Directory(DirectoryEvent::DaysOffPublished(published)) => {
                self.calendar.apply(published);
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
        let always = [StreamId::of_directory(), StreamId::of_calendar()];
        let rules = councils.iter().map(|&council| StreamId::of_rules(council));
        always.into_iter().chain(rules).collect()
    }

    /// The rules of `council` on `day`: the last adopted of those in force by then.
    #[must_use]
    pub fn rules(&self, council: BodyId, day: Day) -> Option<&Rules> {
        self.rules.get(&council)?.on(day)
    }

    /// The rules that `council` adopted first, whether in force or not; none before it has any.
    #[must_use]
    pub fn first_rules(&self, council: BodyId) -> Option<&Rules> {
        self.rules.get(&council)?.adopted.first().map(|adopted| &adopted.rules)
    }

    /// What was ever proposed for `council`, by number.
    #[must_use]
    pub fn proposals(&self, council: BodyId) -> &[Proposal] {
        self.rules.get(&council).map_or(&[], |book| &book.proposals)
    }

    /// The body that is `side` of a pair on `day`, for a petition of `council` that was raised with
    /// `raised_with` in `area`: itself, or the one body that took its work over.
    ///
    /// None where there is none, or where several could be meant: a person has to say who.
    #[must_use]
    pub fn party(
        &self,
        council: BodyId,
        side: &Side,
        raised_with: BodyId,
        area: Option<&Code>,
        day: Day,
    ) -> Option<BodyId> {
        let meant = match side {
            Side::RaisedWith => raised_with,
            Side::CommuneOfArea => return self.directory.commune_of(area?, day),
            Side::StandingCommittee => self.rules(council, day)?.standing_committee,
            Side::Front => self.rules(council, day)?.front,
            Side::Body(body) => *body,
        };
        self.directory.heir(meant, day)
    }
}

#[cfg(test)]
mod tests;
