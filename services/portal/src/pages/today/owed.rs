//! What the bodies acted for owe at one petition: everything, not only what is due first.
//!
//! It only tells what the petition and the rules say; whether an act is right is decided where it is
//! always decided.

use petition::DutyKind;
use portal_pages::today::{Urgency, Waiting};
use proto::stage::{Flag, Stage};
use proto::{BodyId, Day};
use register::{Course, Held, PetitionRow};

use crate::pages::letters;
use crate::pages::shell::Page;
use crate::pages::today::{days_until, label, urgency};

/// One thing that is owed.
struct Owed {
    /// Context and command of the act; none where a person has to look first.
    act: Option<(&'static str, &'static str)>,
    /// The id of its words, where those of the act do not say it.
    words: Option<&'static str>,
    whose: Option<BodyId>,
    day: Option<Day>,
}

/// What waits at the petition of `row`. `councils` are those whose standing committee is acted for.
pub(super) fn of(
    at: &Page,
    councils: &[BodyId],
    row: &PetitionRow,
    course: &Course,
) -> Vec<Waiting> {
    let oversees = councils.contains(&row.council);
    let mut owed = duties(at, course, oversees);
    owed.extend(assigned(at, &course.held));
    if oversees {
        owed.extend(committees(row.stage));
    }
    let mut waiting: Vec<Waiting> = owed.iter().map(|owed| shown(at, row, owed)).collect();
    if row.flags.contains(&Flag::NeedsPerson) {
        // Said once, whatever else is owed there.
        let person = Owed { act: None, words: Some("waits-person"), whose: None, day: row.due };
        waiting.insert(0, Waiting { urgency: Urgency::Person, ..shown(at, row, &person) });
    }
    waiting
}

/// What is open of the one list of duties, for each of the bodies acted for whose turn it is.
/// Where nobody follows, whoever `oversees` names who makes the check.
fn duties(at: &Page, course: &Course, oversees: bool) -> Vec<Owed> {
    let mut owed = Vec::new();
    let all = course.duties(&at.reader.known.pins, at.reader.today).into_iter();
    for duty in all.filter(|duty| duty.done.is_none()) {
        if oversees && duty.kind == DutyKind::Check && duty.whose.is_empty() {
            let act = Some(("monitoring", "NameFollower"));
            owed.push(Owed { act, words: None, whose: None, day: duty.due });
        }
        for body in at.acting.iter().filter(|body| duty.whose.contains(body)) {
            let (act, words) = match duty.kind {
                DutyKind::Consent => {
                    (Some(("classification", "GiveConsent")), Some("waits-consent"))
                }
                DutyKind::Receipt => (Some(("forwarding", "ConfirmReceipt")), None),
                DutyKind::Answer => (Some(("forwarding", "AnswerPetition")), None),
                DutyKind::MakingKnown => (Some(("forwarding", "MakeKnown")), None),
                DutyKind::Done => (Some(("monitoring", "ClaimDone")), None),
                DutyKind::Check => (Some(("monitoring", "RecordCheck")), None),
                DutyKind::Review => (None, Some("value-review")),
            };
            owed.push(Owed { act, words, whose: Some(*body), day: duty.due });
        }
    }
    owed
}

/// Work that a live addressee gave to an agency and has not answered for.
fn assigned(at: &Page, held: &Held) -> Vec<Owed> {
    let open = held.petition.addressees.iter().filter(|to| to.live() && to.answer().is_none());
    let given = open.filter_map(|to| to.assigned.as_ref());
    let mine = given.filter(|given| at.acting.contains(&given.event.lead));
    let owed = mine.map(|given| Owed {
        act: None,
        words: Some("waits-assigned"),
        whose: Some(given.event.lead),
        day: given.event.inner_due,
    });
    owed.collect()
}

/// What is the standing committee's turn, though no day is set for it.
fn committees(stage: Stage) -> Option<Owed> {
    if stage == Stage::Contested {
        // A decision waits for as many rounds as the rules say: one looks first.
        return Some(Owed { act: None, words: Some("waits-contested"), whose: None, day: None });
    }
    #[allow(clippy::wildcard_enum_match_arm, reason = "at the others it is somebody else's turn")]
    let act = match stage {
        Stage::Agreed => ("forwarding", "IssueLetter"),
        Stage::Returned => ("classification", "ProposeClassification"),
        Stage::Settled => ("monitoring", "ClosePetition"),
        _ => return None,
    };
    Some(Owed { act: Some(act), words: None, whose: None, day: None })
}

fn shown(at: &Page, row: &PetitionRow, owed: &Owed) -> Waiting {
    let w = at.w();
    let days = owed.day.map(|day| days_until(day, at.reader.today));
    let own = owed.act.map(|(context, command)| w.command(context, command));
    let may = owed.act.filter(|(context, command)| at.may(context, command));
    let several = at.acting.len() > 1;
    Waiting {
        urgency: urgency(days),
        number: row.number.clone(),
        wording: row.public_wording.clone(),
        stage: label(at, row.stage),
        what: owed.words.map(|id| w.t(id)).or(own).unwrap_or_default(),
        act: may.map(|(context, command)| {
            let own = || format!("/kien-nghi/{}/viec/{context}/{command}", row.number);
            match command {
                // Many answers are made known at once.
                "MakeKnown" => "/mat-tran#unknown".to_owned(),
                _ => letters::form_of(command, &row.number, "").unwrap_or_else(own),
            }
        }),
        due: owed.day.map(|day| day.to_string()),
        days: days.unwrap_or_default(),
        whose: owed.whose.filter(|_| several).map(|whose| at.name(whose)),
    }
}
