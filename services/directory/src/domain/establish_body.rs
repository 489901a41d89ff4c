//! Recording that a body came into being.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::BodyId;
use proto::command::EstablishBody;
use proto::event::{BodyEstablished, DirectoryEvent};
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The body that it would belong to does not exist on its first day.
    SuperiorNotStanding {
        /// Which.
        under: BodyId,
    },
    /// A body of this name, under the same superior, exists on that day or on a later one.
    NameTaken {
        /// Which.
        by: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`EstablishBody`].
#[derive(Debug)]
pub struct EstablishingBody;

impl Decider for EstablishingBody {
    on_the_directory!(EstablishBody, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &EstablishBody,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        if let Some(under) = command.under.filter(|&under| !directory.stands(under, command.from)) {
            return Err(Refusal::SuperiorNotStanding { under });
        }
        let namesake = directory.bodies().find(|body| {
            let other = &body.established;
            // A new body has no last day yet, so that it would also meet one that begins later.
            let ended = body.ended.as_ref().is_some_and(|ended| ended.until < command.from);
            other.name == command.name && other.under == command.under && !ended
        });
        if let Some(namesake) = namesake {
            return Err(Refusal::NameTaken { by: namesake.established.body });
        }
        let EstablishBody { name, kind, level, under, area, from, basis } = command.clone();
        let body = ctx.act.command_id.body(0);
        let event = BodyEstablished { body, name, kind, level, under, area, from, basis };
        Ok(vec![Emit::on(here(), event)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{act_on, acting};
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COUNCIL, DISTRICT, FRONT, GROUP_EAST, PEOPLES_COMMITTEE,
        circle, code, line, reformed,
    };
    use proto::Day;

    const EARLIER: Day = Day::constant(2020, 1, 1);

    fn establish(name: &str, under: BodyId, from: Day) -> EstablishBody {
        let (kind, level) = (code("delegate_group"), code("province"));
        let (area, basis) = (Some(code("south")), line("local choice"));
        EstablishBody { name: line(name), kind, level, under: Some(under), area, from, basis }
    }

    #[test]
    fn a_body_is_established_under_an_id_of_its_own() {
        let command = establish("group south", COUNCIL, AFTER_REFORM);
        let EstablishBody { name, kind, level, under, area, from, basis } = command.clone();
        let body = act_on(AFTER_REFORM).command_id.body(0);
        let event = BodyEstablished { body, name, kind, level, under, area, from, basis };
        acting::<EstablishingBody>(AFTER_REFORM)
            .when(&command, &circle())
            .then(&[Emit::on(here(), event)]);
    }

    #[test]
    fn nothing_is_established_under_an_abolished_body() {
        acting::<EstablishingBody>(AFTER_REFORM)
            .when(&establish("office", DISTRICT, AFTER_REFORM), &reformed())
            .then_refused(Refusal::SuperiorNotStanding { under: DISTRICT });
    }

    #[test]
    fn two_bodies_under_one_superior_have_different_names() {
        acting::<EstablishingBody>(BEFORE_REFORM)
            .when(&establish("group east", COUNCIL, BEFORE_REFORM), &circle())
            .then_refused(Refusal::NameTaken { by: GROUP_EAST });
        // Also with a first day before that of the other, since both would stand afterwards.
        let earlier = EstablishBody { under: None, ..establish("front", COUNCIL, EARLIER) };
        acting::<EstablishingBody>(BEFORE_REFORM)
            .when(&earlier, &circle())
            .then_refused(Refusal::NameTaken { by: FRONT });
        // An ended body gives its name free.
        let again = establish("district", PEOPLES_COMMITTEE, AFTER_REFORM);
        let then = acting::<EstablishingBody>(AFTER_REFORM).when(&again, &reformed());
        assert!(then.outcome().is_ok());
    }
}
