//! Which bodies stand around a petition by the rules and the directory, beside those in its events.

use directory::Pins;
use proto::{BodyId, Day};

use crate::Petition;

/// The standing committee and the Front of the council's rules on `day`.
pub(crate) fn overseers(petition: &Petition, pins: &Pins, day: Day) -> Vec<BodyId> {
    let council = petition.received.as_ref().map(|received| received.council);
    let rules = council.and_then(|council| pins.rules(council, day));
    rules.map_or_else(Vec::new, |rules| vec![rules.standing_committee, rules.front])
}

/// The parties whose consent the rules ask for on `day`; a side that nobody is, is left out.
pub(crate) fn sides(petition: &Petition, pins: &Pins, day: Day) -> Vec<BodyId> {
    let Some(received) = &petition.received else { return Vec::new() };
    let pairs = pins.rules(received.council, day).into_iter().flat_map(|rules| &rules.pairs);
    let area = received.area.as_ref();
    let party = |side| pins.party(received.council, side, received.raised_with, area, day);
    pairs.flat_map(|pair| &pair.sides).filter_map(party).collect()
}
