//! Commands of the directory.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::event::{DayOff, Meant, RoundPhase, Rules};
use crate::id::{BodyId, Code, OfficerId, Site};
use crate::text::Line;
use crate::time::Day;

commands! {
    Directory {
        FoundRealm<T> 1 on Directory, "officer_name" as "directory.founder.name" under NewOfficer;
        DefineRole 1 on Directory;
        EstablishBody 1 on Directory;
        EndBody 1 on Directory;
        AppointOfficer<T> 1 on Directory, "name" as "directory.officer.name" under NewOfficer;
        GiveRole 1 on Directory;
        EndRole 1 on Directory;
        AdmitSite 1 on Directory;
        OpenTerm 1 on Directory;
        AdoptRules 3 on Rules;
        ProposeRules 2 on Rules;
        AgreeRules 1 on Rules;
        PublishDaysOff 1 on Directory;
        NameArea 1 on Directory;
        PlanSession 1 on Directory;
        OpenRound 1 on Directory;
        ResolveName 1 on Directory;
    }
}

/// Begins a realm, on an empty log: its first body, officer, site and roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundRealm<T> {
    /// As people call the realm.
    pub name: Line,
    /// The roles with which it begins.
    pub roles: Vec<DefineRole>,
    /// The body whose officer sets everything up.
    pub body: EstablishBody,
    /// That officer's display name.
    pub officer_name: T,
    /// That officer's role, one of `roles`.
    pub role: Code,
    /// The first site.
    pub site: Site,
}

/// Fixes a role and what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineRole {
    /// Its word.
    pub role: Code,
    /// As people call it.
    pub title: Line,
    /// Commands that it allows: `intake.RecordPetition`, `intake.*` or `*`.
    pub may: Vec<String>,
}

/// Records that a body came into being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstablishBody {
    /// Its full name.
    pub name: Line,
    /// What kind of body.
    pub kind: Code,
    /// At which level.
    pub level: Code,
    /// The body that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<BodyId>,
    /// The area that it is responsible for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// Its first day.
    pub from: Day,
    /// By what.
    pub basis: Line,
}

/// Records that a body ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBody {
    /// Which.
    pub body: BodyId,
    /// Its last day.
    pub until: Day,
    /// Who took its work over.
    #[serde(default)]
    pub successors: Vec<BodyId>,
    /// By what.
    pub basis: Line,
}

/// Records that a person came into office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointOfficer<T> {
    /// The display name.
    pub name: T,
}

/// Lets an officer act for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRole {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// As what.
    pub role: Code,
    /// From which day.
    pub from: Day,
}

/// Ends what [`GiveRole`] began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRole {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// As what.
    pub role: Code,
    /// The last day.
    pub until: Day,
}

/// Lets a site act for bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmitSite {
    /// Which.
    pub site: Site,
    /// For whom, beside those that it had.
    pub bodies: Vec<BodyId>,
}

/// Begins a term of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenTerm {
    /// Whose.
    pub council: BodyId,
    /// Its word.
    pub term: Code,
    /// Its first day.
    pub from: Day,
    /// Its last day, as far as known.
    pub until: Day,
    /// What stands before the running number of a petition; used by no other term.
    pub prefix: Code,
}

/// Puts the first co-ordination rules of a council into force; later ones are proposed and agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptRules {
    /// Whose.
    pub council: BodyId,
    /// The first day on which they count.
    pub from: Day,
    /// The rules.
    pub rules: Rules,
}

/// Proposes other co-ordination rules, for a party to those in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeRules {
    /// Whose rules.
    pub council: BodyId,
    /// The first day on which they should count; not before the last party agrees.
    pub from: Day,
    /// The rules.
    pub rules: Rules,
}

/// Agrees to proposed rules; the last of the three parties puts them into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeRules {
    /// Whose rules.
    pub council: BodyId,
    /// Which proposal, as it was seen.
    pub proposal: u32,
}

/// Publishes the days off of a year, in place of those published for it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishDaysOff {
    /// Which year.
    pub year: i16,
    /// The days on which nobody works, weekends aside.
    pub days: Vec<DayOff>,
    /// Weekend days that are worked in exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub working: Vec<Day>,
    /// By what.
    pub source: Line,
}

/// Names an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameArea {
    /// Its word.
    pub area: Code,
    /// As people call it.
    pub name: Line,
    /// The area that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Code>,
}

/// Plans a session of a council, or moves the days of a planned one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSession {
    /// Whose.
    pub council: BodyId,
    /// Its word.
    pub session: Code,
    /// What kind: `regular`, `thematic`, `extraordinary`.
    pub kind: Code,
    /// Its number among those of its kind in the term.
    pub number: u32,
    /// Its first day.
    pub opens_on: Day,
    /// Its last day.
    pub closes_on: Day,
}

/// Opens a round of voter contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRound {
    /// Whose.
    pub council: BodyId,
    /// Its word.
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
    /// The last day on which its petitions are taken in.
    pub cut_off: Day,
}

/// Says once for all books whom or what a name means that is written otherwise here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveName {
    /// As books write it.
    pub written: Line,
    /// What it means.
    pub to: Meant,
}
