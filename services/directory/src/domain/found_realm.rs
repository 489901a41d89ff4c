//! Beginning a realm: only on an empty log.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::BodyId;
use proto::command::FoundRealm;
use proto::event::{
    BodyEstablished, DirectoryEvent, OfficerAppointed, RealmFounded, RoleDefined, RoleGiven,
    SiteAdmitted,
};
use proto::sealed::Sealed;
use serde::Serialize;

use super::define_role::names_a_command;
use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The log already has a realm; ask its officers for a role.
    AlreadyFounded,
    /// The founder's role is none of the roles given.
    RoleNotDefined,
    /// A pattern names no command; write `context.Command`, `context.*` or `*`.
    UnknownCommand {
        /// The pattern.
        pattern: String,
    },
    /// The first body cannot belong to another: there is none yet.
    SuperiorNotStanding {
        /// Which was named.
        under: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`FoundRealm`].
#[derive(Debug)]
pub struct FoundingRealm;

impl Decider for FoundingRealm {
    on_the_directory!(FoundRealm<Sealed>, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &FoundRealm<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        if ctx.pins.directory.founded() {
            return Err(Refusal::AlreadyFounded);
        }
        if !command.roles.iter().any(|role| role.role == command.role) {
            return Err(Refusal::RoleNotDefined);
        }
        let mut patterns = command.roles.iter().flat_map(|role| &role.may);
        if let Some(pattern) = patterns.find(|pattern| !names_a_command(pattern)) {
            return Err(Refusal::UnknownCommand { pattern: pattern.clone() });
        }
        if let Some(under) = command.body.under {
            return Err(Refusal::SuperiorNotStanding { under });
        }
        let (body, officer) = (ctx.act.command_id.body(0), ctx.act.command_id.officer(0));
        let first = &command.body;
        let mut events: Vec<DirectoryEvent> =
            vec![RealmFounded { name: command.name.clone() }.into()];
        events.extend(
            command.roles.iter().cloned().map(|role| {
                RoleDefined { role: role.role, title: role.title, may: role.may }.into()
            }),
        );
        events.extend([
            BodyEstablished {
                body,
                name: first.name.clone(),
                kind: first.kind.clone(),
                level: first.level.clone(),
                under: first.under,
                area: first.area.clone(),
                from: first.from,
                basis: first.basis.clone(),
            }
            .into(),
            OfficerAppointed { officer, name: command.officer_name.clone() }.into(),
            RoleGiven { officer, body, role: command.role.clone(), from: first.from }.into(),
            SiteAdmitted { site: command.site.clone(), bodies: vec![body] }.into(),
        ]);
        Ok(events.into_iter().map(|event| Emit { stream: here(), event }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{act_on, acting};
    use crate::fixture::{COUNCIL, FIRST_DAY, circle, code, founding, founding_command};
    use proto::command::EstablishBody;

    #[test]
    fn a_realm_begins_with_its_roles_a_body_an_officer_and_a_site() {
        let id = act_on(FIRST_DAY).command_id;
        let expected = founding(id.body(0), id.officer(0)).into_iter();
        let expected: Vec<_> = expected.map(|event| Emit { stream: here(), event }).collect();
        let founded =
            acting::<FoundingRealm>(FIRST_DAY).when(&founding_command(), &Pins::default());
        founded.then(&expected);
    }

    #[test]
    fn a_realm_is_founded_once() {
        acting::<FoundingRealm>(FIRST_DAY)
            .when(&founding_command(), &circle())
            .then_refused(Refusal::AlreadyFounded);
    }

    #[test]
    fn the_founder_has_one_of_the_roles_given() {
        acting::<FoundingRealm>(FIRST_DAY)
            .when(&FoundRealm { role: code("king"), ..founding_command() }, &Pins::default())
            .then_refused(Refusal::RoleNotDefined);
    }

    #[test]
    fn a_founding_role_allows_nothing_that_is_no_command() {
        let mut command = founding_command();
        command.roles[1].may.push("intake.Bury".to_owned());
        acting::<FoundingRealm>(FIRST_DAY)
            .when(&command, &Pins::default())
            .then_refused(Refusal::UnknownCommand { pattern: "intake.Bury".to_owned() });
    }

    #[test]
    fn the_first_body_belongs_to_no_other() {
        let command = founding_command();
        let body = EstablishBody { under: Some(COUNCIL), ..command.body.clone() };
        acting::<FoundingRealm>(FIRST_DAY)
            .when(&FoundRealm { body, ..command }, &Pins::default())
            .then_refused(Refusal::SuperiorNotStanding { under: COUNCIL });
    }
}
