//! Giving the commands of one act, and what came of each.

use std::time::Duration;

use portal_pages::bulk::Outcome;
use proto::StreamId;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Act, Chosen, Way};
use crate::app::Shared;
use crate::pages::act;
use crate::pages::act::received::Sent;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// After so long nothing more is sent: the page is answered, and the rest can be sent again.
const WITHIN: Duration = Duration::from_secs(15);

/// The petition that a refusal is about.
pub(super) fn about(problem: &Value) -> Option<StreamId> {
    let id = problem.text("/about/petition")?;
    Uuid::parse_str(id).ok().map(StreamId)
}

/// Gives the act for all of `chosen`.
///
/// # Errors
/// The problem, where the form itself is wrong or the whole was refused: nothing was done.
pub(super) async fn all(
    app: &Shared,
    at: &Page,
    act: Act,
    chosen: &[Chosen],
    sent: &Pairs,
) -> Result<Vec<Outcome>, Problem> {
    let giving = Giving { app, at, act, sent, until: Instant::now() + WITHIN };
    match act.way {
        Way::Each => giving.each(chosen).await,
        Way::Whole => {
            let all: Vec<&Chosen> = chosen.iter().collect();
            giving.many(&all, 0).await?;
            Ok(chosen.iter().map(done).collect())
        }
        Way::Together => giving.together(chosen).await,
    }
}

struct Giving<'a> {
    app: &'a Shared,
    at: &'a Page,
    act: Act,
    sent: &'a Pairs,
    until: Instant,
}

impl Giving<'_> {
    /// The body of the command, about `one`.
    fn body(&self, one: &Chosen) -> Value {
        let shown = json!({ "stream": one.seen.stream, "version": one.seen.version });
        let mut pairs = self.sent.0.clone();
        pairs.push(("seen".to_owned(), one.seen.version.to_string()));
        pairs.push(("proposal".to_owned(), one.seen.proposal.to_string()));
        let sent = Sent::plain(axum::Form(pairs));
        act::sent::body(self.act.spec, &shown, &sent, None)
    }

    async fn give(&self, key: &str, body: &Value) -> Result<Value, Problem> {
        let context = self.act.spec.context.to_string();
        give(self.app, self.at, &context, self.act.spec.name, key, body).await
    }

    /// One command that names all of `chosen`; the `round` tells those of one form apart.
    async fn many(&self, chosen: &[&Chosen], round: usize) -> Result<(), Problem> {
        let Some(first) = chosen.first() else { return Ok(()) };
        let mut body = self.body(first);
        let seen = chosen.iter().map(|one| match self.act.way {
            Way::Whole => json!({ "petition": one.seen.stream, "seen_version": one.seen.version }),
            Way::Together | Way::Each => {
                json!({ "petition": one.seen.stream, "proposal": one.seen.proposal })
            }
        });
        body["data"]["petitions"] = seen.collect();
        self.give(&format!("{}-{round}", one(self.sent, "key")), &body).await.map(|_| ())
    }

    /// Whoever stands against it is left out, until the others are done. What is refused is
    /// recorded, so that the same form goes the same way again.
    async fn together(&self, chosen: &[Chosen]) -> Result<Vec<Outcome>, Problem> {
        let mut left: Vec<&Chosen> = chosen.iter().collect();
        let mut refused: Vec<(StreamId, Outcome)> = Vec::new();
        for round in 0..=chosen.len() {
            if left.is_empty() {
                break;
            }
            let problem = if Instant::now() < self.until {
                match self.many(&left, round).await {
                    Ok(()) => break,
                    Err(problem) => problem,
                }
            } else {
                Problem::later("timed_out", 5)
            };
            let told = problem.body(self.at.visitor.language);
            if refused.is_empty() && told.text("/field").is_some() {
                return Err(problem);
            }
            let against = about(&told).filter(|id| left.iter().any(|one| one.seen.stream == *id));
            // Where the refusal names no petition it stands against every one.
            let (out, rest): (Vec<&Chosen>, Vec<&Chosen>) =
                left.into_iter().partition(|one| against.is_none_or(|id| id == one.seen.stream));
            refused.extend(out.iter().map(|one| (one.seen.stream, not_done(one, &told))));
            left = rest;
        }
        let outcome = |one: &Chosen| {
            let told = refused.iter().find(|(id, _)| *id == one.seen.stream);
            told.map_or_else(|| done(one), |(_, outcome)| outcome.clone())
        };
        Ok(chosen.iter().map(outcome).collect())
    }

    async fn each(&self, chosen: &[Chosen]) -> Result<Vec<Outcome>, Problem> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(chosen.len());
        let mut away = false;
        for petition in chosen {
            if away || Instant::now() >= self.until {
                outcomes.push(unsent(petition));
                continue;
            }
            let key = format!("{}-{}", one(self.sent, "key"), super::id(petition.seen.stream));
            match self.give(&key, &self.body(petition)).await {
                Ok(_) => outcomes.push(done(petition)),
                Err(problem) => {
                    let told = problem.body(self.at.visitor.language);
                    // What was typed is wrong for every petition alike.
                    if outcomes.is_empty() && told.text("/field").is_some() {
                        return Err(problem);
                    }
                    let outcome = not_done(petition, &told);
                    away = outcome.is_unsent();
                    outcomes.push(outcome);
                }
            }
        }
        Ok(outcomes)
    }
}

fn outcome(one: &Chosen, code: &'static str) -> Outcome {
    Outcome { number: one.row.number.clone(), code, title: None, next: None }
}

fn done(one: &Chosen) -> Outcome {
    outcome(one, "done")
}

fn unsent(one: &Chosen) -> Outcome {
    outcome(one, "unsent")
}

/// Refused, or never decided.
fn not_done(one: &Chosen, told: &Value) -> Outcome {
    let code = told.text("/code").unwrap_or_default();
    let code = if act::SAME_KEY.contains(&code) { "unsent" } else { "refused" };
    let text = |member: &str| told.text(member).map(str::to_owned);
    Outcome { title: text("/title"), next: text("/next_step"), ..outcome(one, code) }
}
