//! Naming an area, so that petitions, bodies and rounds speak of the same one.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::NameArea;
use proto::event::{AreaNamed, DirectoryEvent};
use proto::id::Code;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// There is an area of this word; use it, or choose another word.
    AreaTaken,
    /// The area that it would be a part of has no name yet; name that one first.
    WithinUnknown {
        /// Which.
        within: Code,
    },
}
impl Refuse for Refusal {}

/// Decides [`NameArea`].
#[derive(Debug)]
pub struct NamingArea;

impl Decider for NamingArea {
    on_the_directory!(NameArea, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &NameArea,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let NameArea { area, name, within } = command.clone();
        if directory.area(&area).is_some() {
            return Err(Refusal::AreaTaken);
        }
        if let Some(within) = within.clone().filter(|within| directory.area(within).is_none()) {
            return Err(Refusal::WithinUnknown { within });
        }
        Ok(vec![Emit::on(here(), AreaNamed { area, name, within })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{AFTER_REFORM, before_reform, code, line, pins};

    fn area(word: &str, within: Option<&str>) -> NameArea {
        NameArea { area: code(word), name: line("Phường Bắc"), within: within.map(code) }
    }

    /// The circle with the area `north`.
    fn with_north() -> Pins {
        let named = AreaNamed { area: code("north"), name: line("Phường Bắc"), within: None };
        pins(before_reform().into_iter().chain([named.into()]))
    }

    #[test]
    fn an_area_is_named_within_another() {
        let NameArea { area: word, name, within } = area("quarter-1", Some("north"));
        acting::<NamingArea>(AFTER_REFORM)
            .when(&area("quarter-1", Some("north")), &with_north())
            .then(&[Emit::on(here(), AreaNamed { area: word, name, within })]);
        assert_eq!(with_north().directory.areas().count(), 1);
    }

    #[test]
    fn a_word_names_one_area() {
        acting::<NamingArea>(AFTER_REFORM)
            .when(&area("north", None), &with_north())
            .then_refused(Refusal::AreaTaken);
    }

    #[test]
    fn an_area_is_a_part_of_a_named_one() {
        for within in ["south", "quarter-1"] {
            acting::<NamingArea>(AFTER_REFORM)
                .when(&area("quarter-1", Some(within)), &with_north())
                .then_refused(Refusal::WithinUnknown { within: code(within) });
        }
    }
}
