//! Contesting one row: with a reason, and with another proposal where there is one.
//!
//! A counter-proposal is one command: it contests the proposal that it answers and stands in its
//! place, so that nobody can lose half of it.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::lists::Contest;
use register::ConsolidatedList;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::pages::act::{SAME_KEY, around, refused};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::lists::propose::{self, Alike, fields};
use crate::pages::lists::sheet::{self, InWords, Line};
use crate::pages::lists::{Asked, field, fresh_key, value};
use crate::pages::shell::{Page, encoded};
use crate::pages::{again, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;

/// The list and the petition's number.
type Address = Named<(String, String)>;

/// What was typed, when it was refused.
struct Sent<'a> {
    form: &'a Pairs,
    problem: Option<&'a Value>,
}

async fn found(
    app: &App,
    at: &Page,
    list: &str,
    number: &str,
) -> Result<(ConsolidatedList, Line), Problem> {
    let list = sheet::list(app, list).await?;
    let stream = app.register.petition_called(number).await?.ok_or_else(Problem::not_found)?;
    if !list.fixed.petitions.contains(&stream) {
        return Err(Problem::not_found());
    }
    let line = sheet::lines(app, at, &[stream]).await?.into_iter().next();
    Ok((list, line.ok_or_else(Problem::not_found)?))
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named((list, number)): Address,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    let (list, line) = found(&app, &at, &list, &number).await?;
    let seen = value(&asked, "p").parse::<u32>().ok();
    page(&view(&at, &list, &line, seen, None))
}

fn view(
    at: &Page,
    list: &ConsolidatedList,
    line: &Line,
    seen: Option<u32>,
    sent: Option<&Sent<'_>>,
) -> Contest {
    let w = at.w();
    let (number, list) = (line.row.number.clone(), list.fixed.number.to_string());
    let problem = sent.and_then(|sent| sent.problem);
    let told = |name: &str| sent.map_or("", |sent| one(sent.form, name)).to_owned();
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    let same = sent.is_some() && (problem.is_none() || SAME_KEY.contains(&code));
    let key = if same { told("key") } else { fresh_key() };
    let wrong = problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let missing = sent.is_some() && told("reason").trim().is_empty();
    let alike = sent.map_or_else(|| Alike::of(line), |sent| Alike::sent(sent.form));
    let counter = told("counter") == "true";
    let mut proposal = fields(at, line.row.council, &alike, counter);
    proposal.truncate(3);
    let address = format!("/danh-sach/{}/khac/{}", encoded(&list), encoded(&number));
    let mut shell = at.shell(
        format!("{} · {number}", w.command("classification", "ContestClassification")),
        "lists",
    );
    shell.address.clone_from(&address);
    Contest {
        wording: line.wording().0,
        now: InWords::proposed(at, line)
            .map_or_else(|| w.t("agreement-none"), |words| words.whole()),
        replaced: seen.is_some_and(|seen| seen != line.number_of_proposal()),
        reason: Field {
            required: true,
            value: told("reason"),
            error: (missing || wrong == "/data/reason").then(|| w.t("act-missing")),
            ..field("reason", w.field("reason"), Kind::Text)
        },
        counter,
        fields: proposal,
        around: around(at, wrong, &told),
        hidden: vec![
            ("key".to_owned(), key),
            ("proposal".to_owned(), line.number_of_proposal().to_string()),
            (format!("v-{number}"), line.version().to_string()),
        ],
        refused: problem.map(|problem| refused(at, problem, code, &[])),
        list,
        number,
        address,
        shell,
    }
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named((list, number)): Address,
    form: Pairs,
) -> Result<Response, Problem> {
    let (found_list, line) = found(&app, &at, &list, &number).await?;
    let (alike, counter) = (Alike::sent(&form), one(&form, "counter") == "true");
    if alike.reason.is_empty() || counter && alike.incomplete() {
        let sent = Sent { form: &form, problem: None };
        return again(
            &view(&at, &found_list, &line, None, Some(&sent)),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    let seen = one(&form, "proposal").parse::<u32>().unwrap_or_default();
    let (command, data) = if counter {
        ("ProposeClassification", alike.data())
    } else {
        ("ContestClassification", json!({ "proposal": seen, "reason": alike.reason }))
    };
    let body = propose::command(&form, &line, &data);
    match give(&app, &at, "classification", command, one(&form, "key"), &body).await {
        Ok(_) => {
            let place = format!(
                "/danh-sach/{}#d{}",
                encoded(found_list.fixed.number.as_str()),
                place(&found_list, &line)
            );
            Ok(go(&place, [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let (found_list, line) = found(&app, &at, &list, &number).await?;
            let sent = Sent { form: &form, problem: Some(&told) };
            again(&view(&at, &found_list, &line, Some(seen), Some(&sent)), problem.status())
        }
    }
}

/// The row of a line on its list, from 1.
fn place(list: &ConsolidatedList, line: &Line) -> usize {
    let place = list.fixed.petitions.iter().position(|stream| *stream == line.row.stream);
    place.unwrap_or_default() + 1
}
