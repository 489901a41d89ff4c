//! Whatever is asked of the directory in whatever order: what it accepts keeps its invariants.

use decider::spec::Spec;
use decider::{Act, Decider};
use proptest::prelude::*;
use proto::command::{EndBody, EndRole, EstablishBody, GiveRole, OpenTerm};
use proto::event::DirectoryEvent;
use proto::{BodyId, CommandId, Day, OfficerId};

use super::end_body::EndingBody;
use super::establish_body::EstablishingBody;
use super::officers::{EndingRole, GivingRole};
use super::open_term::OpeningTerm;
use super::{act_on, here};
use crate::Pins;
use crate::fixture::{COUNCIL, FIRST_DAY, OFFICER, before_rules, code, line, pins};

/// Days far beyond the fixture's terms, close enough together to collide.
const DAYS: i64 = 24;

fn day(n: i64) -> Day {
    use jiff::ToSpan;
    Day::constant(2040, 1, 1).saturating_add(n.days())
}

#[derive(Debug, Clone)]
enum Asked {
    Establish { under: usize, name: u8, from: i64 },
    End { body: usize, until: i64, heir: usize },
    Give { body: usize, role: bool, from: i64 },
    EndRole { body: usize, role: bool, until: i64 },
    Open { council: usize, term: u8, from: i64, days: i64, prefix: u8 },
}

fn asked() -> impl Strategy<Value = Asked> {
    let (body, n) = (0..5_usize, 0..DAYS);
    prop_oneof![
        (body.clone(), 0..3_u8, n.clone()).prop_map(|(under, name, from)| Asked::Establish {
            under,
            name,
            from
        }),
        (body.clone(), n.clone(), body.clone()).prop_map(|(body, until, heir)| Asked::End {
            body,
            until,
            heir
        }),
        (body.clone(), any::<bool>(), n.clone()).prop_map(|(body, role, from)| Asked::Give {
            body,
            role,
            from
        }),
        (body.clone(), any::<bool>(), n.clone()).prop_map(|(body, role, until)| Asked::EndRole {
            body,
            role,
            until
        }),
        (body, 0..6_u8, n, -1..9_i64, 0..6_u8).prop_map(|(council, term, from, days, prefix)| {
            Asked::Open { council, term, from, days, prefix }
        }),
    ]
}

/// The directory, and the bodies that it is asked about.
struct World {
    pins: Pins,
    bodies: Vec<BodyId>,
    given: Vec<(BodyId, bool, Day)>,
    commands: u128,
}

impl World {
    fn new() -> Self {
        Self { pins: pins(before_rules()), bodies: vec![COUNCIL], given: Vec::new(), commands: 0 }
    }

    /// The `n`-th body, as far as there is one.
    fn body(&self, n: usize) -> BodyId {
        self.bodies[n % self.bodies.len()]
    }

    /// Whether `command` was accepted.
    fn decide<D>(&mut self, command: &D::Command) -> bool
    where
        D: Decider<Pins = Pins, Emits = DirectoryEvent>,
        D::Refusal: std::fmt::Debug + PartialEq,
    {
        self.commands += 1;
        let command_id = CommandId(uuid::Uuid::from_u128(self.commands));
        let spec = Spec::<D>::given(Act { command_id, ..act_on(FIRST_DAY) }, []);
        let Ok(emits) = spec.when(command, &self.pins).outcome() else { return false };
        for emit in emits {
            assert_eq!(emit.stream, here());
            if let DirectoryEvent::BodyEstablished(established) = &emit.event {
                self.bodies.push(established.body);
            }
            self.pins.apply(emit.event.into());
        }
        true
    }

    fn ask(&mut self, asked: &Asked) {
        let role = |clerk: bool| code(if clerk { "clerk" } else { "admin" });
        let basis = || line("local choice");
        match *asked {
            Asked::Establish { under, name, from } => {
                let (under, name) = (Some(self.body(under)), line(&format!("body {name}")));
                let (kind, level, from) = (code("council"), code("province"), day(from));
                let basis = basis();
                let command = EstablishBody { name, kind, level, under, area: None, from, basis };
                self.decide::<EstablishingBody>(&command);
            }
            Asked::End { body, until, heir } => {
                let (body, successors) = (self.body(body), vec![self.body(heir)]);
                let command = EndBody { body, until: day(until), successors, basis: basis() };
                // The council stays, so that there is always a body to ask about.
                if body != COUNCIL {
                    self.decide::<EndingBody>(&command);
                }
            }
            Asked::Give { body, role: clerk, from } => {
                let (body, role, from) = (self.body(body), role(clerk), day(from));
                let command = GiveRole { officer: OFFICER, body, role: role.clone(), from };
                if self.decide::<GivingRole>(&command) {
                    self.given.push((body, clerk, from));
                    assert!(self.days_held(body, clerk).contains(&from));
                }
            }
            Asked::EndRole { body, role: clerk, until } => {
                let (body, role, until) = (self.body(body), role(clerk), day(until));
                let command = EndRole { officer: OFFICER, body, role: role.clone(), until };
                let before = self.days_held(body, clerk);
                if self.decide::<EndingRole>(&command) {
                    // The days up to the last one stay as they were; the next one goes, unless it
                    // is the first day of another giving.
                    let after = self.days_held(body, clerk);
                    let up_to = |days: &[Day]| {
                        days.iter().copied().filter(|day| *day <= until).collect::<Vec<_>>()
                    };
                    assert_eq!(up_to(&after), up_to(&before));
                    let next = until.tomorrow().unwrap();
                    assert!(!after.contains(&next) || self.given.contains(&(body, clerk, next)));
                }
            }
            Asked::Open { council, term, from, days, prefix } => {
                let (council, term) = (self.body(council), code(&format!("t{term}")));
                let (until, from) = (day(from + days), day(from));
                let prefix = code(&format!("P{prefix}"));
                self.decide::<OpeningTerm>(&OpenTerm { council, term, from, until, prefix });
            }
        }
    }

    fn days_held(&self, body: BodyId, clerk: bool) -> Vec<Day> {
        let role = code(if clerk { "clerk" } else { "admin" });
        let held = |day: &Day| {
            self.pins.directory.roles_of(OFFICER, *day).any(|held| held == (body, &role))
        };
        (-1..=DAYS).map(day).filter(held).collect()
    }

    fn check(&self) {
        let terms = self.pins.directory.terms();
        for (n, one) in terms.iter().enumerate() {
            assert!(one.from <= one.until);
            for other in &terms[..n] {
                assert_ne!(one.prefix, other.prefix);
                if one.council == other.council {
                    assert!(one.until < other.from || other.until < one.from, "{one:?} {other:?}");
                    assert_ne!(one.term, other.term);
                }
            }
        }
        for body in &self.bodies {
            let established = &self.pins.directory.body(*body).unwrap().established;
            let stood = |under| self.pins.directory.body(under).is_some();
            assert!(established.under.is_none_or(stood));
        }
        self.check_succession();
        for day in (-1..=DAYS).map(day) {
            let mut held: Vec<_> = self.pins.directory.roles_of(OFFICER, day).collect();
            held.sort();
            assert!(held.windows(2).all(|two| two[0] != two[1]), "held twice on {day}: {held:?}");
            assert!(held.iter().all(|(body, _)| self.bodies_first_day(*body) <= day));
            for body in &self.bodies {
                let heirs = self.pins.directory.standing_heirs(*body, day);
                assert!(heirs.iter().all(|heir| self.pins.directory.stands(*heir, day)));
            }
        }
        let nobody = OfficerId(uuid::Uuid::nil());
        assert_eq!(self.pins.directory.roles_of(nobody, FIRST_DAY).count(), 0);
    }

    /// Work never comes back to who gave it away, and namesakes never meet.
    fn check_succession(&self) {
        let directory = &self.pins.directory;
        for body in directory.bodies() {
            let id = body.established.body;
            let mut heirs = body.ended.iter().flat_map(|ended| &ended.successors);
            assert!(!heirs.any(|heir| directory.passes_work_to(*heir, id)), "{body:?}");
            let mut others = directory.bodies().filter(|other| other.established.body != id);
            let namesake = others.find(|other| {
                let named = |of: &crate::Body| (of.established.name.clone(), of.established.under);
                let meet = (-1..=DAYS).map(day).any(|day| body.stands(day) && other.stands(day));
                named(body) == named(other) && meet
            });
            assert_eq!(namesake, None, "{body:?}");
        }
    }

    fn bodies_first_day(&self, body: BodyId) -> Day {
        self.pins.directory.body(body).unwrap().established.from
    }
}

proptest! {
    #[test]
    fn terms_never_overlap_and_roles_are_held_once_within_their_days(
        asked in proptest::collection::vec(asked(), 1..40),
    ) {
        let mut world = World::new();
        for asked in &asked {
            world.ask(asked);
        }
        world.check();
    }
}
