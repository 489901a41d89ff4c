//! Events of the directory: who exists, who may act, by which rules.
//!
//! The streams are [`StreamId::of_directory`](crate::StreamId::of_directory), one for the calendar of
//! days off ([`StreamId::of_calendar`](crate::StreamId::of_calendar)) and one of rules per council. Kinds, levels, roles and fields are words of the realm's own data, never enums.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::events;
use crate::envelope::DocumentRef;
use crate::id::{BodyId, Code, OfficerId, Site};
use crate::sealed::Sealed;
use crate::text::Line;
use crate::time::Day;

events! {
    /// What the directory may append.
    Directory DirectoryEvent {
        /// The realm began.
        "directory.realm_founded" 1 RealmFounded,
        /// A role and what it may do were fixed.
        "directory.role_defined" 1 RoleDefined,
        /// A body came into being.
        "directory.body_established" 1 BodyEstablished,
        /// A body ended.
        "directory.body_ended" 1 BodyEnded,
        /// A person came into office.
        "directory.officer_appointed" 1 OfficerAppointed,
        /// An officer may act for a body.
        "directory.role_given" 1 RoleGiven,
        /// An officer may no longer act so for a body.
        "directory.role_ended" 1 RoleEnded,
        /// A site may act for bodies.
        "directory.site_admitted" 1 SiteAdmitted,
        /// A term of a council began.
        "directory.term_opened" 1 TermOpened,
        /// Co-ordination rules of a council are in force.
        "directory.rules_adopted" 3 | 2 | 1 RulesAdopted if wants_scans,
        /// A party proposes other co-ordination rules.
        "directory.rules_proposed" 2 | 1 RulesProposed if wants_scans,
        /// Another party agrees to proposed rules.
        "directory.rules_agreed" 1 RulesAgreed,
        /// The days off of a year are known.
        "directory.days_off_published" 1 DaysOffPublished,
        /// An area has a name.
        "directory.area_named" 1 AreaNamed,
        /// A session of a council is planned.
        "directory.session_planned" 1 SessionPlanned,
        /// A round of voter contact began.
        "directory.round_opened" 1 RoundOpened,
        /// A name that books write has a meaning.
        "directory.name_resolved" 1 NameResolved,
    }
}

/// The realm began. Always the first event of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RealmFounded {
    /// As people call it.
    pub name: Line,
}

/// A role and what it may do. The last definition of a role counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDefined {
    /// Its word.
    pub role: Code,
    /// As people call it.
    pub title: Line,
    /// Commands that it allows: `intake.RecordPetition`, `intake.*` or `*`.
    pub may: Vec<String>,
}

/// A body came into being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyEstablished {
    /// Its id, for ever; a renamed body is a successor.
    pub body: BodyId,
    /// Its full name.
    pub name: Line,
    /// What kind of body: `council`, `standing_committee`, `delegate_group`, `agency`, …
    pub kind: Code,
    /// At which level: `province`, `commune`, formerly `district`.
    pub level: Code,
    /// The body that it belongs to: a committee's council, an agency's People's Committee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<BodyId>,
    /// The area that it is responsible for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// Its first day.
    pub from: Day,
    /// By what: law and article, resolution, or "local choice".
    pub basis: Line,
}

/// A body ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyEnded {
    /// Which.
    pub body: BodyId,
    /// Its last day.
    pub until: Day,
    /// Who took its work over; several where it was split.
    pub successors: Vec<BodyId>,
    /// By what.
    pub basis: Line,
}

/// A person came into office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerAppointed {
    /// What the log calls this person, for ever.
    pub officer: OfficerId,
    /// The display name, sealed under the officer's own key.
    pub name: Sealed,
}

/// An officer may act for a body. One officer may serve several bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleGiven {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// As what.
    pub role: Code,
    /// From which day.
    pub from: Day,
}

/// A name that books write has a meaning. The last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameResolved {
    /// As books write it; clear, since it is known now what it names.
    pub written: Line,
    /// What it means.
    pub to: Meant,
}

/// What a name in a book means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Meant {
    /// An area.
    Area(Code),
    /// A field of the rules of whichever council the book is of.
    Field(Code),
    /// A body, standing or not.
    Body(BodyId),
}

/// An officer may no longer act so for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleEnded {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// As what.
    pub role: Code,
    /// The last day.
    pub until: Day,
}

/// A site may act for bodies, beside those that it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteAdmitted {
    /// Which; the NATS server vouches for its name.
    pub site: Site,
    /// For whom.
    pub bodies: Vec<BodyId>,
}

/// A term of a council began. Numbers start again with each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermOpened {
    /// Whose.
    pub council: BodyId,
    /// Its word, `2026-2031`.
    pub term: Code,
    /// Its first day.
    pub from: Day,
    /// Its last day, as far as known.
    pub until: Day,
    /// What stands before the running number of a petition: `LH26` gives `LH26-17`.
    pub prefix: Code,
}

/// Co-ordination rules of a council are in force from a day, until the next ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesAdopted {
    /// Whose.
    pub council: BodyId,
    /// The first day on which they count.
    pub from: Day,
    /// The rules.
    pub rules: Rules,
}

/// A party proposes other co-ordination rules; that it agrees to them goes without saying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesProposed {
    /// Whose rules.
    pub council: BodyId,
    /// Counts the proposals of this council, from 1.
    pub proposal: u32,
    /// Which party.
    pub by: BodyId,
    /// The first day on which they should count.
    pub from: Day,
    /// The rules.
    pub rules: Rules,
}

/// Another party agrees to proposed rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesAgreed {
    /// Whose rules.
    pub council: BodyId,
    /// To which proposal.
    pub proposal: u32,
    /// Which party.
    pub by: BodyId,
}

/// The days off of a year are known. The last publication for a year counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysOffPublished {
    /// Which year, of the civil calendar.
    pub year: i16,
    /// The days on which nobody works, weekends aside.
    pub days: Vec<DayOff>,
    /// Weekend days that are worked in exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub working: Vec<Day>,
    /// By what: law and article, notice of the ministry.
    pub source: Line,
}

/// An official day off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayOff {
    /// Which.
    pub day: Day,
    /// As people call it.
    pub name: Line,
}

/// An area has a name: a commune, a ward, a village, a constituency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaNamed {
    /// Its word, as petitions and bodies use it.
    pub area: Code,
    /// As people call it.
    pub name: Line,
    /// The area that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Code>,
}

/// A session of a council is planned. The last plan for a session counts: its days move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionPlanned {
    /// Whose.
    pub council: BodyId,
    /// Its word, once for each council for ever.
    pub session: Code,
    /// What kind: `regular`, `thematic`, `extraordinary`.
    pub kind: Code,
    /// Counts the sessions of this kind in the council's term, from 1.
    pub number: u32,
    /// Its first day.
    pub opens_on: Day,
    /// Its last day.
    pub closes_on: Day,
}

/// When voters are met, seen from the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundPhase {
    /// Before it opens.
    Before,
    /// After it closed.
    After,
    /// Apart from it: by theme, at work, outside the constituency.
    Other,
}

/// A round of voter contact began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundOpened {
    /// Whose.
    pub council: BodyId,
    /// Its word, once for each council for ever.
    pub round: Code,
    /// The session that it belongs to.
    pub session: Code,
    /// When, seen from the session.
    pub phase: RoundPhase,
    /// Councils of other levels whose deputies meet voters together with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<BodyId>,
    /// Where.
    pub areas: Vec<Code>,
    /// The first day of meetings.
    pub from: Day,
    /// The last day of meetings.
    pub until: Day,
    /// The last day on which petitions of this round are taken in.
    pub cut_off: Day,
}

/// The co-ordination rules (quy chế phối hợp) of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The council's standing committee, a party to the rules.
    pub standing_committee: BodyId,
    /// The Fatherland Front committee, a party to the rules.
    pub front: BodyId,
    /// The People's Committee, a party to the rules.
    pub peoples_committee: BodyId,
    /// The fields of this council, each with who answers for it.
    pub fields: Vec<FieldRule>,
    /// How long an addressee has for its answer, from the letter's date.
    pub answer: Deadline,
    /// How many days back a business date may lie.
    pub back_dating_days: u32,
    /// Who has to agree on a classification, in order: pair 1, pair 2, … Without pairs a proposal
    /// is agreed at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairRule>,
    /// What happens when the pairs cannot agree; none where the talks just go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlock: Option<Deadlock>,
    /// Bodies that answer on paper: the standing committee may record what they said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_paper: Vec<BodyId>,
    /// What is recorded for a body that answers on paper needs the paper's scan, not only its symbol
    /// and date.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper_scanned: bool,
    /// Who follows the petitions of an area, where the field names nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers_by_area: Vec<AreaFollower>,
    /// How long an addressee has to say that the letter arrived, from the letter's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Deadline>,
    /// How long a follower has for a check, from the answer or the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Deadline>,
    /// How long there is to make an answer known to the voters, from the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub making_known: Option<Deadline>,
    /// The rungs of the ladder: how many days overdue each is due, rising. On the first the superior
    /// of whoever owes it is told, on the second the standing committee, from the third on the
    /// standing committee and the Front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<u32>,
}

/// Two sides that have to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairRule {
    /// Who.
    pub sides: [Side; 2],
    /// How long each side has, from the proposal or from the agreement of the pair before.
    pub consent: Deadline,
    /// Whether a side that lets its day pass counts as agreeing.
    pub silence_is_consent: bool,
}

/// One side of a pair: who it is depends on the petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The delegate group that the petition was raised with.
    RaisedWith,
    /// The People's Committee of the commune where it was raised.
    CommuneOfArea,
    /// The council's standing committee.
    StandingCommittee,
    /// The Fatherland Front committee.
    Front,
    /// This very body.
    Body(BodyId),
}

/// What happens when a classification cannot be agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadlock {
    /// After how many contested proposals the talks are over.
    pub rounds_max: u32,
    /// Who decides then, at a joint meeting.
    pub decided_by: Side,
    /// By what: law and article, or "local choice".
    pub basis: Line,
}

/// Who follows the petitions of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaFollower {
    /// Where.
    pub area: Code,
    /// Who.
    pub follower: BodyId,
}

/// A field of petitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// Its word.
    pub field: Code,
    /// As people call it.
    pub name: Line,
    /// The level that is competent for it as a rule.
    pub competence: Code,
    /// Who answers as a rule; none where nobody can be proposed unseen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<BodyId>,
    /// The council's committee that follows such petitions as a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follower: Option<BodyId>,
}

/// Days within which something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// How many.
    pub days: u32,
    /// Of which kind.
    pub day_kind: DayKind,
    /// By what: law and article, or "local choice".
    pub basis: Line,
}

/// How days are counted. Both kinds stand side by side in one instrument (NQLT 72/2025).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// *ngày*: every day.
    Calendar,
    /// *ngày làm việc*: without weekends and official days off.
    Working,
}

impl Rules {
    /// Whether `document` is not enough to record what a body said on paper.
    #[must_use]
    pub fn misses_scan(&self, document: &DocumentRef) -> bool {
        self.paper_scanned && document.scan.is_none()
    }
}

impl RulesAdopted {
    fn wants_scans(&self) -> bool {
        self.rules.paper_scanned
    }
}

impl RulesProposed {
    fn wants_scans(&self) -> bool {
        self.rules.paper_scanned
    }
}
