//! Who exists, who may act for whom, and since when: the fold of the directory's stream.

use std::collections::{BTreeMap, BTreeSet};

use proto::event::{
    BodyEnded, BodyEstablished, DirectoryEvent, RoleDefined, RoleEnded, RoleGiven, SiteAdmitted,
    TermOpened,
};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::text::Line;
use proto::{BodyId, Day, OfficerId, Site};

mod agenda;

use agenda::Agenda;
pub use agenda::{Area, Round, Session};

/// Bodies above bodies are few; a longer chain is a mistake in the directory.
const LEVELS_MAX: usize = 8;
/// The kind of body that answers for the agencies below it.
const PEOPLES_COMMITTEE: &str = "peoples_committee";

/// A body over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// As it was established.
    pub established: BodyEstablished,
    /// How it ended, if it did.
    pub ended: Option<BodyEnded>,
}

impl Body {
    /// Whether the body exists on `day`.
    #[must_use]
    pub fn stands(&self, day: Day) -> bool {
        let ended = self.ended.as_ref().is_some_and(|ended| ended.until < day);
        self.established.from <= day && !ended
    }
}

/// A role of an officer at a body, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    body: BodyId,
    role: Code,
    from: Day,
    until: Option<Day>,
}

impl Held {
    fn on(&self, day: Day) -> bool {
        self.from <= day && !self.ended_before(day)
    }

    fn ended_before(&self, day: Day) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

/// A term of a council.
pub type Term = TermOpened;

/// The directory at one version of its stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    name: Option<Line>,
    bodies: BTreeMap<BodyId, Body>,
    roles: BTreeMap<Code, RoleDefined>,
    officers: BTreeMap<OfficerId, Sealed>,
    held: BTreeMap<OfficerId, Vec<Held>>,
    sites: BTreeMap<Site, BTreeSet<BodyId>>,
    terms: Vec<Term>,
    agenda: Agenda,
}

impl Directory {
    /// The directory after one more event.
    pub fn apply(&mut self, event: DirectoryEvent) {
        match event {
            DirectoryEvent::RealmFounded(founded) => self.name = Some(founded.name),
            DirectoryEvent::RoleDefined(role) => {
                self.roles.insert(role.role.clone(), role);
            }
            DirectoryEvent::BodyEstablished(established) => {
                let body = Body { established, ended: None };
                self.bodies.insert(body.established.body, body);
            }
            DirectoryEvent::BodyEnded(ended) => {
                if let Some(body) = self.bodies.get_mut(&ended.body) {
                    body.ended = Some(ended);
                }
            }
            DirectoryEvent::OfficerAppointed(appointed) => {
                self.officers.insert(appointed.officer, appointed.name);
            }
            DirectoryEvent::RoleGiven(given) => self.give(given),
            DirectoryEvent::RoleEnded(ended) => self.end_role(&ended),
            DirectoryEvent::SiteAdmitted(SiteAdmitted { site, bodies }) => {
                self.sites.entry(site).or_default().extend(bodies);
            }
            DirectoryEvent::TermOpened(term) => self.terms.push(term),
            DirectoryEvent::AreaNamed(area) => self.agenda.name(area),
            DirectoryEvent::SessionPlanned(session) => self.agenda.plan(session),
            DirectoryEvent::RoundOpened(round) => self.agenda.open(round),
            DirectoryEvent::NameResolved(name) => self.agenda.resolve(name),
            // Rules and calendar have streams of their own; see `Pins`.
            DirectoryEvent::RulesAdopted(_)
            | DirectoryEvent::RulesProposed(_)
            | DirectoryEvent::RulesAgreed(_)
            | DirectoryEvent::DaysOffPublished(_) => {}
        }
    }

    fn give(&mut self, RoleGiven { officer, body, role, from }: RoleGiven) {
        self.held.entry(officer).or_default().push(Held { body, role, from, until: None });
    }

    fn end_role(&mut self, ended: &RoleEnded) {
        let held = self.held.get_mut(&ended.officer);
        let meant = held.into_iter().flatten().find(|held| {
            held.body == ended.body && held.role == ended.role && held.on(ended.until)
        });
        if let Some(held) = meant {
            held.until = Some(ended.until);
        }
    }

    /// Whether the realm was founded.
    #[must_use]
    pub fn founded(&self) -> bool {
        self.name.is_some()
    }

    /// The realm's name.
    #[must_use]
    pub fn name(&self) -> Option<&Line> {
        self.name.as_ref()
    }

    /// A body, standing or not.
    #[must_use]
    pub fn body(&self, body: BodyId) -> Option<&Body> {
        self.bodies.get(&body)
    }

    /// All bodies, standing or not.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.bodies.values()
    }

    /// Whether a body exists on `day`.
    #[must_use]
    pub fn stands(&self, body: BodyId, day: Day) -> bool {
        self.bodies.get(&body).is_some_and(|body| body.stands(day))
    }

    /// Who does the work of `body` on `day`: itself, or its successors, through several reforms.
    #[must_use]
    pub fn standing_heirs(&self, body: BodyId, day: Day) -> BTreeSet<BodyId> {
        let (mut heirs, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![body]);
        while let Some(id) = open.pop() {
            let Some(body) = self.bodies.get(&id).filter(|_| seen.insert(id)) else { continue };
            if body.stands(day) {
                heirs.insert(id);
            } else if let Some(ended) = &body.ended {
                open.extend(&ended.successors);
            }
        }
        heirs
    }

    /// Whether the work of `body` went to `to`, at whatever time and through however many.
    #[must_use]
    pub fn passes_work_to(&self, body: BodyId, to: BodyId) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![body]);
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            let Some(body) = self.bodies.get(&id).filter(|_| seen.insert(id)) else { continue };
            open.extend(body.ended.iter().flat_map(|ended| &ended.successors));
        }
        false
    }

    /// The People's Committees that `body` belongs to, however far above; the nearest first.
    #[must_use]
    pub fn peoples_committees_above(&self, body: BodyId) -> Vec<BodyId> {
        let under = |body: BodyId| self.body(body).and_then(|body| body.established.under);
        let above = std::iter::successors(under(body), |&body| under(body)).take(LEVELS_MAX);
        let answers = |body: &BodyId| {
            let known = self.body(*body);
            known.is_some_and(|known| known.established.kind.as_str() == PEOPLES_COMMITTEE)
        };
        above.filter(answers).collect()
    }

    /// The one body that does the work of `body` on `day`; none where nobody or several do.
    #[must_use]
    pub fn heir(&self, body: BodyId, day: Day) -> Option<BodyId> {
        let mut heirs = self.standing_heirs(body, day).into_iter();
        heirs.next().filter(|_| heirs.next().is_none())
    }

    /// The People's Committee of the commune that is `area`, on `day`; none where several say so.
    #[must_use]
    pub fn commune_of(&self, area: &Code, day: Day) -> Option<BodyId> {
        let mut communes = self.bodies.values().filter(|body| {
            let established = &body.established;
            established.kind.as_str() == PEOPLES_COMMITTEE
                && established.level.as_str() == "commune"
                && established.area.as_ref() == Some(area)
                && body.stands(day)
        });
        let found = communes.next().map(|body| body.established.body);
        found.filter(|_| communes.next().is_none())
    }

    /// The definition of a role.
    #[must_use]
    pub fn role(&self, role: &Code) -> Option<&RoleDefined> {
        self.roles.get(role)
    }

    /// The sealed display name of an officer.
    #[must_use]
    pub fn officer(&self, officer: OfficerId) -> Option<&Sealed> {
        self.officers.get(&officer)
    }

    /// All officers ever appointed, each with the sealed display name.
    pub fn officers(&self) -> impl Iterator<Item = (OfficerId, &Sealed)> {
        self.officers.iter().map(|(&officer, name)| (officer, name))
    }

    /// All roles, as last defined.
    pub fn roles(&self) -> impl Iterator<Item = &RoleDefined> {
        self.roles.values()
    }

    /// The roles that `officer` has on `day`, each with its body.
    pub fn roles_of(&self, officer: OfficerId, day: Day) -> impl Iterator<Item = (BodyId, &Code)> {
        let held = self.held.get(&officer).into_iter().flatten();
        held.filter(move |held| held.on(day)).map(|held| (held.body, &held.role))
    }

    /// The roles that anybody ever had at `body`: who, which, from and until, in no order.
    pub fn roles_at(
        &self,
        body: BodyId,
    ) -> impl Iterator<Item = (OfficerId, &Code, Day, Option<Day>)> {
        let each =
            self.held.iter().flat_map(|(&officer, held)| held.iter().map(move |h| (officer, h)));
        let here = each.filter(move |(_, held)| held.body == body);
        here.map(|(officer, held)| (officer, &held.role, held.from, held.until))
    }

    /// Whether `officer` has `role` at `body` on `day` or on any day after it, as far as known.
    #[must_use]
    pub fn holds_from(&self, officer: OfficerId, body: BodyId, role: &Code, day: Day) -> bool {
        let mut held = self.held.get(&officer).into_iter().flatten();
        held.any(|held| held.body == body && held.role == *role && !held.ended_before(day))
    }

    /// Whether `site` may act for `body` at all.
    #[must_use]
    pub fn site_acts_for(&self, site: &Site, body: BodyId) -> bool {
        self.sites.get(site).is_some_and(|bodies| bodies.contains(&body))
    }

    /// The sites and the bodies that each may act for.
    pub fn sites(&self) -> impl Iterator<Item = (&Site, &BTreeSet<BodyId>)> {
        self.sites.iter()
    }

    /// Why this officer may not give this command here for this body on `day`, if so.
    ///
    /// `command` is `context.Command`.
    ///
    /// # Errors
    /// The rule that is broken, as a word for [`proto::reply::CommandReply::Forbidden`].
    pub fn may_act(
        &self,
        site: &Site,
        body: BodyId,
        officer: OfficerId,
        command: &str,
        day: Day,
    ) -> Result<(), &'static str> {
        self.serves(site, body, officer, day)?;
        let mut roles = self.roles_of(officer, day).filter(|(at, _)| *at == body);
        let allowed = roles.any(|(_, role)| self.role(role).is_some_and(|r| allows(r, command)));
        if allowed { Ok(()) } else { Err("role_lacks") }
    }

    /// Whether `officer` has any role at `body` on `day`, and `site` may act for it.
    ///
    /// # Errors
    /// As [`may_act`](Self::may_act).
    pub fn serves(
        &self,
        site: &Site,
        body: BodyId,
        officer: OfficerId,
        day: Day,
    ) -> Result<(), &'static str> {
        if !self.site_acts_for(site, body) {
            return Err("site_not_admitted");
        }
        if !self.stands(body, day) {
            return Err("body_not_standing");
        }
        let has_role = self.roles_of(officer, day).any(|(at, _)| at == body);
        if has_role { Ok(()) } else { Err("not_an_officer") }
    }

    /// The term of `council` on `day`.
    #[must_use]
    pub fn term(&self, council: BodyId, day: Day) -> Option<&Term> {
        let of_council = self.terms.iter().filter(|term| term.council == council);
        of_council.into_iter().find(|term| term.from <= day && day <= term.until)
    }

    /// All terms, in the order in which they were recorded.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

/// Whether a role's patterns cover `context.Command`.
fn allows(role: &RoleDefined, command: &str) -> bool {
    role.may.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => command.starts_with(prefix),
        None => pattern == command,
    })
}

#[cfg(test)]
mod tests;
