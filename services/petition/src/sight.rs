//! Who may see what of a petition.

use directory::Directory;
use proto::{BodyId, Day};

use crate::{Petition, hands};

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
/// Texts are for those who have a hand in it: the delegate group that took it, its addressees with
/// the agencies that they gave the work to and the People's Committees above them, those who had to
/// agree on it, whoever follows it, the council with its standing committee, and its Front; and
/// whoever took over the work of one of them.
#[must_use]
pub fn may_see(body: BodyId, petition: &Petition, pins: &directory::Pins, day: Day) -> Sight {
    if pins.directory.body(body).is_none() {
        return Sight::Nothing;
    }
    let council = petition.received.as_ref().map(|received| received.council);
    let above = petition.addressees.iter().map(|to| to.body);
    let above = above.flat_map(|to| pins.directory.peoples_committees_above(to));
    let by_rule = [hands::overseers(petition, pins, day), hands::sides(petition, pins, day)];
    let mut hands =
        petition.parties().chain(council).chain(above).chain(by_rule.into_iter().flatten());
    if hands.any(|hand| works_for(&pins.directory, body, hand, day)) {
        Sight::Texts
    } else {
        Sight::Record
    }
}

/// Whether `body` is `hand`, or does its work since it ended.
fn works_for(directory: &Directory, body: BodyId, hand: BodyId, day: Day) -> bool {
    body == hand || directory.standing_heirs(hand, day).contains(&body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::life;
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COUNCIL, DISTRICT, LAST_DAY_OF_DISTRICT, NOBODY,
        before_reform, bodies, circle, line, name, petition::received, pins, reformed, table,
    };
    use proto::event::BodyEnded;

    #[test]
    fn texts_are_for_those_who_have_a_hand_in_it() {
        let states = ["not received", "received", "agreed", "forwarded to one of two"];
        let district = "forwarded to the district";
        let everybody: Vec<BodyId> = bodies().into_iter().chain([NOBODY]).collect();
        let before = |state| (life(state), circle(), BEFORE_REFORM);
        let mut seen: Vec<_> = states.into_iter().chain([district]).map(before).collect();
        seen.push((life(district), reformed(), AFTER_REFORM));
        let rows: Vec<_> = everybody
            .into_iter()
            .map(|body| {
                let sights = seen.iter().map(|(petition, pins, day)| {
                    format!("{:?}", may_see(body, petition, pins, *day))
                });
                (name(body), sights.collect())
            })
            .collect();
        let columns = states.into_iter().chain([district, "the same, after the reform"]);
        insta::assert_snapshot!(table(&columns.collect::<Vec<_>>(), &rows));
    }

    #[test]
    fn texts_are_also_for_followers_agencies_and_those_above_and_no_longer_for_a_former_follower() {
        use directory::fixture::{COMMUNE_SOUTH, FRONT, GROUP_WEST, PEOPLES_COMMITTEE};
        use proto::event::{FollowerNamed, MonitoringEvent};
        let mut petition = Petition::default();
        let sees = |petition: &Petition, body| may_see(body, petition, &circle(), BEFORE_REFORM);
        let upto = ["assigned", "follower named"];
        for (word, event) in crate::fixture::every_event() {
            if upto.contains(&word) {
                let newcomer = if word == "assigned" { COMMUNE_SOUTH } else { GROUP_WEST };
                assert_eq!(sees(&petition, newcomer), Sight::Record, "before: {word}");
                petition.apply(&event, BEFORE_REFORM);
                assert_eq!(sees(&petition, newcomer), Sight::Texts, "after: {word}");
            } else if !word.contains("over") {
                petition.apply(&event, BEFORE_REFORM);
            }
        }
        assert_eq!(sees(&petition, PEOPLES_COMMITTEE), Sight::Texts);
        let named = MonitoringEvent::from(FollowerNamed { follower: FRONT });
        petition.apply(&named.into(), BEFORE_REFORM);
        assert_eq!(sees(&petition, GROUP_WEST), Sight::Record);
    }

    #[test]
    fn the_successor_of_a_council_reads_what_was_put_to_it() {
        let ended = BodyEnded {
            body: COUNCIL,
            until: LAST_DAY_OF_DISTRICT,
            successors: vec![DISTRICT],
            basis: line("local choice"),
        };
        let merged = pins(before_reform().into_iter().chain([ended.into()]));
        let mut petition = Petition::default();
        petition.apply(&received(), BEFORE_REFORM);
        assert_eq!(may_see(DISTRICT, &petition, &merged, BEFORE_REFORM), Sight::Record);
        assert_eq!(may_see(DISTRICT, &petition, &merged, AFTER_REFORM), Sight::Texts);
    }
}
