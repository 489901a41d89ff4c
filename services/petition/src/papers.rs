//! Who may read the texts of what several petitions share: a meeting's minutes, a letter's note.

use directory::{Directory, Pins};
use proto::event::{LetterIssued, MeetingHeld};
use proto::{BodyId, Day};

/// Whether `body` may read the minutes of a meeting on `day`.
///
/// They are for the councils and delegate groups of the meeting, for whoever recorded it, for the
/// standing committees and Fronts of the councils, and for who took over the work of one of them.
#[must_use]
pub fn may_read_minutes(
    body: BodyId,
    held: &MeetingHeld,
    recorded_by: Option<BodyId>,
    pins: &Pins,
    day: Day,
) -> bool {
    let rules = held.councils.iter().filter_map(|&council| pins.rules(council, day));
    let overseers = rules.flat_map(|rules| [rules.standing_committee, rules.front]);
    let hands = held.councils.iter().chain(&held.groups).chain(&recorded_by).copied();
    does_work_of(&pins.directory, body, hands.chain(overseers), day)
}

/// Whether `body` may read the note of a letter on `day`: it wrote the letter, or got it, or took
/// over the work of who did.
#[must_use]
pub fn may_read_note(
    body: BodyId,
    letter: &LetterIssued,
    issued_by: Option<BodyId>,
    pins: &Pins,
    day: Day,
) -> bool {
    does_work_of(&pins.directory, body, issued_by.into_iter().chain([letter.to]), day)
}

fn does_work_of(
    directory: &Directory,
    body: BodyId,
    mut hands: impl Iterator<Item = BodyId>,
    day: Day,
) -> bool {
    hands.any(|hand| directory.standing_heirs(hand, day).contains(&body))
}

#[cfg(test)]
mod tests {
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COMMUNE_COUNCIL, COMMUNE_NORTH, COUNCIL, DEPARTMENT, DISTRICT,
        FRONT, GROUP_EAST, GROUP_WEST, STANDING_COMMITTEE, bodies, circle, code, line, reformed,
    };

    use super::*;

    fn readers(may: impl Fn(BodyId) -> bool) -> Vec<BodyId> {
        bodies().into_iter().filter(|&body| may(body)).collect()
    }

    #[test]
    fn minutes_are_for_those_who_met_and_for_those_who_oversee_them() {
        let held = MeetingHeld {
            councils: vec![COUNCIL],
            groups: vec![GROUP_EAST],
            round: None,
            area: code("north"),
            place: line("Nhà văn hóa"),
            voters: None,
            invited: vec![DEPARTMENT],
            minutes: None,
            attachments: Default::default(),
        };
        let may =
            |body| may_read_minutes(body, &held, Some(COMMUNE_COUNCIL), &circle(), BEFORE_REFORM);
        let expected = [COUNCIL, STANDING_COMMITTEE, FRONT, GROUP_EAST, COMMUNE_COUNCIL];
        assert_eq!(readers(may), expected);
    }

    #[test]
    fn a_note_is_for_who_wrote_and_who_got_the_letter_and_their_heirs() {
        let letter = LetterIssued {
            to: DISTRICT,
            petitions: Vec::new(),
            council: None,
            answer_due: None,
            basis: line("NQLT 72/2025"),
            note: None,
        };
        let may =
            |pins: &Pins, body, day| may_read_note(body, &letter, Some(GROUP_WEST), pins, day);
        assert_eq!(readers(|body| may(&circle(), body, BEFORE_REFORM)), [GROUP_WEST, DISTRICT]);
        let heirs = readers(|body| may(&reformed(), body, AFTER_REFORM));
        assert!(heirs.contains(&COMMUNE_NORTH) && !heirs.contains(&DISTRICT), "{heirs:?}");
    }
}
