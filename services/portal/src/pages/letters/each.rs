//! Acts that are done to each ticked petition by itself: sent back, given to agencies, reminded of,
//! given more time. What was done stays done; what was refused says why and stays typed.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::letters::ActOnMany;
use proto::BodyId;
use serde_json::{Map, Value, json};

use super::form::{self, Named};
use super::shown::{self, Shown};
use super::{below, hands};
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::shell::Page;
use crate::pages::{book, cookies, go, page};
use crate::params::Named as InAddress;
use crate::problem::Problem;

/// One kind of act: its word in addresses, and its command.
struct Kinds {
    act: &'static str,
    context: &'static str,
    command: &'static str,
}

const ACTS: [Kinds; 4] = [
    Kinds { act: "tra-lai", context: "forwarding", command: "ReturnPetition" },
    Kinds { act: "giao", context: "forwarding", command: "AssignWork" },
    Kinds { act: "don-doc", context: "monitoring", command: "SendReminder" },
    Kinds { act: "gia-han", context: "monitoring", command: "ExtendDeadline" },
];

fn kind(act: &str) -> Result<&'static Kinds, Problem> {
    ACTS.iter().find(|kind| kind.act == act).ok_or_else(Problem::not_found)
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    InAddress(act): InAddress,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let typed = axum::Form(asked);
    let petitions = Named::of(&typed.0).read(&app, &at).await?;
    page(&view(&at, kind(&act)?, &typed, &petitions, &Went::default()))
}

/// How it went with each petition.
#[derive(Default)]
struct Went {
    done: usize,
    /// The number of a petition, the problem with it, and its status.
    refused: Vec<(String, Value, StatusCode)>,
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    InAddress(act): InAddress,
    typed: Pairs,
) -> Result<Response, Problem> {
    let kind = kind(&act)?;
    let named = Named::of(&typed.0);
    let petitions = named.read(&app, &at).await?;
    let mut first = view(&at, kind, &typed, &petitions, &Went::default());
    let missing = form::mark_missing(&at, &mut first.fields);
    first.none_ticked = petitions.is_empty();
    if missing || first.none_ticked {
        return answered(&first, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let went = all(&app, &at, kind, &typed, &named, &petitions).await?;
    let Some(&(_, _, status)) = went.refused.first() else {
        return Ok(go(&first.back, [cookies::say("act-done")]));
    };
    let refused: Vec<Shown> = named.read(&app, &at).await?;
    let refused: Vec<Shown> = refused
        .into_iter()
        .filter(|shown| went.refused.iter().any(|(number, ..)| *number == shown.number()))
        .collect();
    answered(&view(&at, kind, &typed, &refused, &went), status)
}

fn answered(view: &ActOnMany, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Gives the command for every petition, one after the other; each has a key of its own.
async fn all(
    app: &Shared,
    at: &Page,
    kind: &Kinds,
    typed: &Pairs,
    named: &Named,
    petitions: &[Shown],
) -> Result<Went, Problem> {
    let mut went = Went::default();
    for shown in petitions {
        let mut seen = named.seen(shown);
        for whom in whom(at, kind, shown) {
            let mut body = json!({
                "body": form::body_of(at, typed),
                "stream": shown.stream,
                "seen_version": seen,
                "data": data(kind, typed, whom),
            });
            if let Some(day) = form::said(typed, "issued_on") {
                body["occurred_on"] = json!(day);
                if let Some(symbol) = form::said(typed, "symbol") {
                    body["document"] = json!({ "symbol": symbol, "issued_on": day });
                }
            }
            let whose = whom.map(|body| body.0.simple().to_string()).unwrap_or_default();
            let key = format!("{}-{}{whose}", one(typed, "key"), shown.stream.0.simple());
            match give(app, at, kind.context, kind.command, &key, &body).await {
                Ok(done) => {
                    went.done = went.done.saturating_add(1);
                    // The second of two reminders saw the first.
                    seen = serde_json::from_value(done["version"].clone()).unwrap_or(seen);
                }
                Err(problem) => {
                    let told = problem.body(at.visitor.language);
                    went.refused.push((shown.number(), told, problem.status()));
                    break;
                }
            }
        }
    }
    Ok(went)
}

/// Those who are reminded, or given more time: whoever of the petition's addressees still owes.
fn whom(_: &Page, kind: &Kinds, shown: &Shown) -> Vec<Option<BodyId>> {
    match kind.act {
        "don-doc" | "gia-han" => {
            let owing: Vec<Option<BodyId>> = shown.owing().into_iter().map(Some).collect();
            // Somebody is named in any case: that nothing is owed is the decider's to say.
            let first = shown.petition().addressees.first().map(|to| to.body);
            if owing.is_empty() { vec![first] } else { owing }
        }
        _ => vec![None],
    }
}

fn data(kind: &Kinds, typed: &Pairs, whom: Option<BodyId>) -> Value {
    let mut data = Map::new();
    let names: &[&str] = match kind.act {
        "tra-lai" => &["reason", "competent"],
        "giao" => &["lead", "inner_due"],
        "don-doc" => &["text"],
        _ => &["due", "until", "reason"],
    };
    for name in names {
        data.extend(form::said(typed, name).map(|said| ((*name).to_owned(), json!(said))));
    }
    match kind.act {
        "giao" => {
            let ticked = typed.0.iter().filter(|(name, _)| name == "supporting");
            let ticked: Vec<&str> = ticked.map(|(_, value)| value.as_str()).collect();
            data.insert("supporting".to_owned(), json!(ticked));
        }
        "don-doc" => data.extend(whom.map(|to| ("to".to_owned(), json!(to)))),
        "gia-han" => data.extend(whom.map(|body| ("body".to_owned(), json!(body)))),
        _ => {}
    }
    Value::Object(data)
}

fn view(at: &Page, kind: &Kinds, typed: &Pairs, petitions: &[Shown], went: &Went) -> ActOnMany {
    let (w, mut view) = (at.w(), form::page_of(at, kind.act, typed));
    let mine = hands(at);
    for shown in petitions {
        let to = shown.part_of(&mine).or_else(|| shown.petition().live().next());
        let mut part = shown::part(at, shown, to);
        part.ticked = true;
        if kind.act != "tra-lai" && kind.act != "giao" {
            part.holder = to.map(|to| at.name(to.body)).unwrap_or_default();
        }
        let refused = went.refused.iter().find(|(number, ..)| *number == part.number);
        part.error = refused.map(|(_, problem, _)| form::refused(at, problem, None).title);
        view.parts.push(part);
    }
    view.nothing = petitions.is_empty();
    view.fields = fields(at, kind, typed);
    if went.done > 0 {
        view.done = Some(w.count("letters-done", went.done));
    }
    if let Some((number, problem, _)) = went.refused.first() {
        form::place(problem, "", &mut view.fields);
        view.refused = Some(form::refused(at, problem, Some(number)));
        view.hidden = vec![
            ("key".to_owned(), form::key(typed, Some(problem))),
            ("ve".to_owned(), view.back.clone()),
        ];
    }
    view
}

fn fields(at: &Page, kind: &Kinds, typed: &Pairs) -> Vec<Field> {
    let w = at.w();
    let field =
        |name: &str, kind, required| form::field(name, w.field(name), kind, required, typed);
    let one_of = |name: &str, kind, required, from: Vec<(String, String)>| {
        form::choice(name, w.field(name), (kind, required), from, typed)
    };
    let mut fields: Vec<Field> = form::acting(at, typed).into_iter().collect();
    let day = || {
        let mut day = form::field("issued_on", w.t("act-on"), Kind::Day, true, typed);
        if day.value.is_empty() && one(typed, "key").is_empty() {
            day.value = at.reader.today.to_string();
        }
        day
    };
    match kind.act {
        "tra-lai" => fields.extend([
            field("reason", Kind::Text, true),
            one_of("competent", Kind::One, false, standing(at)),
            day(),
        ]),
        "giao" => fields.extend([
            one_of("lead", Kind::One, true, agencies(at)),
            field("inner_due", Kind::Day, false),
            day(),
            one_of("supporting", Kind::Many, false, agencies(at)),
        ]),
        "don-doc" => fields.extend([
            field("text", Kind::Text, true),
            day(),
            form::field("symbol", w.t("act-symbol"), Kind::Line, false, typed),
        ]),
        _ => fields.extend([
            one_of(
                "due",
                Kind::One,
                true,
                ["answer", "done"].map(|due| (due.to_owned(), w.value(due))).to_vec(),
            ),
            field("until", Kind::Day, true),
            day(),
            field("reason", Kind::Text, true),
        ]),
    }
    fields
}

/// The bodies below those acted for, by name.
fn agencies(at: &Page) -> Vec<(String, String)> {
    let under: Vec<String> = below(at).into_iter().map(|body| body.to_string()).collect();
    standing(at).into_iter().filter(|(id, _)| under.contains(id)).collect()
}

/// The bodies that stand today, by name.
fn standing(at: &Page) -> Vec<(String, String)> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let stands = |id: &str| id.parse().is_ok_and(|body| directory.stands(body, today));
    book::bodies(at).into_iter().filter(|(id, _)| stands(id)).collect()
}

#[cfg(test)]
mod tests {
    use proto::Context;

    use super::*;

    #[test]
    fn every_act_on_many_petitions_is_a_command() {
        for kind in &ACTS {
            let context = Context::named(kind.context).unwrap();
            assert!(proto::command::spec(context, kind.command).is_some(), "{}", kind.command);
        }
    }
}
