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
    /// The officer has this role at this body already, on that day or from a later one.
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
        if directory.holds_from(officer, body, &role, from) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{act_on, acting};
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, DISTRICT, FIRST_DAY, FRONT, OFFICER, STANDING_COMMITTEE,
        before_reform, circle, code, pins, reformed, sealed,
    };
    use proto::{BodyId, Day, OfficerId};

    fn give(body: BodyId, role: &str, from: Day) -> GiveRole {
        GiveRole { officer: OFFICER, body, role: code(role), from }
    }

    fn end(body: BodyId, role: &str, until: Day) -> EndRole {
        EndRole { officer: OFFICER, body, role: code(role), until }
    }

    #[test]
    fn an_officer_is_appointed_under_an_id_of_their_own() {
        let officer = act_on(AFTER_REFORM).command_id.officer(0);
        acting::<Appointing>(AFTER_REFORM)
            .when(&AppointOfficer { name: sealed(7) }, &circle())
            .then(&[Emit::on(here(), OfficerAppointed { officer, name: sealed(7) })]);
    }

    #[test]
    fn one_officer_serves_several_bodies() {
        let GiveRole { officer, body, role, from } = give(FRONT, "clerk", AFTER_REFORM);
        acting::<GivingRole>(AFTER_REFORM)
            .when(&give(FRONT, "clerk", AFTER_REFORM), &circle())
            .then(&[Emit::on(here(), RoleGiven { officer, body, role, from })]);
    }

    #[test]
    fn a_role_is_given_to_nobody_who_is_not_appointed() {
        let officer = OfficerId(uuid::Uuid::nil());
        acting::<GivingRole>(AFTER_REFORM)
            .when(&GiveRole { officer, ..give(FRONT, "clerk", AFTER_REFORM) }, &circle())
            .then_refused(Refusal::OfficerUnknown);
    }

    #[test]
    fn a_role_is_defined_before_it_is_given() {
        acting::<GivingRole>(AFTER_REFORM)
            .when(&give(FRONT, "king", AFTER_REFORM), &circle())
            .then_refused(Refusal::RoleUnknown);
    }

    #[test]
    fn nobody_gets_a_role_at_an_abolished_body() {
        acting::<GivingRole>(AFTER_REFORM)
            .when(&give(DISTRICT, "clerk", AFTER_REFORM), &reformed())
            .then_refused(Refusal::BodyNotStanding);
    }

    #[test]
    fn a_role_is_held_once() {
        acting::<GivingRole>(AFTER_REFORM)
            .when(&give(STANDING_COMMITTEE, "clerk", AFTER_REFORM), &circle())
            .then_refused(Refusal::AlreadyHeld);
        // A second giving from an earlier day would outlive the end of the first.
        let later =
            RoleGiven { officer: OFFICER, body: FRONT, role: code("clerk"), from: AFTER_REFORM };
        let later = pins(before_reform().into_iter().chain([later.into()]));
        acting::<GivingRole>(AFTER_REFORM)
            .when(&give(FRONT, "clerk", BEFORE_REFORM), &later)
            .then_refused(Refusal::AlreadyHeld);
    }

    #[test]
    fn a_role_ends() {
        let EndRole { officer, body, role, until } = end(STANDING_COMMITTEE, "clerk", AFTER_REFORM);
        acting::<EndingRole>(AFTER_REFORM)
            .when(&end(STANDING_COMMITTEE, "clerk", AFTER_REFORM), &circle())
            .then(&[Emit::on(here(), RoleEnded { officer, body, role, until })]);
    }

    #[test]
    fn only_a_role_that_is_held_ends() {
        acting::<EndingRole>(AFTER_REFORM)
            .when(&end(STANDING_COMMITTEE, "clerk", FIRST_DAY.yesterday().unwrap()), &circle())
            .then_refused(Refusal::NotHeld);
    }
}
