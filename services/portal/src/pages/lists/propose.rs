//! Proposing field, competence and addressees for one row or for several at once: each by its own
//! suggestion, or all alike. Each is a command of its own: one that is refused holds up no other.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use portal_pages::lists::{Propose, ProposeRow, Suggestion};
use proto::{BodyId, StreamId};
use register::ConsolidatedList;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::pages::act::{SAME_KEY, around};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::{At, items};
use crate::pages::lists::sheet::{self, InWords, Line};
use crate::pages::lists::{Asked, field, fresh_key, suggest, values};
use crate::pages::shell::{Page, encoded};
use crate::pages::{again, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;

/// The most rows that are classified at once.
const ROWS_MAX: usize = 100;

/// Without these nothing is proposed.
const REQUIRED: [&str; 3] = ["field", "competence", "addressees"];

/// What was chosen for all alike.
#[derive(Debug, Default)]
pub(super) struct Alike {
    pub(super) field: String,
    pub(super) competence: String,
    pub(super) addressees: Vec<String>,
    pub(super) reason: String,
}

impl Alike {
    pub(super) fn sent(form: &Pairs) -> Self {
        let ticked = form.0.iter().filter(|(name, _)| name == "addressees");
        Self {
            field: one(form, "field").to_owned(),
            competence: one(form, "competence").to_owned(),
            addressees: ticked.map(|(_, value)| value.clone()).collect(),
            reason: one(form, "reason").replace("\r\n", "\n").trim().to_owned(),
        }
    }

    /// As the proposal of a line stands.
    pub(super) fn of(line: &Line) -> Self {
        let Some(proposal) = line.proposal() else { return Self::default() };
        Self {
            field: proposal.field.to_string(),
            competence: proposal.competence.to_string(),
            addressees: proposal.addressees.iter().map(ToString::to_string).collect(),
            reason: String::new(),
        }
    }

    fn misses(&self, name: &str) -> bool {
        match name {
            "field" => self.field.is_empty(),
            "competence" => self.competence.is_empty(),
            "addressees" => self.addressees.is_empty(),
            _ => false,
        }
    }

    /// Something without which nothing is proposed is missing.
    pub(super) fn incomplete(&self) -> bool {
        REQUIRED.into_iter().any(|name| self.misses(name))
    }

    pub(super) fn data(&self) -> Value {
        let mut data = json!({
            "field": self.field, "competence": self.competence, "addressees": self.addressees,
        });
        if !self.reason.is_empty() {
            data["reason"] = json!(self.reason);
        }
        data
    }
}

/// The fields of a proposal for petitions of `council`; `told` says what is missing.
pub(super) fn fields(at: &Page, council: BodyId, alike: &Alike, told: bool) -> Vec<Field> {
    let (w, today) = (at.w(), at.reader.today);
    let pins = &at.reader.known.pins;
    let rules = pins.rules(council, today).map(|rules| rules.fields.as_slice()).unwrap_or_default();
    let choice =
        |value: String, label: String, now: &str| Choice { chosen: value == now, value, label };
    let named = rules
        .iter()
        .map(|rule| choice(rule.field.to_string(), rule.name.to_string(), &alike.field));
    let mut levels: Vec<String> = rules.iter().map(|rule| rule.competence.to_string()).collect();
    levels.sort_unstable();
    levels.dedup();
    let levels = levels.into_iter().map(|level| {
        let label = w.value(&level);
        choice(level, label, &alike.competence)
    });
    let bodies = pins.directory.bodies().filter(|body| body.stands(today));
    let mut bodies: Vec<Choice> = bodies
        .map(|body| {
            let id = body.established.body.to_string();
            Choice {
                chosen: alike.addressees.contains(&id),
                value: id,
                label: body.established.name.to_string(),
            }
        })
        .collect();
    bodies.sort_by_key(|body| (!body.chosen, proto::text::fold(&body.label)));
    let error = |name: &str| (told && alike.misses(name)).then(|| w.t("act-missing"));
    let made = |name: &str, kind, choices| Field {
        choices,
        error: error(name),
        ..field(name, w.field(name), kind)
    };
    vec![
        made("field", Kind::One, named.collect()),
        made("competence", Kind::One, levels.collect()),
        made("addressees", Kind::Many, bodies),
        Field { value: alike.reason.clone(), ..made("reason", Kind::Text, Vec::new()) },
    ]
}

/// What was chosen, when something was refused.
struct Sent<'a> {
    form: &'a Pairs,
    errors: BTreeMap<String, String>,
    done: usize,
    nothing: bool,
    incomplete: bool,
    same_key: bool,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    let found = sheet::list(&app, &number).await?;
    let lines = chosen(&app, &at, &found, &values(&asked, "k")).await?;
    page(&view(&app, &at, &found, &lines, None).await?)
}

/// The lines of `ticks`, `LH26-17~3` each, that may still be classified; all of them where none is
/// ticked and nobody has chosen anything yet.
async fn chosen(
    app: &App,
    at: &Page,
    found: &ConsolidatedList,
    ticks: &[&str],
) -> Result<Vec<Line>, Problem> {
    let numbers: Vec<&str> =
        ticks.iter().filter_map(|tick| Some(tick.split_once('~')?.0)).collect();
    let rows = app.register.rows_of(&found.fixed.petitions).await?;
    let wanted = rows.iter().filter(|row| numbers.contains(&row.number.as_str()));
    let wanted: Vec<StreamId> = wanted.map(|row| row.stream).take(ROWS_MAX).collect();
    let mut lines = sheet::lines(app, at, &wanted).await?;
    lines.retain(Line::is_open);
    Ok(lines)
}

async fn view(
    app: &App,
    at: &Page,
    found: &ConsolidatedList,
    lines: &[Line],
    sent: Option<&Sent<'_>>,
) -> Result<Propose, Problem> {
    let list = found.fixed.number.to_string();
    let address = format!("/danh-sach/{}/phan-loai", encoded(&list));
    let earlier = suggest::earlier(app, found.fixed.council).await?;
    let alike = match (sent, lines) {
        (Some(sent), _) => Alike::sent(sent.form),
        // One row alone begins with what is proposed for it.
        (None, [line]) => Alike::of(line),
        (None, _) => Alike::default(),
    };
    let kept = sent.filter(|sent| sent.same_key).map(|sent| one(sent.form, "key").to_owned());
    let mut hidden = vec![("key".to_owned(), kept.unwrap_or_else(fresh_key))];
    hidden.extend(lines.iter().map(|line| {
        ("k".to_owned(), format!("{}~{}", line.row.number, line.number_of_proposal()))
    }));
    let rows = lines.iter().map(|line| {
        let suggested = suggest::suggest(at, line, &earlier);
        row(at, line, suggested, sent)
    });
    let told = |name: &str| sent.map_or("", |sent| one(sent.form, name)).to_owned();
    let mut shell = at.shell(format!("{} · {list}", at.w().t("list-propose")), "lists");
    shell.address.clone_from(&at.visitor.address);
    let mut fields =
        fields(at, found.fixed.council, &alike, sent.is_some_and(|sent| sent.incomplete));
    // Of whichever row takes the common part; the form asks no browser to insist on it.
    fields.iter_mut().for_each(|field| field.required = REQUIRED.contains(&field.name.as_str()));
    Ok(Propose {
        rows: rows.collect(),
        fields,
        around: around(at, "", &told),
        hidden,
        done: sent.map_or(0, |sent| sent.done),
        nothing: sent.is_some_and(|sent| sent.nothing),
        list,
        address,
        shell,
    })
}

fn row(
    at: &Page,
    line: &Line,
    suggested: Option<suggest::Suggested>,
    sent: Option<&Sent<'_>>,
) -> ProposeRow {
    let number = line.row.number.clone();
    let picked = sent.map(|sent| one(sent.form, &format!("c-{number}")).to_owned());
    let alone = if suggested.is_some() { "suggested" } else { "same" };
    let suggestion = suggested.map(|suggested| {
        let (field, level) = (&suggested.field, &suggested.competence);
        let words = InWords::of(at, line.row.council, field, level, &suggested.addressees);
        let InWords { field, competence, addressees } = words;
        let value = suggested.coded();
        Suggestion { field, competence, addressees, value, reasons: suggested.reasons }
    });
    ProposeRow {
        version: line.version(),
        wording: line.wording().0,
        now: InWords::proposed(at, line).map(|words| words.whole()),
        suggestion,
        choice: picked.unwrap_or_else(|| alone.to_owned()),
        error: sent.and_then(|sent| sent.errors.get(&number).cloned()),
        number,
    }
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    form: Pairs,
) -> Result<Response, Problem> {
    let found = sheet::list(&app, &number).await?;
    let ticks = values(&form.0, "k");
    let mut lines = chosen(&app, &at, &found, &ticks).await?;
    let alike = Alike::sent(&form);
    let choice = |line: &Line| one(&form, &format!("c-{}", line.row.number)).to_owned();
    let wants = |what: &str| lines.iter().any(|line| choice(line) == what);
    let mut sent = Sent {
        nothing: !wants("same") && !wants("suggested"),
        incomplete: wants("same") && alike.incomplete(),
        form: &form,
        errors: BTreeMap::new(),
        done: 0,
        same_key: true,
    };
    if sent.nothing || sent.incomplete {
        return again(
            &view(&app, &at, &found, &lines, Some(&sent)).await?,
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    sent.same_key = false;
    let (mut status, mut done) = (StatusCode::CONFLICT, Vec::new());
    for line in &lines {
        let number = &line.row.number;
        let data = match choice(line).as_str() {
            "same" => alike.data(),
            "suggested" => coded(one(&form, &format!("s-{number}"))),
            _ => continue,
        };
        let body = command(&form, line, &data);
        let key = format!("{}-{number}", one(&form, "key"));
        match give(&app, &at, "classification", "ProposeClassification", &key, &body).await {
            Ok(_) => done.push(number.clone()),
            Err(problem) => {
                status = problem.status();
                let told = problem.body(at.visitor.language);
                sent.same_key |= SAME_KEY.contains(&told.text("/code").unwrap_or_default());
                sent.errors.insert(number.clone(), why(&at, &told));
            }
        }
    }
    if sent.errors.is_empty() {
        return Ok(go(&format!("/danh-sach/{}", encoded(&number)), [cookies::say("act-done")]));
    }
    sent.done = done.len();
    lines.retain(|line| !done.contains(&line.row.number));
    let streams: Vec<StreamId> = lines.iter().map(|line| line.row.stream).collect();
    // As they stand now: what changed meanwhile is seen, and seen to be.
    let lines = sheet::lines(&app, &at, &streams).await?;
    again(&view(&app, &at, &found, &lines, Some(&sent)).await?, status)
}

/// A suggestion as it was shown, as the data of its command.
fn coded(suggested: &str) -> Value {
    let mut parts = suggested.splitn(3, '|');
    let mut part = || parts.next().unwrap_or_default();
    let (field, competence) = (part(), part());
    let addressees: Vec<&str> = part().split(',').filter(|id| !id.is_empty()).collect();
    json!({ "field": field, "competence": competence, "addressees": addressees })
}

/// The command about one line, as a client of the API would send it.
pub(super) fn command(form: &Pairs, line: &Line, data: &Value) -> Value {
    let seen = one(form, &format!("v-{}", line.row.number)).parse::<u64>().unwrap_or_default();
    let mut body = json!({ "stream": line.row.stream, "seen_version": seen, "data": data });
    put(&mut body, form, &["body", "occurred_on"]);
    body
}

/// Puts members of the form that are filled in around a command.
pub(in crate::pages) fn put(body: &mut Value, form: &Pairs, names: &[&str]) {
    for name in names {
        let typed = one(form, name).trim();
        if !typed.is_empty() {
            body[*name] = json!(typed);
        }
    }
}

/// Why a command was not taken, in one line.
pub(in crate::pages) fn why(at: &Page, told: &Value) -> String {
    let w = at.w();
    if told.text("/code") == Some("conflict") {
        let changed = items(told, "/changed").iter().filter_map(Value::as_str);
        let changed = changed.map(|event| w.event(event)).collect::<Vec<_>>().join("; ");
        return format!("{}: {changed}", w.t("list-row-changed"));
    }
    format!("{}. {}", told.words("/title"), told.words("/next_step"))
}
