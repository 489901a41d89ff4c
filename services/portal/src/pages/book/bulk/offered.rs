//! Which bodies an act for several petitions may ever be taken by: what the others can never take is
//! not offered to them.
//!
//! Never the last word: whose the act is at one petition is the decider's to say.

use proto::BodyId;
use proto::event::{Rules, Side};

use crate::pages::shell::Page;

/// Who takes an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// A council's standing committee.
    Committee,
    /// Whoever is asked to agree, and the standing committee for those who answer on paper.
    Party,
    /// Whoever may follow a petition: the council's own bodies and the Front.
    Follower,
    /// Whoever may make an answer known: those that raise petitions, the Front, bodies of an area.
    Maker,
}

/// Whether one of the bodies acted for may ever take an act of `whose`, by any council's rules today.
pub(super) fn is_ever(at: &Page, whose: Whose) -> bool {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let mut councils = pins.directory.bodies().map(|body| body.established.body);
    councils.any(|council| {
        let rules = pins.rules(council, today);
        rules.is_some_and(|rules| at.acting.iter().any(|&body| of(at, whose, council, rules, body)))
    })
}

fn of(at: &Page, whose: Whose, council: BodyId, rules: &Rules, body: BodyId) -> bool {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let is = |hand: BodyId| body == hand || directory.standing_heirs(hand, today).contains(&body);
    let known = directory.body(body).map(|known| &known.established);
    let of_council = known.is_some_and(|known| {
        known.under == Some(council) || known.kind.as_str() == "delegate_group"
    });
    let of_an_area = known.is_some_and(|known| known.area.is_some());
    let side = |side: &Side| match side {
        Side::RaisedWith => of_council,
        Side::CommuneOfArea => of_an_area,
        Side::StandingCommittee => is(rules.standing_committee),
        Side::Front => is(rules.front),
        Side::Body(hand) => is(*hand),
    };
    is(rules.standing_committee)
        || match whose {
            Whose::Committee => false,
            Whose::Party => rules.pairs.iter().flat_map(|pair| &pair.sides).any(side),
            Whose::Follower => of_council || is(rules.front),
            Whose::Maker => of_council || of_an_area || is(rules.front),
        }
}
