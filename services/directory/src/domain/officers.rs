//! Who is in office, and for whom they may act.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::{AppointOfficer, EndRole, GiveRole};
use proto::event::{DirectoryEvent, OfficerAppointed, RoleEnded, RoleGiven};
use proto::sealed::Sealed;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such officer.
    OfficerUnknown,
    /// No such role; define it first.
    RoleUnknown,
    /// The body does not exist on that day.
    BodyNotStanding,
    /// The officer has this role at this body already.
    AlreadyHeld,
    /// The officer does not have this role at this body on that day.
    NotHeld,
}
impl Refuse for Refusal {}

/// Decides [`AppointOfficer`]: nothing stands against it; namesakes exist.
#[derive(Debug)]
pub struct Appointing;

impl Decider for Appointing {
    on_the_directory!(AppointOfficer<Sealed>, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &AppointOfficer<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let officer = ctx.act.command_id.officer(0);
        Ok(vec![Emit::on(here(), OfficerAppointed { officer, name: command.name.clone() })])
    }
}

/// Decides [`GiveRole`].
#[derive(Debug)]
pub struct GivingRole;

impl Decider for GivingRole {
    on_the_directory!(GiveRole, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &GiveRole,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let GiveRole { officer, body, role, from } = command.clone();
        if directory.officer(officer).is_none() {
            return Err(Refusal::OfficerUnknown);
        }
        if directory.role(&role).is_none() {
            return Err(Refusal::RoleUnknown);
        }
        if !directory.stands(body, from) {
            return Err(Refusal::BodyNotStanding);
        }
        if directory.roles_of(officer, from).any(|held| held == (body, &role)) {
            return Err(Refusal::AlreadyHeld);
        }
        Ok(vec![Emit::on(here(), RoleGiven { officer, body, role, from })])
    }
}

/// Decides [`EndRole`].
#[derive(Debug)]
pub struct EndingRole;

impl Decider for EndingRole {
    on_the_directory!(EndRole, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &EndRole,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let EndRole { officer, body, role, until } = command.clone();
        let mut held = ctx.pins.directory.roles_of(officer, until);
        if !held.any(|held| held == (body, &role)) {
            return Err(Refusal::NotHeld);
        }
        Ok(vec![Emit::on(here(), RoleEnded { officer, body, role, until })])
    }
}
