//! Saying once for all books whom or what a name means.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::ResolveName;
use proto::event::{DirectoryEvent, Meant, NameResolved};
use proto::id::Code;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::{Directory, Pins};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No area has this word, nor is any body responsible for it; name it first.
    AreaMeantUnknown,
    /// There never was such a body; establish it first.
    BodyMeantUnknown,
    /// The name is known to mean this already.
    AlreadyMeansThis,
}
impl Refuse for Refusal {}

/// Whether an area is named, or a body is responsible for it.
#[must_use]
pub fn is_area(directory: &Directory, area: &Code) -> bool {
    let of = |body: &crate::domain::directory::Body| body.established.area.as_ref() == Some(area);
    directory.area(area).is_some() || directory.bodies().any(of)
}

/// Decides [`ResolveName`].
#[derive(Debug)]
pub struct ResolvingName;

impl Decider for ResolvingName {
    on_the_directory!(ResolveName, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &ResolveName,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let ResolveName { written, to } = command.clone();
        match &to {
            Meant::Area(area) if !is_area(directory, area) => {
                return Err(Refusal::AreaMeantUnknown);
            }
            Meant::Body(body) if directory.body(*body).is_none() => {
                return Err(Refusal::BodyMeantUnknown);
            }
            // Which fields there are is in the rules of each council.
            Meant::Area(_) | Meant::Body(_) | Meant::Field(_) => {}
        }
        if directory.meaning(&written, &to) == Some(&to) {
            return Err(Refusal::AlreadyMeansThis);
        }
        Ok(vec![Emit::on(here(), NameResolved { written, to })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, DEPARTMENT, DISTRICT, NOBODY, before_reform, circle, code, line, pins,
    };

    fn resolve(to: Meant) -> ResolveName {
        ResolveName { written: line("UBND thị trấn Cũ"), to }
    }

    fn resolved(to: Meant) -> NameResolved {
        let ResolveName { written, to } = resolve(to);
        NameResolved { written, to }
    }

    /// The circle in which the name means this.
    fn meaning(to: Meant) -> Pins {
        pins(before_reform().into_iter().chain([resolved(to).into()]))
    }

    #[test]
    fn a_name_means_a_body_also_one_that_ended_or_a_field_of_any_council() {
        for to in [Meant::Body(DISTRICT), Meant::Field(code("roads")), Meant::Area(code("north"))] {
            let spec = acting::<ResolvingName>(AFTER_REFORM);
            spec.when(&resolve(to.clone()), &circle()).then(&[Emit::on(here(), resolved(to))]);
        }
    }

    #[test]
    fn the_last_meaning_of_a_name_counts_and_marks_do_not_matter() {
        let body = Meant::Body(DEPARTMENT);
        let known = meaning(Meant::Body(DISTRICT));
        acting::<ResolvingName>(AFTER_REFORM)
            .when(&resolve(body.clone()), &known)
            .then(&[Emit::on(here(), resolved(body.clone()))]);
        let found = known.directory.meaning(&line("ubnd thi tran cu"), &body);
        assert_eq!(found, Some(&Meant::Body(DISTRICT)));
        assert_eq!(known.directory.meaning(&line("UBND"), &body), None);
    }

    #[test]
    fn what_is_known_already_is_not_said_again() {
        acting::<ResolvingName>(AFTER_REFORM)
            .when(&resolve(Meant::Body(DISTRICT)), &meaning(Meant::Body(DISTRICT)))
            .then_refused(Refusal::AlreadyMeansThis);
    }

    #[test]
    fn a_name_means_an_area_that_there_is() {
        acting::<ResolvingName>(AFTER_REFORM)
            .when(&resolve(Meant::Area(code("moon"))), &circle())
            .then_refused(Refusal::AreaMeantUnknown);
    }

    #[test]
    fn a_name_means_a_body_that_there_was() {
        acting::<ResolvingName>(AFTER_REFORM)
            .when(&resolve(Meant::Body(NOBODY)), &circle())
            .then_refused(Refusal::BodyMeantUnknown);
    }
}
