//! A small circle for the tests of every context: a province with its council, committees, Front,
//! one agency and a district that the reform of 1 July 2025 abolished; two communes that took its
//! work over, and the council of one of them.
//!
//! Never part of a shipped build. The events stand in the order in which they were decided; a test
//! takes each decision again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a wrong fixture fails its tests")]

use jiff::civil::date;
use proto::command::{DefineRole, EstablishBody, FoundRealm};
use proto::event::{
    BodyEnded, BodyEstablished, DirectoryEvent, OfficerAppointed, RealmFounded, RoleDefined,
    RoleGiven, Rules, RulesAdopted, SiteAdmitted, TermOpened,
};
use proto::id::Code;
use proto::sealed::{KeyId, Sealed};
use proto::text::Line;
use proto::{Attachment, Attachments, BodyId, Day, Digest, MediaType, OfficerId, Site, StreamId};
use uuid::Uuid;

use crate::Pins;

pub mod petition;
mod rules;
mod samples;
mod table;

pub use rules::{CONSENT_DAYS, paired_rules, rules};
pub use table::table;

const fn body(n: u128) -> BodyId {
    BodyId(Uuid::from_u128(0xB0D7_0000 + n))
}

/// The People's Council of the province.
pub const COUNCIL: BodyId = body(1);
/// Its standing committee.
pub const STANDING_COMMITTEE: BodyId = body(2);
/// The Fatherland Front committee of the province.
pub const FRONT: BodyId = body(3);
/// The People's Committee of the province.
pub const PEOPLES_COMMITTEE: BodyId = body(4);
/// A delegate group of the council.
pub const GROUP_EAST: BodyId = body(5);
/// Another one.
pub const GROUP_WEST: BodyId = body(6);
/// An agency of the People's Committee; answers for roads.
pub const DEPARTMENT: BodyId = body(7);
/// The People's Committee of a district, abolished by the reform; answered for markets.
pub const DISTRICT: BodyId = body(8);
/// One of the two communes that took the district's work over.
pub const COMMUNE_NORTH: BodyId = body(9);
/// The other one.
pub const COMMUNE_SOUTH: BodyId = body(10);
/// The council of the northern commune.
pub const COMMUNE_COUNCIL: BodyId = body(11);
/// A delegate group of that council.
pub const COMMUNE_GROUP: BodyId = body(12);
/// A body that nobody established.
pub const NOBODY: BodyId = body(99);

/// An officer: sets the realm up for the council, and clerk of its standing committee.
pub const OFFICER: OfficerId = OfficerId(Uuid::from_u128(0x0FF1));

/// Since when all bodies stand.
pub const FIRST_DAY: Day = date(2021, 7, 1);
/// A day on which the district stood.
pub const BEFORE_REFORM: Day = date(2025, 3, 10);
/// The district's last day.
pub const LAST_DAY_OF_DISTRICT: Day = date(2025, 6, 30);
/// A day on which it does not stand any more.
pub const AFTER_REFORM: Day = date(2025, 9, 15);
/// The last day of the term.
pub const LAST_DAY_OF_TERM: Day = date(2026, 3, 31);
/// The term of both councils.
pub const TERM: &str = "2021-2026";
/// How many days an addressee has for its answer.
pub const ANSWER_DAYS: u32 = 20;
/// How many days back a business date may lie.
pub const BACK_DATING_DAYS: u32 = 30;

/// Every body: what tests call it, its kind, its level, and what it belongs to.
const BODIES: [(BodyId, &str, &str, &str, Option<BodyId>); 12] = [
    (COUNCIL, "council", "council", "province", None),
    (STANDING_COMMITTEE, "standing committee", "standing_committee", "province", Some(COUNCIL)),
    (FRONT, "front", "front", "province", None),
    (PEOPLES_COMMITTEE, "people's committee", "peoples_committee", "province", None),
    (GROUP_EAST, "group east", "delegate_group", "province", Some(COUNCIL)),
    (GROUP_WEST, "group west", "delegate_group", "province", Some(COUNCIL)),
    (DEPARTMENT, "department", "agency", "province", Some(PEOPLES_COMMITTEE)),
    (DISTRICT, "district", "peoples_committee", "district", Some(PEOPLES_COMMITTEE)),
    (COMMUNE_NORTH, "commune north", "peoples_committee", "commune", None),
    (COMMUNE_SOUTH, "commune south", "peoples_committee", "commune", None),
    (COMMUNE_COUNCIL, "commune council", "council", "commune", None),
    (COMMUNE_GROUP, "commune group", "delegate_group", "commune", Some(COMMUNE_COUNCIL)),
];

/// The areas that bodies are responsible for.
const AREAS: [(BodyId, &str); 2] = [(COMMUNE_NORTH, "north"), (COMMUNE_SOUTH, "south")];

/// All bodies, in the order in which they were established.
#[must_use]
pub fn bodies() -> Vec<BodyId> {
    BODIES.iter().map(|row| row.0).collect()
}

/// What tests call a body.
#[must_use]
pub fn name(body: BodyId) -> &'static str {
    BODIES.iter().find(|row| row.0 == body).map_or("nobody", |row| row.1)
}

/// A word that is known to be one.
#[must_use]
pub fn code(word: &str) -> Code {
    Code::new(word).unwrap()
}

/// A line that is known to be one.
#[must_use]
pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// The site.
#[must_use]
pub fn main_site() -> Site {
    Site::new("MAIN").unwrap()
}

/// A sealed text that no key opens; `n` tells it from others.
#[must_use]
pub fn sealed(n: u128) -> Sealed {
    Sealed {
        key: KeyId::Subject(Uuid::from_u128(n)),
        path: "fixture".to_owned(),
        stream: StreamId::of_directory(),
        seal_id: format!("{n:032x}"),
        nonce: "0".repeat(48),
        ct: "AAAA".to_owned(),
        commit: Digest::ZERO,
    }
}

/// What goes with an act: one photograph.
#[must_use]
pub fn photos() -> Attachments {
    let media_type = MediaType::new("image/jpeg").unwrap();
    Attachments::new(vec![Attachment { digest: Digest([7; 32]), size: 1, media_type }]).unwrap()
}

/// The command that establishes a body of the table above.
#[must_use]
pub fn establish(body: BodyId) -> EstablishBody {
    let (_, name, kind, level, under) = BODIES.into_iter().find(|row| row.0 == body).unwrap();
    let (name, kind, level, basis) = (line(name), code(kind), code(level), line("local choice"));
    let area = AREAS.into_iter().find(|row| row.0 == body).map(|row| code(row.1));
    EstablishBody { name, kind, level, under, area, from: FIRST_DAY, basis }
}

fn established(row: BodyId, body: BodyId) -> DirectoryEvent {
    let EstablishBody { name, kind, level, under, area, from, basis } = establish(row);
    BodyEstablished { body, name, kind, level, under, area, from, basis }.into()
}

fn roles() -> [DefineRole; 2] {
    let role = |word, may: &[&str]| {
        let may = may.iter().map(|&pattern| pattern.to_owned()).collect();
        DefineRole { role: code(word), title: line(word), may }
    };
    [
        role("admin", &["directory.*"]),
        role("clerk", &["intake.*", "classification.*", "forwarding.IssueLetter"]),
    ]
}

fn role_given(officer: OfficerId, body: BodyId, role: &str) -> DirectoryEvent {
    RoleGiven { officer, body, role: code(role), from: FIRST_DAY }.into()
}

/// The command that founded the realm.
#[must_use]
pub fn founding_command() -> FoundRealm<Sealed> {
    FoundRealm {
        name: line("Tỉnh thử"),
        roles: roles().to_vec(),
        body: establish(COUNCIL),
        officer_name: sealed(1),
        role: code("admin"),
        site: main_site(),
    }
}

/// The events of [`founding_command`], when its body and officer get these ids.
#[must_use]
pub fn founding(body: BodyId, officer: OfficerId) -> Vec<DirectoryEvent> {
    let mut events = vec![RealmFounded { name: line("Tỉnh thử") }.into()];
    events.extend(
        roles().map(|DefineRole { role, title, may }| RoleDefined { role, title, may }.into()),
    );
    events.extend([
        established(COUNCIL, body),
        OfficerAppointed { officer, name: sealed(1) }.into(),
        role_given(officer, body, "admin"),
        SiteAdmitted { site: main_site(), bodies: vec![body] }.into(),
    ]);
    events
}

/// All that happened before any rules were adopted, in order.
#[must_use]
pub fn before_rules() -> Vec<DirectoryEvent> {
    let mut events = founding(COUNCIL, OFFICER);
    events.extend(bodies().into_iter().skip(1).map(|body| established(body, body)));
    events.push(role_given(OFFICER, STANDING_COMMITTEE, "clerk"));
    events.push(SiteAdmitted { site: main_site(), bodies: bodies() }.into());
    events.extend([(COUNCIL, "LH21"), (COMMUNE_COUNCIL, "XB21")].map(|(council, prefix)| {
        let (term, prefix) = (code(TERM), code(prefix));
        TermOpened { council, term, from: FIRST_DAY, until: LAST_DAY_OF_TERM, prefix }.into()
    }));
    events
}

/// All that happened before the reform, in order.
#[must_use]
pub fn before_reform() -> Vec<DirectoryEvent> {
    let mut events = before_rules();
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules: rules() };
    // A council without a standing committee of its own in this circle: it acts itself.
    let parties = Rules { standing_committee: COMMUNE_COUNCIL, ..rules() };
    let of_commune = RulesAdopted { council: COMMUNE_COUNCIL, rules: parties, ..adopted.clone() };
    events.extend([adopted.into(), of_commune.into()]);
    events
}

/// What the reform changed.
#[must_use]
pub fn reform() -> DirectoryEvent {
    BodyEnded {
        body: DISTRICT,
        until: LAST_DAY_OF_DISTRICT,
        successors: vec![COMMUNE_NORTH, COMMUNE_SOUTH],
        basis: line("NQ 203/2025/QH15"),
    }
    .into()
}

/// The pins after `events`.
#[must_use]
pub fn pins(events: impl IntoIterator<Item = DirectoryEvent>) -> Pins {
    let mut pins = Pins::default();
    events.into_iter().for_each(|event| pins.apply(event.into()));
    pins
}

/// The circle as it was decided on before the reform.
#[must_use]
pub fn circle() -> Pins {
    pins(before_reform())
}

/// The circle, its council under the rules of two pairs since the first day.
#[must_use]
pub fn paired() -> Pins {
    let rules = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules: paired_rules() };
    pins(before_rules().into_iter().chain([rules.into()]))
}

/// The circle as it is since the reform.
#[must_use]
pub fn reformed() -> Pins {
    pins(before_reform().into_iter().chain([reform()]))
}

#[cfg(test)]
mod tests;
