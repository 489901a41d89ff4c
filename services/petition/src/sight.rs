//! Who may see what of a petition.

use directory::Directory;
use proto::{BodyId, Day};

use crate::Petition;

/// How much of a petition a reader is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Not even that it exists. The public, beside its own view.
    Nothing,
    /// Who did what, when: common knowledge of the circle. Texts are refused (403).
    Record,
    /// Also the sealed texts.
    Texts,
}

/// What somebody who acts for `body` may see of `petition` on `day`.
///
/// Texts are for those who have a hand in it: the delegate group that took it, its addressees and
/// whoever took over their work, and the council's standing committee and Front.
#[must_use]
pub fn may_see(body: BodyId, petition: &Petition, pins: &directory::Pins, day: Day) -> Sight {
    if pins.directory.body(body).is_none() {
        return Sight::Nothing;
    }
    let of_council = petition.received.as_ref().and_then(|r| pins.rules(r.council, day));
    let parties = of_council.map(|rules| [rules.standing_committee, rules.front]);
    let mut hands = petition.parties().chain(parties.into_iter().flatten());
    let council = petition.received.as_ref().map(|received| received.council);
    if council == Some(body) || hands.any(|hand| works_for(&pins.directory, body, hand, day)) {
        Sight::Texts
    } else {
        Sight::Record
    }
}

/// Whether `body` is `hand`, or does its work since it ended.
fn works_for(directory: &Directory, body: BodyId, hand: BodyId, day: Day) -> bool {
    body == hand || directory.standing_heirs(hand, day).contains(&body)
}
