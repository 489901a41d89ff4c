//! Forms of acts on many petitions: which petitions, what was typed, what was refused and where.

use portal_pages::Choice;
use portal_pages::act::{Field, Kind, Refused};
use portal_pages::letters::ActOnMany;
use proto::{Day, StreamId, Version};
use serde_json::{Value, json};

use crate::app::App;
use crate::pages::form::{Pairs, one};
use crate::pages::json::{At, items};
use crate::pages::letters::PETITIONS_MAX;
use crate::pages::letters::shown::{self, Shown};
use crate::pages::shell::Page;
use crate::problem::Problem;

/// Which petitions a form or an address names, each with the version that was seen, if it says so.
#[derive(Debug, Default)]
pub(super) struct Named(Vec<(String, Option<u64>)>);

impl Named {
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        let values = pairs.iter().filter(|(name, _)| name == "kn").map(|(_, value)| value);
        let mut named: Vec<(String, Option<u64>)> = Vec::new();
        for value in values.take(PETITIONS_MAX) {
            let (number, seen) = match value.split_once(':') {
                Some((number, seen)) => (number, seen.parse().ok()),
                None => (value.as_str(), None),
            };
            if named.iter().all(|(known, _)| known != number) {
                named.push((number.to_owned(), seen));
            }
        }
        Self(named)
    }

    /// The numbers, in their order.
    pub(super) fn numbers(&self) -> Vec<String> {
        self.0.iter().map(|(number, _)| number.clone()).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, shown: &Shown) -> bool {
        let number = shown.number();
        self.0.iter().any(|(known, _)| *known == number)
    }

    /// What the person saw, which may not be what is there now.
    pub(super) fn seen(&self, shown: &Shown) -> Version {
        let number = shown.number();
        let named = self.0.iter().find(|(known, _)| *known == number);
        named.and_then(|(_, seen)| *seen).map_or(shown.held.version, Version)
    }

    pub(super) async fn read(&self, app: &App, at: &Page) -> Result<Vec<Shown>, Problem> {
        let streams: Vec<StreamId> = app.register.petitions_called(&self.numbers()).await?;
        shown::petitions(app, at, &streams).await
    }
}

/// A field that holds what was typed.
pub(super) fn field(name: &str, label: String, kind: Kind, required: bool, typed: &Pairs) -> Field {
    Field {
        name: name.to_owned(),
        label,
        hint: None,
        kind,
        required,
        value: one(typed, name).to_owned(),
        choices: Vec::new(),
        error: None,
    }
}

/// A field to choose in; what was ticked or chosen stays so.
pub(super) fn choice(
    name: &str,
    label: String,
    (kind, required): (Kind, bool),
    choices: Vec<(String, String)>,
    typed: &Pairs,
) -> Field {
    let sent: Vec<&str> =
        typed.0.iter().filter(|(of, _)| of == name).map(|(_, value)| value.as_str()).collect();
    let only = kind == Kind::One && required && sent.is_empty() && choices.len() == 1;
    let choices = choices.into_iter().map(|(value, label)| Choice {
        chosen: only || sent.contains(&value.as_str()),
        value,
        label,
    });
    let choices = choices.collect();
    Field { choices, ..field(name, label, kind, required, typed) }
}

/// For whom it is done: asked only of who acts for several.
pub(super) fn acting(at: &Page, typed: &Pairs) -> Option<Field> {
    let bodies: Vec<(String, String)> =
        at.acting.iter().map(|&body| (body.to_string(), at.name(body))).collect();
    let several = bodies.len() > 1;
    let chosen = choice("body", at.w().t("act-as"), (Kind::One, true), bodies, typed);
    several.then_some(chosen)
}

/// The body that the form names, or the only one acted for.
pub(super) fn body_of(at: &Page, typed: &Pairs) -> Value {
    match (one(typed, "body"), at.acting.as_slice()) {
        ("", [body]) => json!(body),
        ("", _) => Value::Null,
        (named, _) => json!(named),
    }
}

/// What was typed, without the ends of lines of browsers; none where it is empty.
pub(super) fn said(typed: &Pairs, name: &str) -> Option<String> {
    let text = one(typed, name).replace("\r\n", "\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Marks days of what has happened that have not come yet; whether there was any. The promised day
/// of work is no such day.
pub(super) fn mark_future(at: &Page, fields: &mut [Field]) -> bool {
    let mut future = false;
    let happened = |field: &&mut Field| field.kind == Kind::Day && field.name != "done_by";
    for field in fields.iter_mut().filter(happened) {
        if field.value.parse::<Day>().is_ok_and(|day| day > at.reader.today) {
            field.error = Some(at.w().t("act-not-yet"));
            future = true;
        }
    }
    future
}

/// Said at the top where fields below are marked.
pub(super) fn unfinished(at: &Page) -> Refused {
    let w = at.w();
    let (title, next) = (w.t("letters-wrong"), w.t("letters-wrong-next"));
    Refused { title, next, changed: Vec::new(), correlation: None }
}

/// Marks what is required and empty; whether there was any.
pub(super) fn mark_missing(at: &Page, fields: &mut [Field]) -> bool {
    let mut missing = false;
    for field in fields.iter_mut().filter(|field| field.required) {
        let chosen = field.choices.iter().any(|choice| choice.chosen);
        let empty = match field.kind {
            Kind::One | Kind::Either | Kind::Many | Kind::Files => !chosen,
            Kind::Text | Kind::Line | Kind::Day | Kind::Number => field.value.trim().is_empty(),
            Kind::YesNo => false,
        };
        if empty {
            field.error = Some(at.w().t("act-missing"));
            missing = true;
        }
    }
    missing
}

/// The field that a refusal is about, without what names its petition.
pub(super) fn field_of(problem: &Value) -> Option<&str> {
    if let Some(place) = problem.text("/field") {
        let last = place.rsplit('/').find(|step| step.parse::<usize>().is_err());
        return last.map(|name| if name == "occurred_on" { "issued_on" } else { name });
    }
    Some(match problem.text("/code")?.split_once('.')?.1 {
        "no_document" | "no_paper" => "symbol",
        "no_scan" => "scan",
        "not_recorded_on_behalf" => "on_behalf",
        "letter_date" | "before_its_letter" | "too_far_back" | "no_rules" | "before_the_letter" => {
            "issued_on"
        }
        "no_roadmap" => "roadmap",
        "no_done_by" | "done_by_too_early" => "done_by",
        "outcome_unknown" => "outcome",
        "competent_itself" | "competent_not_standing" => "competent",
        "agency_twice" | "not_an_agency_of_its" | "agency_not_standing" => "lead",
        "inner_due_outside" => "inner_due",
        "answer_is_owed" => "passed_on",
        "not_later" => "until",
        _ => return None,
    })
}

/// Puts what was refused beside its field.
pub(super) fn place(problem: &Value, suffix: &str, fields: &mut [Field]) {
    let Some(name) = field_of(problem) else { return };
    let named = |field: &&mut Field| field.name == name || field.name == format!("{name}{suffix}");
    if let Some(field) = fields.iter_mut().find(named) {
        field.error = Some(problem.words("/title"));
    }
}

/// Why it was not taken, in words; `which` names the petition that it is about.
pub(super) fn refused(at: &Page, problem: &Value, which: Option<&str>) -> Refused {
    let w = at.w();
    let conflict = problem.text("/code") == Some("conflict");
    let changed = items(problem, "/changed").iter().filter_map(Value::as_str);
    let words = |id: &str, member: &str| if conflict { w.t(id) } else { problem.words(member) };
    let title = words("act-conflict", "/title");
    Refused {
        title: which.map_or_else(|| title.clone(), |number| format!("{number}: {title}")),
        next: words("act-conflict-next", "/next_step"),
        changed: changed.map(|event| w.event(event)).collect(),
        correlation: problem.text("/correlation").map(str::to_owned),
    }
}

/// A key for the next try: what was refused is recorded under the one before, what was never
/// decided goes under the same.
pub(super) fn key(typed: &Pairs, problem: Option<&Value>) -> String {
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    let undecided = ["", "unavailable", "timed_out", "fault", "behind"].contains(&code);
    match one(typed, "key") {
        key if undecided && !key.is_empty() => key.to_owned(),
        _ => format!("page-{}", runtime::random::uuid()),
    }
}

/// A page with nothing on it but what the act is.
pub(super) fn page_of(at: &Page, act: &str, typed: &Pairs) -> ActOnMany {
    let w = at.w();
    let words = w.t(&format!("letters-act-{act}"));
    let address = format!("/cong-van/viec/{act}");
    let mut shell = at.shell(words.clone(), "letters");
    shell.address.clone_from(&address);
    let back = match crate::pages::shell::local(one(typed, "ve")) {
        "/" => "/cong-van".to_owned(),
        back => back.to_owned(),
    };
    ActOnMany {
        lead: w.t(&format!("letters-lead-{act}")),
        go: w.t(&format!("letters-go-{act}")),
        act: words,
        address,
        hidden: vec![("key".to_owned(), key(typed, None)), ("ve".to_owned(), back.clone())],
        back,
        shell,
        done: None,
        refused: None,
        parts: Vec::new(),
        none_ticked: false,
        fields: Vec::new(),
        rows: Vec::new(),
        steps: Vec::new(),
        confirm: None,
        nothing: false,
        has_files: false,
        kept: None,
    }
}

/// Everything that was sent, to be sent again; but which button was pressed.
pub(super) fn sent_again(typed: &Pairs) -> Vec<(String, String)> {
    typed.0.iter().filter(|(name, _)| name != "step").cloned().collect()
}

/// Symbol and date of a letter.
pub(super) fn document_fields(at: &Page, typed: &Pairs) -> Vec<Field> {
    let w = at.w();
    let mut date = field("issued_on", w.t("act-issued"), Kind::Day, true, typed);
    if date.value.is_empty() && one(typed, "step").is_empty() {
        date.value = at.reader.today.to_string();
    }
    vec![field("symbol", w.t("act-symbol"), Kind::Line, true, typed), date]
}

/// The command around `data`, dated as its letter.
pub(super) fn lettered(at: &Page, typed: &Pairs, data: &Value) -> Value {
    let mut body = json!({ "body": body_of(at, typed), "data": data });
    if let Some(day) = said(typed, "issued_on") {
        body["occurred_on"] = json!(day);
        if let Some(symbol) = said(typed, "symbol") {
            body["document"] = json!({ "symbol": symbol, "issued_on": day });
        }
    }
    body
}
