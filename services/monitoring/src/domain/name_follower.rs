//! Naming who follows a petition to the end.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::BodyId;
use proto::command::NameFollower;
use proto::event::{FollowerNamed, MonitoringEvent};

use super::acting::{Asked, asked};
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`NameFollower`].
#[derive(Debug)]
pub struct NamingFollower;

impl Decider for NamingFollower {
    decider::on_one!(Case, NameFollower, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &NameFollower,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        asked.by_standing_committee()?;
        asked.not_closed()?;
        check_follower(&asked, command.follower)?;
        if asked.case.follower == Some(command.follower) {
            return Err(Refusal::AlreadyFollows);
        }
        Ok(vec![Emit::on(ctx.act.stream, FollowerNamed { follower: command.follower })])
    }
}

fn check_follower(asked: &Asked<'_>, body: BodyId) -> Result<(), Refusal> {
    let (directory, day) = (asked.directory, asked.day);
    let Some(about) = directory.body(body).filter(|about| about.stands(day)) else {
        let successors = directory.standing_heirs(body, day);
        return Err(Refusal::FollowerNotStanding { body, successors });
    };
    // The council's own bodies are its committees and delegate groups, whatever they are called.
    let of_council = about.established.under == asked.case.council;
    let closes = body == asked.rules.standing_committee;
    if closes || !(of_council || body == asked.rules.front) {
        return Err(Refusal::NotAFollower);
    }
    if asked.case.parts.contains_key(&body) {
        return Err(Refusal::FollowerAnswers { body });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{forwarded_to, given, named};
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{DEPARTMENT, FRONT, GROUP_WEST, STANDING_COMMITTEE, circle};

    #[test]
    fn the_standing_committee_names_the_front_or_a_body_of_the_council() {
        for follower in [FRONT, GROUP_WEST] {
            given::<NamingFollower>(STANDING_COMMITTEE, &forwarded_to(&[DEPARTMENT]))
                .when(&NameFollower { follower }, &circle())
                .then(&[Emit::on(PETITION, FollowerNamed { follower })]);
        }
    }

    #[test]
    fn another_one_is_named_in_place_of_the_first() {
        let history = [received(), named(FRONT)];
        let spec = given::<NamingFollower>(STANDING_COMMITTEE, &history);
        let then = spec.when(&NameFollower { follower: GROUP_WEST }, &circle());
        then.then(&[Emit::on(PETITION, FollowerNamed { follower: GROUP_WEST })]);
    }
}
