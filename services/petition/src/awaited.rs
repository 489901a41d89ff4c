//! Whose consent is awaited: for those who look at a petition, not for those who decide on one.

use directory::Pins;
use proto::{BodyId, Day};

use crate::Petition;

/// The parties whose consent to the open proposal is awaited on `day`: of the first pair of the
/// rules that is not complete, those who have not agreed, neither themselves nor a body whose work
/// they took over. Nobody where nothing is proposed, it is contested, or all have agreed.
#[must_use]
pub fn awaited(petition: &Petition, pins: &Pins, day: Day) -> Vec<BodyId> {
    let open = petition.proposal.as_ref().filter(|p| !p.agreed && p.contests.is_empty());
    let (Some(proposal), Some(received)) = (open, &petition.received) else { return Vec::new() };
    let Some(rules) = pins.rules(received.council, day) else { return Vec::new() };
    for (number, pair) in (1_u8..).zip(&rules.pairs) {
        let of_pair = proposal.consents.iter().filter(|consent| consent.pair == number);
        let mut given: Vec<Option<BodyId>> =
            of_pair.map(|consent| pins.directory.heir(consent.party, day)).collect();
        let area = received.area.as_ref();
        let party = |side| pins.party(received.council, side, received.raised_with, area, day);
        // Where one body is both sides, each needs a consent of its own.
        let mut missing = pair.sides.iter().filter_map(party).collect::<Vec<_>>();
        missing.retain(|&side| match given.iter().position(|heir| *heir == Some(side)) {
            Some(n) => {
                given.swap_remove(n);
                false
            }
            None => true,
        });
        if !missing.is_empty() {
            return missing;
        }
    }
    Vec::new()
}
