//! Events of the directory: who exists, who may act, by which rules.
//!
//! The streams are [`StreamId::of_directory`](crate::StreamId::of_directory) and one of rules per
//! council. Kinds, levels, roles and fields are words of the realm's own data, never enums.

use serde::{Deserialize, Serialize};

use super::events;
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
        "directory.rules_adopted" 1 RulesAdopted,
    }
}

/// The realm began. Always the first event of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealmFounded {
    /// As people call it.
    pub name: Line,
}

/// A role and what it may do. The last definition of a role counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerAppointed {
    /// What the log calls this person, for ever.
    pub officer: OfficerId,
    /// The display name, sealed under the officer's own key.
    pub name: Sealed,
}

/// An officer may act for a body. One officer may serve several bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// An officer may no longer act so for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteAdmitted {
    /// Which; the NATS server vouches for its name.
    pub site: Site,
    /// For whom.
    pub bodies: Vec<BodyId>,
}

/// A term of a council began. Numbers start again with each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesAdopted {
    /// Whose.
    pub council: BodyId,
    /// The first day on which they count.
    pub from: Day,
    /// The rules.
    pub rules: Rules,
}

/// The co-ordination rules (quy chế phối hợp) of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A field of petitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// Days within which something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// *ngày*: every day.
    Calendar,
    /// *ngày làm việc*: without weekends and official days off.
    Working,
}
