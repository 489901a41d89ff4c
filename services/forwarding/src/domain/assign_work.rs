//! An addressee gives the work to its own agencies. Its own affair: nobody else's clock changes.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::{Directory, Pins};
use proto::command::AssignWork;
use proto::event::{ForwardingEvent, WorkAssigned};
use proto::{BodyId, Day};
use serde::Serialize;

use super::case::Case;
use super::{actor, case};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// An agency is named twice; remove one.
    AgencyTwice {
        /// Which.
        body: BodyId,
    },
    /// The agency does not exist on that day; its successors may.
    AgencyNotStanding {
        /// Which.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// The body is no agency of the addressee; a body outside needs an agreement and a letter.
    NotAnAgencyOfIts {
        /// Which.
        body: BodyId,
    },
    /// The inner day lies before the assignment, or after the day on which the addressee's own part
    /// is due, unless that has passed already.
    InnerDueOutside {
        /// The last day that is possible; none where no answer is owed, or it is late already.
        #[serde(skip_serializing_if = "Option::is_none")]
        last: Option<Day>,
    },
    /// Nothing can be done with the petition, or not by this body.
    #[serde(untagged)]
    Case(case::Refusal),
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}
super::refused!(Refusal);

/// Decides [`AssignWork`]. The last assignment of an addressee counts.
#[derive(Debug)]
pub struct AssigningWork;

impl Decider for AssigningWork {
    decider::on_one!(Case, AssignWork, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &AssignWork,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let (petition, day) = (ctx.act.stream, ctx.act.occurred_on);
        let case = folded.of(petition);
        let rules = actor::rules(case.known(petition)?.council, ctx)?;
        let acting = actor::acting(rules, ctx)?;
        case.check_open(petition)?;
        let part = case.part_of(acting, petition, &ctx.pins.directory, day)?;
        let AssignWork { lead, supporting, inner_due } = command.clone();
        check_agencies(acting, lead, &supporting, &ctx.pins.directory, day)?;
        // Once the addressee's own day has passed, its agencies still get one.
        let last = part.due.filter(|due| *due >= day);
        if inner_due.is_some_and(|inner| inner < day || last.is_some_and(|last| inner > last)) {
            return Err(Refusal::InnerDueOutside { last });
        }
        let assigned = WorkAssigned { by: part.body, lead, supporting, inner_due };
        Ok(vec![Emit::on(petition, assigned)])
    }
}

/// That all are standing agencies of `acting`, each named once.
fn check_agencies(
    acting: BodyId,
    lead: BodyId,
    supporting: &[BodyId],
    directory: &Directory,
    day: Day,
) -> Result<(), Refusal> {
    let mut named = BTreeSet::new();
    for body in std::iter::once(lead).chain(supporting.iter().copied()) {
        if !named.insert(body) {
            return Err(Refusal::AgencyTwice { body });
        }
        if !directory.stands(body, day) {
            let successors = directory.standing_heirs(body, day);
            return Err(Refusal::AgencyNotStanding { body, successors });
        }
        if !belongs_to(body, acting, directory) {
            return Err(Refusal::NotAnAgencyOfIts { body });
        }
    }
    Ok(())
}

/// Whether `body` belongs to `superior`, directly or through bodies between them.
fn belongs_to(body: BodyId, superior: BodyId, directory: &Directory) -> bool {
    let (mut seen, mut at) = (BTreeSet::new(), body);
    while seen.insert(at) {
        match directory.body(at).and_then(|body| body.established.under) {
            Some(above) if above == superior => return true,
            Some(above) => at = above,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::tests::{
        answered_until, by, extended, handed_over, on_petition, returned, with_body,
    };
    use super::*;
    use directory::fixture::petition::{PETITION, forwarded, received};
    use directory::fixture::{
        AFTER_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, GROUP_EAST, NOBODY,
        PEOPLES_COMMITTEE, reformed,
    };
    use proto::event::Event;

    /// The fixture's letters are answered by the district's last day; this moves it.
    const DUE: Day = Day::constant(2025, 10, 5);

    fn assign(lead: BodyId, supporting: &[BodyId], inner_due: Option<Day>) -> AssignWork {
        AssignWork { lead, supporting: supporting.to_vec(), inner_due }
    }

    fn history() -> [Event; 3] {
        [received(), forwarded(PEOPLES_COMMITTEE), extended(PEOPLES_COMMITTEE, DUE)]
    }

    fn refused(command: &AssignWork, refusal: Refusal) {
        on_petition::<AssigningWork>(by(PEOPLES_COMMITTEE), &history())
            .when(command, &reformed())
            .then_refused(refusal);
    }

    #[test]
    fn an_addressee_gives_the_work_to_its_own_agencies() {
        // An office of the department, which is an agency of the committee: two steps down.
        let office = NOBODY;
        let pins = with_body(office, Some(DEPARTMENT), None);
        let (by_whom, inner_due) = (PEOPLES_COMMITTEE, Some(DUE));
        let assigned =
            WorkAssigned { by: by_whom, lead: DEPARTMENT, supporting: vec![office], inner_due };
        on_petition::<AssigningWork>(by(by_whom), &history())
            .when(&assign(DEPARTMENT, &[office], inner_due), &pins)
            .then(&[Emit::on(PETITION, assigned)]);
    }

    #[test]
    fn an_heir_gives_the_work_to_its_own_agencies() {
        let office = NOBODY;
        let pins = with_body(office, Some(COMMUNE_NORTH), None);
        let assigned =
            WorkAssigned { by: DISTRICT, lead: office, supporting: vec![], inner_due: None };
        on_petition::<AssigningWork>(by(COMMUNE_NORTH), &[received(), forwarded(DISTRICT)])
            .when(&assign(office, &[], None), &pins)
            .then(&[Emit::on(PETITION, assigned)]);
    }

    #[test]
    fn an_agency_is_named_once() {
        let twice = assign(DEPARTMENT, &[DEPARTMENT], None);
        refused(&twice, Refusal::AgencyTwice { body: DEPARTMENT });
    }

    #[test]
    fn an_agency_that_ended_gets_no_work() {
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        let refusal = Refusal::AgencyNotStanding { body: DISTRICT, successors };
        refused(&assign(DISTRICT, &[], None), refusal);
    }

    #[test]
    fn only_agencies_of_its_own_get_work() {
        for body in [GROUP_EAST, PEOPLES_COMMITTEE] {
            refused(&assign(body, &[], None), Refusal::NotAnAgencyOfIts { body });
        }
        let supporting = assign(DEPARTMENT, &[COMMUNE_NORTH], None);
        refused(&supporting, Refusal::NotAnAgencyOfIts { body: COMMUNE_NORTH });
    }

    #[test]
    fn the_inner_day_leaves_the_addressee_its_own() {
        let refusal = || Refusal::InnerDueOutside { last: Some(DUE) };
        let on = |day| assign(DEPARTMENT, &[], Some(day));
        refused(&on(DUE.tomorrow().unwrap()), refusal());
        refused(&on(AFTER_REFORM.yesterday().unwrap()), refusal());
        // Once it answered, what is due is the work.
        let done_by = Day::constant(2026, 2, 1);
        let mut history = history().to_vec();
        history.push(answered_until(PEOPLES_COMMITTEE, done_by));
        let spec = on_petition::<AssigningWork>(by(PEOPLES_COMMITTEE), &history);
        assert_eq!(spec.when(&on(done_by), &reformed()).word(), "1 events");
    }

    #[test]
    fn what_is_late_already_is_still_given_a_day() {
        let late = extended(PEOPLES_COMMITTEE, AFTER_REFORM.yesterday().unwrap());
        let history = [received(), forwarded(PEOPLES_COMMITTEE), late];
        let spec = on_petition::<AssigningWork>(by(PEOPLES_COMMITTEE), &history);
        assert_eq!(spec.when(&assign(DEPARTMENT, &[], Some(DUE)), &reformed()).word(), "1 events");
        spec.when(&assign(DEPARTMENT, &[], AFTER_REFORM.yesterday().ok()), &reformed())
            .then_refused(Refusal::InnerDueOutside { last: None });
    }

    #[test]
    fn who_does_not_have_the_petition_assigns_nothing() {
        let petition = PETITION;
        let command = assign(DEPARTMENT, &[], None);
        let holders = vec![COMMUNE_NORTH];
        for (event, refusal) in [
            (returned(PEOPLES_COMMITTEE), case::Refusal::ReturnedIt { petition }),
            (
                handed_over(PEOPLES_COMMITTEE, COMMUNE_NORTH),
                case::Refusal::DoesNotHaveIt { petition, holders },
            ),
        ] {
            let mut history = history().to_vec();
            history.push(event);
            on_petition::<AssigningWork>(by(PEOPLES_COMMITTEE), &history)
                .when(&command, &reformed())
                .then_refused(Refusal::Case(refusal));
        }
    }

    #[test]
    fn work_is_assigned_by_who_may_speak_for_the_addressee() {
        let of = Some(PEOPLES_COMMITTEE);
        let for_another = decider::Act { on_behalf: of, ..by(GROUP_EAST) };
        on_petition::<AssigningWork>(for_another, &history())
            .when(&assign(DEPARTMENT, &[], None), &reformed())
            .then_refused(Refusal::Actor(actor::Refusal::NotRecordedOnBehalf { of }));
    }
}
