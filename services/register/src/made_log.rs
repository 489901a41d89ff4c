//! A log made by hand, for tests: the bytes are those of a store, the story is the test's own.

use std::collections::BTreeMap;

use proto::entry::{Entry, body_digest, stream_tag};
use proto::envelope::{DocumentRef, Envelope};
use proto::event::{
    BodyEstablished, ClassificationAgreed, ClassificationEvent, ClassificationProposed,
    ContextEvent, DayKind, Deadline, DirectoryEvent, Event, FieldRule, ForwardingEvent,
    IntakeEvent, LetterIssued, MonitoringEvent, OfficerAppointed, PetitionForwarded,
    PetitionReceived, RaisedVia, RealmFounded, RoleDefined, RoleGiven, Rules, RulesAdopted,
    SiteAdmitted, TermOpened,
};
use proto::frame::Frame;
use proto::id::Code;
use proto::sealed::{KeyId, Sealed};
use proto::text::{FreeText, Line};
use proto::{
    BodyId, CommandId, Day, Digest, Incarnation, Micros, OfficerId, Origin, Position, Site,
    StreamId, Version,
};
use serde_json::value::RawValue;
use uuid::Uuid;

/// The council of the made realm.
pub const COUNCIL: BodyId = BodyId(Uuid::from_u128(0xC0));
/// Its standing committee.
pub const STANDING: BodyId = BodyId(Uuid::from_u128(0xC1));
/// The Fatherland Front committee.
pub const FRONT: BodyId = BodyId(Uuid::from_u128(0xC2));
/// The People's Committee.
pub const PEOPLES: BodyId = BodyId(Uuid::from_u128(0xC3));
/// A delegate group.
pub const GROUP: BodyId = BodyId(Uuid::from_u128(0xC4));
/// A company that has nothing to do with the petitions unless one is sent to it.
pub const POWER: BodyId = BodyId(Uuid::from_u128(0xC5));
/// A clerk of the delegate group.
pub const CLERK: OfficerId = OfficerId(Uuid::from_u128(0xF1));
/// A clerk of the power company.
pub const STRANGER: OfficerId = OfficerId(Uuid::from_u128(0xF2));
/// The life of every made log.
pub const INCARNATION: Incarnation = Incarnation(Uuid::from_u128(0x11FE));

/// 2026-11-22T03:00:00Z: ten in the morning in Viet Nam.
const BEGIN: i64 = 1_795_316_400_000_000;

/// A log in the making.
#[derive(Debug)]
pub struct MadeLog {
    origin: Origin,
    /// Its frames so far.
    pub frames: Vec<Frame>,
    /// How many frames were taken out.
    taken: u64,
    heads: BTreeMap<StreamId, (Version, Position, Digest)>,
}

impl Default for MadeLog {
    fn default() -> Self {
        Self::founded()
    }
}

#[allow(clippy::unwrap_used, reason = "the texts are written in this file")]
impl MadeLog {
    /// A log before its first event.
    #[must_use]
    pub fn empty() -> Self {
        let origin = Origin::new("made.log").unwrap();
        Self { origin, frames: Vec::new(), taken: 0, heads: BTreeMap::new() }
    }

    /// A realm with its bodies, two clerks, a site, a term and rules.
    #[must_use]
    pub fn founded() -> Self {
        let mut log = Self::empty();
        let here = StreamId::of_directory();
        log.push(here, day(1), directory(RealmFounded { name: line("Vùng thử") }));
        let role = RoleDefined { role: code("clerk"), title: line("Thư ký"), may: all() };
        log.push(here, day(1), directory(role));
        for (body, name, kind) in [
            (COUNCIL, "HĐND phường Lam Hà", "council"),
            (STANDING, "Thường trực HĐND", "standing_committee"),
            (FRONT, "UBMTTQ", "front"),
            (PEOPLES, "UBND phường", "peoples_committee"),
            (GROUP, "Tổ đại biểu số 1", "delegate_group"),
            (POWER, "Điện lực", "company"),
        ] {
            log.push(here, day(1), directory(established(body, name, kind)));
        }
        for (officer, body) in [(CLERK, GROUP), (STRANGER, POWER)] {
            let name = sealed(KeyId::of_officer(officer), here, "directory.officer.name");
            log.push(here, day(1), directory(OfficerAppointed { officer, name }));
            let role = RoleGiven { officer, body, role: code("clerk"), from: day(1) };
            log.push(here, day(1), directory(role));
        }
        let bodies = vec![COUNCIL, STANDING, FRONT, PEOPLES, GROUP, POWER];
        let site = Site::new("MAIN").unwrap();
        log.push(here, day(1), directory(SiteAdmitted { site, bodies }));
        let term = TermOpened {
            council: COUNCIL,
            term: code("2026-2031"),
            from: day(1),
            until: Day::constant(2031, 12, 31),
            prefix: code("LH26"),
        };
        log.push(here, day(1), directory(term));
        let rules = RulesAdopted { council: COUNCIL, from: day(1), rules: rules() };
        log.push(StreamId::of_rules(COUNCIL), day(1), directory(rules));
        log
    }

    /// Appends an event, an hour after the one before.
    pub fn push(
        &mut self,
        stream: StreamId,
        occurred_on: Day,
        event: (String, u32, Box<RawValue>),
    ) {
        self.push_with(stream, occurred_on, event, None);
    }

    /// As [`push`](Self::push), with the paper that the event stands on.
    pub fn push_with(
        &mut self,
        stream: StreamId,
        occurred_on: Day,
        (event_type, schema_version, data): (String, u32, Box<RawValue>),
        document: Option<DocumentRef>,
    ) {
        let position = self.taken + self.frames.len() as u64 + 1;
        let command_id = CommandId(Uuid::from_u128(u128::from(position)));
        let envelope = Envelope {
            ignorable: schema_version == 0,
            event_type,
            schema_version: schema_version.max(1),
            event_id: command_id.event(0),
            stream,
            site: Site::new("MAIN").unwrap(),
            body: Some(GROUP),
            officer: Some(CLERK),
            on_behalf: None,
            document,
            occurred_on,
            command_id,
            correlation: command_id.0,
            causation: None,
            decision_digest: Digest::ZERO,
            continues: None,
            data,
        };
        let (version, prev_position, prev_leaf) =
            self.heads.get(&stream).copied().unwrap_or((Version(0), Position(0), Digest::ZERO));
        let (salt, body) = ([7; 32], envelope.to_bytes().unwrap());
        let entry = Entry {
            position: Position(position),
            recorded_at: Micros(BEGIN + i64::try_from(position).unwrap() * 3_600_000_000),
            stream_tag: stream_tag(&self.origin, stream),
            version: version.next(),
            prev_position,
            prev_leaf,
            body_digest: body_digest(&salt, &body),
        };
        self.heads.insert(stream, (entry.version, entry.position, entry.leaf()));
        self.frames.push(Frame { entry, salt, body });
    }

    /// Takes the frames so far out of a log that would be too long to be kept; it goes on from there.
    pub fn take(&mut self) -> Vec<Frame> {
        self.taken += self.frames.len() as u64;
        std::mem::take(&mut self.frames)
    }

    /// Receives petition `n` on `occurred_on`.
    pub fn receive(&mut self, n: u32, occurred_on: Day, wording: &str) -> StreamId {
        let key = KeyId::Stream(petition(n));
        let original = sealed(key, petition(n), "intake.petition.original");
        let mut mac = [0; 32];
        mac[..4].copy_from_slice(&n.to_be_bytes());
        self.receive_sealed(n, occurred_on, wording, original, Digest(mac))
    }

    /// As [`receive`](Self::receive), with a text and a tracking code of a real vault.
    pub fn receive_sealed(
        &mut self,
        n: u32,
        occurred_on: Day,
        wording: &str,
        original: Sealed,
        tracking_mac: Digest,
    ) -> StreamId {
        let stream = petition(n);
        let received = PetitionReceived {
            number: line(&format!("LH26-{n}")),
            council: COUNCIL,
            term: code("2026-2031"),
            via: RaisedVia::Meeting,
            raised_with: GROUP,
            area: Some(code("LamHa")),
            field: Some(code("roads")),
            original,
            raised_by: None,
            public_wording: FreeText::new(wording).ok(),
            tracking_mac,
            attachments: Default::default(),
        };
        self.push(stream, occurred_on, intake(received));
        stream
    }

    /// Proposes and agrees that `to` answers petition `n`.
    pub fn agree(&mut self, n: u32, occurred_on: Day, to: BodyId) {
        let proposed = ClassificationProposed {
            proposal: 1,
            field: code("power"),
            competence: code("commune"),
            addressees: vec![to],
            suggested: true,
            reason: None,
            counters: None,
            consent_due: None,
        };
        self.push(petition(n), occurred_on, classification(proposed));
        let agreed = ClassificationAgreed { proposal: 1, addressees: vec![to] };
        self.push(petition(n), occurred_on, classification(agreed));
    }

    /// Forwards petition `n` to `to` in a letter of its own.
    pub fn forward(&mut self, n: u32, issued_on: Day, to: BodyId) -> StreamId {
        let letter = StreamId(Uuid::from_u128(0x1E77E2 + u128::from(n)));
        let answer_due = Some(Day::constant(2027, 1, 15));
        let issued = LetterIssued {
            to,
            petitions: vec![petition(n)],
            council: None,
            answer_due,
            basis: line("quy chế"),
            note: None,
        };
        let symbol = line(&format!("{n}/HĐND"));
        let document = Some(DocumentRef { symbol, issued_on, signer: None, scan: None });
        self.push_with(letter, issued_on, forwarding(issued), document);
        let forwarded = PetitionForwarded { letter, to, answer_due };
        self.push(petition(n), issued_on, forwarding(forwarded));
        letter
    }

    /// An event of a newer program that an older one may skip.
    pub fn ignorable(&mut self, stream: StreamId, occurred_on: Day) {
        let unknown = ("intake.seen_from_space".to_owned(), 0, RawValue::NULL.to_owned());
        self.push(stream, occurred_on, unknown);
    }

    /// Erases the body at `position`, as a recorded decision would.
    pub fn redact(&mut self, position: u64) {
        let at = usize::try_from(position).unwrap() - 1;
        let frame = &mut self.frames[at];
        (frame.salt, frame.body) = ([0; 32], Vec::new());
    }
}

/// The stream of petition `n`.
#[must_use]
pub fn petition(n: u32) -> StreamId {
    StreamId(Uuid::from_u128(0x9E7 + u128::from(n)))
}

/// A day of November 2026.
#[must_use]
pub fn day(of_november: i8) -> Day {
    Day::constant(2026, 11, of_november)
}

/// A sealed text that no key opens.
#[must_use]
pub fn sealed(key: KeyId, stream: StreamId, path: &str) -> Sealed {
    Sealed {
        key,
        path: path.to_owned(),
        stream,
        seal_id: "00".repeat(16),
        nonce: "00".repeat(24),
        ct: "AAAA".to_owned(),
        commit: Digest::ZERO,
    }
}

fn all() -> Vec<String> {
    vec!["*".to_owned()]
}

#[allow(clippy::unwrap_used, reason = "the texts are written in this file")]
fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

#[allow(clippy::unwrap_used, reason = "the texts are written in this file")]
fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn established(body: BodyId, name: &str, kind: &str) -> BodyEstablished {
    BodyEstablished {
        body,
        name: line(name),
        kind: code(kind),
        level: code("commune"),
        under: None,
        area: None,
        from: day(1),
        basis: line("thử"),
    }
}

fn rules() -> Rules {
    Rules {
        standing_committee: STANDING,
        front: FRONT,
        peoples_committee: PEOPLES,
        fields: vec![FieldRule {
            field: code("roads"),
            name: line("Giao thông"),
            competence: code("commune"),
            addressee: Some(PEOPLES),
            follower: None,
        }],
        answer: Deadline { days: 15, day_kind: DayKind::Calendar, basis: line("quy chế") },
        back_dating_days: 60,
        pairs: Vec::new(),
        deadlock: None,
        on_paper: Vec::new(),
        followers_by_area: Vec::new(),
        receipt: None,
        check: None,
        making_known: None,
        escalation: Vec::new(),
        paper_scanned: false,
    }
}

fn stored<E: ContextEvent>(event: &E) -> (String, u32, Box<RawValue>) {
    let data = event.data().unwrap_or_else(|_| RawValue::NULL.to_owned());
    (event.event_type().to_owned(), event.schema_version(), data)
}

/// An event of the directory, to be pushed.
pub fn directory(event: impl Into<DirectoryEvent>) -> (String, u32, Box<RawValue>) {
    stored(&event.into())
}

/// An event of intake, to be pushed.
pub fn intake(event: impl Into<IntakeEvent>) -> (String, u32, Box<RawValue>) {
    stored(&event.into())
}

/// An event of classification, to be pushed.
pub fn classification(event: impl Into<ClassificationEvent>) -> (String, u32, Box<RawValue>) {
    stored(&event.into())
}

/// An event of monitoring, to be pushed.
pub fn monitoring(event: impl Into<MonitoringEvent>) -> (String, u32, Box<RawValue>) {
    stored(&event.into())
}

/// Any event, to be pushed.
#[must_use]
pub fn any(event: &Event) -> (String, u32, Box<RawValue>) {
    match event {
        Event::Directory(event) => stored(event),
        Event::Intake(event) => stored(event),
        Event::Classification(event) => stored(event),
        Event::Forwarding(event) => stored(event),
        Event::Monitoring(event) => stored(event),
    }
}

/// An event of forwarding, to be pushed.
pub fn forwarding(event: impl Into<ForwardingEvent>) -> (String, u32, Box<RawValue>) {
    stored(&event.into())
}
