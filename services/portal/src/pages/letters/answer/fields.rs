//! The fields of an answer: what they hold, and the other ways to fill them in.

use portal_pages::act::{Field, Kind};
use portal_pages::letters::{ActOnMany, RowForm};

use super::{FILES, KEPT, SCAN, Sent};
use crate::pages::act::files_field;
use crate::pages::act::received::Taken;
use crate::pages::form::{Pairs, one};
use crate::pages::letters::councils;
use crate::pages::letters::form;
use crate::pages::letters::shown::{self, Shown};
use crate::pages::shell::Page;

/// What an answer may come to.
pub(in crate::pages::letters) const OUTCOMES: [&str; 5] =
    ["resolved", "in_progress", "explained", "planned", "not_yet_possible"];
/// More petitions than these are answered alike: a page with all their fields would be too heavy.
pub(in crate::pages::letters) const EACH_MAX: usize = 25;
/// What is said to one petition.
pub(in crate::pages::letters) const SAID: [&str; 5] =
    ["outcome", "text", "roadmap", "done_by", "public_answer"];

pub(super) fn is_alike(typed: &Pairs, petitions: usize) -> bool {
    one(typed, "alike") == "yes" || petitions > EACH_MAX
}

/// What stands behind the names of the fields of one petition; nothing where all are answered alike.
pub(super) fn suffix(typed: &Pairs, petitions: usize, number: &str) -> String {
    if is_alike(typed, petitions) { String::new() } else { format!("-{number}") }
}

pub(super) fn set(typed: &mut Pairs, name: &str, value: &str) {
    typed.0.retain(|(of, _)| of != name);
    typed.0.push((name.to_owned(), value.to_owned()));
}

/// Another way to fill in the form: nothing that was typed is lost by it.
pub(super) fn turn(at: &Page, sent: &mut Sent, step: &str, petitions: &[Shown]) {
    match step {
        "template" => fill(at, &mut sent.form),
        "alike" => {
            set(&mut sent.form, "alike", "yes");
            for name in SAID {
                let said =
                    |shown: &Shown| form::said(&sent.form, &format!("{name}-{}", shown.number()));
                let first = petitions.iter().find_map(said);
                if let Some(first) = first.filter(|_| form::said(&sent.form, name).is_none()) {
                    set(&mut sent.form, name, &first);
                }
            }
        }
        "each" => {
            set(&mut sent.form, "alike", "");
            for shown in petitions {
                for name in SAID {
                    let own = format!("{name}-{}", shown.number());
                    if let (None, Some(all)) =
                        (form::said(&sent.form, &own), form::said(&sent.form, name))
                    {
                        set(&mut sent.form, &own, &all);
                    }
                }
                give_copies(sent, shown);
            }
        }
        _ => {}
    }
}

/// What went with the answer to all goes with that to one.
fn give_copies(sent: &mut Sent, shown: &Shown) {
    let field = format!("{FILES}-{}", shown.number());
    let all = sent.taken.iter().filter(|taken| taken.field == FILES);
    let copies = all.filter_map(|taken| taken.copies.iter().find(|(of, _)| *of == shown.stream));
    let own: Vec<Taken> = copies
        .map(|copy| Taken {
            field: field.clone(),
            file: copy.1.clone(),
            copies: vec![copy.clone()],
        })
        .filter(|own| !sent.taken.contains(own))
        .collect();
    sent.taken.extend(own);
}

/// Puts the words that an outcome usually needs where nothing was written yet.
fn fill(at: &Page, typed: &mut Pairs) {
    let chosen: Vec<(String, String)> = typed
        .0
        .iter()
        .filter(|(name, value)| name.starts_with("outcome") && OUTCOMES.contains(&value.as_str()))
        .cloned()
        .collect();
    for (name, outcome) in chosen {
        let suffix = name.trim_start_matches("outcome");
        let mut words = vec![("text", format!("letters-template-{outcome}"))];
        if outcome == "in_progress" {
            words.push(("roadmap", "letters-template-roadmap".to_owned()));
        }
        for (field, id) in words {
            let field = format!("{field}{suffix}");
            if form::said(typed, &field).is_none() {
                let words = at.w().t(&id).replace(" | ", "\n");
                set(typed, &field, &words);
            }
        }
    }
}

/// The fields of the letter of answer.
pub(super) fn of_letter(at: &Page, sent: &Sent) -> Vec<Field> {
    let typed = &sent.form;
    let mut fields: Vec<Field> = form::acting(at, typed).into_iter().collect();
    fields.extend(on_behalf(at, typed));
    fields.extend(form::document_fields(at, typed));
    fields.push(files_field(at, SCAN, at.w().t("scan"), Some(sent)));
    fields
}

/// For a body that answers on paper: asked of whom the rules let record for it, and where a link
/// says so.
fn on_behalf(at: &Page, typed: &Pairs) -> Option<Field> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let rules = councils(at).into_iter().filter_map(|council| pins.rules(council, today));
    let mut bodies: Vec<_> = rules.flat_map(|rules| rules.on_paper.iter().copied()).collect();
    bodies.extend(one(typed, "on_behalf").parse::<proto::BodyId>().ok());
    bodies.sort_unstable();
    bodies.dedup();
    let choices: Vec<_> = bodies.iter().map(|body| (body.to_string(), at.name(*body))).collect();
    let label = at.w().t("act-on-behalf");
    let field = form::choice("on_behalf", label, (Kind::One, false), choices, typed);
    (!field.choices.is_empty()).then_some(field)
}

/// The fields of what is said to one petition, or to all of them.
pub(super) fn of_row(at: &Page, sent: &Sent, suffix: &str) -> RowForm {
    let (w, typed) = (at.w(), &sent.form);
    let name = |name: &str| format!("{name}{suffix}");
    let outcomes = OUTCOMES.map(|code| (code.to_owned(), w.value(code))).to_vec();
    let of = (Kind::One, true);
    let mut outcome = form::choice(&name("outcome"), w.field("outcome"), of, outcomes, typed);
    outcome.hint = Some(w.t("letters-hint-outcome"));
    let field = |of: &str, kind, required, label: String| {
        form::field(&name(of), label, kind, required, typed)
    };
    let outcome_is = |codes: &[&str]| codes.contains(&one(typed, &name("outcome")));
    let going_on = outcome_is(&["in_progress"]);
    let with_day = outcome_is(&["in_progress", "planned"]);
    let mut text = field("text", Kind::Text, true, w.t("letters-answer-text"));
    text.hint = Some(w.t("letters-hint-text"));
    let mut public = field("public_answer", Kind::Text, false, w.field("public_answer"));
    public.hint = Some(w.t("letters-hint-public"));
    let mut roadmap = field("roadmap", Kind::Text, going_on, w.field("roadmap"));
    roadmap.hint = Some(w.t("letters-when-roadmap"));
    let mut done_by = field("done_by", Kind::Day, with_day, w.field("done_by"));
    done_by.hint = Some(w.t("letters-when-done-by"));
    RowForm {
        part: shown::nothing(),
        fields: vec![
            outcome,
            text,
            roadmap,
            done_by,
            files_field(at, &name(FILES), w.field(FILES), Some(sent)),
        ],
        more: vec![public],
        more_open: false,
    }
}

/// Sends unseen what was typed for the other way to fill in the form: it is there when one turns
/// back.
pub(super) fn carry(sent: &Sent, view: &mut ActOnMany) {
    let rows = view.rows.iter().flat_map(|row| row.fields.iter().chain(&row.more));
    let shown: Vec<&str> =
        view.fields.iter().chain(rows).map(|field| field.name.as_str()).collect();
    let is_said = |name: &str| SAID.contains(&name.split_once('-').map_or(name, |(name, _)| name));
    let typed = sent.form.0.iter();
    let mut carried: Vec<(String, String)> = typed
        .filter(|(name, value)| {
            is_said(name) && !value.is_empty() && !shown.contains(&name.as_str())
        })
        .cloned()
        .collect();
    let unseen = sent.taken.iter().filter(|taken| !shown.contains(&taken.field.as_str()));
    let unseen = unseen.filter_map(|taken| serde_json::to_string(taken).ok());
    carried.extend(unseen.map(|taken| (KEPT.to_owned(), taken)));
    view.hidden.extend(carried);
}
