//! Which acts a reader's roles allow, and which of them come first at a stage.
//!
//! Whether an act is right is decided where it is always decided: what stands here only sorts.

use portal_pages::petition::Act;
use proto::BodyId;
use serde_json::Value;

use crate::pages::json::{At, items};
use crate::pages::shell::Page;

/// Whose turn an act usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Anybodys,
    Addressees,
    StandingCommittees,
    Followers,
}
use Turn::{Addressees, Anybodys, Followers, StandingCommittees};

/// Context, command, whose turn it usually is, and at which stages; none for any time.
const ACTS: &[(&str, &str, Turn, &[&str])] = &[
    ("classification", "ProposeClassification", Anybodys, &["received", "contested", "returned"]),
    ("classification", "GiveConsent", Anybodys, &["being_agreed", "contested"]),
    ("classification", "ContestClassification", Anybodys, &["being_agreed", "contested"]),
    ("classification", "DecideDeadlock", StandingCommittees, &["contested"]),
    ("classification", "RecordDissent", Anybodys, &[]),
    ("forwarding", "IssueLetter", StandingCommittees, &["agreed"]),
    ("forwarding", "AssignWork", Addressees, &["forwarded"]),
    ("forwarding", "AnswerPetition", Addressees, &["forwarded", "partly_answered"]),
    ("forwarding", "ReturnPetition", Addressees, &["forwarded"]),
    ("forwarding", "MakeKnown", Anybodys, &["answered", "followed"]),
    ("monitoring", "SendReminder", StandingCommittees, &["forwarded", "partly_answered"]),
    ("monitoring", "NameFollower", StandingCommittees, &["answered"]),
    ("monitoring", "ClaimDone", Addressees, &["followed", "waiting_for_resources"]),
    ("monitoring", "RecordCheck", Followers, &["followed", "waiting_for_resources"]),
    ("monitoring", "HearVoter", Anybodys, &["answered", "followed", "settled"]),
    ("monitoring", "ExtendDeadline", Anybodys, &[]),
    ("monitoring", "WaitForResources", Anybodys, &[]),
    ("monitoring", "CarryOver", Anybodys, &[]),
    ("monitoring", "ClosePetition", StandingCommittees, &["settled"]),
    ("monitoring", "ReopenPetition", StandingCommittees, &["closed"]),
    ("monitoring", "HandOver", Anybodys, &[]),
    ("intake", "AnswerOnTheSpot", Anybodys, &["received"]),
    ("intake", "RefuseSpotAnswer", Anybodys, &["answered_on_the_spot"]),
    ("intake", "ApprovePublicWording", StandingCommittees, &["received"]),
    ("intake", "CorrectPetition", Anybodys, &[]),
    ("intake", "NoteOpinion", Anybodys, &[]),
    ("intake", "NoteNotAPetition", Anybodys, &[]),
    ("intake", "UnmergePetition", Anybodys, &["merged"]),
    ("intake", "WithdrawPetition", Anybodys, &[]),
];

/// What ends something, or takes a petition out of the procedure.
const FINAL: &[&str] = &[
    "ClosePetition",
    "WithdrawPetition",
    "NoteOpinion",
    "NoteNotAPetition",
    "DecideDeadlock",
    "HandOver",
];

/// Whether `command` has to be confirmed.
pub(crate) fn is_final(command: &str) -> bool {
    FINAL.contains(&command)
}

/// The acts that are usual at the petition's stage, and the others.
pub(super) fn of(at: &Page, shown: &Value) -> (Vec<Act>, Vec<Act>) {
    let (stage, number) = (shown.text("/stage/code").unwrap_or_default(), shown.words("/number"));
    let (mut usual, mut other) = (Vec::new(), Vec::new());
    for (context, command, turn, stages) in ACTS {
        if !at.may(context, command) {
            continue;
        }
        let act = Act {
            label: at.w().command(context, command),
            address: format!("/kien-nghi/{number}/viec/{context}/{command}"),
        };
        if stages.contains(&stage) && is_turn(at, shown, *turn) {
            usual.push(act);
        } else {
            other.push(act);
        }
    }
    (usual, other)
}

fn is_turn(at: &Page, shown: &Value, turn: Turn) -> bool {
    let id = |text: Option<&str>| text.and_then(|id| id.parse::<BodyId>().ok());
    let mine = |body: Option<BodyId>| body.is_some_and(|body| at.acting.contains(&body));
    match turn {
        Anybodys => true,
        Addressees => items(shown, "/addressees").iter().any(|to| mine(id(to.text("/body")))),
        Followers => mine(id(shown.text("/follower/body"))),
        StandingCommittees => {
            let council = id(shown.text("/council/body"));
            let pins = &at.reader.known.pins;
            let rules = council.and_then(|council| pins.rules(council, at.reader.today));
            mine(rules.map(|rules| rules.standing_committee))
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::Context;
    use proto::stage::Stage;

    use super::*;

    #[test]
    fn every_act_is_a_command_and_every_stage_a_stage() {
        for (context, command, _, stages) in ACTS {
            let context = Context::named(context).unwrap();
            assert!(proto::command::spec(context, command).is_some(), "{command}");
            assert!(stages.iter().all(|stage| Stage::named(stage).is_some()), "{command}");
        }
        assert!(FINAL.iter().all(|last| ACTS.iter().any(|(_, command, ..)| command == last)));
    }
}
