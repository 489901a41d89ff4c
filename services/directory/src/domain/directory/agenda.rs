//! Sessions, rounds of voter contact, the areas where they take place, and what names in books mean.

use std::collections::BTreeMap;

use proto::BodyId;
use proto::event::{AreaNamed, Meant, NameResolved, RoundOpened, SessionPlanned};
use proto::id::Code;
use proto::text::{Line, fold};

use super::Directory;

/// A named area.
pub type Area = AreaNamed;
/// A session as last planned.
pub type Session = SessionPlanned;
/// A round of voter contact.
pub type Round = RoundOpened;

/// What is planned, by council and word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agenda {
    areas: BTreeMap<Code, Area>,
    sessions: BTreeMap<(BodyId, Code), Session>,
    rounds: BTreeMap<(BodyId, Code), Round>,
    /// By the folded name and what kind of thing is meant: a place and a body may be called alike.
    names: BTreeMap<(String, u8), NameResolved>,
}

/// A word for each kind of thing that a name can mean.
fn kind(meant: &Meant) -> u8 {
    match meant {
        Meant::Area(_) => 0,
        Meant::Field(_) => 1,
        Meant::Body(_) => 2,
    }
}

impl Agenda {
    pub(super) fn name(&mut self, area: Area) {
        self.areas.insert(area.area.clone(), area);
    }

    pub(super) fn plan(&mut self, session: Session) {
        self.sessions.insert((session.council, session.session.clone()), session);
    }

    pub(super) fn resolve(&mut self, name: NameResolved) {
        self.names.insert((fold(name.written.as_str()), kind(&name.to)), name);
    }

    pub(super) fn open(&mut self, round: Round) {
        self.rounds.insert((round.council, round.round.clone()), round);
    }
}

impl Directory {
    /// The area with this word.
    #[must_use]
    pub fn area(&self, area: &Code) -> Option<&Area> {
        self.agenda.areas.get(area)
    }

    /// What `written` means, where something of the kind of `to` was said to be meant by it.
    #[must_use]
    pub fn meaning(&self, written: &Line, to: &Meant) -> Option<&Meant> {
        let known = self.agenda.names.get(&(fold(written.as_str()), kind(to)));
        known.map(|name| &name.to)
    }

    /// All names of books that have a meaning.
    pub fn names(&self) -> impl Iterator<Item = &NameResolved> {
        self.agenda.names.values()
    }

    /// All named areas, by word.
    pub fn areas(&self) -> impl Iterator<Item = &Area> {
        self.agenda.areas.values()
    }

    /// A session of `council`, as last planned.
    #[must_use]
    pub fn session(&self, council: BodyId, session: &Code) -> Option<&Session> {
        self.agenda.sessions.get(&(council, session.clone()))
    }

    /// All sessions of `council`, by word.
    pub fn sessions(&self, council: BodyId) -> impl Iterator<Item = &Session> {
        self.agenda.sessions.values().filter(move |session| session.council == council)
    }

    /// A round of `council`.
    #[must_use]
    pub fn round(&self, council: BodyId, round: &Code) -> Option<&Round> {
        self.agenda.rounds.get(&(council, round.clone()))
    }

    /// All rounds of `council`, by word.
    pub fn rounds(&self, council: BodyId) -> impl Iterator<Item = &Round> {
        self.agenda.rounds.values().filter(move |round| round.council == council)
    }
}
