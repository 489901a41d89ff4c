//! The acts of a petition's page: which are possible now, which of them come first at a stage, and
//! why the others are not.
//!
//! Whether an act is right is asked of its decider: what stands here only sorts.

use portal_pages::petition::{Act, Hindered};
use proto::{BodyId, Context, StreamId};
use register::Entry;
use serde_json::Value;

use crate::app::App;
use crate::pages::petition::possible::{Trial, Tried};
use crate::problem::Problem;
use crate::read::petitions::Asked;
use crate::words;

use crate::pages::json::{At, items};
use crate::pages::letters;
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
    ("forwarding", "ConfirmReceipt", Addressees, &["forwarded", "partly_answered", "agreed"]),
    ("forwarding", "AssignWork", Addressees, &["forwarded"]),
    ("forwarding", "AnswerPetition", Addressees, &["forwarded", "partly_answered"]),
    ("forwarding", "ReturnPetition", Addressees, &["forwarded"]),
    (
        "forwarding",
        "MakeKnown",
        Anybodys,
        &["partly_answered", "answered", "followed", "waiting_for_resources", "settled", "closed"],
    ),
    ("monitoring", "SendReminder", Anybodys, &["forwarded", "partly_answered"]),
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
    ("intake", "MergePetitions", Anybodys, &[]),
    ("intake", "SplitPetition", Anybodys, &[]),
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
    "SplitPetition",
    "MergePetitions",
];

/// Whether `command` has to be confirmed.
pub(crate) fn is_final(command: &str) -> bool {
    FINAL.contains(&command)
}

/// The acts of a page.
#[derive(Debug, Default)]
pub(super) struct Acts {
    /// Possible, and usual at the petition's stage.
    pub(super) usual: Vec<Act>,
    /// Possible.
    pub(super) other: Vec<Act>,
    /// Not now.
    pub(super) hindered: Vec<Hindered>,
    /// Not this body's.
    pub(super) others: Vec<Hindered>,
    /// Petitions may be merged into this one.
    pub(super) may_merge: bool,
}

/// What the bodies acted for may do with the petition that was asked for, as it is now.
///
/// # Errors
/// When the register cannot be read.
pub(super) async fn of(
    app: &App,
    at: &Page,
    shown: &Value,
    asked: &Asked,
) -> Result<Acts, Problem> {
    let mut acts = Acts::default();
    let Some(mut trial) = Trial::of(app, at, shown, asked) else { return Ok(acts) };
    for (letter, entries) in letters(app, at, shown).await? {
        trial.with(letter, &entries);
    }
    for (context, command, turn, stages) in ACTS {
        let spec = Context::named(context).and_then(|of| proto::command::spec(of, command));
        let Some(spec) = spec.filter(|_| at.may(context, command)) else { continue };
        let tried = trial.of_act(spec);
        let anothers = tried.is_anothers();
        match tried {
            Tried::NotAllowed => {}
            Tried::Possible(on_behalf) => {
                acts.may_merge |= *command == "MergePetitions";
                let act = possible(at, shown, (context, command), on_behalf);
                let usual = stages.contains(&shown.text("/stage/code").unwrap_or_default());
                if usual && (on_behalf.is_some() || is_turn(at, shown, *turn)) {
                    acts.usual.push(act);
                } else {
                    acts.other.push(act);
                }
            }
            Tried::Refused(code) => {
                let words = words::of(&code);
                let pick = |vi: &str, en: &str| at.visitor.language.pick(vi, en).to_owned();
                let act = Hindered {
                    label: at.w().command(context, command),
                    why: pick(words.title_vi, words.title_en),
                    next: pick(words.next_vi, words.next_en),
                };
                if anothers { acts.others.push(act) } else { acts.hindered.push(act) }
            }
        }
    }
    Ok(acts)
}

fn possible(
    at: &Page,
    shown: &Value,
    (context, command): (&str, &str),
    on_behalf: Option<BodyId>,
) -> Act {
    let number = shown.words("/number");
    let paper = on_behalf.map(|body| body.to_string()).unwrap_or_default();
    let address = letters::form_of(command, &number, &paper).unwrap_or_else(|| {
        let for_another = on_behalf.map(|body| format!("?on_behalf={body}")).unwrap_or_default();
        format!("/kien-nghi/{number}/viec/{context}/{command}{for_another}")
    });
    Act {
        label: at.w().command(context, command),
        address,
        on_behalf: on_behalf.map(|body| at.name(body)),
    }
}

/// The letters to the bodies acted for that nobody has confirmed; seldom more than one.
async fn letters(
    app: &App,
    at: &Page,
    shown: &Value,
) -> Result<Vec<(StreamId, Vec<Entry>)>, Problem> {
    let mut letters = Vec::new();
    let directory = &at.reader.known.pins.directory;
    for to in items(shown, "/addressees") {
        let body = to.text("/body").and_then(|id| id.parse().ok());
        let mine = body.is_some_and(|body: BodyId| {
            let heirs = directory.standing_heirs(body, at.reader.today);
            at.acting.iter().any(|acting| *acting == body || heirs.contains(acting))
        });
        let open = to.get("receipt").is_none_or(Value::is_null);
        let letter = to.text("/letter").and_then(|id| id.parse().ok());
        if let Some(letter) = letter.filter(|_| mine && open) {
            letters.push((letter, app.register.history(letter, None).await?));
        }
    }
    Ok(letters)
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

/// Every act's command.
#[cfg(test)]
pub(super) fn specs() -> impl Iterator<Item = &'static proto::command::CommandSpec> {
    let named = |(context, command, ..): &(&str, &str, Turn, &[&str])| {
        Context::named(context).and_then(|context| proto::command::spec(context, command))
    };
    ACTS.iter().filter_map(named)
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
