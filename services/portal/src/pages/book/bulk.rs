//! One act for several petitions: chosen in the book, looked at, given, and told one by one.
//!
//! Every rule stays in the deciders. What was seen of each petition is sent back with the form, and
//! every command's key derives from the form's, so that sending a form twice does nothing twice.

mod give;
mod offered;

use axum::Form;
use axum::extract::{OriginalUri, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::act::Refused;
use portal_pages::bulk::{BulkDone, BulkPage, Ticked};
use proto::StreamId;
use proto::command::CommandSpec;
use register::{Held, PetitionRow};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asked, id};
use crate::app::{App, Shared};
use crate::commands;
use crate::pages::act;
use crate::pages::form::{Pairs, one};
use crate::pages::json::At;
use crate::pages::petition::is_final;
use crate::pages::shell::Page;
use crate::pages::{page, today};
use crate::params::bad_query;
use crate::problem::Problem;
use offered::Whose;

/// The most petitions of one act: as many as one command may name.
pub(super) const PETITIONS_MAX: usize = proto::command::PETITIONS_MAX;

/// How a command takes several petitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// One command names them all; one that stands against it is left out.
    Together,
    /// One command names them all, and is done for all or for none.
    Whole,
    /// A command for each.
    Each,
}

const ACTS: &[(&str, &str, Way, Whose)] = &[
    ("classification", "GiveConsent", Way::Together, Whose::Party),
    ("forwarding", "IssueLetter", Way::Whole, Whose::Committee),
    ("forwarding", "MakeKnown", Way::Each, Whose::Maker),
    ("monitoring", "NameFollower", Way::Each, Whose::Committee),
    ("monitoring", "SendReminder", Way::Each, Whose::Follower),
    ("monitoring", "ExtendDeadline", Way::Each, Whose::Committee),
    ("monitoring", "CarryOver", Way::Each, Whose::Committee),
    ("monitoring", "ClosePetition", Way::Each, Whose::Committee),
];

/// The acts that the reader's roles allow, and that the bodies acted for may ever take.
pub(super) fn choices(at: &Page) -> Vec<Choice> {
    let allowed = ACTS.iter().filter(|(context, command, _, whose)| {
        at.may(context, command) && offered::is_ever(at, *whose)
    });
    let choice = |(context, command, ..): &(&str, &str, Way, Whose)| Choice {
        value: format!("{context}/{command}"),
        label: at.w().command(context, command),
        chosen: false,
    };
    allowed.map(choice).collect()
}

/// The act of a form.
#[derive(Clone, Copy)]
struct Act {
    spec: &'static CommandSpec,
    way: Way,
}

impl Act {
    fn named(name: &str) -> Result<Self, Problem> {
        let found =
            ACTS.iter().find(|(context, command, ..)| name == format!("{context}/{command}"));
        let (context, command, way, _) = found.ok_or_else(Problem::not_found)?;
        Ok(Self { spec: commands::spec_of(context, command)?, way: *way })
    }

    fn label(self, at: &Page) -> String {
        at.w().command(&self.spec.context.to_string(), self.spec.name)
    }
}

/// What the officer saw of one petition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    stream: StreamId,
    version: u64,
    proposal: u64,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", id(self.stream), self.version, self.proposal)
    }
}

impl Seen {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let stream = StreamId(Uuid::parse_str(parts.next()?).ok()?);
        let version = parts.next()?.parse().ok()?;
        Some(Self { stream, version, proposal: parts.next()?.parse().ok()? })
    }

    fn of(row: &PetitionRow, held: Option<&Held>) -> Self {
        let proposal = held.and_then(|held| held.petition.proposal.as_ref());
        let proposal = proposal.map_or(0, |proposal| u64::from(proposal.number));
        Self { stream: row.stream, version: row.version.0, proposal }
    }
}

/// A petition of the form, as it is now and as it was seen.
struct Chosen {
    row: PetitionRow,
    seen: Seen,
    /// To whom it was agreed that it goes.
    addressees: Vec<proto::BodyId>,
}

/// The rows of these petitions, each with what is seen of it now.
async fn chosen(app: &App, rows: Vec<PetitionRow>) -> Result<Vec<Chosen>, Problem> {
    let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
    let held = app.register.held_of(&streams).await?;
    let chosen = rows.into_iter().map(|row| {
        let held = held.get(&row.stream);
        let proposal = held.and_then(|held| held.petition.proposal.as_ref());
        let addressees = proposal.map_or_else(Vec::new, |one| one.addressees.clone());
        Chosen { seen: Seen::of(&row, held), addressees, row }
    });
    Ok(chosen.collect())
}

/// Looks at what was ticked in the book.
pub(in crate::pages) async fn look(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let Query(sent) = Query::<Vec<(String, String)>>::try_from_uri(&uri)
        .map_err(|rejection| bad_query(&rejection.body_text()))?;
    let sent = Form(sent);
    let act = Act::named(one(&sent, "act"))?;
    let mut asked = Asked::of_text(one(&sent, "of"), at.reader.today)?;
    let limit = u32::try_from(PETITIONS_MAX).unwrap_or(u32::MAX);
    let (rows, left_out) = if one(&sent, "all") == "1" {
        asked.widened(&app, &at).await;
        let all = app.register.petitions_in(asked.order, &asked.filter, None, limit).await?.0;
        let total = super::tally(&app, &at, &asked).await?.total();
        let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
        (all, total.saturating_sub(count))
    } else {
        let ticked = sent.0.iter().filter(|(name, _)| name == "p");
        let ids: Vec<StreamId> =
            ticked.filter_map(|(_, id)| Uuid::parse_str(id).ok()).map(StreamId).collect();
        let most = ids.get(..PETITIONS_MAX).unwrap_or(&ids);
        let left_out = u64::try_from(ids.len() - most.len()).unwrap_or(u64::MAX);
        (app.register.rows_of(most).await?, left_out)
    };
    let chosen = chosen(&app, rows).await?;
    let book = asked.with("/so", "after", None);
    let mut view = form(&at, act, &chosen, &book, None);
    view.left_out = left_out;
    page(&view)
}

/// What was typed, when it was refused.
struct Typed<'a> {
    form: &'a Pairs,
    problem: Option<&'a Value>,
    unconfirmed: bool,
}

/// Gives the act.
pub(in crate::pages) async fn take(
    State(app): State<Shared>,
    at: Page,
    sent: Pairs,
) -> Result<Response, Problem> {
    let act = Act::named(one(&sent, "act"))?;
    let book = Asked::of_text(one(&sent, "of"), at.reader.today)?.with("/so", "after", None);
    let ticked = sent.0.iter().filter(|(name, _)| name == "p");
    let seen: Vec<Seen> =
        ticked.filter_map(|(_, text)| Seen::read(text)).take(PETITIONS_MAX).collect();
    let streams: Vec<StreamId> = seen.iter().map(|seen| seen.stream).collect();
    let mut chosen = chosen(&app, app.register.rows_of(&streams).await?).await?;
    for one in &mut chosen {
        // What the person saw, not what is there now.
        let saw = seen.iter().find(|seen| seen.stream == one.seen.stream);
        one.seen = saw.copied().unwrap_or(one.seen);
    }
    if is_final(act.spec.name) && one(&sent, "confirm") != "yes" && !chosen.is_empty() {
        let typed = Typed { form: &sent, problem: None, unconfirmed: true };
        let view = form(&at, act, &chosen, &book, Some(&typed));
        return answer(&view, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let outcomes = match give::all(&app, &at, act, &chosen, &sent).await {
        Ok(outcomes) => outcomes,
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let typed = Typed { form: &sent, problem: Some(&told), unconfirmed: false };
            let view = form(&at, act, &chosen, &book, Some(&typed));
            return answer(&view, problem.status());
        }
    };
    let count = |code: &str| outcomes.iter().filter(|one| one.code == code).count();
    let label = act.label(&at);
    let mut shell = at.shell(label.clone(), "book");
    shell.address.clone_from(&book);
    page(&BulkDone {
        shell,
        act: label,
        done: count("done"),
        refused: count("refused"),
        unsent: count("unsent"),
        again: sent.0.clone(),
        outcomes,
        book,
    })
}

fn answer(view: &BulkPage, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// What the petitions have in common, in the form of one petition.
fn common(chosen: &[Chosen]) -> Value {
    let Some(first) = chosen.first() else { return json!({}) };
    let in_all = |body: &&proto::BodyId| chosen.iter().all(|one| one.addressees.contains(body));
    let addressees = first.addressees.iter().filter(in_all);
    json!({
        "council": { "body": first.row.council },
        "proposal": { "addressees": addressees.map(|b| json!({ "body": b })).collect::<Value>() },
    })
}

fn form(at: &Page, act: Act, chosen: &[Chosen], book: &str, typed: Option<&Typed<'_>>) -> BulkPage {
    let w = at.w();
    let problem = typed.and_then(|typed| typed.problem);
    let wrong = problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let value = |name: &str| typed.map_or("", |typed| one(typed.form, name)).to_owned();
    let shown = common(chosen);
    let mut fields =
        act::fields::of(at, act.spec, &shown, typed.map(|typed| typed.form), &Form(Vec::new()));
    for field in &mut fields {
        let here = wrong == format!("/data/{}", field.name)
            || wrong.starts_with(&format!("/data/{}/", field.name));
        let empty = field.value.is_empty() && field.choices.iter().all(|choice| !choice.chosen);
        field.error = here.then(|| w.t(if empty { "act-missing" } else { "act-malformed" }));
    }
    let (around, paper) = (act::around(at, wrong, &value), act::paper(at, wrong, &value));
    let filled = paper.iter().any(|field| !field.value.is_empty() || field.error.is_some());
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    // What was refused is recorded under its key; what was never decided is sent under the same.
    let same = typed.is_some() && (problem.is_none() || act::SAME_KEY.contains(&code));
    let key = if same { value("key") } else { format!("many-{}", runtime::random::uuid()) };
    let label = act.label(at);
    let name = format!("{}/{}", act.spec.context, act.spec.name);
    let hidden = [("act", name), ("of", book.to_owned()), ("key", key)];
    let ticked = chosen.iter().map(|one| Ticked {
        seen: one.seen.to_string(),
        number: one.row.number.clone(),
        wording: one.row.public_wording.clone(),
        stage_code: one.row.stage.as_str().to_owned(),
        stage: today::label(at, one.row.stage),
    });
    BulkPage {
        shell: at.shell(label.clone(), "book"),
        act: label,
        what: w.t(match act.way {
            Way::Together => "bulk-consent",
            Way::Whole => "bulk-letter",
            Way::Each => "bulk-each",
        }),
        ticked: ticked.collect(),
        left_out: 0,
        book: book.to_owned(),
        hidden: hidden.map(|(name, value)| (name.to_owned(), value)).into(),
        fields,
        around,
        // A letter needs its symbol and date.
        paper_open: filled || act.way == Way::Whole,
        paper,
        is_final: is_final(act.spec.name),
        unconfirmed: typed.is_some_and(|typed| typed.unconfirmed),
        refused: problem.map(|problem| refused(at, problem, code, chosen)),
    }
}

/// Why nothing was done, with the number of the petition that stands against it.
fn refused(at: &Page, problem: &Value, code: &str, chosen: &[Chosen]) -> Refused {
    let mut refused = act::refused(at, problem, code, &[]);
    let about = give::about(problem);
    if let Some(one) = chosen.iter().find(|one| Some(one.seen.stream) == about) {
        refused.title = format!("{}: {}", one.row.number, refused.title);
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_for_many_is_a_command() {
        for (context, command, ..) in ACTS {
            assert!(Act::named(&format!("{context}/{command}")).is_ok(), "{command}");
        }
        assert!(Act::named("intake/RecordPetition").is_err());
    }

    #[test]
    fn what_was_seen_goes_through_the_form_and_anything_else_is_nothing() {
        let seen = Seen { stream: StreamId(Uuid::from_u128(7)), version: 4, proposal: 2 };
        assert_eq!(Seen::read(&seen.to_string()), Some(seen));
        for text in ["", "x", "x:1:2", &id(seen.stream), &format!("{}:1:-1", id(seen.stream))] {
            assert_eq!(Seen::read(text), None, "{text}");
        }
    }
}
