//! One letter: its table with what the addressee made of each petition, and the receipt.

use axum::extract::State;
use axum::response::Response;
use petition::Addressee;
use portal_pages::act::{Field, Kind};
use portal_pages::letters::{Action, Clock, LetterPage, Receiving};
use portal_pages::petition::{Fact, Text};
use proto::{Day, StreamId};
use register::{Letter, LetterFilter};
use serde_json::{Value, json};

use super::shown::{self, Shown};
use super::{PETITIONS_MAX, form, hands, offered};
use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At as _;
use crate::pages::petition::parts;
use crate::pages::petition::possible::Tried;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
) -> Result<Response, Problem> {
    page(&view(&app, &at, stream, None).await?)
}

pub(super) async fn receive(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
    typed: Pairs,
) -> Result<Response, Problem> {
    let mut body = json!({
        "body": form::body_of(&at, &typed),
        "stream": stream,
        // A letter is issued, and arrives: nothing else befalls it before.
        "seen_version": 1,
        "data": {},
    });
    if let Some(day) = form::said(&typed, "issued_on") {
        body["occurred_on"] = json!(day);
    }
    match give(&app, &at, "forwarding", "ConfirmReceipt", one(&typed, "key"), &body).await {
        Ok(_) => Ok(go(&format!("/cong-van/{stream}"), [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let mut response = page(&view(&app, &at, stream, Some((&told, &typed))).await?)?;
            *response.status_mut() = problem.status();
            Ok(response)
        }
    }
}

async fn one_letter(app: &App, stream: StreamId) -> Result<Letter, Problem> {
    let filter = LetterFilter { stream: Some(stream), ..LetterFilter::default() };
    let mut found = app.register.letters(&filter, None, 1).await?.rows;
    found.pop().ok_or_else(Problem::not_found)
}

async fn view(
    app: &App,
    at: &Page,
    stream: StreamId,
    refused: Option<(&Value, &Pairs)>,
) -> Result<LetterPage, Problem> {
    let letter = one_letter(app, stream).await?;
    let named: Vec<StreamId> =
        letter.issued.petitions.iter().copied().take(PETITIONS_MAX).collect();
    let petitions = shown::petitions(app, at, &named).await?;
    let mine = hands(at);
    let issuer = letter.envelope.body.is_some_and(|body| mine.contains(&body));
    let addressee = petitions.iter().any(|shown| {
        let part = part_in(shown, &letter);
        part.is_some_and(|to| to.live() && mine.contains(&to.body))
    });
    let actions = actions(app, at, &petitions, (issuer, addressee)).await?;
    let row = |shown: &Shown| {
        let to = part_in(shown, &letter);
        let mut part = shown::part(at, shown, to);
        part.open = !actions.is_empty() && to.is_some_and(Addressee::live);
        part
    };
    let (w, all): (_, Vec<&Shown>) = (at.w(), petitions.iter().collect());
    let symbol = symbol(at, &letter);
    let mut shell = at.shell(format!("{} {symbol}", w.t("letters-letter")), "letters");
    shell.address = format!("/cong-van/{stream}");
    "*".clone_into(&mut shell.about);
    let awaited = letter.receipt.is_none() && mine.contains(&letter.issued.to);
    let receipt =
        if awaited { offered::receipt(app, at, &letter).await? } else { Tried::NotAllowed };
    let offered = matches!(receipt, Tried::Possible(None)) || refused.is_some();
    Ok(LetterPage {
        facts: facts(at, &letter),
        receipt_due: receipt_due(at, &letter),
        answer_due: answer_due(at, &all, &letter),
        note: note(app, at, &letter).await,
        paper: format!("/giay-to/cong-van/{stream}"),
        receiving: offered.then(|| receiving(at, &letter, refused)),
        not_receiving: match receipt {
            Tried::Refused(code) if !offered => Some(why_not(at, &code)),
            Tried::Refused(_) | Tried::Possible(_) | Tried::NotAllowed => None,
        },
        refused: refused.map(|(problem, _)| form::refused(at, problem, None)),
        answered: answered(at, &all, &letter),
        parts: petitions.iter().map(row).collect(),
        actions,
        symbol,
        shell,
    })
}

/// The part that came of a letter.
pub(super) fn part_in<'a>(shown: &'a Shown, letter: &Letter) -> Option<&'a Addressee> {
    let all = &shown.petition().addressees;
    all.iter().find(|to| to.letter == Some(letter.envelope.stream))
}

pub(super) fn symbol(at: &Page, letter: &Letter) -> String {
    let document = letter.envelope.document.as_ref();
    document.map_or_else(|| at.w().t("letters-no-symbol"), |paper| paper.symbol.to_string())
}

pub(super) fn on(letter: &Letter) -> Day {
    letter.envelope.document.as_ref().map_or(letter.envelope.occurred_on, |paper| paper.issued_on)
}

/// How many of a letter's petitions are answered or sent back.
pub(super) fn answered(at: &Page, petitions: &[&Shown], letter: &Letter) -> String {
    let done = |shown: &&&Shown| {
        part_in(shown, letter).is_some_and(|to| to.answer().is_some() || !to.live())
    };
    let done = petitions.iter().filter(done).count();
    format!("{done}/{} {}", petitions.len(), at.w().t("letters-answered"))
}

/// The next day on which one of a letter's petitions is to be answered.
pub(super) fn answer_due(at: &Page, petitions: &[&Shown], letter: &Letter) -> Option<Clock> {
    let open = petitions.iter().filter_map(|shown| part_in(shown, letter));
    let open = open.filter(|to| to.live() && to.answer().is_none());
    open.filter_map(|to| to.answer_due).min().map(|day| shown::clock(at, day, false))
}

/// Until when the addressee confirms that it has the letter.
pub(super) fn receipt_due(at: &Page, letter: &Letter) -> Option<Clock> {
    let (pins, day) = (&at.reader.known.pins, on(letter));
    if letter.receipt.is_some() {
        return None;
    }
    let deadline = pins.rules(letter.issued.council?, day)?.receipt.as_ref()?;
    pins.calendar.due(day, deadline).map(|day| shown::clock(at, day, false))
}

pub(super) fn receipt(at: &Page, letter: &Letter) -> String {
    let w = at.w();
    match letter.receipt {
        Some(receipt) => format!("{} {}", w.t("receipt-on"), w.day(&receipt.on.to_string())),
        None => w.t("receipt-none"),
    }
}

fn facts(at: &Page, letter: &Letter) -> Vec<Fact> {
    let w = at.w();
    let fact = |id: &str, value: String| Fact { label: w.t(id), value };
    let from = letter.envelope.body.map(|body| at.name(body)).unwrap_or_default();
    vec![
        fact("act-issued", w.day(&on(letter).to_string())),
        fact("letters-from-whom", from),
        fact("letters-to-whom", at.name(letter.issued.to)),
        fact("letters-receipt", receipt(at, letter)),
        fact("basis", letter.issued.basis.to_string()),
    ]
}

/// The letter's own words, for who wrote or got it.
async fn note(app: &App, at: &Page, letter: &Letter) -> Option<Text> {
    let sealed = letter.issued.note.as_ref()?;
    let (pins, today, by) = (&at.reader.known.pins, at.reader.today, letter.envelope.body);
    let reads =
        |body: &&proto::BodyId| petition::may_read_note(**body, &letter.issued, by, pins, today);
    let value = match at.reader.bodies.iter().find(reads) {
        Some(&body) => opened(&app.vault, at.reader.officer, body, json!({ "note": sealed })).await,
        None => json!({ "note": { "refused": "forbidden" } }),
    };
    parts::text(&at.w(), value.get("note"))
}

/// Why a receipt cannot be confirmed, and what to do.
fn why_not(at: &Page, code: &str) -> Fact {
    let words = crate::words::of(code);
    let pick = |vi: &str, en: &str| at.visitor.language.pick(vi, en).to_owned();
    Fact { label: pick(words.title_vi, words.title_en), value: pick(words.next_vi, words.next_en) }
}

fn receiving(at: &Page, letter: &Letter, refused: Option<(&Value, &Pairs)>) -> Receiving {
    let stream = letter.envelope.stream;
    let nothing = axum::Form(Vec::new());
    let typed = refused.map_or(&nothing, |(_, typed)| typed);
    let mut day: Field =
        form::field("issued_on", at.w().t("letters-received-on"), Kind::Day, true, typed);
    if refused.is_none() {
        day.value = at.reader.today.to_string();
    }
    // Who took over its work has the letter from then on, and not before.
    let known = at.reader.known.pins.directory.body(letter.issued.to);
    let ended = known.and_then(|body| body.ended.as_ref());
    day.hint = ended.filter(|ended| ended.until < at.reader.today).map(|ended| {
        let last = at.w().day(&ended.until.to_string());
        format!("{} {last}: {}", at.w().t("letters-ended"), at.name(letter.issued.to))
    });
    let mut fields: Vec<Field> = form::acting(at, typed).into_iter().chain([day]).collect();
    if let Some((problem, _)) = refused {
        form::place(problem, "", &mut fields);
        let told = problem.text("/code") == Some("forwarding.not_the_addressee");
        let day = fields.iter_mut().find(|field| field.name == "issued_on" && field.hint.is_some());
        if let Some(day) = day.filter(|_| told) {
            day.error = Some(at.w().t("letters-ended-error"));
        }
    }
    let key = form::key(typed, refused.map(|(problem, _)| problem));
    Receiving { address: format!("/cong-van/{stream}/da-nhan"), key, fields }
}

/// What can be done with the petitions of a letter, by whose turn it is and what would be taken.
async fn actions(
    app: &App,
    at: &Page,
    petitions: &[Shown],
    (issuer, addressee): (bool, bool),
) -> Result<Vec<Action>, Problem> {
    let mut all = Vec::new();
    for (word, context, command, turn) in [
        ("tra-loi", "forwarding", "AnswerPetitions", addressee),
        ("giao", "forwarding", "AssignWork", addressee && !super::below(at).is_empty()),
        ("tra-lai", "forwarding", "ReturnPetition", addressee),
        ("don-doc", "monitoring", "SendReminder", issuer),
        ("gia-han", "monitoring", "ExtendDeadline", issuer),
    ] {
        if turn && at.may(context, command) {
            all.push((word, (context, command)));
        }
    }
    let asked: Vec<(&str, &str)> = all.iter().map(|(_, command)| *command).collect();
    let taken = offered::acts(app, at, petitions, &asked).await?;
    all.retain(|(_, (_, command))| taken.contains(command));
    Ok(all.into_iter().map(|(word, _)| action(at, word)).collect())
}

/// An act on what is ticked.
pub(super) fn action(at: &Page, word: &str) -> Action {
    Action {
        label: at.w().t(&format!("letters-act-{word}")),
        address: format!("/cong-van/viec/{word}"),
    }
}
