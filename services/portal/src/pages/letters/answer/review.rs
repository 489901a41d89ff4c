//! The last look before an answer is issued: what goes out and to whom, and what is not finished.

use petition::Addressee;
use portal_pages::letters::{ActOnMany, Confirm};
use portal_pages::petition::Fact;
use proto::{Attachment, Digest, StreamId};
use serde_json::{Map, Value, json};

use super::fields::{SAID, suffix};
use super::{FILES, KEPT, SCAN, Sent, own_problem, whose};
use crate::app::App;
use crate::pages::form::{Pairs, one};
use crate::pages::letters::form::{self, Named};
use crate::pages::letters::shown::{self, Shown};
use crate::pages::petition::files;
use crate::pages::shell::Page;

/// Where a template waits for words: an ellipsis by itself. One behind a word is somebody's own.
const TO_FILL: [&str; 2] = [" …", "\n…"];

/// Texts in which a template was not filled in; each as a problem with its field.
pub(super) fn unfinished(at: &Page, typed: &Pairs, petitions: &[Shown]) -> Vec<Value> {
    let mut problems = Vec::new();
    for (n, shown) in petitions.iter().enumerate() {
        let suffix = suffix(typed, petitions.len(), &shown.number());
        for name in ["text", "roadmap", "public_answer"] {
            let said = form::said(typed, &format!("{name}{suffix}")).unwrap_or_default();
            if said.starts_with('…') || TO_FILL.iter().any(|open| said.contains(open)) {
                let w = at.w();
                let (title, next) = (w.t("letters-unfinished"), w.t("letters-unfinished-next"));
                let mut problem = own_problem("unfinished", &title, &next);
                problem["field"] = json!(format!("/data/answers/{n}/{name}"));
                problems.push(problem);
            }
        }
        if suffix.is_empty() {
            // One answer is said to all of them: it is told once.
            break;
        }
    }
    problems
}

/// Leaves out files that the vault has no more, and says so: nobody's command named them in a day.
pub(super) async fn without_gone(app: &App, at: &Page, sent: &mut Sent) {
    let asked: Vec<(StreamId, Digest)> = sent
        .taken
        .iter()
        .flat_map(|taken| &taken.copies)
        .map(|(stream, file)| (*stream, file.digest))
        .collect();
    if asked.is_empty() {
        return;
    }
    let mut held = Vec::new();
    for asked in asked.chunks(vault::ITEMS_MAX) {
        // Who is away says nothing about files: the command is told then.
        let Ok(found) = app.vault.held(asked.to_vec()).await else { return };
        held.extend(found);
    }
    let mut held = held.into_iter();
    let mut gone = Vec::new();
    sent.taken.retain(|taken| {
        let whole =
            held.by_ref().take(taken.copies.len()).fold(true, |all, one| all & one.is_some());
        if !whole {
            gone.push((taken.field.clone(), at.w().t("letters-file-gone")));
        }
        whole
    });
    gone.dedup();
    if !gone.is_empty() {
        sent.wrong.extend(gone);
        keep(sent);
    }
}

/// Says of files for all petitions which of those have none: they were chosen later.
pub(super) fn without_copies(at: &Page, sent: &mut Sent, petitions: &[Shown]) {
    if !super::is_alike(&sent.form, petitions.len()) {
        return;
    }
    let lacks = |shown: &&Shown| {
        let mut all = sent.taken.iter().filter(|taken| taken.field == FILES);
        all.any(|taken| taken.copies.iter().all(|(of, _)| *of != shown.stream))
    };
    let lacking: Vec<String> = petitions.iter().filter(lacks).map(Shown::number).collect();
    if !lacking.is_empty() {
        let told = at.w().at("letters-file-not-with", lacking.join(", "));
        sent.wrong.push((FILES.to_owned(), told));
    }
}

/// The form's own word of the files that go with it.
fn keep(sent: &mut Sent) {
    sent.form.0.retain(|(name, _)| name != KEPT);
    let kept = sent.taken.iter().filter_map(|taken| serde_json::to_string(taken).ok());
    sent.form.0.extend(kept.map(|taken| (KEPT.to_owned(), taken)));
}

/// The files of a field that go with the answer to one petition.
fn files_of<'a>(
    sent: &'a Sent,
    field: &'a str,
    stream: StreamId,
) -> impl Iterator<Item = &'a Attachment> {
    let of = sent.taken.iter().filter(move |taken| taken.field == field);
    of.filter_map(move |taken| {
        let mut copies = taken.copies.iter();
        copies.find(|(of, _)| *of == stream).map(|(_, file)| file)
    })
}

/// The command, as a client of the API would send it.
pub(super) fn body(at: &Page, sent: &Sent, petitions: &[Shown]) -> Value {
    let typed = &sent.form;
    let named = Named::of(&typed.0);
    let answers = petitions.iter().map(|shown| {
        let suffix = suffix(typed, petitions.len(), &shown.number());
        let mut answer = Map::new();
        answer.insert("petition".to_owned(), json!(shown.stream));
        answer.insert("seen_version".to_owned(), json!(named.seen(shown)));
        for name in SAID {
            if let Some(said) = form::said(typed, &format!("{name}{suffix}")) {
                answer.insert(name.to_owned(), json!(said));
            }
        }
        let field = format!("{FILES}{suffix}");
        let files: Vec<&Attachment> = files_of(sent, &field, shown.stream).collect();
        if !files.is_empty() {
            answer.insert(FILES.to_owned(), json!(files));
        }
        Value::Object(answer)
    });
    let mut body = form::lettered(at, typed, &json!({ "answers": answers.collect::<Vec<_>>() }));
    if let Some(of) = form::said(typed, "on_behalf") {
        body["on_behalf"] = json!(of);
    }
    if let Some(scan) = sent.files(SCAN).first().filter(|_| body["document"].is_object()) {
        body["document"]["scan"] = json!(scan);
    }
    body
}

/// What goes out, and to whom.
pub(super) fn confirm(at: &Page, view: &ActOnMany, sent: &Sent, petitions: &[Shown]) -> Confirm {
    let (w, typed) = (at.w(), &sent.form);
    let fact = |label: String, value: String| Fact { label, value };
    let mut facts = vec![
        fact(w.t("act-symbol"), one(typed, "symbol").trim().to_owned()),
        fact(w.t("act-issued"), w.day(one(typed, "issued_on"))),
        fact(w.t("letters-petitions"), petitions.len().to_string()),
    ];
    let on_behalf = one(typed, "on_behalf").parse().ok();
    facts.extend(on_behalf.map(|body| fact(w.t("act-on-behalf"), at.name(body))));
    facts.extend(files_fact(at, w.t("scan"), sent.files(SCAN).into_iter()));
    let mine = whose(at, typed);
    let rows = petitions.iter().map(|shown| {
        let to = shown.part_of(&mine);
        let part = shown::part(at, shown, to);
        let suffix = suffix(typed, petitions.len(), &part.number);
        let said = |name: &str| form::said(typed, &format!("{name}{suffix}"));
        let mut facts = Vec::new();
        facts.extend(said("outcome").map(|code| fact(w.field("outcome"), w.value(&code))));
        facts.extend(said("text").map(|text| fact(w.t("letters-answer-text"), text)));
        facts.extend(said("roadmap").map(|text| fact(w.field("roadmap"), text)));
        facts.extend(said("done_by").map(|day| fact(w.field("done_by"), w.day(&day))));
        let field = format!("{FILES}{suffix}");
        facts.extend(files_fact(at, w.field(FILES), files_of(sent, &field, shown.stream)));
        facts.push(fact(w.t("letters-goes-to"), readers(at, shown)));
        let public = said("public_answer").unwrap_or_else(|| w.t("letters-not-public"));
        facts.push(fact(w.field("public_answer"), public));
        let earlier = to.and_then(Addressee::answer);
        facts.extend(earlier.map(|answer| {
            let on = w.day(&answer.on.to_string());
            fact(
                w.t("letters-replaces"),
                format!("{on}: {}", w.value(answer.event.outcome.as_str())),
            )
        }));
        (part, facts)
    });
    let mut hidden = form::sent_again(typed);
    hidden.retain(|(name, _)| name != "ve");
    hidden.push(("ve".to_owned(), view.back.clone()));
    Confirm { facts, rows: rows.collect(), hidden, draft: None }
}

fn files_fact<'a>(
    at: &Page,
    label: String,
    all: impl Iterator<Item = &'a Attachment>,
) -> Option<Fact> {
    let told = all.map(|file| {
        let kind = files::kind(at, file.media_type.as_str());
        format!("{kind}, {}", files::size(at, u64::from(file.size)))
    });
    let value = told.collect::<Vec<_>>().join("; ");
    (!value.is_empty()).then_some(Fact { label, value })
}

/// Who has the answer from the moment on in which it is issued.
fn readers(at: &Page, shown: &Shown) -> String {
    let petition = shown.petition();
    let rules = shown.council().and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    let raised = petition.received.as_ref().map(|received| received.raised_with);
    let all = rules.map(|rules| rules.front).into_iter().chain(raised);
    let all = all.chain(petition.watch.follower.or(petition.watch.proposed));
    let all = all.chain(rules.map(|rules| rules.standing_committee));
    let mut names: Vec<String> = Vec::new();
    for name in all.map(|body| at.name(body)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}
