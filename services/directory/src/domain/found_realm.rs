//! Beginning a realm: only on an empty log.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::FoundRealm;
use proto::event::{
    BodyEstablished, DirectoryEvent, OfficerAppointed, RealmFounded, RoleDefined, RoleGiven,
    SiteAdmitted,
};
use proto::sealed::Sealed;
use serde::Serialize;

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
